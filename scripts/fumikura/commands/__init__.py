"""The command line: arguments in, exit code out. One file for each command, imported when it is called.

Exit codes: 0 done, 1 found something wrong, 2 wrong use.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import sys
from pathlib import Path
from typing import Any

import click

from fumikura import __version__
from fumikura.errors import FumikuraError, UsageError

COMMANDS = {
    "add": "sources to articles",
    "article": "give an article another id, or take it out",
    "anchors": "where each annotation is now",
    "annotate": "write one annotation",
    "build": "the site",
    "check": "everything a reviewer would want to know",
    "doctor": "what is missing here",
    "export": "annotations for other tools",
    "from-issue": "an issue's form to the files of a pull request",
    "import-annotations": "annotations from other tools",
    "init": "a new archive",
    "serve": "read the archive at home",
    "tag": "rename a tag everywhere",
    "verify": "originals against their hashes, pages against their originals",
}
"""Name and short help; each lives in the module of its name (``-`` as ``_``), as the click command ``command``."""


# Python would look for garbage in all that is there before it ends, which takes a tenth of the time of a short build.
atexit.register(gc.freeze)


class _Commands(click.Group):
    """Imports a command only when it is called: ``fumikura --help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"fumikura.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Work on the archive in DIR instead of the one that the current folder lies in.",
    metavar="DIR",
)
@click.version_option(__version__, prog_name="fumikura")
@click.pass_context
def cli(ctx: click.Context, directory: Path | None) -> None:
    """Annotated article archives as static sites.

    Example: fumikura add article.txt && fumikura serve
    """
    ctx.obj = directory


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    try:
        code: Any = cli.main(args=arguments, standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("stopped; nothing is half written", err=True)
        code = 1
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except UsageError as error:
        click.echo(f"fumikura: {error}", err=True)
        code = 2
    except FumikuraError as error:
        click.echo(f"fumikura: {error}", err=True)
        code = 1
    except BrokenPipeError:
        # The reader of our output has gone (`fumikura check | head`): not an error of ours.
        sys.stderr.close()
        code = 1
    sys.exit(code if isinstance(code, int) else 0)
