"""Imports point one way, as the contributors' page says they do."""

from __future__ import annotations

import ast
import graphlib
import re
from typing import TYPE_CHECKING

from shared_data import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = ROOT / "scripts/fumikura"


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {name_of(path): path for path in PACKAGE.rglob("*.py") if "skeleton" not in path.parts}


def imported(path: Path) -> set[str]:
    """Our modules that this one names in an import, wherever it stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{one.name}" for one in node.names}
            found |= (inside & MODULES.keys()) or {node.module}
    return found & MODULES.keys()


IMPORTS = {name: imported(path) - {name} for name, path in MODULES.items()}


def floor(module: str) -> str:
    """The folder in which a module lies, or its own name."""
    return module.split(".")[1] if "." in module else module


def order() -> list[str]:
    """The folders from the top, as the contributors' page lists them."""
    text = (
        (ROOT / "CONTRIBUTING.md")
        .read_text("utf-8")
        .partition("From the top:")[2]
        .partition(". A test keeps it so.")[0]
    )
    return re.findall(r"`(\w+)/`", text)


def test_no_modules_import_each_other_in_a_circle():
    list(graphlib.TopologicalSorter(IMPORTS).static_order())


def test_no_folder_imports_from_one_above_it():
    floors = order()
    assert {
        f"{module} imports {other}"
        for module, others in IMPORTS.items()
        for other in others
        if {floor(module), floor(other)} <= set(floors) and floors.index(floor(other)) < floors.index(floor(module))
    } == set()


def test_every_folder_of_modules_has_its_floor_and_its_line():
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert sorted(order()) == sorted(folders)
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert [name for name in sorted(folders) if f"\n| `{name}/` |" not in page] == []
