"""Write the expected files of all fixtures, or of those whose path contains an argument. Read the diff."""

from __future__ import annotations

import shutil
import sys

from fixture_cases import FIXTURES, cases, expected_files, pages_of


def main(wanted: list[str]) -> None:
    """Replace each case's ``expected/`` with what the importers give now."""
    for case in cases():
        if wanted and not any(part in case.as_posix() for part in wanted):
            continue
        _, pages = pages_of(case)
        shutil.rmtree(case / "expected", ignore_errors=True)
        (case / "expected").mkdir()
        for name, data in expected_files(pages).items():
            (case / "expected" / name).write_bytes(data)
        print(case.relative_to(FIXTURES))  # noqa: T201  a script that people run


if __name__ == "__main__":
    main(sys.argv[1:])
