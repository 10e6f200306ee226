"""Makes one drill: asks the person, says what happens, and writes the reports."""

from __future__ import annotations

import getpass
import os
import platform
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click

from pulumi_backups import __version__
from pulumi_backups.bridge import Vendor
from pulumi_backups.cli.credentials import has_credential, problem_with_credential, settings_of, variables
from pulumi_backups.cli.drill.as_json import append_to
from pulumi_backups.cli.drill.facts import backup_in_words, summary
from pulumi_backups.cli.drill.reports import FORMATS
from pulumi_backups.drills import Drill, Original, Report, Request, Result, run
from pulumi_backups.errors import BackupsError, one_line, printable
from pulumi_backups.proof.words import span

NO_TERMINAL = "Nobody can be asked, because there is no terminal. Add --yes to agree beforehand."

# Of the output of a person's command, at the terminal. The reports have more.
SHOWN_LINES = 20


def drill(
    how: Drill,
    hidden: Sequence[Vendor],
    backup: str | None,
    limit: int,
    yes: bool,
    report: Sequence[Path],
    history: Path | None,
    verify: str | None = None,
    **given: Any,
) -> None:
    """The command of one vendor. `hidden`: the vendors whose credentials the command of a person does not get."""
    if not yes and not sys.stdin.isatty():
        refuse(NO_TERMINAL)
    settings = settings_of(how.account)
    if not has_credential(settings):
        refuse(f"{how.account.title}: there is no credential in the environment. Set {variables(how.account)}.")
    if problem := problem_with_credential(settings):
        refuse(problem)
    try:
        original = how.original(settings, given)
    except BackupsError as error:
        refuse(str(error))
    made = Report(
        how.account.key,
        how.account.title,
        original.place,
        original.where,
        original.client.clock.now(),
        _person(),
        _versions(),
    )
    request = Request(backup, timedelta(minutes=limit), verify, _secrets(hidden))
    unwritten: list[str] = []
    try:
        run(original, request, made, partial(_agreed, original, made, yes=yes), _say)
    finally:
        unwritten += _write(made, report, history)
    for line in made.output.splitlines()[-SHOWN_LINES:]:
        _say(f"    {line}")
    for line in (summary(made), *made.problems[1:]):
        _show(line)
    for line in unwritten:
        _say(line)
    # What became of the copy matters more than a file.
    sys.exit(made.result.exit_status or (2 if unwritten else 0))


def _agreed(original: Original, made: Report, *, yes: bool) -> bool:
    """Says what the drill will do, and asks."""
    if made.backup is not None and made.age is not None:
        _say(f"backup of {original.where}: {backup_in_words(made.backup)}, {span(made.age)} old")
    _say(f"It is restored into a new {original.noun}: {made.copy_settings}. The copy costs money while it lives.")
    return yes or confirm("Restore it?")


def confirm(question: str) -> bool:
    """Asks the person. No answer, as after Ctrl-D, is no."""
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        return False


def _write(made: Report, reports: Sequence[Path], history: Path | None) -> list[str]:
    """Writes the reports. Returns a sentence for each that could not be written."""
    writes = [(file, partial(_write_report, file, made)) for file in reports]
    if history is not None and made.result is not Result.NOT_TRIED:
        writes.append((history, partial(append_to, history, made)))
    unwritten = []
    for file, write in writes:
        try:
            write()
        except OSError as error:
            unwritten.append(f"{one_line(str(file), 200)} could not be written: {error.strerror}.")
    return unwritten


def _write_report(file: Path, made: Report) -> None:
    file.write_bytes(FORMATS[file.suffix](made).encode())


def refuse(words: str) -> NoReturn:
    """Ends the command, because nothing is tried."""
    click.echo(words, err=True)
    sys.exit(Result.NOT_TRIED.exit_status)


def _say(line: str) -> None:
    _show(line, err=True)


def _show(line: str, *, err: bool = False) -> None:
    """Shows a line. It may have names of the API, so it has no control characters.

    A drill goes on if nobody can read it: the terminal is closed, or a signal came in the middle of another line.
    Otherwise its copy would stay, and nothing would say so.
    """
    with suppress(OSError, RuntimeError):
        try:
            click.echo(printable(line), err=err)
        except OSError:
            _write_nothing_more(sys.stderr if err else sys.stdout)


def _write_nothing_more(stream: TextIO) -> None:
    """Sends to nowhere what a stream still keeps. Otherwise Python fails to write it at its end, and exits with 120."""
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def _person() -> str:
    """Who asks, for the report. In CI it is the account that runs the job."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):
        user = "unknown"
    return f"{user}@{platform.node()}"


def _versions() -> dict[str, str]:
    return {"pulumi-backups": __version__, "Python": platform.python_version()}


def _secrets(vendors: Sequence[Vendor]) -> dict[str, str]:
    """The credentials in the environment, those of explicit providers included."""
    keys = tuple(each.environment_key(secret) for each in vendors for secret in each.secrets)
    return {name: value for name, value in os.environ.items() if name.startswith(keys) and value}
