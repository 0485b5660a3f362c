"""The map of the site."""

from __future__ import annotations

import gzip

from fumikura.site.sitemap import compressed, sitemap


def test_each_page_is_named_with_its_whole_address_in_one_order():
    text = sitemap(["b/", "", "a&b/"], "https://example.org/x/")
    places = [line.strip() for line in text.splitlines() if "<loc>" in line]
    assert places == [f"<url><loc>https://example.org/x/{path}</loc></url>" for path in ("", "a&amp;b/", "b/")]


def test_a_site_without_an_address_has_an_empty_map():
    assert "<loc>" not in sitemap(["a/"], None)


def test_the_compressed_map_holds_no_time():
    assert compressed("x") == compressed("x")
    assert gzip.decompress(compressed("x")) == b"x"
    assert compressed("x")[4:8] == bytes(4)
