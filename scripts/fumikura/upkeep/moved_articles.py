"""An article under another id, or taken out: its folder, the links to it, and what its old address leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from fumikura.disk.together import Together
from fumikura.errors import UsageError
from fumikura.library.library import link_target
from fumikura.library.library_files import ARTICLE_ID, read_text
from fumikura.markdown.links import relinked_pages
from fumikura.model import front_matter
from fumikura.site.redirects import REMOVED
from fumikura.strings import Strings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fumikura.library.library import ArticleEntry, Library
    from fumikura.settings import Settings

MAX_ID = 100
"""Characters: a folder's name, and part of an address."""


@dataclass(frozen=True)
class Move:
    """What renaming or removing an article changes."""

    changes: Together = field(default_factory=Together)
    relinked: tuple[str, ...] = ()
    """Pages in which links lead to the new place now."""
    dangling: tuple[str, ...] = ()
    """Pages, with the line, whose links to the article lead nowhere now."""
    removed: tuple[str, ...] = ()
    """Files and folders that go, under the archive's root."""
    kept: tuple[str, ...] = ()
    """Originals that stay, since other articles are made from them."""


def rename_article(library: Library, settings: Settings, entry: ArticleEntry, new: str) -> Move:
    """The changes that give ``entry`` the id ``new``. Raises ``UsageError`` for an id that cannot be."""
    _refuse_id(library, settings, entry, new)
    move = Move()
    relinked = _relinked(settings, entry.id, new, move.changes)
    page = settings.root / entry.path
    text = move.changes.texts.get(page) or _raw(page)
    former = [one for one in (*entry.header.former_ids, entry.id) if one != new]
    move.changes.texts[page] = _with_field(text, "former_ids", former, entry.path)
    move.changes.moves.append((page.parent, page.parent.with_name(new)))
    return Move(move.changes, relinked)


def remove_article(
    library: Library,
    settings: Settings,
    entry: ArticleEntry,
    *,
    to: ArticleEntry | None,
    today: str,
    keep_original: bool,
    for_rights: bool,
) -> Move:
    """The changes that take ``entry`` out. Its address leads to the article ``to``, or else to a page that says that
    it is gone; of what was never published no such page is left.

    ``today``: ISO 8601. ``for_rights``: that page names no source, and private articles leave it neither.
    """
    changes = Together()
    relinked: tuple[str, ...] = ()
    ids = (*entry.header.former_ids, entry.id)
    if to is not None:
        relinked = _relinked(settings, entry.id, to.id, changes, without=entry)
        page = settings.root / to.path
        former = list(dict.fromkeys((*to.header.former_ids, *ids)))
        changes.texts[page] = _with_field(changes.texts.get(page) or _raw(page), "former_ids", former, to.path)
    elif entry.rights != "private":
        for one in ids:
            path = settings.docs / REMOVED / f"{one}.md"
            changes.texts[path] = _gone(entry, settings, today, names_source=not for_rights)
    dangling = () if to is not None else tuple(_linking(settings, entry))
    removed = [(settings.root / entry.path).parent]
    originals, kept = _originals(library, settings, entry)
    if not keep_original:
        removed += originals
    changes.removals += removed
    shown = tuple(path.relative_to(settings.root).as_posix() for path in removed)
    return Move(changes, relinked, dangling, shown, kept)


def _refuse_id(library: Library, settings: Settings, entry: ArticleEntry, new: str) -> None:
    if not ARTICLE_ID.fullmatch(new) or len(new) > MAX_ID:
        raise UsageError(f"{new!r} is no id: up to {MAX_ID} lower-case letters, digits and single hyphens between them")
    if (settings.articles / new).exists():
        raise UsageError(f"there is a folder {new!r} already")
    owner = next((one for one in library.articles.values() if new in one.header.former_ids and one is not entry), None)
    if owner is not None:
        raise UsageError(f"{new!r} is a former id of {owner.id}, and its old address leads there")


def _relinked(
    settings: Settings, old: str, new: str, changes: Together, without: ArticleEntry | None = None
) -> tuple[str, ...]:
    """Put the pages whose links lead to ``old`` into ``changes``, leading to ``new``; gives their paths."""
    found = []
    folder = settings.articles / old if without is not None else None
    for path, src in _pages(settings):
        if folder is not None and path.is_relative_to(folder):
            continue
        before = changes.texts.get(path) or _raw(path)
        head, body = _parted(before, path.relative_to(settings.root).as_posix())
        after = head + relinked_pages(body, _changer(src, old, new, settings.site_url))
        if after != before:
            changes.texts[path] = after
            found.append(path.relative_to(settings.root).as_posix())
    config = settings.root / "mkdocs.yml"
    before = _raw(config)
    after = re.sub(rf"(?<![\w./-])articles/{old}(?=/)", f"articles/{new}", before)
    if after != before:
        changes.texts[config] = after
        found.append("mkdocs.yml")
    return tuple(found)


