"""The command: its options, and what it does with them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
from rich.console import Console

from pulumi_backups.bridge.inputs import PathPart, expected, is_path_part
from pulumi_backups.bridge.times import utc
from pulumi_backups.bridge.violations import quoted
from pulumi_backups.cli.audit import source
from pulumi_backups.cli.audit.accounts import suffix_of
from pulumi_backups.cli.audit.as_json import as_json
from pulumi_backups.cli.audit.drills import drill_findings, read_history
from pulumi_backups.cli.audit.inspection import inspect
from pulumi_backups.cli.audit.junit import junit
from pulumi_backups.cli.audit.markdown import markdown
from pulumi_backups.cli.audit.page import html
from pulumi_backups.cli.audit.prometheus import prometheus
from pulumi_backups.cli.audit.report import Report
from pulumi_backups.cli.audit.state import State, read_state
from pulumi_backups.cli.audit.table import WIDTH, table
from pulumi_backups.cli.drill.command import DRILLS
from pulumi_backups.cli.lengths import length, length_of_time
from pulumi_backups.cli.progress import progress
from pulumi_backups.errors import BackupsError
from pulumi_backups.proof import Proof, Tolerance, Widening
from pulumi_backups.vendors import VENDORS

HELP = """
Check that the backups that a stack promises exist.

It takes what is declared from the stack's state, asks the vendors, and says for each policy, plan and schedule, on each
branch, whether its backups are there. It changes nothing and decrypts nothing.

\b
    pulumi-backups audit --stack prod
    pulumi stack export | pulumi-backups audit -

\b
ok       nothing contradicts the promise
new      the settings are too young: no run can have ended yet
late     the newest backup is older than the settings allow
failed   the newest run that has ended took no backup
missing  the policy, or backups that it promises, are not there as declared
extra    a policy exists besides a plan with others="report" or "delete"
unknown  the audit could not look

The exit status is 0 if all are ok or new. It is 1 if one is not, extra ones included. It is 2 if one is unknown, or if
nothing was asked.

