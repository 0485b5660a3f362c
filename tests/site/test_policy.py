"""The Content-Security-Policy."""

from __future__ import annotations

import pytest

from fumikura.site.policy import inline_scripts, policy, with_policy


def test_only_the_given_scripts_may_run():
    text = policy(["a()", "b()", "a()"])
    assert text.count("'sha256-") == 2
    assert "unsafe" not in text
    assert "default-src 'none'" in text


def test_files_and_data_are_no_inline_scripts():
    html = '<script>a()</script><script src="b.js"></script><script id="c" type="application/json">{}</script>'
    assert inline_scripts(html) == ["a()"]


def test_the_policy_comes_before_anything_that_could_break_it():
    page = with_policy('<html><head>\n<meta charset="utf-8"><script>a()</script></head></html>', policy(["a()"]))
    assert page.index("Content-Security-Policy") < page.index("<script>")
    assert "default-src 'none';" in page


def test_a_page_without_a_head_is_our_mistake():
    with pytest.raises(ValueError, match="head"):
        with_policy("<p>x</p>", "")
