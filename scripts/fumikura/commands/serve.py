"""``fumikura serve``: read the archive at home, with what is not published."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from fumikura.commands.page_bar import PageBar
from fumikura.errors import UnusualError
from fumikura.library.archive import open_archive

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser too.")
@click.pass_obj
def command(directory: Path | None, port: int, open_browser: bool) -> None:
    """Show the whole archive, private articles included, on this machine alone; stop with Ctrl-C.

    What has changed is made anew, and a page that is open is loaded again.

    Example: fumikura serve --open
    """
    settings = open_archive(directory)
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.INFO)
    from fumikura.building.home_serving import HomeSite, serve  # noqa: PLC0415  MkDocs is slow to import, so not above

    with PageBar() as bar:
        try:
            serve(HomeSite(settings.root, port, told=bar.move), open_browser=open_browser)
        except UnusualError as error:
            logging.getLogger("mkdocs.plugins.fumikura").info("built as a whole, because of %s", error)
            _serve_whole(settings, port, open_browser=open_browser)


def _serve_whole(settings: Settings, port: int, *, open_browser: bool) -> None:
    """Have MkDocs build all of it after each change."""
    from mkdocs.commands.serve import serve  # noqa: PLC0415

    serve(
        str(settings.root / "mkdocs.yml"),
        dev_addr=f"127.0.0.1:{port}",
        open_in_browser=open_browser,
        site_url=f"http://127.0.0.1:{port}/",
    )