def _linking(settings: Settings, entry: ArticleEntry) -> Iterator[str]:
    """The places that link to ``entry`` from elsewhere, as ``path:line``."""
    folder = (settings.root / entry.path).parent
    for path, src in _pages(settings):
        if path.is_relative_to(folder):
            continue
        text = _raw(path)
        shown = path.relative_to(settings.root).as_posix()
        head, body = _parted(text, shown)
        change = _changer(src, entry.id, "x", settings.site_url)
        lines = [body[: body.find(link)].count("\n") for link in _changing(body, change)]
        yield from (f"{shown}:{head.count(chr(10)) + line + 1}" for line in lines)


def _changing(body: str, change: Callable[[str], str | None]) -> list[str]:
    found: list[str] = []

    def listen(link: str) -> None:
        if change(link) is not None and link not in found:
            found.append(link)

    relinked_pages(body, listen)
    return found


def _changer(src: str, old: str, new: str, site_url: str | None) -> Callable[[str], str | None]:
    """What becomes of a link that stands in ``docs/<src>``."""

    def change(link: str) -> str | None:
        base = f"{site_url}articles/{old}" if site_url else None
        if base and (link == base or link.startswith((f"{base}/", f"{base}#"))):
            return f"{site_url}articles/{new}{link.removeprefix(base)}"
        target = link_target(src, link)
        if target is None or not (target == f"articles/{old}" or target.startswith(f"articles/{old}/")):
            return None
        path = re.split("[?#]", link, maxsplit=1)[0]
        parts = path.split("/")
        at = next((index for index in reversed(range(len(parts))) if unquote(parts[index]) == old), None)
        if at is None:
            return None  # a link within the article itself
        parts[at] = new
        return "/".join(parts) + link[len(path) :]

    return change


def _pages(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Every Markdown file under ``docs/``, with the path below it that its links are relative to."""
    for path in sorted(settings.docs.rglob("*.md")):
        if path.is_symlink() or not path.is_file():
            continue
        src = path.relative_to(settings.docs).as_posix()
        match = re.fullmatch(r"(articles/[^/]+)/annotations/[^/]+", src)
        yield path, f"{match[1]}/index.md" if match else src  # a comment is read on the page of its article


def _raw(path: Path) -> str:
    """The text with its own line ends. Raises ``ContentError``."""
    read_text(path, path.as_posix())
    return path.read_bytes().decode("utf-8")


def _parted(text: str, shown: str) -> tuple[str, str]:
    """Header and body, each as it stands. Raises ``ContentError``."""
    found, _ = front_matter.split(text, shown)
    lines = text.split("\n")
    head = lines[: found.body_line - 1]
    return "".join(f"{line}\n" for line in head), "\n".join(lines[len(head) :])


def _with_field(text: str, key: str, values: list[str], shown: str) -> str:
    changed = front_matter.updated(text, {key: values or None}, shown)
    return changed.replace("\n", "\r\n") if "\r\n" in text else changed


def _gone(entry: ArticleEntry, settings: Settings, today: str, *, names_source: bool) -> str:
    """The page that stands in for a removed article."""
    t = Strings(settings.language).t
    title = t("removed.title")
    header = front_matter.render({"title": title, "lang": settings.language, "removed": today})
    source = entry.header.source if names_source else None
    rest = f"\n{t('removed.source')} <{source}>\n" if source and re.fullmatch(r"https?://[^\s<>]+", source) else ""
    return f"{header}# {title}\n{rest}"


def _originals(library: Library, settings: Settings, entry: ArticleEntry) -> tuple[list[Path], tuple[str, ...]]:
    """The files under ``saved/`` that the article alone is made from; and those that stay for the sake of others."""
    original = entry.header.original
    path = (settings.root / original).resolve() if original else None
    if original is None or path is None or not path.is_file() or not path.is_relative_to(settings.saved.resolve()):
        return [], ()
    if any(one.header.original == original and one.id != entry.id for one in library.articles.values()):
        return [], (original,)
    beside = [path.with_name(path.name + ending) for ending in (".yml", ".yaml")]
    folder = path.with_name(f"{path.stem}_files")
    own = [path, *(one for one in beside if one.is_file()), *([folder] if folder.is_dir() else [])]
    return [settings.root / one.relative_to(settings.root.resolve()) for one in own if not one.is_symlink()], ()
