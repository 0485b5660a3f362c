"""A build that makes only what is stale leaves what a clean one would leave, whatever has happened before."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fumikura.building.building import build
from fumikura.library.archive import open_archive
from making import commit, contents

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings

CONFIG = """site_name: A test
site_url: https://example.org/a/
repo_url: https://github.com/example/a
edit_uri: edit/main/docs/
theme: {name: material, language: en, font: false, features: [navigation.footer, content.action.edit]}
plugins:
  - search
  - fumikura: {rights: full, per_page: 2}
"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


NO_INDEX = ("search/index.html", "search/search_index.json")
"""Files in the folder of the search index that are no part of it."""


def make(root: Path) -> Settings:
    """A small archive: five articles that lead to each other, two notes, a page."""
    root.mkdir()
    root.joinpath("mkdocs.yml").write_text(CONFIG, "utf-8")
    settings = open_archive(root)
    for number in range(5):
        write_article(
            settings, f"a{number}", f"Words of {number}. [Next](../a{(number + 1) % 5}/index.md), and more words."
        )
    for name in ("one", "two"):
        write(
            settings.docs / "notes" / f"{name}.md",
            f"---\ntitle: Note {name}\n---\nSee [it](../articles/a1/index.md).\n",
        )
    write(settings.docs / "index.md", "# Home\n\nWelcome.\n")
    write(settings.docs / "guide/index.md", "# Guide\n\n[An article](../articles/a2/index.md)\n\n## Part\n\nWords.\n")
    return settings


def write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


def write_article(settings: Settings, name: str, body: str, **fields: str) -> None:
    given = {"title": f"Title of {name}", "published": f"2026-01-0{len(name)}", "tags": "[t, u]", "site": "s"} | fields
    header = "".join(f"{key}: {value}\n" for key, value in given.items())
    write(settings.articles / name / "index.md", f"---\n{header}---\n{body}\n")


def annotate(settings: Settings, name: str, stamp: str, quote: str, comment: str = "A remark.") -> None:
    path = settings.articles / name / "annotations" / f"2026010{stamp}T000000Z-abcd.md"
    write(path, f"---\nquote: {quote}\nby: ann\ncreated: '2026-01-0{stamp}T00:00:00Z'\n---\n{comment}\n")


def built(settings: Settings, **options: int) -> dict[str, bytes]:
    build(settings, strict=False, **options)
    return contents(settings.site)


def clean(settings: Settings, folder: Path) -> dict[str, bytes]:
    """The site as a first build of the same archive makes it."""
    root = folder / settings.root.name
    shutil.rmtree(folder, ignore_errors=True)
    skipped = shutil.ignore_patterns(".fumikura", "site")
    shutil.copytree(settings.root, root, ignore=skipped, symlinks=True)
    return built(open_archive(root))


def same(found: dict[str, bytes], wanted: dict[str, bytes]) -> list[str]:
    """The files that differ, but for those of the search index, which may have another number of segments."""
    names = {name for name in found.keys() | wanted.keys() if not name.startswith("search/") or name in NO_INDEX}
    return sorted(name for name in names if found.get(name) != wanted.get(name))


def one(settings: Settings, draw: random.Random) -> str:
    return draw.choice(sorted(path.name for path in settings.articles.iterdir() if (path / "index.md").exists()))


def edit(settings: Settings, draw: random.Random) -> None:
    path = settings.articles / one(settings, draw) / "index.md"
    path.write_text(path.read_text("utf-8") + f"\n\nWords that are new, {draw.randrange(99)}.\n", "utf-8")


def go_on(settings: Settings, draw: random.Random) -> None:
    """Add to the end of a text that is so long that nothing else shows it; a short one becomes long first."""
    path = settings.articles / one(settings, draw) / "index.md"
    text = path.read_text("utf-8")
    more = f"An end, {draw.randrange(99)}." if len(text) > 600 else "Sentences that fill the beginning. " * 30
    path.write_text(f"{text}\n\n{more}\n", "utf-8")


