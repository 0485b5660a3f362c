"""``<pre>`` and what highlighters make of it -> fenced code with its language."""

from __future__ import annotations

import re

from fumikura.html.dom import Element, all_text, classes, nodes, remove, text_of

_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|highlight|brush:?|sourcecode)-([\w+#.-]+)")
_NO_LANGUAGE = frozenset(
    {"none", "plaintext", "plain", "text", "txt", "nohighlight", "no-highlight", "source", "default"}
)
_GUTTERS = frozenset({
    "gutter", "linenos", "lineno", "linenodiv", "linenumber", "line-number", "line-numbers",
    "line-numbers-rows", "hljs-ln-numbers", "hljs-ln-line-number", "blob-num", "ln", "lnt",
    "rouge-gutter", "crayon-nums",
})  # fmt: skip
_LINES = frozenset({"div", "li", "tr", "p", "table", "ol", "ul"})


def is_code_table(table: Element) -> bool:
    """Whether ``table`` only stands numbers beside the lines of a program."""
    cells = list(table.iter("td", "th", "caption"))
    codes = [
        cell for cell in cells if (pre := next(cell.iter("pre"), None)) is not None and text_of(pre) == text_of(cell)
    ]
    return bool(codes) and all(cell in codes or _is_number(cell) or not text_of(cell) for cell in cells)


def code_parts(table: Element) -> list[Element]:
    """The ``<pre>`` elements of a code table that are no line numbers."""
    found = []
    for pre in table.iter("pre"):
        around = [pre, *pre.iterancestors("td")]
        if not any(_is_gutter(element) for element in around) and not _is_number(pre):
            found.append(pre)
    return found


def fenced(pre: Element) -> str:
    """A fenced block, or nothing if there is no code in it. Line numbers are left out; blank lines stay."""
    for element in list(pre.iter()):
        if element is not pre and _is_gutter(element) and (_is_number(element) or not all_text(element)):
            remove(element)
    lines = code_text(pre).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        return ""
    code = "\n".join(line.rstrip() for line in lines)
    ticks = max([2, *(len(run) for run in re.findall(r"`+", code))]) + 1
    fence = "`" * ticks
    return f"{fence}{language(pre)}\n{code}\n{fence}"


def code_text(element: Element) -> str:
    """The text as it was typed: ``<br>`` and line elements end a line, readings of ruby are left out."""
    parts: list[str] = []
    pending: list[str | Element] = [element]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            parts.append(node)
        elif node.tag == "br":
            parts.append("\n")
        elif node.tag not in {"rt", "rp", "svg"}:
            line = node.tag in _LINES and node is not element
            inside = list(nodes(node))
            if line and not (inside and isinstance(inside[-1], str) and inside[-1].endswith("\n")):
                inside.append("\n")
            pending += reversed(inside)
    return "".join(parts)


def language(pre: Element) -> str:
    """What the page calls the language of ``pre``, or nothing."""
    around = [*pre.iter("code"), pre]
    parent = pre.getparent()
    for _ in range(3):  # Pygments, Rouge and GitHub name it on a wrapper
        if parent is not None and len(parent) == 1:
            around.append(parent)
            parent = parent.getparent()
    around += [one for one in list(pre.iterancestors())[:3] if one.get("data-lang") and len(list(one.iter("pre"))) == 1]
    for element in around:
        for name in (element.get("data-lang"), element.get("data-language"), *_classed(element)):
            if name and re.fullmatch(r"[\w+#.-]{1,30}", name) and name.lower() not in _NO_LANGUAGE:
                return name.lower()
    return ""


def _classed(element: Element) -> list[str]:
    """Names in ``class="language-x"``, ``class="highlight-source-x"``, ``class="brush: x;"`` and the like."""
    value = element.get("class") or ""
    names = [match[1] for word in value.split() if (match := _LANGUAGE.fullmatch(word))]
    brush = re.search(r"brush:\s*([\w+#-]+)", value)
    names += [brush[1]] if brush else []
    words = value.split()
    if "sourceCode" in words or "hljs" in words or "highlight" in words:
        names += [word for word in words if word not in {"sourceCode", "hljs", "highlight"} and "-" not in word]
    return names


def _is_gutter(element: Element) -> bool:
    return isinstance(element.tag, str) and bool(classes(element) & _GUTTERS)


def _is_number(element: Element) -> bool:
    return re.fullmatch(r"[\d\s]+", all_text(element)) is not None
