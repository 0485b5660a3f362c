"""Puts Decap CMS, which npm brings, into the wheel, where it is here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAMES = ("decap-cms.js", "decap-cms.js.LICENSE.txt")


class CustomBuildHook(BuildHookInterface[Any]):
    """Without it the wheel works too, but for `admin` in mkdocs.yml. With FUMIKURA_ADMIN set it has to be here."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add its two files. An editable install finds them where they are."""
        folder = Path(self.root, "node_modules/decap-cms/dist")
        if version == "editable":
            return
        if all((folder / name).is_file() for name in NAMES):
            build_data["force_include"] |= {str(folder / name): f"fumikura/decap/{name}" for name in NAMES}
        elif os.environ.get("FUMIKURA_ADMIN"):
            raise FileNotFoundError(f"no Decap CMS in {folder}\n  try: make admin")