Credentials come from the environment, from the variables that the resources use too. A variable with the name of an
explicit provider at its end, such as {variable} for acme-data, goes before the one without.
"""
FORMATS: dict[str, Callable[[Report], str]] = {
    "table": lambda report: table(report).plain + "\n",
    "json": as_json,
    "prometheus": prometheus,
    "junit": junit,
    "markdown": markdown,
    "html": html,
}


def audit(
    state: str | None,
    stack: str | None,
    file: str | None,
    format: str,
    at: datetime,
    tolerance: Tolerance,
    history: Path | None,
    max_drill_age: timedelta | None,
    **widened: Sequence[str],
) -> None:
    """Reads the state, asks the vendors, and prints the report."""
    by_vendor = {vendor: widened.get(proof.widening.option, ()) for vendor, proof in PROOFS.items()}
    try:
        found = _state(state or file, stack, needed=not any(by_vendor.values()))
        past = read_history(history) if history else []
        left_out = [vendor for vendor in VENDORS if vendor in found.modules and vendor not in PROOFS]
    except BackupsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    with progress() as show:
        seen = inspect(found, PROOFS, by_vendor, show)
    seen += drill_findings(found, PROOFS, DRILLS, past, at, max_drill_age)
    report = Report.of(seen, at, tolerance)
    if format == "table" and sys.stdout.isatty():
        console = Console(width=WIDTH)
        console.print(table(report), soft_wrap=True)
    else:
        click.echo(FORMATS[format](report).encode(), nl=False)
    for vendor in left_out:
        click.echo(f"{vendor} is left out, because the audit cannot look there yet.", err=True)
    sys.exit(2 if left_out else report.exit_status)


def _state(file: str | None, stack: str | None, *, needed: bool) -> State:
    """The state that the arguments name. Raises BackupsError if it is none, or promises nothing although `needed`."""
    if file and stack:
        raise BackupsError("A stack and a file are given. Keep one of them.")
    if file:
        text, name = source.of_file(file), source.name_of(file)
    else:
        text, name = source.of_stack(stack), f"The stack {quoted(stack)}" if stack else "The selected stack"
    found = read_state(text, name, {vendor: proof.kinds for vendor, proof in PROOFS.items()})
    if needed and not found.promising:
        kinds = ", ".join(f"{vendor}.{kind}" for vendor, proof in PROOFS.items() for kind in proof.kinds)
        size = f"{found.size} resource{'' if found.size == 1 else 's'}"
        raise BackupsError(f"{name} has {size}, and none that promises backups: no {kinds}.")
    return found


def _moment(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime:
    if value is None:
        return datetime.now(UTC)
    try:
        moment = utc(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        moment = None
    # Retentions of centuries are subtracted from it.
    if moment is None or moment.year not in range(2000, 3000):
        raise click.BadParameter(f"{quoted(value)} is no time such as 2026-01-31T09:00:00Z.")
    return moment


def _tolerance(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Tolerance:
    if value is None:
        return Tolerance()
    if match := re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)%", value):
        return Tolerance(share=float(match[1]) / 100)
    if (time := length(value)) is not None:
        return Tolerance(time=time)
    raise click.BadParameter(f"{quoted(value)} is no tolerance such as 25%, 90m, 2h or 1d.")


def _owners(widening: Widening) -> Callable[[click.Context, click.Parameter, Sequence[str]], list[str]]:
    """Checks what the audit is widened to. Each name becomes parts of URLs."""

    def check(_context: click.Context, _parameter: click.Parameter, value: Sequence[str]) -> list[str]:
        for name in value:
            parts = name.split("/")
            if not all(map(is_path_part, parts)) or len(parts) > widening.most_parts:
                raise click.BadParameter(f"{quoted(name)} must be {expected(PathPart)}.")
        return [*dict.fromkeys(value)]

    return check


def _stdin(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value not in (None, source.STDIN):
        raise click.BadParameter(f"{quoted(value)} is not -. Name a file with --state, a stack with --stack.")
    return value


def _example_variable() -> str:
    """A variable of an explicit provider, for the help."""
    account = next(iter(PROOFS.values())).account
    return account.environment_key(account.secrets[0]) + suffix_of("acme-data")


PROOFS: dict[str, Proof] = {
    vendor: import_module(f"pulumi_backups.{vendor}.proof").PROOF
    for vendor in VENDORS
    if find_spec(f"pulumi_backups.{vendor}.proof")
}
COMMAND = click.Command(
    "audit",
    callback=audit,
    params=[
        click.Argument(["state"], required=False, metavar="[-]", callback=_stdin),
        click.Option(["--stack"], metavar="STACK", help="Stack to audit. Default: the one selected in this folder."),
        click.Option(["--state", "file"], metavar="FILE", help="File from pulumi stack export; - is standard input."),
        click.Option(
            ["--format"], type=click.Choice([*FORMATS]), default="table", show_default=True, help="How to print it."
        ),
        click.Option(["--at"], metavar="TIME", callback=_moment, help="Audit for this time, ISO 8601. Default: now."),
        click.Option(
            ["--tolerance"],
            metavar="TOLERANCE",
            callback=_tolerance,
            help="How much later than its time a backup may come: 25%, 90m, 2h, 1d. Default: 25% of the longest time "
            "between two backups. It should be more than a backup takes.",
        ),
        click.Option(
            ["--history"],
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="File that pulumi-backups drill --history wrote: say when each database and add-on was last restored.",
        ),
        click.Option(
            ["--max-drill-age"],
            metavar="TIME",
            callback=length_of_time,
            help="How old the last restore may be: 90d. One that nobody has ever restored is missing.",
        ),
        *(
            click.Option(
                [f"--{proof.widening.option}"],
                metavar="NAME",
                multiple=True,
                callback=_owners(proof.widening),
                help=f"{proof.account.title}: {proof.widening.help} Can be given several times.",
            )
            for proof in PROOFS.values()
        ),
    ],
    help=HELP.format(variable=_example_variable()),
    short_help="Check that the backups that a stack promises exist.",
)
