"""Write the expected files of all fixtures, or of those whose path contains an argument. Read the diff."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fixture_cases import annotation_cases, cases, files_of


def main(wanted: list[str]) -> None:
    """Replace each case's ``expected/`` with what the importers and readers give now."""
    for case in (*cases(), *annotation_cases()):
        if wanted and not any(part in case.as_posix() for part in wanted):
            continue
        files = files_of(case)
        shutil.rmtree(case / "expected", ignore_errors=True)
        for name, data in files.items():
            path = case / "expected" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        print(case.relative_to(Path(__file__).parent))  # noqa: T201  a script that people run


if __name__ == "__main__":
    main(sys.argv[1:])
