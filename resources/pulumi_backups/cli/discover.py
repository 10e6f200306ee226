"""`pulumi-backups discover`: prints a program that declares the backups that exist."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec

import click
from click.core import ParameterSource

from pulumi_backups.cli.credentials import has_credential, problem_with_credential, settings_of, variables
from pulumi_backups.cli.options import chosen_of, parameter
from pulumi_backups.cli.program import program
from pulumi_backups.cli.progress import progress
from pulumi_backups.cli.survey import survey
from pulumi_backups.discovery import Discovery
from pulumi_backups.vendors import VENDORS

HELP = """
Print a program that declares the backups that exist.

It reads the policies and schedules of all databases, add-ons and volumes, and changes nothing. In the program, equal
settings are one tier, and each resource has adopt=True. So the first pulumi up changes nothing either.

\b
    pulumi-backups discover > __main__.py

Credentials and servers come from the environment, from the variables that the resources use too. A vendor without a
credential is left out.

The exit status is 0 if everything was read. It is 1 if something could not be read: a comment in the program says what.
It is 2 if nothing was asked.
"""


def discover(single: bool, **given: str | Sequence[str] | None) -> None:
    """Asks every vendor that has a credential, and prints the program."""
    chosen = chosen_of(given)
    asked = [each for each in DISCOVERIES.values() if has_credential(settings_of(each.account))]
    if refusal := next(_refusals(asked), None):
        click.echo(refusal, err=True)
        sys.exit(2)
    left_out = [*_left_out(asked)]
    with progress() as show:
        accounts = [survey(each, chosen, show) for each in asked]
    problems = [problem for account in accounts for problem in account.problems]
    for line in (*left_out, *problems):
        click.echo(line, err=True)
    # As bytes, because Python reads a program as UTF-8, whatever the encoding of the terminal is.
    click.echo(program(accounts, left_out, single=single).encode(), nl=False)
    if problems:
        click.echo("The program is not complete. A comment in it says what is missing.", err=True)
        sys.exit(1)


def _refusals(asked: Sequence[Discovery]) -> Iterator[str]:
    """Why nothing is asked, as sentences."""
    if not asked:
        ways = " ".join(f"For {each.account.title}, set {variables(each.account)}." for each in DISCOVERIES.values())
        yield f"There is no credential in the environment, so there is nothing to ask. {ways}"
    for discovery in asked:
        if problem := problem_with_credential(settings_of(discovery.account)):
            yield problem
    context = click.get_current_context()
    for discovery in DISCOVERIES.values():
        for option in discovery.options:
            given = context.get_parameter_source(option.name) == ParameterSource.COMMANDLINE
            if given and discovery not in asked:
                account = discovery.account
                yield f"--{option.name} is about {account.title}, which has no credential. Set {variables(account)}."


def _left_out(asked: Sequence[Discovery]) -> Iterator[str]:
    """Which vendors are not asked, and why, as sentences."""
    for vendor in VENDORS:
        discovery = DISCOVERIES.get(vendor)
        if discovery is None:
            yield f"{vendor} is left out, because discover cannot read it yet."
        elif discovery not in asked:
            account = discovery.account
            yield f"{account.title} is left out, because it has no credential. To include it, set {variables(account)}."


DISCOVERIES: dict[str, Discovery] = {
    vendor: import_module(f"pulumi_backups.{vendor}.discovery").DISCOVERY
    for vendor in VENDORS
    if find_spec(f"pulumi_backups.{vendor}.discovery")
}
COMMAND = click.Command(
    "discover",
    callback=discover,
    params=[
        *(parameter(each.account, option) for each in DISCOVERIES.values() for option in each.options),
        click.Option(
            ["--single"], is_flag=True, help="Declare each policy and each schedule as a resource of its own."
        ),
    ],
    help=HELP,
    short_help="Print a program that declares the backups that exist.",
)
