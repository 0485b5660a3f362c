"""What ``fumikura`` imports before it knows what to do: counted, not timed."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    *("babel", "distributed", "httpx", "jinja2", "lxml", "markdown", "mkdocs", "nh3", "numpy", "PIL", "py3langid"),
    *("pydantic", "pymdownx", "rapidfuzz", "rensa", "resiliparse", "rich", "trafilatura", "warcio", "yaml"),
    *("asyncio", "concurrent", "email", "http", "multiprocessing", "sqlite3", "ssl", "unittest", "xml"),
}
"""Packages of which each takes longer to import than all that ``--help`` needs."""
OURS = {"fumikura", "fumikura.__main__", "fumikura.commands", "fumikura.errors"}


def imported(*arguments: str) -> set[str]:
    """The modules that ``fumikura`` imports with these arguments."""
    command = [sys.executable, "-X", "importtime", "-m", "fumikura", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:") and "|" in line)
    return {line.rpartition("|")[2].strip() for line in lines} - {"imported package"}


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_the_first_help_imports_no_command_and_nothing_heavy(argument: str):
    found = imported(argument)
    assert {name for name in found if name.split(".")[0] == "fumikura"} <= OURS
    assert {name.split(".")[0] for name in found} & HEAVY == set()
    assert len(found) < 200
