"""``fumikura serve``: read the archive at home, with what is not published."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from fumikura.archive import open_archive

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser too.")
@click.pass_obj
def command(directory: Path | None, port: int, open_browser: bool) -> None:
    """Show the whole archive, private articles included, on this machine alone; stop with Ctrl-C.

    Example: fumikura serve --open
    """
    settings = open_archive(directory)
    from mkdocs.commands.serve import serve  # noqa: PLC0415

    import fumikura.building  # noqa: F401, PLC0415  sets the environment; MkDocs is slow to import, so not above

    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.INFO)
    serve(
        str(settings.root / "mkdocs.yml"),
        dev_addr=f"127.0.0.1:{port}",
        open_in_browser=open_browser,
        site_url=f"http://127.0.0.1:{port}/",
    )
