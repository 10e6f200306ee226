"""The command `pulumi-backups`, with the list of its commands."""

from __future__ import annotations

from importlib import import_module

import click

from pulumi_backups import __version__

# Each is in a module of its name.
COMMANDS = ("audit", "discover", "drill", "emulator")


class Commands(click.Group):
    """Loads a command with its first use, because that loads Pulumi and every vendor."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"pulumi_backups.cli.{name}").COMMAND
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def pulumi_backups() -> None:
    """Backups of databases, add-ons and volumes as code, with Pulumi."""
