"""Many people at once, and their changes merged by git in any order."""

from __future__ import annotations

import random
import subprocess
from typing import TYPE_CHECKING

import pytest

from fumikura.commands import main
from fumikura.library.archive import open_archive
from making import commit, git, make_archive, write_article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fumikura.settings import Settings

PEOPLE = {"annotates": 25, "adds": 10, "corrects": 5, "renames": 3}
SENTENCES = [f"第{number}の段落では、{number}番目の話をする。続けて、その理由も述べる。" for number in range(1, 41)]
RENAMED = ("政策", "科学", "歴史")
"""Each by one person, in every article that has it."""
KNOWN = {"author": "[A]", "published": "2024-01-01", "lang": "ja"}


def run(settings: Settings, *arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["-C", str(settings.root), *arguments])
    return int(left.value.code or 0)


def add(settings: Settings, name: str, text: str, tags: str) -> Path:
    return write_article(settings, text, name, source=f"https://a.example/{name}", tags=tags, **KNOWN)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def annotates(settings: Settings, number: int) -> None:
    quote = f"、{number % 20 + 1}番目の話"
    assert run(settings, "annotate", "shared", "--quote", quote, "--comment", f"{number}", "--by", f"p{number}") == 0


def adds(settings: Settings, number: int) -> None:
    add(settings, f"new-{number}", f"{number}人目が持ってきた記事。", "[読書]")


def corrects(settings: Settings, number: int) -> None:
    replace(
        settings.articles / "shared" / "index.md", f"第{number * 2 + 1}の段落では", f"{number * 2 + 1}つめの段落では"
    )


def renames(settings: Settings, number: int) -> None:
    assert run(settings, "tag", "rename", RENAMED[number], f"{RENAMED[number]}一般") == 0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An archive whose articles have tags that are about to be renamed."""
    settings = make_archive(tmp_path)
    add(settings, "shared", "\n\n".join(SENTENCES), "\n  - 読書\n  - 政策")
    for number in range(12):
        add(settings, f"other-{number}", f"{number}番目の記事。", f"\n  - {RENAMED[number % 3]}\n  - 読書")
    commit(settings.root)
    return settings


def branch(settings: Settings, name: str, change: Callable[[], None]) -> str:
    git(settings.root, "switch", "-q", "-c", name, "main")
    change()
    commit(settings.root, name)
    return name


def merge(settings: Settings, names: list[str]) -> list[str]:
    """Merge all into a branch of their own; gives those that git could not merge, which are left out."""
    git(settings.root, "switch", "-q", "--detach", "main")
    refused = []
    for name in names:
        try:
            git(settings.root, "merge", "-q", "--no-edit", name)
        except subprocess.CalledProcessError:
            git(settings.root, "merge", "--abort")
            refused.append(name)
    return refused


def test_whoever_comes_first_nobody_gets_in_anothers_way(settings: Settings, capsys: pytest.CaptureFixture[str]):
    kinds = {"annotates": annotates, "adds": adds, "corrects": corrects, "renames": renames}
    names = [
        branch(settings, f"{kind}-{number}", lambda change=kinds[kind], number=number: change(settings, number))
        for kind, count in PEOPLE.items()
        for number in range(count)
    ]
    assert len(names) == 43
    trees = set()
    for seed in range(4):
        random.Random(seed).shuffle(names)
        assert merge(settings, names) == []
        trees.add(git(settings.root, "rev-parse", "HEAD^{tree}"))
    assert len(trees) == 1
    merged = open_archive(settings.root)
    assert len(list(merged.articles.glob("shared/annotations/*.md"))) == 25
    assert len(list(merged.articles.glob("*/index.md"))) == 23
    capsys.readouterr()
    assert run(settings, "check") == 0
    assert run(settings, "check", "--base", "main") == 0
    assert "this change adds 25 annotations" in capsys.readouterr().out


def test_each_change_passes_the_check_alone(settings: Settings):
    for kind in (annotates, adds, corrects, renames):
        branch(settings, kind.__name__, lambda kind=kind: kind(settings, 1))
        assert run(settings, "check", "--base", "main") == 0


def test_two_corrections_of_one_sentence_are_for_people_to_settle(settings: Settings):
    page = settings.articles / "shared" / "index.md"
    one = branch(settings, "one", lambda: replace(page, "、7番目の話をする", "、七番目の話をする"))
    other = branch(settings, "other", lambda: replace(page, "、7番目の話をする", "、7番めの話をする"))
    third = branch(settings, "third", lambda: annotates(settings, 6))
    assert merge(settings, [one, other, third]) == [other]
    assert merge(settings, [other, third, one]) == [one]


def test_two_corrections_of_neighbouring_paragraphs_are_not(settings: Settings):
    page = settings.articles / "shared" / "index.md"
    one = branch(settings, "one", lambda: replace(page, "、7番目の話をする", "、七番目の話をする"))
    other = branch(settings, "other", lambda: replace(page, "、8番目の話をする", "、八番目の話をする"))
    assert merge(settings, [one, other]) == []


def test_git_merges_lines_so_two_corrections_within_one_paragraph_meet(settings: Settings):
    """The limit that the guide names."""
    page = settings.articles / "shared" / "index.md"
    one = branch(settings, "one", lambda: replace(page, "、7番目の話をする", "、七番目の話をする"))
    other = branch(
        settings, "other", lambda: replace(page, "、7番目の話をする。続けて、", "、7番目の話をする。さらに、")
    )
    assert merge(settings, [one, other]) == [other]


def test_so_do_changes_of_neighbouring_lines_in_the_front_matter(settings: Settings):
    page = settings.articles / "shared" / "index.md"
    one = branch(settings, "one", lambda: replace(page, "  - 読書\n", "  - 本\n"))
    other = branch(settings, "other", lambda: renames(settings, 0))
    assert merge(settings, [one, other]) == [other]


def test_a_sentence_that_one_annotates_and_another_corrects_keeps_its_annotation(
    settings: Settings, capsys: pytest.CaptureFixture[str]
):
    page = settings.articles / "shared" / "index.md"
    one = branch(settings, "one", lambda: annotates(settings, 6))
    other = branch(settings, "other", lambda: replace(page, "第7の段落では", "さて、この第7の段落では"))
    for order in ([one, other], [other, one]):
        assert merge(settings, order) == []
        capsys.readouterr()
        assert run(settings, "anchors", "shared", "--json") == 0
        assert '"status": "moved"' in capsys.readouterr().out
        assert run(settings, "check") == 0