def retag(settings: Settings, draw: random.Random) -> None:
    tags = draw.sample(["t", "u", "v", "rare", "日本"], draw.randrange(4))
    fields = {"tags": str(tags), "site": draw.choice("sxy"), "author": f"[{draw.choice(['Ann', 'Bo'])}]"}
    write_article(settings, one(settings, draw), "Words under another heading.", **fields)


def reveal(settings: Settings, draw: random.Random) -> None:
    write_article(settings, one(settings, draw), "Words for all.", rights="full")


def drop(settings: Settings, draw: random.Random) -> None:
    """A file that is not published, and a link to one."""
    name = one(settings, draw)
    write(settings.articles / name / draw.choice([".hidden", "annotations/plan.txt"]), "Mine.")
    write_article(settings, one(settings, draw), f"[A](../{name}/.hidden) [b](../{name}/annotations/plan.txt)")


def add(settings: Settings, draw: random.Random) -> None:
    tags = draw.sample(["t", "u", "v", "日本"], 2)
    name = f"b{draw.randrange(9)}"
    write_article(
        settings, name, "New words. [Old](../a3/index.md) ![](p.png)", tags=str(tags), site=draw.choice("sxy")
    )


def retitle(settings: Settings, draw: random.Random) -> None:
    path = settings.articles / one(settings, draw) / "index.md"
    path.write_text(path.read_text("utf-8").replace("title: ", f"title: New {draw.randrange(9)} ", 1), "utf-8")


def redate(settings: Settings, draw: random.Random) -> None:
    write_article(settings, one(settings, draw), "Other words.", published=f"20{draw.randrange(10, 30)}-02-03")


def hide(settings: Settings, draw: random.Random) -> None:
    write_article(settings, one(settings, draw), "Secret words.", rights=draw.choice(["private", "excerpt"]))


def mark(settings: Settings, draw: random.Random) -> None:
    annotate(
        settings, one(settings, draw), str(draw.randrange(1, 9)), draw.choice(["words", "Words", "nowhere to be found"])
    )


def comment(settings: Settings, draw: random.Random) -> None:
    link = f"[there](../{one(settings, draw)}/index.md)"
    annotate(settings, one(settings, draw), str(draw.randrange(1, 9)), "words", f"See {link}, *{draw.randrange(9)}*.")


def delete(settings: Settings, draw: random.Random) -> None:
    shutil.rmtree(settings.articles / one(settings, draw))


def rename(settings: Settings, draw: random.Random) -> None:
    (settings.articles / one(settings, draw)).rename(settings.articles / f"c{draw.randrange(1000)}")


def break_header(settings: Settings, draw: random.Random) -> None:
    (settings.articles / one(settings, draw) / "index.md").write_text("---\ntitle: a: b\n---\nX\n", "utf-8")


def lose_link(settings: Settings, draw: random.Random) -> None:
    write_article(
        settings, one(settings, draw), "[gone](../nowhere/index.md) and [odd](odd) and [up](../../guide/index.md#part)"
    )


def picture(settings: Settings, draw: random.Random) -> None:
    write(settings.articles / one(settings, draw) / "p.png", PNG + bytes(draw.randrange(9)))


def note(settings: Settings, draw: random.Random) -> None:
    name = draw.choice(["one", "three", "日記", "two"])
    write(
        settings.docs / "notes" / f"{name}.md",
        f"---\ntitle: N {draw.randrange(9)}\n---\n[x](../articles/{one(settings, draw)}/index.md)\n",
    )


def guide(settings: Settings, draw: random.Random) -> None:
    write(
        settings.docs / "guide/index.md",
        f"# Guide {draw.randrange(3)}\n\n[x](../articles/{one(settings, draw)}/index.md)\n",
    )


def home(settings: Settings, draw: random.Random) -> None:
    write(settings.docs / "index.md", f"Words {draw.randrange(9)}\n")


