"""A change is judged with the pages that it touches and those that it may concern; nothing is missed by that."""

from __future__ import annotations

import json
import random
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.commands import main
from fumikura.library.library import ArticleEntry
from fumikura.library.library_files import read_article
from fumikura.markdown.rendering import Renderer
from fumikura.model.front_matter import split
from fumikura.model.identity import comparable_url
from fumikura.model.shapes import ArticleHeader
from fumikura.review.change_answers import FOLLOWS
from fumikura.review.change_traces import Traces, link_name, origins
from making import commit, git, make_archive, write_article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fumikura.settings import Settings

ANNOTATION = "---\nquote: 春の朝\n---\n"


def checked(settings: Settings, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict]:
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(["-C", str(settings.root), "check", "--format", "json", *options])
    return json.loads(capsys.readouterr().out)


def annotate(settings: Settings, name: str, key: str) -> None:
    path = settings.articles / name / "annotations" / f"20261123T100000Z-{key}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ANNOTATION, "utf-8")


# Work


@pytest.mark.parametrize("count", [5, 40])
def test_only_articles_that_the_change_touches_are_rendered_however_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], count: int
):
    settings = make_archive(tmp_path / "archive")
    for number in range(count):
        name = f"a-{number}"
        write_article(settings, "春の朝に庭を歩いた。", name, source=f"https://a.example/{number}")
        annotate(settings, name, f"{number:06d}")
    commit(settings.root)
    write_article(settings, "春の朝に庭を少し歩いた。", "a-1", source="https://a.example/1")
    rendered: list[str] = []
    parsed: list[str] = []
    html = Renderer.html
    monkeypatch.setattr(Renderer, "html", lambda self, text: rendered.append(text) or html(self, text))
    monkeypatch.setattr(
        "fumikura.review.change_scope.read_article",
        lambda folder, given: parsed.append(folder.name) or read_article(folder, given),
    )
    found = checked(settings, capsys, "--base", "HEAD")
    assert sorted(text.strip() for text in rendered) == ["春の朝に庭を少し歩いた。", "春の朝に庭を歩いた。"]
    assert parsed == ["a-1"]
    (rest,) = [one["message"] for one in found if one["code"] == "elsewhere"]
    assert rest == f"not touched by the change, and not judged: {count - 1} articles, {count - 1} annotations"


# Nothing is missed

SOURCES = ("https://a.example/one?id=1", "https://A.example:443/one?utm_source=x&id=1", "https://日本.example/あ")
SPELLED = (
    *SOURCES,
    '"https://\\u0061.example/one?id=1"',
    "https://xn--wgv71a.example/%E3%81%82",
    "'https://日本.example/%e3%81%82'",
)
LINKS = (
    "[x](../a-1/index.md)",
    "[x](../%61-1/)",
    "[x](../a-2/)",
    "[x](../../notes/%E8%A6%9A.md)",
    "[x](../../notes/覚.md)",
    "[x](../a-3/p.png)",
    "![x](../a-3/p.png)",
    "[x](../nowhere/index.md)",
)


def write_some(settings: Settings, draw: random.Random, names: list[str]) -> None:
    for name in names:
        fields = {"source": draw.choice((*SPELLED, "")), "rights": draw.choice(("full", "full", "private"))}
        if draw.random() < 0.3:
            fields["former_ids"] = f"[{draw.choice(('a-1', 'a-9', 'old'))}]"
        if draw.random() < 0.3:
            fields["sha256"] = "ab" * 32
        kept = {key: value for key, value in fields.items() if value}
        write_article(settings, "春の朝。\n\n" + "\n\n".join(draw.sample(LINKS, 3)), name, **kept)
        if draw.random() < 0.5:
            annotate(settings, name, draw.choice(("aaaaaa", "bbbbbb")))
    for folder in (settings.articles / "a-3", settings.docs / "notes"):
        folder.mkdir(exist_ok=True)
    (settings.articles / "a-3" / "p.png").write_bytes(b"\x89PNG")
    (settings.docs / "notes" / "覚.md").write_text("---\ntitle: N\n---\n[x](../articles/a-1/index.md)\n", "utf-8")


