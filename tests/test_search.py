"""What the pages know of the search engine."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import material
import pytest

from fumikura.plugin import THEME
from fumikura.search import ENGINE, PAGE, SCRIPTS, WORKER, scripts, with_own_search
from fumikura.strings import LANGUAGES

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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_loads_little_and_a_search_not_much(language: str):
    sizes = {name: len(gzip.compress(text.encode(), 9)) for name, text in scripts(THEME, language)}
    assert sizes[WORKER] <= 2_000
    assert sizes[PAGE] <= 2_000
    assert sizes[WORKER] + sizes[ENGINE] <= 15_000


def test_the_scripts_are_no_modules():
    for name, text in scripts(THEME, "en"):
        assert not re.search(r"\b(?:import|export)\b\s*[{\"'*]|\bexport\b", text), name


def words(language: str) -> dict[str, str]:
    text = (THEME / SCRIPTS / f"words_{language}.js").read_text("utf-8")
    return dict(re.findall(r"^  (\w+): \"(.*)\",$", text, re.MULTILINE))


def test_the_list_of_results_speaks_japanese_and_english_alike():
    assert len(words("en")) > 10
    assert list(words("en")) == list(words("ja"))