def configure(settings: Settings, draw: random.Random) -> None:
    said = CONFIG.replace("A test", f"Test {draw.randrange(3)}").replace(
        "per_page: 2", f"per_page: {draw.randrange(1, 4)}"
    )
    said = said.replace("{rights:", f"{{history: {draw.choice(['none', 'summary', 'summary', 'full'])}, rights:")
    settings.root.joinpath("mkdocs.yml").write_text(said, "utf-8")


def record(settings: Settings, draw: random.Random) -> None:
    write(settings.root / ".gitignore", ".fumikura/\n/site/\n.site-*\n")
    commit(settings.root)


def call_otherwise(settings: Settings, draw: random.Random) -> None:
    write(settings.root / ".mailmap", f"Tester {draw.randrange(3)} <tester@example.org>\n")


def damage(settings: Settings, draw: random.Random) -> None:
    path = settings.root / ".fumikura/catalogue.sqlite"
    if path.exists():
        data = bytearray(path.read_bytes())
        for _ in range(draw.randrange(1, 40)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        path.write_bytes(data[: draw.choice([len(data), len(data) // 2])])


def meddle(settings: Settings, draw: random.Random) -> None:
    files = sorted(path for path in settings.site.rglob("*") if path.is_file())
    if files:
        action = draw.randrange(3)
        path = draw.choice(files)
        if action == 0:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-1] + b"x")
    write(settings.site / draw.choice(["stray.html", "tags/t/stray.txt", "x/y/z.html"]), "stray")


def stop(settings: Settings, draw: random.Random) -> None:
    killed_build(settings.root, draw.uniform(0.3, 2.5))


STEPS = (
    edit,
    go_on,
    go_on,
    go_on,
    retag,
    reveal,
    drop,
    add,
    retitle,
    redate,
    hide,
    mark,
    comment,
    delete,
    rename,
    break_header,
    lose_link,
    picture,
    note,
    guide,
    home,
    configure,
    record,
    record,
    call_otherwise,
    damage,
    meddle,
    stop,
)
"""What people do to an archive, and what befalls it."""


def killed_build(root: Path, seconds: float) -> None:
    """A build that is ended by force."""
    process = subprocess.Popen(
        [sys.executable, "-m", "fumikura", "-C", str(root), "build"],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()


def walk(tmp_path: Path, seed: int, length: int) -> None:
    draw = random.Random(seed)
    settings = make(tmp_path / "archive")
    built(settings)
    done = []
    for _ in range(length):
        for step in draw.sample(STEPS, draw.randrange(1, 4)):
            if len(list(settings.articles.glob("*/index.md"))) > 1:
                done.append(step.__name__)
                step(settings, draw)
        settings = open_archive(settings.root)
        assert same(built(settings), clean(settings, tmp_path / "clean")) == [], f"seed {seed}: {done}"


def test_a_note_with_the_id_of_an_article_is_listed_as_what_it_is(tmp_path: Path):
    settings = make(tmp_path / "archive")
    for title in ("First title", "Second title"):
        write(settings.docs / "notes/a1.md", f"---\ntitle: {title}\ncreated: 2026-01-09\n---\nWords of a note.\n")
        found = built(settings)
        assert title.encode() in found["notes/index.html"]
    assert same(found, clean(settings, tmp_path / "clean")) == []


def test_a_comment_leads_nowhere_in_any_list_once_its_target_is_private(tmp_path: Path):
    settings = make(tmp_path / "archive")
    annotate(settings, "a1", "1", "words", "See [there](../a3/index.md).")
    built(settings)
    write_article(settings, "a3", "Secret words.", rights="private")
    found = built(settings)
    assert same(found, clean(settings, tmp_path / "clean")) == []
    assert not [name for name, data in found.items() if name.endswith(".html") and b"/a3/" in data]


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_after_any_changes_the_site_is_that_of_a_clean_build(tmp_path: Path, seed: int):
    walk(tmp_path, seed, 4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 40))
def test_after_many_changes_the_site_is_that_of_a_clean_build(tmp_path: Path, seed: int):
    walk(tmp_path, seed, 8)
