"""Templates that are compiled once are those that would have been compiled anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import DictLoader, Environment
from jinja2.ext import Extension

from compiled_templates import keep_compiled

if TYPE_CHECKING:
    import pytest


class Words(Extension):
    said = ""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return source.replace("WORD", self.said)


def rendered(said: str, text: str = "<p>WORD {{ x }}</p>", *, autoescape: bool = True) -> str:
    environment = Environment(loader=DictLoader({"a.html": text}), autoescape=autoescape)  # noqa: S701  a test of both
    environment.add_extension(type("Said", (Words,), {"said": said}))
    return environment.get_template("a.html").render(x="<")


def test_one_of_the_same_name_has_the_words_the_text_and_the_escaping_of_its_environment(
    monkeypatch: pytest.MonkeyPatch,
):
    keep_compiled(monkeypatch)
    for _ in range(2):
        assert rendered("Night") == "<p>Night &lt;</p>"
        assert rendered("夜") == "<p>夜 &lt;</p>"
        assert rendered("夜", "<b>WORD</b>") == "<b>夜</b>"
        assert rendered("夜", autoescape=False) == "<p>夜 <</p>"
