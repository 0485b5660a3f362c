"""Changes to many files: all of them, or none, whichever step fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from fumikura.disk.together import Together
from fumikura.errors import ContentError
from making import contents


def prepared(folder: Path) -> Together:
    for name in ("a.md", "keep.md", "old/index.md", "old/x/y.md", "gone/index.md", "single.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, "utf-8")
    return Together(
        texts={folder / "a.md": "new a", folder / "old/index.md": "new index", folder / "fresh/b.md": "b"},
        moves=[(folder / "old", folder / "moved")],
        removals=[folder / "gone", folder / "single.md"],
    )


def test_all_changes_are_made(tmp_path: Path):
    prepared(tmp_path).commit()
    assert contents(tmp_path) == {
        "a.md": b"new a",
        "fresh/b.md": b"b",
        "keep.md": b"keep.md",
        "moved/index.md": b"new index",
        "moved/x/y.md": b"old/x/y.md",
    }


@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_whichever_step_fails_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException
):
    """Each rename in turn: three files into their places, a folder moved, a folder and a file put aside."""
    changes = prepared(tmp_path)
    before = contents(tmp_path)
    calls = 0

    def failing(real: str):
        move = getattr(Path, real)

        def renaming(self: Path, target: Path) -> Path:
            nonlocal calls
            calls += 1
            if calls == number:
                raise error
            return move(self, target)

        return renaming

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", failing("rename"))
        patch.setattr(Path, "replace", failing("replace"))
        with pytest.raises((ContentError, KeyboardInterrupt)):
            changes.commit()
    assert calls >= number
    assert contents(tmp_path) == before


def test_a_place_that_is_taken_stops_everything(tmp_path: Path):
    changes = prepared(tmp_path)
    (tmp_path / "moved").mkdir()
    (tmp_path / "moved/theirs.md").write_text("x", "utf-8")
    before = contents(tmp_path)
    with pytest.raises(ContentError):
        changes.commit()
    assert contents(tmp_path) == before
