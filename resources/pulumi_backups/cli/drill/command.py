"""The command and its options."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from pulumi_backups.bridge import Vendor
from pulumi_backups.bridge.violations import quoted
from pulumi_backups.cli.credentials import has_credential, settings_of, variables
from pulumi_backups.cli.drill.leftovers import delete_leftovers, list_leftovers
from pulumi_backups.cli.drill.make import NO_TERMINAL, confirm, drill, refuse
from pulumi_backups.cli.drill.reports import FORMATS
from pulumi_backups.cli.lengths import length_of_time
from pulumi_backups.cli.options import Value, chosen_of, parameter
from pulumi_backups.drills import Drill
from pulumi_backups.vendors import VENDORS

HELP = """
Prove that a backup restores.

A drill takes the newest backup, restores it into a copy beside the original, checks the copy, and deletes it. It never
writes to the original. The copy costs money while it lives.

\b
{examples}
    pulumi-backups drill --leftovers

The exit status is 0 if the backup restores and all checks passed. It is 1 if there is no backup, if it was not
restored, or if a check did not pass. It is 2 if nothing was tried.

A drill deletes its copy whatever happens, after Ctrl-C too. What a power failure leaves behind, --leftovers lists and
--clean-up deletes. Both touch only what a drill made.
"""


def group(
    context: click.Context, leftovers: bool, clean_up: bool, older_than: timedelta, yes: bool, **given: Value
) -> None:
    """Lists or deletes what drills left behind. A command of a vendor goes on by itself."""
    if context.invoked_subcommand:
        if leftovers or clean_up:
            raise click.UsageError(f"--leftovers and --clean-up go without {context.invoked_subcommand!r}.")
        return
    if not (leftovers or clean_up):
        click.echo(context.get_help())
        return
    asked = [each for each in DRILLS.values() if has_credential(settings_of(each.account))]
    if not asked:
        ways = " ".join(f"For {each.account.title}, set {variables(each.account)}." for each in DRILLS.values())
        refuse(f"There is no credential in the environment, so there is nothing to ask. {ways}")
    if clean_up and not yes and not sys.stdin.isatty():
        refuse(NO_TERMINAL)
    found, unread = list_leftovers(asked, chosen_of(given))
    failed = 0
    if clean_up:
        agreed: Callable[[], bool] = lambda: yes or confirm("Delete them?")  # noqa: E731
        failed = delete_leftovers(found, older_than, agreed)
    sys.exit(2 if unread else int(failed > 0))


def _report_file(_context: click.Context, _parameter: click.Parameter, value: Sequence[str]) -> list[Path]:
    """The files of the reports, checked before anything costs money."""
    files = [Path(each) for each in value]
    for file in files:
        if file.suffix not in FORMATS:
            raise click.BadParameter(f"{quoted(str(file))} must end with {', '.join(FORMATS)}.")
        if not file.parent.is_dir():
            raise click.BadParameter(f"{quoted(str(file.parent))} is no folder.")
    return files


def _history_file(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Path | None:
    if value is None:
        return None
    if not Path(value).parent.is_dir():
        raise click.BadParameter(f"{quoted(str(Path(value).parent))} is no folder.")
    return Path(value)


def _command(key: str, how: Drill, hidden: Sequence[Vendor]) -> click.Command:
    verification = click.Option(
        ["--verify"],
        metavar="COMMAND",
        callback=_verification,
        help="A command line that looks into the copy. It finds DATABASE_URL, and _HOST, _PORT, _USER, _PASSWORD and "
        "_NAME, in its environment. Exit status 0 is good.",
    )
    return click.Command(
        key,
        callback=partial(drill, how, hidden),
        params=[
            *(parameter(how.account, option, named=False) for option in how.options),
            click.Option(["--backup"], metavar="ID", callback=_newest, help="Backup to restore. Default: the newest."),
            *([verification] if how.gives_credentials else []),
            click.Option(
                ["--limit"],
                type=click.IntRange(1, 24 * 60),
                metavar="MINUTES",
                default=60,
                show_default=True,
                help="How long the restore, and then the command, may take.",
            ),
            click.Option(
                ["--report"],
                metavar="FILE",
                multiple=True,
                callback=_report_file,
                help=f"Write a report: {', '.join(FORMATS)}. Can be given several times.",
            ),
            click.Option(
                ["--history"],
                metavar="FILE",
                callback=_history_file,
                help="Add the drill to this file, a line of JSON each. The audit reads it.",
            ),
            click.Option(["--yes"], is_flag=True, help="Do not ask."),
        ],
        help=f"{how.summary} Exit status: 0 proven, 1 not proven, 2 not tried.",
        short_help=how.summary,
    )


def _verification(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """An empty command, as of a variable that is not set, would end well and prove nothing."""
    if value is not None and not value.strip():
        raise click.BadParameter("The command is empty.")
    return value


def _newest(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    return None if value in (None, "newest") else value


def _example(key: str, how: Drill) -> str:
    """A whole command, for the help."""
    needed = " ".join(f"--{option.name} {option.metavar}" for option in how.options if option.required)
    return f"    pulumi-backups drill {key} {needed}"


DRILLS: dict[str, Drill] = {
    vendor: import_module(f"pulumi_backups.{vendor}.drill").DRILL
    for vendor in VENDORS
    if find_spec(f"pulumi_backups.{vendor}.drill")
}
COMMAND = click.Group(
    "drill",
    commands=[_command(key, how, [each.account for each in DRILLS.values()]) for key, how in DRILLS.items()],
    callback=click.pass_context(group),
    invoke_without_command=True,
    params=[
        click.Option(["--leftovers"], is_flag=True, help="List the copies that drills left behind."),
        click.Option(["--clean-up"], is_flag=True, help="List them, and delete them."),
        click.Option(
            ["--older-than"],
            metavar="TIME",
            default="2h",
            show_default=True,
            callback=length_of_time,
            help="With --clean-up: delete only older copies: 90m, 2h, 1d. A drill may still need a younger one.",
        ),
        click.Option(["--yes"], is_flag=True, help="With --clean-up: do not ask."),
        *(parameter(how.account, option) for how in DRILLS.values() for option in how.everywhere),
    ],
    help=HELP.format(examples="\n".join(_example(key, how) for key, how in DRILLS.items())),
    short_help="Prove that a backup restores.",
)
