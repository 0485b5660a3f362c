"""A page whose pictures are on the net -> the same page with them beside it: ``add --fetch-pictures``.

Only addresses change in the page, whoever has edited it since; so it works alike on a page that was made a moment ago
and on one of last year. A picture that cannot be had stays where it is, and the article is none the worse.
"""

from __future__ import annotations

import html
import re
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fumikura.adding.shelf import read_known
from fumikura.disk.atomic import Staging
from fumikura.errors import ContentError, shortened
from fumikura.importing.article_pictures import addresses, is_of_the_net, is_remote, relinked, stay_on_the_net
from fumikura.library.library_files import read_text
from fumikura.model import front_matter
from fumikura.pictures.files import MAX_BYTES, UnusablePicture, is_dot, make_picture
from fumikura.pictures.scaling import scale_all
from fumikura.sources.fetch import Wanted, get

if TYPE_CHECKING:
    from collections.abc import Callable

    from fumikura.adding.known_articles import Known
    from fumikura.adding.results import Result
    from fumikura.adding.shelf import Shelf
    from fumikura.model.articles import Picture

MAX_PICTURES = 200
"""Of one article. A long report on a journey has some 100."""
MAX_TOTAL = 200_000_000
"""Bytes of one article's pictures; GitHub warns of a repository of 1 GB."""
MAX_SECONDS_EACH = 20.0
"""For one picture: 20 MB at 8 Mbit/s."""
MAX_SECONDS = 600.0
"""For the pictures of one article."""

PICTURE = Wanted(
    what="picture",
    accept="image/avif,image/webp,image/png,image/jpeg,image/gif,image/svg+xml;q=0.9",
    media_types=frozenset(),  # servers are often wrong: the content decides
    remedies=("save the picture", "save the picture"),
    seconds=MAX_SECONDS_EACH,
    size=MAX_BYTES,
)


@dataclass(slots=True)
class Fetched:
    """The pictures of one page that came, and what is to be said of the others."""

    names: dict[str, str | None] = field(default_factory=dict)
    """Address as it stands in the page -> file name; None for a dot that only counts readers."""
    files: dict[str, Picture] = field(default_factory=dict)
    """By file name."""
    warnings: list[str] = field(default_factory=list)


def fetch_pictures(result: Result, shelf: Shelf, *, allow_private: bool = False, keep_large: bool = False) -> Result:
    """What becomes of the article of ``result`` when its pictures have been fetched.

    Raises ``ContentError`` where its page cannot be read or written.
    """
    known = shelf.with_id(result.id) if result.id and result.status != "refused" else None
    if known is None:
        return result
    shown = shelf.shown(known)
    text = read_text(known.path, shown)
    _, body = front_matter.split(text, shown)
    cover = known.text("cover")
    wanted = [one for one in dict.fromkeys((*addresses(body), cover or "")) if is_remote(one)]
    if not wanted:
        return result
    found = collect(wanted, lambda url: get(url, PICTURE, allow_private=allow_private).data, keep_large=keep_large)
    remaining = len({one for one in addresses(body) if is_remote(one)} - found.names.keys())
    warnings = [one for one in result.warnings if not is_of_the_net(one)]
    warnings += [*found.warnings, *stay_on_the_net(remaining)]
    if found.names:
        _write(known, found, shelf)
    status = "updated" if found.names and result.status == "unchanged" else result.status
    return replace(result, status=status, warnings=tuple(warnings))


def collect(wanted: list[str], get_bytes: Callable[[str], bytes], *, keep_large: bool = False) -> Fetched:
    """The pictures at ``wanted``, addresses as they stand in a page, as far as they can be had.

    ``get_bytes`` gives what is at an http(s) address, or raises ``ContentError``.
    """
    found = Fetched()
    total = 0
    until = time.monotonic() + MAX_SECONDS
    for number, one in enumerate(wanted):
        if number >= MAX_PICTURES or total >= MAX_TOTAL or time.monotonic() > until:
            reason = f"{MAX_PICTURES} pictures, {MAX_TOTAL // 1_000_000} MB or {MAX_SECONDS / 60:.0f} minutes"
            found.warnings.append(f"{len(wanted) - number} pictures were not fetched: an article may have {reason}")
            break
        try:
            data = get_bytes(_url(one))
            total += len(data)
            _take(one, data, found, keep_large=keep_large)
        except UnusablePicture as fault:
            found.warnings.append(f"the picture {shortened(one)} {fault}; it is not taken")
        except ContentError as error:
            found.warnings.append(f"the picture {shortened(one)} is not taken: {error.problem}")
    return found


def _take(one: str, data: bytes, found: Fetched, *, keep_large: bool) -> None:
    if is_dot(data):
        found.names[one] = None
        return
    picture = make_picture(data)
    scaled = scale_all((picture,), keep_large=keep_large)
    found.names[one] = scaled.names.get(picture.name, picture.name)
    found.files.update({picture.name: picture for picture in scaled.pictures})
    found.warnings += scaled.warnings


def _url(where: str) -> str:
    """The address that Markdown's ``where`` stands for: without its backslashes and entities, with a scheme."""
    plain = html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", where))
    return f"https:{plain}" if plain.startswith("//") else plain


def _write(known: Known, found: Fetched, shelf: Shelf) -> None:
    """Put the pictures beside the page, and their names into it."""
    shown = shelf.shown(known)
    before = known.path.read_bytes().decode("utf-8")
    text = before.replace("\r\n", "\n")
    cover = known.text("cover")
    if cover in found.names:
        text = front_matter.updated(text, {"cover": found.names[cover]}, shown)
    _, body = front_matter.split(text, shown)
    text = text[: len(text) - len(body)] + relinked(body, found.names)
    with Staging() as staging:
        for picture in found.files.values():
            staging.file(known.path.with_name(picture.name), picture.data)
        staging.file(known.path, text.replace("\n", "\r\n") if "\r\n" in before else text)
        staging.commit()
    shelf.put(read_known(known.path, shelf.settings))
