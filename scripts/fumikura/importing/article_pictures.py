"""The pictures of a saved article: those that came with it go beside the page, those on the net stay there.

Reads files in the folder of the source and nowhere else; loads nothing from the net.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from fumikura.html.dom import Element, address
from fumikura.markdown.links import definitions_of_pictures, redefined
from fumikura.markdown.text import inline
from fumikura.pictures.files import UnusablePicture, from_data_url, from_folder, is_dot, make_picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fumikura.model.articles import Picture
    from fumikura.sources.source import Source

_EXTENSIONS = r"png|jpe?g|gif|webp|avif|svg|bmp|tiff?|heic"
# The bounds keep the time linear in texts full of openings that nothing closes.
_MARKDOWN = re.compile(
    rf"""
      (?P<skipped> \\.
        | ^(?P<indent>[ \t>]*)(?P<fence>`{{3,}}|~{{3,}})[^\n]*\n (?:.*\n)*? [ \t>]*(?P=fence)[`~]*[ \t]*$
        | (?P<ticks>(?<!`)`+(?!`)) (?:(?!\n[ \t]*\n)[\s\S])*? (?<!`)(?P=ticks)(?!`)
        | <!--[\s\S]{{0,5000}}?--> )
    | !\[\[ (?P<embed>[^\]\n|\#]+\.(?:{_EXTENSIONS})) (?:\#[^\]|\n]*)? (?:\|(?P<alias>[^\]\n]*))? \]\]
    | !\[ (?P<alt>(?:\\.|[^\[\]\\]|\[[^\]\n]{{0,200}}\]){{0,2000}}) \]
      \(\s* (?:<(?P<angled>[^<>\n]*)>|(?P<bare>(?:[^()<>\n"']|\([^()\n]*\))+?))
        (?P<title>\s+(?:"[^"\n]*"|'[^'\n]*'))? \s*\)
    | (?P<before>^[ ]{{0,3}}\[[^\]\n]+\]:[ \t]*<?) (?P<defined>(?!https?:)[^\s<>]+\.(?:{_EXTENSIONS}))
    | (?P<tag><img\b[^<>]{{0,1000}}?\bsrc\s*=\s*["'])(?P<src>[^"'>]*)
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_FETCHED = re.compile(r"[0-9a-f]{12}(?:-\d+)?\.\w+")
"""The name of a file that ``pictures/files.py`` or ``pictures/scaling.py`` named."""


@dataclass(slots=True)
class Pictures:
    """What became of the pictures of an article."""

    names: dict[str, str | None] = field(default_factory=dict)
    """Address as it stands in the source -> file name beside the page, or None for a picture that is left
    out. One that stays on the net, or is missing, is not in it."""
    files: dict[str, Picture] = field(default_factory=dict)
    """By file name."""
    remote: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)

    def said(self) -> list[str]:
        """The warnings, with one for all the pictures that stay on the net."""
        return [*self.warnings, *stay_on_the_net(len(self.remote))]


_STAY = "on the net and will not show on the page; save the pictures with the article, or use --fetch-pictures"


def stay_on_the_net(count: int) -> list[str]:
    """The warning of ``count`` pictures that were not taken, if there are any."""
    return [f"{'1 picture stays' if count == 1 else f'{count} pictures stay'} {_STAY}"] if count else []


def is_of_the_net(warning: str) -> bool:
    """Whether it is the warning that ``stay_on_the_net`` gives."""
    return warning.endswith(_STAY)


def collect(addresses: Iterable[str], source: Source, base_url: str | None = None) -> Pictures:
    """What becomes of the pictures at ``addresses``, as they stand in ``source``.

    ``base_url``: what relative addresses are relative to that name no file beside the source.
    """
    pictures = Pictures()
    for one in dict.fromkeys(addresses):
        try:
            _take(one, source, base_url, pictures)
        except UnusablePicture as fault:
            pictures.names[one] = None
            pictures.warnings.append(f"the picture {_short(one)} {fault}; it is left out")
    return pictures


def collect_from_dom(element: Element, source: Source, base_url: str | None = None) -> Pictures:
    """The same for all ``<img>`` in ``element``."""
    return collect((picture.get("src", "") for picture in element.iter("img")), source, base_url)


def localise_markdown_pictures(body: str, source: Source) -> tuple[str, tuple[Picture, ...], list[str]]:
    """``body`` with its pictures linked by their file names, the pictures, and what is to be said about them.

    ``![alt](path)``, Obsidian's ``![[path|alt]]``, ``[label]: path`` and ``<img src>``, outside of code. A
    picture that is missing keeps its link; one that may not be published leaves its alternative text.
    """
    wanted = [where for match in _MARKDOWN.finditer(body) if (where := _address_in(match)) is not None]
    pictures = collect(wanted, source)
    written = _MARKDOWN.sub(lambda match: _relinked(match, pictures.names), body)
    return written, tuple(pictures.files.values()), pictures.said()


def relinked(body: str, names: Mapping[str, str | None]) -> str:
    """``body`` with its pictures, by their addresses as they stand there, linked by ``names``; all else as it is. Of
    a picture whose name is None its alternative text remains."""
    return redefined(_MARKDOWN.sub(lambda match: _relinked(match, names), body), names)


def addresses(body: str) -> tuple[str, ...]:
    """The addresses of the pictures of a page, as they stand in it, once each."""
    found = (match for match in _MARKDOWN.finditer(body) if match["embed"] is None and match["defined"] is None)
    inline = (where for match in found if (where := _address_in(match)))
    return tuple(dict.fromkeys((*inline, *definitions_of_pictures(body).values())))


def is_same_but_for_fetched(old: str, new: str) -> bool:
    """Whether ``new`` says what ``old`` does, but for pictures that are on the net in ``new`` and have been fetched
    since for ``old``."""
    before, after = addresses(old), addresses(new)
    if len(before) != len(after):
        return False
    pairs = {theirs: ours for ours, theirs in zip(before, after, strict=True) if ours != theirs}
    if not all(_FETCHED.fullmatch(ours) and is_remote(theirs) for theirs, ours in pairs.items()):
        return False
    return relinked(new, pairs).strip() == old.strip()


def is_remote(where: str) -> bool:
    """Whether a picture's address is one on the net, ``http:``, ``https:`` or that of another host."""
    return re.match(r"(?:https?:)?//", where, re.IGNORECASE) is not None


def _take(one: str, source: Source, base_url: str | None, pictures: Pictures) -> None:
    text = one.strip()
    data: bytes | None = None
    if text.lower().startswith("data:"):
        data = from_data_url(text)
    elif source.parts is not None and (part := source.parts(text)) is not None:
        data = part
    elif not re.match(r"[a-z][a-z0-9+.-]+:|//", text, re.IGNORECASE) and source.path is not None:
        data = from_folder(text, source.path.parent)
    if data is not None and is_dot(data):
        pictures.names[one] = None
    elif data is not None:
        picture = make_picture(data)
        pictures.names[one] = picture.name
        pictures.files.setdefault(picture.name, picture)
    elif address(text, base_url) is not None:
        pictures.remote.add(text)
    elif text:
        pictures.warnings.append(f"the picture {_short(one)} is not beside the saved file")


def _short(one: str) -> str:
    """An address for a message."""
    return f"{one[:40]}…" if one.startswith("data:") else unquote(one)[:200]


def _address_in(match: re.Match[str]) -> str | None:
    if match["skipped"] is not None:
        return None
    found = (match[name] for name in ("embed", "angled", "bare", "defined", "src"))
    return next((where.strip() for where in found if where is not None), None)


def _relinked(match: re.Match[str], names: Mapping[str, str | None]) -> str:
    """The match with its new address."""
    where = _address_in(match)
    if where is None:
        return match[0]
    if where not in names:
        # Obsidian's embed of a missing picture is no link that others could read
        return f"![{_alias(match)}](<{quote(where)}>)" if match["embed"] is not None else match[0]
    name = names[where]
    if match["src"] is not None:
        return f"{match['tag']}{name or ''}"
    if match["defined"] is not None:
        return f"{match['before']}{name}" if name else match[0]
    alt = _alias(match) if match["embed"] is not None else match["alt"]
    return f"![{alt}]({name}{match['title'] or ''})" if name else alt


def _alias(match: re.Match[str]) -> str:
    """What stands for the picture in ``![[path|alias]]``; Obsidian takes a number for the width."""
    alias = (match["alias"] or "").strip()
    if not alias or re.fullmatch(r"\d+(?:x\d+)?", alias):
        alias = re.sub(r"\.\w+$", "", match["embed"].strip().rpartition("/")[2])
    return inline(alias, in_link=True)