def change_some(settings: Settings, draw: random.Random) -> None:
    for _ in range(draw.randint(1, 3)):
        name = f"a-{draw.randint(1, 9)}"
        ways: tuple[Callable[[], None], ...] = (
            lambda name=name: write_some(settings, draw, [name]),
            lambda name=name: shutil.rmtree(settings.articles / name, ignore_errors=True),
            lambda: (settings.articles / "a-3" / "p.png").unlink(missing_ok=True),
            lambda: (settings.docs / "notes" / "覚.md").unlink(missing_ok=True),
            lambda: (settings.docs / "notes" / "覚.md").write_text("---\ntitle: N\nrights: private\n---\n", "utf-8"),
            lambda: annotate(settings, "a-3", "bbbbbb"),
        )
        draw.choice(ways)()


@pytest.mark.parametrize("seed", range(25))
def test_a_change_answers_for_just_what_a_check_of_all_finds_more_than_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int
):
    draw = random.Random(seed)
    settings = make_archive(tmp_path / "archive")
    write_some(settings, draw, [f"a-{number}" for number in range(1, 7)])
    commit(settings.root)
    before = checked(settings, capsys)
    git(settings.root, "switch", "-q", "-c", "change")
    change_some(settings, draw)
    commit(settings.root)
    whole = checked(settings, capsys)
    told = checked(settings, capsys, "--base", "main")

    changed = git(settings.root, "-c", "core.quotePath=false", "diff", "--name-only", "main", "HEAD").splitlines()
    new = [one for one in whole if one not in before and one["code"] in FOLLOWS and one["path"] not in changed]
    # A double among the others is named after another one, if the first of them goes.
    new = [one for one in new if not _was_a_double(one, before)]
    elsewhere = [one for one in told if one["path"] not in changed and one["level"] in {"error", "warning"}]
    elsewhere = [one for one in elsewhere if not one["code"].endswith(("-by-change", "reply"))]
    assert sorted(map(json.dumps, elsewhere)) == sorted(map(json.dumps, new))
    in_changed = [one for one in whole if one["path"] in changed and one["code"] not in {"orphan", "fuzzy"}]
    assert [one for one in in_changed if one not in told] == []


def _was_a_double(one: dict, before: list[dict]) -> bool:
    same = ("path", "code")
    return one["code"] in {"duplicate-article", "duplicate-annotation", "former-id"} and any(
        all(one[key] == other[key] for key in same) for other in before
    )


# Traces


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("docs/articles/a-1/index.md", b"a-1"),
        ("docs/articles/a-1/p.png", b"p.png"),
        ("docs/notes/Diary.md", b"diary"),
        ("docs/index.md", b"docs"),
    ],
)
def test_a_link_has_the_last_part_of_the_path_in_it(path: str, name: bytes):
    assert link_name(path) == name


def test_a_name_is_found_however_it_is_encoded():
    traces = Traces(frozenset({b"a-1"}))
    assert traces.may_concern(b"[x](../%61%2D1/)")
    assert not traces.may_concern(b"[x](../a-2/)")


hosts = st.sampled_from(["a.example", "日本.example", "xn--wgv71a.example", "A.Example:443"])
parts = st.lists(st.text(alphabet="abAB12-_~あ%", min_size=1, max_size=6), max_size=3).map("/".join)
queries = st.sampled_from(["", "?id=1", "?b=2&a=1", "?utm_source=x&id=7", "?q=%E3%81%82"])
urls = st.builds(lambda host, path, query: f"https://{host}/{path}{query}", hosts, parts, queries)


@given(urls, urls, st.sampled_from(["source: {}", "source: '{}'", 'source: "{}"', "? source\n: {}"]))
def test_a_page_with_the_same_source_is_never_overlooked(one: str, other: str, line: str):
    page = f"---\ntitle: T\n{line.format(other)}\n---\nText\n"
    if split(page, "p")[0].values.get("source") == other and comparable_url(one) == comparable_url(other):
        assert Traces(origins=origins_of(one), in_headers=True).may_concern(page.encode("utf-8"))


def origins_of(url: str) -> frozenset[frozenset[bytes]]:
    header = ArticleHeader.model_validate({"title": "T", "source": url})
    return origins([ArticleEntry("a", "docs/articles/a/index.md", "articles/a/index.md", header, "full")])
