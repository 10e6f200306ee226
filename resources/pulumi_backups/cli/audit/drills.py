"""What restore drills have proven about the places that a stack backs up: from their history, a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pulumi_backups.bridge.times import utc
from pulumi_backups.cli.audit.state import State
from pulumi_backups.cli.drill.as_json import VERSION
from pulumi_backups.drills import Drill, Result, duration
from pulumi_backups.errors import BackupsError, one_line
from pulumi_backups.proof import Finding, Problem, Proof, Subject, Verdict
from pulumi_backups.proof.words import span


@dataclass(frozen=True)
class PastDrill:
    """A line of a history. `where`: the place, with the branch. `problem`: why it proved nothing, None if it did."""

    vendor: str
    place: str
    where: str
    at: datetime
    restored_in: timedelta | None
    problem: str | None


def read_history(file: Path) -> list[PastDrill]:
    """All drills of a history. Raises BackupsError if it cannot be read, or if a line is no drill."""
    name = one_line(str(file), 200)
    try:
        # Only here does a line end: JSON may have the other characters that Python takes for the end of a line.
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupsError(f"{name} cannot be read: {getattr(error, 'strerror', 'it is no text in UTF-8')}.") from error
    return [_past_drill(line, f"Line {number} of {name}") for number, line in enumerate(lines, 1) if line.strip()]


def _past_drill(line: str, name: str) -> PastDrill:
    try:
        found = json.loads(line)
        if found["version"] != VERSION:
            raise BackupsError(f"{name} has the version {one_line(str(found['version']), 20)}. Update pulumi-backups.")
        proven = Result(found["result"]) is Result.PROVEN
        seconds = found["restored_in_seconds"]
        return PastDrill(
            found["vendor"],
            found["place"],
            one_line(found["where"]),
            utc(datetime.fromisoformat(found["started_at"])),
            None if seconds is None else timedelta(seconds=seconds),
            None if proven else _problem(found["checks"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise BackupsError(f"{name} is no drill that pulumi-backups drill --history wrote.") from error


def _problem(checks: Sequence[Mapping[str, Any]]) -> str:
    return next((one_line(each["words"]) for each in checks if each["outcome"] != "passed"), "It says no reason.")


def drill_findings(
    state: State,
    proofs: Mapping[str, Proof],
    drills: Mapping[str, Drill],
    history: Sequence[PastDrill],
    at: datetime,
    most: timedelta | None,
) -> Iterator[Finding]:
    """A finding for each place that can be restored: when that was last proven.

    most: how old that may be. Without it, a place without any drill has no finding.
    """
    for subject in _subjects(state, proofs, drills):
        own = [each for each in history if (each.vendor, each.place) == (subject.vendor, subject.place)]
        past = sorted((each for each in own if each.at <= at), key=lambda each: each.at)
        if past or most is not None:
            yield _finding(subject, past, at, most)


def _subjects(state: State, proofs: Mapping[str, Proof], drills: Mapping[str, Drill]) -> list[Subject]:
    """The places of the stack that can be restored, each once."""
    found = {}
    for each in state.promising:
        drill = drills.get(each.vendor)
        if drill is None or each.declared.kind not in drill.resources:
            continue
        try:
            place = proofs[each.vendor].place_of(each.declared).name
        except BackupsError:
            # A line about the resource says it already.
            continue
        found[each.vendor, place] = Subject(each.vendor, drill.account.title, place, "drill", "restore drill")
    return list(found.values())


def _finding(subject: Subject, past: Sequence[PastDrill], at: datetime, most: timedelta | None) -> Finding:
    proven = next((each for each in reversed(past) if each.problem is None), None)
    problems = (*_of_last(past, at), *_of_age(proven, at, most, subject))
    if proven is None:
        return Finding(subject, problems[0].verdict, problems, interval=most)
    took = "" if proven.restored_in is None else f", in {duration(proven.restored_in.total_seconds())}"
    return Finding(
        subject,
        problems[0].verdict if problems else Verdict.OK,
        problems,
        interval=most,
        restored_at=proven.at,
        restored_in=proven.restored_in,
        notes=(f"{proven.where} was last restored {span(at - proven.at)} ago{took}.",),
    )


def _of_last(past: Sequence[PastDrill], at: datetime) -> Iterator[Problem]:
    """Whether the newest drill of a branch proved nothing. A drill of another branch does not settle that."""
    newest = {each.where: each for each in past}
    for each in newest.values():
        if each.problem:
            reason = (
                f"The newest restore drill of {each.where}, {span(at - each.at)} ago, did not prove that its backup "
                f"restores: {each.problem}"
            )
            advice = "Find out why, and drill again. Until then, do not count on the backups."
            yield Problem(Verdict.FAILED, reason, advice)


def _of_age(proven: PastDrill | None, at: datetime, most: timedelta | None, subject: Subject) -> Iterator[Problem]:
    """Whether the last proof is too old, or there is none."""
    advice = f"Run pulumi-backups drill {subject.vendor} with the same --history."
    if most is None:
        return
    if proven is None:
        yield Problem(Verdict.MISSING, "No restore drill has proven that a backup of it restores.", advice)
    elif at - proven.at > most:
        reason = f"It was last restored {span(at - proven.at)} ago, and {span(most)} are allowed."
        yield Problem(Verdict.LATE, reason, advice)
