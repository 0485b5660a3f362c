"""URL -> ``Source``: one page from the network, with limits on time, size, redirects, kind and address.

The host's name is resolved once, every address is checked, and the connection goes to a checked address with
the name in ``Host`` and SNI: a name that resolves to something else a moment later (DNS rebinding) gains
nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import httpx
import idna

from fumikura import __version__
from fumikura.decoding import decode
from fumikura.errors import ContentError
from fumikura.sources import Fields, Source

TIMEOUT = 15.0
"""Seconds to connect, and between two pieces of an answer."""
MAX_SECONDS = 60.0
"""For one page in all, redirects included."""
MAX_BYTES = 20_000_000
"""Of one page, unpacked; its pictures are not fetched."""
MAX_REDIRECTS = 5
MEDIA_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown"})

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: IPv4 addresses as IPv6 ones."""


def is_url(argument: str) -> bool:
    """Whether a command's argument is a URL to fetch and no path."""
    return argument.lower().startswith(("http://", "https://"))


def fetch(url: str, now: str, options: Fields | None = None, *, allow_private: bool = False) -> Source:
    """The page at ``url``. ``now``: ISO 8601 in UTC. Raises ``ContentError`` for whatever stands against it.

    ``allow_private``: also addresses that the public Internet does not route (this machine, the network at
    home).
    """
    limits = httpx.Timeout(TIMEOUT)
    deadline = time.monotonic() + MAX_SECONDS
    current = url
    # trust_env: a proxy would resolve the name anew.
    with httpx.Client(timeout=limits, trust_env=False, follow_redirects=False) as client:
        for _ in range(MAX_REDIRECTS + 1):
            try:
                answer = _get(client, current, deadline, allow_private=allow_private)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                problem = f"cannot be fetched: {error or type(error).__name__}"
                raise ContentError(current, 1, problem, "try again, or save the page in a browser", "fetch") from error
            if isinstance(answer, str):
                current = answer
                continue
            return _source(url, current, answer, now, options or {})
    raise ContentError(url, 1, f"more than {MAX_REDIRECTS} redirects", "give the address where they end", "fetch")


class _Answer:
    """A page that came: its bytes, its media type, the charset that the server named."""

    def __init__(self, data: bytes, media_type: str, charset: str | None) -> None:
        self.data = data
        self.media_type = media_type
        self.charset = charset


def _source(url: str, final: str, answer: _Answer, now: str, options: Fields) -> Source:
    decoded = decode(answer.data, url, answer.charset)
    return Source(
        name=url,
        data=answer.data,
        url=final,
        text=decoded.text,
        encoding=decoded.encoding,
        given=options,
        insisted=frozenset(options),
        media_type=answer.media_type,
        fetched=now,
        warnings=decoded.warnings,
    )


def _get(client: httpx.Client, url: str, deadline: float, *, allow_private: bool) -> _Answer | str:
    """The answer, or the URL to go on with."""
    parts = _checked_url(url)
    response = _send(client, parts, _checked_addresses(url, parts, allow_private=allow_private))
    try:
        if response.has_redirect_location:
            return urljoin(url, response.headers["location"])
        return _read(response, url, deadline)
    finally:
        response.close()


def _send(client: httpx.Client, parts: SplitResult, addresses: list[str]) -> httpx.Response:
    """The first answer that one of ``addresses`` gives, its body not read yet."""
    for address in addresses[:-1]:
        try:
            return client.send(_request(client, parts, address), stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue  # IPv6 where the network has none, for example
    return client.send(_request(client, parts, addresses[-1]), stream=True)


def _request(client: httpx.Client, parts: SplitResult, address: str) -> httpx.Request:
    host = _ascii(parts.hostname or "")
    port = f":{parts.port}" if parts.port else ""
    at = (f"[{address}]" if ":" in address else address) + port
    return client.build_request(
        "GET",
        urlunsplit((parts.scheme, at, parts.path or "/", parts.query, "")),
        headers={
            "Host": (f"[{host}]" if ":" in host else host) + port,
            "User-Agent": f"fumikura/{__version__}",
            "Accept": "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.8",
        },
        # The certificate is checked against this name, not against the address.
        extensions={"sni_hostname": host} if _is_name(host) else {},
    )


def _read(response: httpx.Response, url: str, deadline: float) -> _Answer:
    if response.status_code != httpx.codes.OK:
        problem = f"the server says {response.status_code} {response.reason_phrase}".strip()
        raise ContentError(url, 1, problem, "check the address, or save the page in a browser", "fetch")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        problem = f"this is {media_type or 'of an unknown kind'}, no page"
        raise ContentError(url, 1, problem, "give the address of an HTML, text or Markdown page", "fetch")
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > MAX_BYTES:
            problem = f"more than {MAX_BYTES / 1e6:.0f} MB"
            raise ContentError(url, 1, problem, "save the page in a browser and add the file", "too-large")
        if time.monotonic() > deadline:
            problem = f"not there after {MAX_SECONDS:.0f} seconds"
            raise ContentError(url, 1, problem, "try again, or save the page in a browser", "fetch")
        parts.append(part)
    return _Answer(b"".join(parts), media_type, response.charset_encoding)


def _checked_url(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a number that is none
    except ValueError as error:
        raise ContentError(url, 1, f"no address: {error}", "correct the address", "fetch") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ContentError(url, 1, "no http(s) address", "correct the address", "fetch")
    if parts.username is not None or parts.password is not None:
        raise ContentError(url, 1, "a name or password in an address", "remove what stands before the @", "fetch")
    return parts


def _checked_addresses(url: str, parts: SplitResult, *, allow_private: bool) -> list[str]:
    """The addresses of the host. All have to be public: a mixed answer is an attack."""
    host = _ascii(parts.hostname or "")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        problem = f"there is no host {host!r}"
        raise ContentError(url, 1, problem, "check the address and the connection", "fetch") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not allow_private and not is_public(address):
            problem = f"{host} is {address}, an address that is not public"
            raise ContentError(url, 1, problem, "use --allow-private if it is yours", "private-address")
    return addresses


def is_public(address: str) -> bool:
    """Whether the public Internet routes ``address``; for IPv4 within IPv6, whether it routes that."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _is_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


def _ascii(host: str) -> str:
    """The name as the network knows it (IDNA 2008)."""
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ContentError(host, 1, f"no host name: {error}", "correct the address", "fetch") from error
