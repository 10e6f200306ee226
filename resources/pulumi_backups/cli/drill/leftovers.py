"""The copies that drills left behind: lists them, and deletes those that are old enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

import click

from pulumi_backups.cli.progress import progress
from pulumi_backups.discovery import Chosen
from pulumi_backups.drills import Drill, Leftover
from pulumi_backups.errors import BackupsError
from pulumi_backups.proof.words import span


def list_leftovers(drills: Iterable[Drill], chosen: Chosen) -> tuple[list[Leftover], int]:
    """Prints all copies that the credentials see, the oldest first. Also returns how many lists could not be read."""
    found: list[Leftover] = []
    problems: list[BackupsError] = []
    with progress() as show:
        for drill in drills:
            show(f"{drill.account.title}: looking for copies")
            for each in drill.leftovers(chosen):
                if isinstance(each, BackupsError):
                    problems.append(each)
                else:
                    found.append(each)
    found.sort(key=lambda each: each.age, reverse=True)
    for each in found:
        click.echo(in_words(each))
    for problem in problems:
        click.echo(str(problem), err=True)
    if not found:
        click.echo("No copy of a restore drill was found.")
    return found, len(problems)


def in_words(leftover: Leftover) -> str:
    """`Vendor  acme/storefront/drill-20260131-1f0c9a7be2d4  3 h old`."""
    return f"{leftover.vendor}  {leftover.place}/{leftover.name}  {span(leftover.age)} old"


def delete_leftovers(found: Sequence[Leftover], older_than: timedelta, agreed: Callable[[], bool]) -> int:
    """Deletes the copies that are old enough. Returns how many could not be deleted."""
    old = [each for each in found if each.age >= older_than]
    for each in found:
        if each not in old:
            name = f"{each.place}/{each.name}"
            click.echo(f"{name} stays: its drill may still be running. --older-than 0m deletes it too.", err=True)
    if not old or not agreed():
        return 0
    failed = 0
    for each in old:
        try:
            deleted = each.delete(each.name)
        except BackupsError as error:
            failed += 1
            click.echo(str(error), err=True)
        else:
            click.echo(f"{each.place}/{each.name} {'is deleted' if deleted else 'was gone already'}.")
    return failed
