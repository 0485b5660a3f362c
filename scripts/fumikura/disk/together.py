"""Changes to many files that are made together: all of them, or none.

Before anything is touched, each new text is compared with what is there, and written beside its place. When a step
fails, also by Ctrl-C, the steps before it are taken back.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fumikura.disk.atomic import Staging, unwritable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass
class Together:
    """What will be changed. The paths of files to write are those before any folder moves."""

    texts: dict[Path, str] = field(default_factory=dict)
    moves: list[tuple[Path, Path]] = field(default_factory=list)
    """Folders, each with its new place."""
    removals: list[Path] = field(default_factory=list)
    """Files and folders."""

    def __bool__(self) -> bool:
        return bool(self.texts or self.moves or self.removals)

    def commit(self) -> None:
        """Make all changes. Raises ``ContentError`` where one cannot be made; then none has been."""
        undo: list[Callable[[], object]] = []
        aside: list[Path] = []
        is_done = False
        try:
            self._write(undo)
            for old, new in self.moves:
                _rename(old, new, undo)
            for path in self.removals:
                place = _beside(path)
                _rename(path, place, undo)
                aside.append(place)
            is_done = True
        finally:
            if not is_done:
                for step in reversed(undo):
                    step()
        for place in aside:
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink()

    def _write(self, undo: list[Callable[[], object]]) -> None:
        before = {path: path.read_bytes() if path.exists() else None for path in self.texts}
        with Staging() as staging:
            for path, text in self.texts.items():
                staging.file(path, text.encode("utf-8"))
            undo.append(lambda: _restore(before))
            staging.commit()


def _restore(before: dict[Path, bytes | None]) -> None:
    for path, data in before.items():
        if data is None:
            path.unlink(missing_ok=True)
        elif path.read_bytes() != data:
            path.write_bytes(data)


def _rename(old: Path, new: Path, undo: list[Callable[[], object]]) -> None:
    try:
        new.parent.mkdir(parents=True, exist_ok=True)
        undo.append(lambda: _back(new, old))
        old.rename(new)
    except OSError as error:
        raise unwritable(old, error) from error


def _back(new: Path, old: Path) -> None:
    if not old.exists():  # else the step that failed had not come so far
        new.rename(old)


def _beside(path: Path) -> Path:
    """A name in the same folder that nothing has and that no page is made of."""
    place = path.with_name(f".removed-{path.name}")
    number = 1
    while place.exists():
        number += 1
        place = path.with_name(f".removed-{number}-{path.name}")
    return place
