"""Author and date of publication where a page states them in its text only: beside a label, in an element that is
named for it, or as the one date beside the title. Asked last, after all that is written for programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fumikura.html.dom import HEADINGS, Element, all_text, classes, collapsed, text_of
from fumikura.html.found import written_length
from fumikura.html.page_dates import dates_in, page_date

if TYPE_CHECKING:
    from collections.abc import Iterator

NEAR = 400
"""Characters from the title within which a page states its date: a standfirst and a row of buttons are shorter."""
STANDFIRST = 240
"""Length of a line from which on it is the article itself."""
SHORT = 60
"""Characters of a line that says no more than who and when."""

_DATE_LABEL = re.compile(
    r"(?:公開|投稿|掲載|配信(?:開始)?|発表|発行)(?:日時?)?|(?:date )?published|publication date|posted"
)
_AUTHOR_LABEL = re.compile(r"著者|作者|筆者|執筆(?:者)?|ライター|文|投稿者|記者|authors?|written by|by", re.IGNORECASE)
_NAMED_FOR_AUTHOR = re.compile(r"(?:\w+[-_]+)?(?:authors?|writers?|byline)(?:[-_]+(?:names?|link))?", re.IGNORECASE)
_NAMED_FOR_DATE = re.compile(
    r"(?:^|[-_])(?:dates?|time|timestamp|posted|publish(?:ed)?|meta|byline|entry-info|info)(?:$|[-_])"
)
_CHANGED = re.compile(r"更新|改訂|修正|updated?|modified|revised|アクセス|取得", re.IGNORECASE)
_BRACKETED = re.compile(r"[\[【（(［《<](?P<names>[^\[\]【】（）()［］《》<>]{2,60})[\]】）)］》>]")
_BESIDE = frozenset({"aside", "footer", "nav", "script", "style", "noscript", "template", "head", "form"})
_NOT_OURS = re.compile(
    r"(?:^|[-_ ])(?:comments?|related|recommend(?:s|ed)?|sidebar|widgets?|ranking|popular|latest)(?:$|[-_ ])"
)


def labelled_date(root: Element) -> str | None:
    """The date beside a label such as 公開日 in a definition list or a table."""
    return next((date for text in _labelled(root, _DATE_LABEL) if (date := page_date(text))), None)


def labelled_authors(root: Element) -> list[str]:
    """The names beside a label such as 著者 in a definition list or a table."""
    for value in _labelled_elements(root, _AUTHOR_LABEL):
        names = [text_of(link) for link in value.iter("a")] or re.split(r"[、,，/／]", text_of(value))
        found = [name.strip() for name in names if 1 < len(name.strip()) <= 40]
        if found:
            return found
    return []


def _labelled(root: Element, label: re.Pattern[str]) -> Iterator[str]:
    return (text_of(value) for value in _labelled_elements(root, label))


def _labelled_elements(root: Element, label: re.Pattern[str]) -> Iterator[Element]:
    """What stands beside a ``<dt>`` or ``<th>`` that is the label, and no more."""
    for value in root.iter("dd", "td"):
        head = value.getprevious()
        is_head = head is not None and head.tag in {"dt", "th"}
        if head is not None and is_head and label.fullmatch(text_of(head).strip(" :：")) and not _is_beside(value):
            yield value


def named_authors(root: Element, site: str | None) -> list[str]:
    """The names in elements that are called ``author``, ``byline`` and the like; none if there are many, which are
    lists of people or of other articles."""
    found: dict[str, None] = {}
    for element in root.iter("a", "span", "div", "p", "li", "dd", "address", "cite", "strong", "b"):
        words = [*classes(element), (element.get("id") or "").lower()]
        if not any(word and _NAMED_FOR_AUTHOR.fullmatch(word) for word in words) or _is_beside(element):
            continue
        text = text_of(element)
        if bracketed := _BRACKETED.fullmatch(text):
            parts = re.split(r"[,，、/／]\s*", bracketed["names"])
            found.update(dict.fromkeys(part.strip() for part in parts if not _is_site(part.strip(), site)))
        elif _is_name(text) and not any(
            _NAMED_FOR_AUTHOR.fullmatch(word) for child in element for word in classes(child)
        ):
            links = list(element.iter("a"))
            found[text_of(links[0]) or text if len(links) == 1 else text] = None
    return list(found) if len(found) <= 4 else []


def _is_name(text: str) -> bool:
    """Whether ``text`` may be a person's name: short, no sentence, no number, no label."""
    return (
        1 < len(text) <= 40
        and re.search(
            r"[\d:：。!?！？|/@]|https?|記事|一覧|プロフィール|について|\b(?:by|all|more|follow|about|posts?)\b",
            text,
            re.IGNORECASE,
        )
        is None
        and len(text.split()) <= 5
    )


def _is_site(name: str, site: str | None) -> bool:
    return not name or (site is not None and site.casefold().startswith(name.casefold()))


def date_by_title(root: Element, title: str | None) -> str | None:
    """The one date that stands near the title, alone on its line or in an element named for it.

    None where there are several, and for one that says it is that of a change.
    """
    lines = list(_lines(root))
    wanted = _letters(title or "")
    places = [
        index for index, (element, text) in enumerate(lines) if element.tag in HEADINGS and _letters(text) == wanted
    ]
    if not wanted or not places:
        return None
    near = [*_until_far(lines[places[0] + 1 :]), *_until_far(lines[: places[0]][::-1])]
    found = {date[:10]: date for element, text in near for date in _stated(element, text)}
    return next(iter(found.values())) if len(found) == 1 else None


def _stated(element: Element, text: str) -> list[str]:
    """The dates of a line that says little else."""
    if len(text) > SHORT or _CHANGED.search(text):
        return []
    dates = dates_in(text)
    names = [*classes(element), *(name for around in list(element.iterancestors())[:2] for name in classes(around))]
    alone = len(dates) == 1 and page_date(text.strip(" -–—|[]()（）")) is not None
    return dates if alone or any(_NAMED_FOR_DATE.search(name) for name in names) else []


def _until_far(lines: list[tuple[Element, str]]) -> Iterator[tuple[Element, str]]:
    """The lines up to the first prose, ``NEAR`` characters at most."""
    length = 0
    for element, text in lines:
        length += len(text)
        if length > NEAR or written_length(text) > STANDFIRST:
            return
        yield element, text


def _lines(root: Element) -> Iterator[tuple[Element, str]]:
    """The elements of the page that have text of their own, with all their text, in order; none within another."""
    skipped: set[Element] = set()
    for element in root.iter():
        parent = element.getparent()
        if parent in skipped or not isinstance(element.tag, str) or element.tag in _BESIDE:
            skipped.add(element)
            continue
        own = "".join([element.text or "", *(child.tail or "" for child in element)])
        if collapsed(own).strip() or element.tag in HEADINGS:
            skipped.add(element)
            yield element, text_of(element)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _is_beside(element: Element) -> bool:
    """Whether it stands in what is about other pages, or about the site."""
    for around in (element, *element.iterancestors()):
        names = f"{around.get('class') or ''} {around.get('id') or ''}".lower()
        if around.tag in _BESIDE or (around.tag not in {"body", "html", "article", "main"} and _NOT_OURS.search(names)):
            return True
    return not all_text(element).strip()
