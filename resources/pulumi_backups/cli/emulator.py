"""`pulumi-backups emulator`: a local server that emulates the vendors' APIs."""

from __future__ import annotations

import sys

import click

from pulumi_backups.emulator.__main__ import main


def emulator(arguments: tuple[str, ...]) -> None:
    """Serves the emulator until it is interrupted. It reads its own options."""
    sys.exit(main(list(arguments), "pulumi-backups emulator"))


COMMAND = click.Command(
    "emulator",
    callback=emulator,
    params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    short_help="Serve a local emulator of the vendors, for tests and to try things out.",
)
