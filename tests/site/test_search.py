"""What the pages know of the search engine."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import lxml.html
import material
import pytest

from fumikura.engine.plugin import THEME
from fumikura.site.search import (
    BOX,
    ENGINE,
    MORE,
    PAGE,
    RESULTS,
    SCRIPTS,
    SEVERAL,
    SHOWN,
    SPELLING,
    TARGET,
    WORKER,
    scripts,
    with_own_search,
    with_search_page,
)
from fumikura.strings import LANGUAGES, Strings

ITS_WORKER = "assets/javascripts/workers/search.0a1b2c3d.min.js"


def page(search: str = f"../../{ITS_WORKER}", before: str = "") -> str:
    config = {"base": "../..", "features": ["navigation.tabs", "search.highlight"], "search": search}
    return f'<p>{before}</p><script id="__config" type="application/json">{json.dumps(config)}</script>'


def config_of(html: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(html.rpartition('application/json">')[2].removesuffix("</script>"))
    return found


def test_the_page_names_our_worker_at_the_same_depth_and_nothing_else_changes():
    assert config_of(with_own_search(page())) == {
        "base": "../..",
        "features": ["navigation.tabs"],
        "search": f"../../{WORKER}",
    }


def test_an_article_that_imitates_the_configuration_does_not_become_it():
    imitation = page("https://evil.example/assets/javascripts/workers/search.0.min.js")
    changed = with_own_search(page(before=imitation))
    assert imitation in changed
    assert config_of(changed)["search"] == f"../../{WORKER}"


def test_nothing_in_the_configuration_ends_its_element():
    html = page().replace('"base": "../.."', '"base": "\\u003c/script\\u003e"')
    changed = with_own_search(html)
    assert changed.count("</script>") == 1
    assert config_of(changed)["base"] == "</script>"


def test_another_version_of_the_theme_is_noticed():
    with pytest.raises(ValueError, match="another worker"):
        with_own_search(page("assets/javascripts/workers/other.js"))


def test_a_page_without_a_search_box_stays_as_it_is():
    assert with_own_search("<head></head><p>x</p>") == "<head></head><p>x</p>"


def test_the_theme_that_is_installed_is_the_one_that_is_known():
    template = Path(material.__file__).parent.joinpath("templates/base.html").read_text("utf-8")
    assert re.search(r'"search": "assets/javascripts/workers/search\.\w+\.min\.js" \| url', template)
    partials = Path(material.__file__).parent / "templates/partials"
    header = "".join(partials.joinpath(f"{name}.html").read_text("utf-8") for name in ("header", "search"))
    assert all(line.partition(">")[0] in header for line in HEADER.splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_loads_little_and_a_search_not_much(language: str):
    sizes = {name: len(gzip.compress(text.encode(), 9)) for name, text in scripts(THEME, language)}
    assert sizes[WORKER] <= 2_000
    assert sizes[PAGE] <= 2_000
    assert sizes[WORKER] + sizes[ENGINE] <= 15_000
    assert sizes[BOX] + sizes[TARGET] <= 2_000
    assert sizes[RESULTS] <= 5_000
    assert sizes[SHOWN] + sizes[SPELLING] + sizes[SEVERAL] + sizes[MORE] <= 8_000


def test_the_scripts_are_no_modules_but_for_those_that_a_page_imports():
    for name, text in scripts(THEME, "en"):
        assert not re.search(r"\bimport\b\s*[{\"'*]", text), name
        assert bool(re.search(r"\bexport\b", text)) == (name in {BOX, TARGET}), name


HEADER = """<label class="md-header__button md-icon" for="__search">S</label>
<div class="md-search-result" data-md-component="search-result"><div></div></div>"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_header_leads_to_the_search_page_and_the_box_knows_what_to_say(language: str):
    strings = Strings(language)
    changed = lxml.html.fragment_fromstring(with_search_page(HEADER, "../search/", strings), create_parent=True)
    [link] = changed.iter("a")
    assert (link.get("href"), link.get("title")) == ("../search/", strings.t("search.page"))
    [result] = changed.find_class("md-search-result")
    assert result.get("data-fk-all") == strings.t("search.all")
    assert "{count}" in result.get("data-fk-count", "")
    assert "{count}" in result.get("data-fk-most", "")


def test_an_article_that_imitates_the_box_stays_as_it_is():
    assert with_search_page(HEADER + HEADER, "search/", Strings("en")).endswith(HEADER)


def test_a_box_of_the_archive_s_own_stays_as_it_is():
    own = '<form class="own"></form>'
    assert with_search_page(own, "search/", Strings("en")) == own


def words(language: str) -> dict[str, str]:
    text = (THEME / SCRIPTS / f"words_{language}.js").read_text("utf-8")
    return dict(re.findall(r"^  (\w+): \"(.*)\",$", text, re.MULTILINE))


def test_the_list_of_results_speaks_japanese_and_english_alike():
    assert len(words("en")) > 10
    assert list(words("en")) == list(words("ja"))
