"""Tables of an article's DOM -> Markdown's tables where those can say the same, else plain HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from fumikura.html.dom import Element, nodes
from fumikura.html.inline import Line, to_line
from fumikura.html.raw import raw

if TYPE_CHECKING:
    from collections.abc import Container

_RULES = {"left": ":--", "center": ":-:", "right": "--:", "": "---"}


def is_layout(table: Element) -> bool:
    """Whether ``table`` only places things on the page: one cell a row, or said to be for presentation."""
    if table.get("role") in {"presentation", "none"}:
        return True
    rows = list(rows_of(table))
    return table.find(".//th") is None and table.find("caption") is None and all(len(cells_of(row)) < 2 for row in rows)


def written_table(table: Element, line: Line, around_blocks: Container[Element]) -> str:
    """The table in Markdown, or in HTML."""
    rows = [cells_of(row) for row in rows_of(table)]
    rows = [row for row in rows if row]
    if not rows:
        return raw(table, line.places)
    cells = [cell for row in rows for cell in row]
    plain = (
        all(cell.tag == "th" for cell in rows[0])
        and all(cell.tag == "td" for row in rows[1:] for cell in row)
        and not any(cell in around_blocks or _spans(cell) for cell in cells)
        and table.find("caption") is None
        and all(len(row) <= len(rows[0]) for row in rows)
    )
    if not plain:
        return raw(table, line.places)
    in_cell = replace(line, one_line=True, in_cell=True)
    written = [[to_line(list(nodes(cell)), in_cell) for cell in row] for row in rows]
    width = len(rows[0])
    rules = [_RULES[_alignment([row[column] for row in rows if column < len(row)])] for column in range(width)]
    lines = [written[0], rules, *(row + [""] * (width - len(row)) for row in written[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def rows_of(table: Element) -> list[Element]:
    """The rows of ``table``, not of the tables within it."""
    rows: list[Element] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in {"thead", "tbody", "tfoot"}:
            rows += [row for row in child if row.tag == "tr"]
    return rows


def cells_of(row: Element) -> list[Element]:
    """The cells of ``row``."""
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _spans(cell: Element) -> bool:
    return cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1"


def _alignment(column: list[Element]) -> str:
    """The alignment that all cells of ``column`` share, or nothing."""
    found = {_aligned(cell) for cell in column}
    return found.pop() if len(found) == 1 else ""


def _aligned(cell: Element) -> str:
    style = re.search(r"text-align:\s*(left|center|right)", cell.get("style") or "")
    value = style[1] if style else (cell.get("align") or "").lower()
    return value if value in _RULES else ""
