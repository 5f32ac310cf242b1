"""The command line: each command reads its options, calls one verb of the library and writes what came back."""

from __future__ import annotations

import gc
import io
import os
import sys
from importlib import import_module
from typing import Final

import click

from plangraph.cli.options import LANG, japanese, t
from plangraph.errors import PlangraphError
from plangraph.version import VERSION

COMMANDS: Final = {
    "build": "build:build",
    "query": "query:query",
    "check": "check:check",
    "import": "import_:bring_in",
    "export": "export:export",
    "template": "export:template",
    "diff": "diff:diff",
    "synth": "synth:synth",
    "link": "diff:link",
    "reconcile": "diff:reconcile",
    "network": "report:network",
    "show": "show:show",
    "why": "show:why",
    "report": "report:report",
}
"""Each command with its module and function; only that which is called is imported."""
_VALUES_BETWEEN_COLLECTIONS: Final = 500_000


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"plangraph.cli.{module}"), name)
        return command


@click.group(
    cls=_Commands,
    help=t("地域福祉計画の知識グラフ。", "A knowledge graph of municipal community-welfare plans."),
    no_args_is_help=False,
)
@click.version_option(VERSION)
def main() -> None:
    """The group of all commands."""


def run() -> None:
    """Run the command line: exit 0 fine, 1 violations found, 2 a wrong request or unreadable input (one line on stderr)."""
    gc.set_threshold(_VALUES_BETWEEN_COLLECTIONS)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        main(standalone_mode=False)
    except PlangraphError as error:
        _fail(error.text(LANG))
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "plangraph"
        _fail(
            t(f"指定が正しくありません（{japanese(error)}）。", error.format_message() + " ")
            + t(f"{command} --help をご覧ください。", f"See {command} --help.")
        )
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _fail(
            t(
                f"{error.filename or ''} を読み書きできません（{error.strerror}）。場所と権限を確かめてください。",
                f"{error.filename or ''} cannot be read or written ({error.strerror}). See where it is and that you may.",
            )
        )


def _fail(text: str) -> None:
    click.echo(text, err=True)
    sys.exit(2)
