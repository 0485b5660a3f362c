"""What several test files make: an archive in an empty folder, a source from a string."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fumikura.library.archive import open_archive
from fumikura.library.library import ArticleEntry, Library, NoteEntry
from fumikura.model.shapes import ArticleHeader, NoteHeader
from fumikura.sources.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.settings import Settings

MKDOCS = """site_name: A test
plugins:
  - fumikura:
      rights: full
      per_page: 50
"""


def examples(number: int) -> int:
    """How many inputs a property that holds for all of them is tried with: ``number`` in CI, elsewhere a fifth."""
    return number if os.environ.get("CI") else number // 5


def make_archive(folder: Path) -> Settings:
    """The settings of a new, empty archive."""
    folder.mkdir(exist_ok=True)
    (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    return open_archive(folder)


def git(folder: Path, *arguments: str) -> str:
    """What git says, with a name and settings of its own: whose machine this is does not matter."""
    settings = [
        "user.name=A Tester",
        "user.email=tester@example.org",
        "commit.gpgSign=false",
        "core.hooksPath=/dev/null",
    ]
    options = [part for setting in (*settings, "init.defaultBranch=main") for part in ("-c", setting)]
    done = subprocess.run(["git", "-C", str(folder), *options, *arguments], capture_output=True, check=True, text=True)
    return done.stdout.strip()


def commit(folder: Path, message: str = "a change") -> str:
    """Commit everything under ``folder``, making it a repository first; gives the commit's name."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def write_article(settings: Settings, body: str, article: str = "a-aaaaaa", **fields: str) -> Path:
    """An article's page with this text."""
    path = settings.articles / article / "index.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    header = "".join(f"{key}: {value}\n" for key, value in {"title": "A title", **fields}.items())
    path.write_text(f"---\n{header}---\n{body}\n", "utf-8")
    return path


def text_source(text: str, name: str = "article.txt", **fields: Any) -> Source:
    """A source as if it had been read from a file ``name`` in a folder where nothing else is."""
    return Source(name, text.encode("utf-8"), Path("/nowhere") / name, text=text, encoding="utf-8", **fields)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under ``folder`` with its bytes, to see whether anything changed."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """What several tests share: fails if one of them has written there. One that wants to makes a copy."""

    def state() -> set[tuple[Path, int, int]]:
        return {(path, (stat := path.stat()).st_size, stat.st_mtime_ns) for path in folder.rglob("*")}

    before = state()
    yield
    assert sorted(state() ^ before) == [], f"a test has written into {folder}, which others share"


def essay(seed: int, words: int = 400) -> str:
    """A text of made-up words, another for each seed."""
    chance = random.Random(seed)
    made = ("".join(chance.choice("aeioukstnhmyrw") for _ in range(chance.randint(2, 9))) for _ in range(words))
    return " ".join(made)


def article(name: str, *links: str, rights: str = "full", **fields: object) -> ArticleEntry:
    """An article of a library, whose title is its id."""
    header = ArticleHeader.model_validate({"title": name, **fields})
    return ArticleEntry(
        name, f"docs/articles/{name}/index.md", f"articles/{name}/index.md", header, rights, links=links
    )


def note(name: str, *links: str) -> NoteEntry:
    """A note of a library."""
    header = NoteHeader.model_validate({"title": name})
    return NoteEntry(name, f"docs/notes/{name}.md", f"notes/{name}.md", header, "full", links)


def library(*entries: ArticleEntry | NoteEntry) -> Library:
    """The library that holds these."""
    return Library(
        {one.id: one for one in entries if isinstance(one, ArticleEntry)},
        {one.id: one for one in entries if isinstance(one, NoteEntry)},
    )
