"""What several tests share is not written into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from making import read_only

if TYPE_CHECKING:
    from pathlib import Path


def test_who_writes_into_what_is_shared_is_found_out(tmp_path: Path) -> None:
    tmp_path.joinpath("a").write_text("a", "utf-8")
    with read_only(tmp_path):
        assert tmp_path.joinpath("a").read_text("utf-8") == "a"
    for change in (
        lambda: tmp_path.joinpath("b").write_text("b", "utf-8"),
        lambda: tmp_path.joinpath("a").write_text("longer", "utf-8"),
        lambda: tmp_path.joinpath("a").unlink(),
    ):
        with pytest.raises(AssertionError, match="others share"), read_only(tmp_path):
            change()
