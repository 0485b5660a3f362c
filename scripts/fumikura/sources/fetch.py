"""URL -> ``Source``, or mere bytes: from the network, with limits on time, size, redirects, kind and address.

The host's name is resolved once, every address is checked, and the connection goes to a checked address with
the name in ``Host`` and SNI: a name that resolves to something else a moment later (DNS rebinding) gains
nothing.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import httpx
import idna

from fumikura import __version__
from fumikura.errors import ContentError
from fumikura.sources.decoding import decode
from fumikura.sources.source import Fields, Source

if TYPE_CHECKING:
    from types import TracebackType

TIMEOUT = 15.0
"""Seconds to connect, and between two pieces of an answer."""
MAX_SECONDS = 60.0
"""For one page in all, redirects included."""
MAX_BYTES = 20_000_000
"""Of one page, unpacked; its pictures are not fetched."""
MAX_REDIRECTS = 5
MEDIA_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown"})

GONE = "gone"
"""Code of the error where the server says that there is no such page (404, 410)."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: IPv4 addresses as IPv6 ones."""


def is_url(argument: str) -> bool:
    """Whether a command's argument is a URL to fetch and no path."""
    return argument.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is fetched, and how far."""

    what: str
    """For messages: "page"."""
    accept: str
    """The header of that name."""
    media_types: frozenset[str]
    """What the server may call it; empty where its content decides."""
    remedies: tuple[str, str]
    """What a person can do where it is another kind, and where it cannot be had."""
    seconds: float
    """In all, redirects included."""
    size: int
    """Bytes, unpacked."""
    redirects: int = MAX_REDIRECTS


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: the bytes, where from in the end, what the server called them, the charset that it named."""

    data: bytes
    url: str
    media_type: str
    charset: str | None


def fetch(url: str, now: str, options: Fields | None = None, *, allow_private: bool = False) -> Source:
    """The page at ``url``. ``now``: ISO 8601 in UTC. Raises ``ContentError`` for whatever stands against it.

    ``allow_private``: also addresses that the public Internet does not route (this machine, the network at
    home).
    """
    page = Wanted(
        "page",
        "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.8",
        MEDIA_TYPES,
        ("give the address of an HTML, text or Markdown page", "save the page in a browser"),
        MAX_SECONDS,
        MAX_BYTES,
    )
    return _source(url, get(url, page, allow_private=allow_private), now, options or {})


def get(url: str, wanted: Wanted, *, allow_private: bool = False) -> Answer:
    """What ``url`` leads to. Every address on the way is checked alike. Raises ``ContentError``."""
    deadline = time.monotonic() + wanted.seconds
    limits = httpx.Timeout(min(TIMEOUT, max(wanted.seconds, 0.001)))
    current = url
    # trust_env: a proxy would resolve the name anew.
    with (
        httpx.Client(timeout=limits, trust_env=False, follow_redirects=False) as client,
        _Watch(deadline) as watch,
    ):
        for _ in range(wanted.redirects + 1):
            try:
                answer = _get(client, current, wanted, watch, allow_private=allow_private)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                if watch.is_over:
                    raise _too_slow(current, wanted) from error
                problem = f"cannot be fetched: {error or type(error).__name__}"
                remedy = f"try again, or {wanted.remedies[1]}"
                raise ContentError(current, 1, problem, remedy, "fetch") from error
            if isinstance(answer, Answer):
                return answer
            current = answer
    raise ContentError(url, 1, f"more than {wanted.redirects} redirects", "give the address where they end", "fetch")


def _too_slow(url: str, wanted: Wanted) -> ContentError:
    problem = f"not there after {wanted.seconds:.0f} seconds"
    return ContentError(url, 1, problem, f"try again, or {wanted.remedies[1]}", "fetch")


@dataclass(slots=True)
class _Watch:
    """Ends a connection when its time is over, also one that sends a byte now and then."""

    deadline: float
    """On the monotonic clock."""
    _socket: socket.socket | None = None
    _timer: threading.Timer | None = field(default=None)

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.deadline

    def __enter__(self) -> Self:
        self._timer = threading.Timer(max(0.0, self.deadline - time.monotonic()) + 0.01, self._end)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """httpx's hook: learns of every connection when it is there."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._socket = info["return_value"].get_extra_info("socket")
            if self.is_over:
                self._end()

    def _end(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it is closed already
                self._socket.shutdown(socket.SHUT_RDWR)


def _source(url: str, answer: Answer, now: str, options: Fields) -> Source:
    decoded = decode(answer.data, url, answer.charset)
    return Source(
        name=url,
        data=answer.data,
        url=answer.url,
        text=decoded.text,
        encoding=decoded.encoding,
        given=options,
        insisted=frozenset(options),
        media_type=answer.media_type,
        fetched=now,
        warnings=decoded.warnings,
    )


def _get(client: httpx.Client, url: str, wanted: Wanted, watch: _Watch, *, allow_private: bool) -> Answer | str:
    """The answer, or the URL to go on with."""
    parts = _checked_url(url)
    addresses = _checked_addresses(url, parts, allow_private=allow_private)
    response = _send(client, [_request(client, parts, address, wanted, watch) for address in addresses])
    try:
        if response.has_redirect_location:
            return urljoin(url, response.headers["location"])
        return _read(response, url, wanted, watch)
    finally:
        response.close()


def _send(client: httpx.Client, requests: list[httpx.Request]) -> httpx.Response:
    """The first answer that one of ``requests``, one for each address, gets; its body not read yet."""
    for request in requests[:-1]:
        try:
            return client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue  # IPv6 where the network has none, for example
    return client.send(requests[-1], stream=True)


def _request(client: httpx.Client, parts: SplitResult, address: str, wanted: Wanted, watch: _Watch) -> httpx.Request:
    host = _ascii(parts.hostname or "")
    port = f":{parts.port}" if parts.port else ""
    at = (f"[{address}]" if ":" in address else address) + port
    return client.build_request(
        "GET",
        urlunsplit((parts.scheme, at, parts.path or "/", parts.query, "")),
        headers={
            "Host": (f"[{host}]" if ":" in host else host) + port,
            "User-Agent": f"fumikura/{__version__}",
            "Accept": wanted.accept,
        },
        # The certificate is checked against this name, not against the address.
        extensions={"trace": watch.trace, **({"sni_hostname": host} if _is_name(host) else {})},
    )


def _read(response: httpx.Response, url: str, wanted: Wanted, watch: _Watch) -> Answer:
    other, missing = wanted.remedies
    if response.status_code != httpx.codes.OK:
        problem = f"the server says {response.status_code} {response.reason_phrase}".strip()
        code = GONE if response.status_code in {httpx.codes.NOT_FOUND, httpx.codes.GONE} else "fetch"
        raise ContentError(url, 1, problem, f"check the address, or {missing}", code)
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if wanted.media_types and media_type not in wanted.media_types:
        raise ContentError(url, 1, f"this is {media_type or 'of an unknown kind'}, no {wanted.what}", other, "fetch")
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > wanted.size:
            problem = f"more than {wanted.size / 1e6:.0f} MB"
            raise ContentError(url, 1, problem, f"{missing} and add the file", "too-large")
        parts.append(part)
        if watch.is_over:
            break
    if watch.is_over:  # an answer of unknown length only seems to end where its connection is ended
        raise _too_slow(url, wanted)
    return Answer(b"".join(parts), url, media_type, response.charset_encoding)


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
