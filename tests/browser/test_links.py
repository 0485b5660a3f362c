"""Every link of every page leads somewhere, below whatever path the site is served."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

import lxml.html
import pytest

from browser.serving import BASE

if TYPE_CHECKING:
    from browser.serving import Served

_LOADING = "not(@rel = 'canonical' or @rel = 'prev' or @rel = 'next')"

pytestmark = pytest.mark.browser


def links(sample: Served, address: str) -> list[str]:
    """All addresses that a page names in ``href`` and ``src``, as its reader's browser understands them."""
    found = attributes(sample, address, "//@href[not(../@rel = 'canonical')] | //@src")
    return [urljoin(sample.url + quote(address), link) for link in found]


def attributes(sample: Served, address: str, xpath: str) -> list[str]:
    """The values of the attributes that ``xpath`` finds in a page."""
    tree: Any = lxml.html.fromstring(sample.html(address))
    return [str(value) for value in tree.xpath(xpath)]


def is_ours(sample: Served, link: str) -> bool:
    return urlsplit(link).netloc == urlsplit(sample.url).netloc


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310  our own server
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_every_link_within_the_site_is_answered(sample: Served) -> None:
    asked: dict[str, list[str]] = {}
    for address in sample.pages():
        for link in links(sample, address):
            if is_ours(sample, link):
                asked.setdefault(urldefrag(link).url, []).append(address)
    assert len(asked) > len(sample.pages())
    dead = {link: pages[:3] for link, pages in asked.items() if status(link) != 200}
    assert not dead


def test_every_link_into_a_page_finds_its_place_there(sample: Served) -> None:
    ids = {address: set(attributes(sample, address, "//@id")) for address in sample.pages()}
    lost = []
    for address in sample.pages():
        for link in links(sample, address):
            page, fragment = urldefrag(link)
            target = unquote(page.removeprefix(sample.url))
            if fragment and is_ours(sample, link) and unquote(fragment) not in ids.get(target, set()):
                lost.append((address, link))
    assert not lost


def test_no_page_names_an_id_twice(sample: Served) -> None:
    for address in sample.pages():
        ids = attributes(sample, address, "//@id")
        twice = {one for one in ids if ids.count(one) > 1}
        assert not twice, address


def test_a_page_loads_nothing_from_elsewhere(sample: Served) -> None:
    for address in sample.pages():
        loaded = attributes(sample, address, f"//@src | //link[{_LOADING}]/@href")
        away = [one for one in loaded if not is_ours(sample, urljoin(sample.url + address, one))]
        assert not away, address


def test_no_link_begins_at_the_servers_root(sample: Served) -> None:
    for address in sample.pages():
        for link in links(sample, address):
            assert not is_ours(sample, link) or link.startswith(sample.url), f"{address}: {link} leaves {BASE}"


def test_the_private_article_is_nowhere_in_the_site(sample: Served) -> None:
    private = "reading-diary-yfqh7n"
    assert (sample.settings.articles / private).is_dir()
    assert not any(private in link for address in sample.pages() for link in links(sample, address))
    assert status(f"{sample.url}articles/{private}/") == 404
