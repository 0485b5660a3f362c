"""Formulas and players that a script was to put in place -> elements that say the same without it. In place.

MathJax 2 keeps the TeX in ``<script type="math/tex">`` beside what it drew of it, MathJax 4 in ``data-latex``,
WordPress and MediaWiki in the ``alt`` of a picture; all become ``<math>`` with the TeX as its annotation. Players that
wait for a click (``<lite-youtube>``, ``<iframe data-src>``) become plain ones.
"""

from __future__ import annotations

import re

from lxml import etree

_DRAWN = re.compile(r"(?:^|\s)(?:MathJax(?:_\w+)?|MJXp-\w+|MathJax_Preview)(?:\s|$)")
_TEX_PICTURE = re.compile(r"(?:^|\s)(?:latex|mwe-math-fallback-image\S*|tex)(?:\s|$)")
_FILMS = {"lite-youtube": "videoid", "amp-youtube": "data-videoid", "lite-vimeo": "videoid"}
_WAITING = ("data-src", "data-lazy-src", "data-litespeed-src")


def show_scripted(root: etree._Element) -> None:
    """Give every formula its TeX, and every player its address."""
    for script in [one for one in root.iter("script") if (one.get("type") or "").startswith("math/tex")]:
        _take_out_drawings(script)
        _become_formula(script, script.text or "", display="mode=display" in (script.get("type") or ""))
    for drawn in list(root.iter("mjx-container")):
        tex = next((one.get("data-latex") for one in drawn.iter() if one.get("data-latex")), None)
        formula = next(drawn.iter("math"), None)
        if tex:
            _become_formula(drawn, tex, display=drawn.get("display") == "true")
        elif formula is not None:
            _keep_only(drawn, formula)
    for picture in list(root.iter("img")):
        tex = (picture.get("alt") or "").strip()
        beside = next(picture.itersiblings(preceding=True), None)
        if _TEX_PICTURE.search(picture.get("class") or "") and tex:
            if beside is not None and next(beside.iter("math"), None) is not None:
                picture.set("src", "")  # MediaWiki's picture of the formula before it
            else:
                _become_formula(picture, tex, display=False)
    for formula in root.iter("math"):
        if formula.get("alttext") and next(formula.iter("annotation"), None) is None:
            _annotate(formula, str(formula.get("alttext")))
    _show_players(root)


def _become_formula(element: etree._Element, tex: str, *, display: bool) -> None:
    tex = re.sub(r"^\s*%?\s*<!\[CDATA\[|%?\s*\]\]>\s*$", "", tex).strip()
    tail = element.tail
    element.clear()
    element.tail = tail
    element.tag = "math"
    if display:
        element.set("display", "block")
    _annotate(element, tex)


def _annotate(formula: etree._Element, tex: str) -> None:
    etree.SubElement(formula, "annotation", {"encoding": "application/x-tex"}).text = tex


def _keep_only(container: etree._Element, kept: etree._Element) -> None:
    """``container`` with nothing in it but ``kept``."""
    tail = container.tail
    kept.tail = None
    container.clear()
    container.tail = tail
    container.append(kept)


def _take_out_drawings(script: etree._Element) -> None:
    """What MathJax drew of the formula in ``script``, right before it."""
    for _ in range(3):
        before = script.getprevious()
        parent = script.getparent()
        if before is None or parent is None or (before.tail or "").strip():
            return
        if not _DRAWN.search(before.get("class") or ""):
            return
        between, before.tail = before.tail, None
        earlier = before.getprevious()
        parent.remove(before)
        if between and earlier is not None:
            earlier.tail = (earlier.tail or "") + between
        elif between:
            parent.text = (parent.text or "") + between


def _show_players(root: etree._Element) -> None:
    for name, attribute in _FILMS.items():
        for film in list(root.iter(name)):
            number = film.get(attribute) or ""
            if re.fullmatch(r"[\w-]{6,20}", number):
                place = "player.vimeo.com/video" if name == "lite-vimeo" else "www.youtube.com/embed"
                title = film.get("title") or film.get("playlabel") or ""
                tail = film.tail
                film.clear()
                film.tail, film.tag = tail, "iframe"
                film.set("src", f"https://{place}/{number}")
                film.set("title", title)
    for frame in root.iter("iframe"):
        waiting = next((str(frame.get(name)) for name in _WAITING if frame.get(name)), None)
        if waiting and not re.match(r"(?:https?:)?//", frame.get("src") or ""):
            frame.set("src", waiting)
