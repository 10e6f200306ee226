"""The verdict about a promise: a pure function of the promise, the evidence, a moment and a tolerance.

It depends on no clock time of a run: no vendor documents its time zone. So it holds whenever in the day runs are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, takewhile

from pulumi_backups.objectives import promise_of
from pulumi_backups.proof.evidence import Evidence, Run
from pulumi_backups.proof.finding import Finding, Problem
from pulumi_backups.proof.promises import Commitment, Objective, Tolerance
from pulumi_backups.proof.verdict import Verdict
from pulumi_backups.proof.words import count, moment, span

MINUTE = timedelta(minutes=1)
CORRECT_BY_UP = "Run pulumi up --refresh, which sets what is declared."


@dataclass(frozen=True)
class Case:
    """A promise, and what the vendor shows of it."""

    promise: Commitment | Objective
    evidence: Evidence


def judge(case: Case, at: datetime, tolerance: Tolerance) -> Finding:
    """The finding about a case at a moment."""
    evidence = case.evidence.at(at)
    if isinstance(case.promise, Objective):
        return _judge_objective(case.promise, evidence, at, tolerance)
    return _judge_commitment(case.promise, evidence, at, tolerance)


def _judge_commitment(promise: Commitment, evidence: Evidence, at: datetime, tolerance: Tolerance) -> Finding:
    gap = promise.gap
    allowed = gap + tolerance.of(gap)
    newest = _newest(evidence)
    promised = _promised_by(promise, at, tolerance.of(gap))
    problems = (
        *_weaker(promise, evidence),
        *_failed(promise, evidence, at),
        *_overdue(promise, evidence, at, allowed),
        *_too_few(promise, evidence, at, promised),
        *_hole(promise, evidence, at, allowed),
    )
    return Finding(
        promise.subject,
        _verdict(problems, newest, at, allowed),
        problems,
        newest=newest,
        interval=gap,
        tolerance=tolerance.of(gap),
        kept=_kept(evidence),
        promised=promised,
        failures=len(_failures(evidence)),
        next_run=_next_run(promise, evidence, at),
        notes=evidence.notes,
        promise=promise,
        evidence=evidence,
    )


def _judge_objective(objective: Objective, evidence: Evidence, at: datetime, tolerance: Tolerance) -> Finding:
    gap = objective.recovery_point
    newest = _newest(evidence)
    allowed = None if gap is None else gap + tolerance.of(gap)
    problems = (
        *_beyond_recovery_point(objective, newest, at, allowed),
        *_short_reach(objective, evidence, at, tolerance),
    )
    return Finding(
        objective.subject,
        _verdict(problems, newest, at, allowed),
        problems,
        newest=newest,
        interval=gap,
        tolerance=None if gap is None else tolerance.of(gap),
        notes=evidence.notes,
        promise=objective,
        evidence=evidence,
    )


def _verdict(
    problems: tuple[Problem, ...], newest: datetime | None, at: datetime, allowed: timedelta | None
) -> Verdict:
    if problems:
        return problems[0].verdict
    # An old backup with no problem means that the settings are younger than it.
    is_fresh = newest is not None and (allowed is None or at - newest <= allowed)
    return Verdict.OK if is_fresh else Verdict.NEW


def _newest(evidence: Evidence) -> datetime | None:
    """When the newest good backup was taken."""
    return next((run.at for run in evidence.runs if run.outcome == "good"), None)


def _kept(evidence: Evidence) -> int:
    """The good backups on record. Those that were not read count as good."""
    return sum(run.outcome == "good" for run in evidence.runs) + evidence.unread


def _failures(evidence: Evidence) -> list[Run]:
    """The runs without a backup since the newest good one, the newest first."""
    ended = [run for run in evidence.runs if run.outcome != "unfinished"]
    return list(takewhile(lambda run: run.outcome == "bad", ended))


def _promised_by(promise: Commitment, at: datetime, tolerance: timedelta) -> int:
    """The runs that must be on record. One whose tolerance ends just now may still come, hence the minute."""
    time = min(promise.retention, at - promise.since) - tolerance - MINUTE
    return promise.rule.runs.fewest_within(time // MINUTE) if time > timedelta() else 0


def _in_time(promise: Commitment, evidence: Evidence, at: datetime) -> list[Run]:
    """The runs that the promise is about: since it was made, and not older than the retention."""
    begin = max(promise.since, at - promise.retention)
    return [run for run in evidence.runs if run.at > begin]


def _next_run(promise: Commitment, evidence: Evidence, at: datetime) -> datetime | None:
    """When the next run is due: as the vendor says, else as the settings say if times are UTC."""
    if evidence.next_run is not None and evidence.next_run > at:
        return evidence.next_run
    return promise.rule.runs.next_run(at)


def _weaker(promise: Commitment, evidence: Evidence) -> Iterator[Problem]:
    """Whether the settings that the vendor has promise less than the declared ones."""
    if evidence.rule is None:
        return
    title, actual = promise.subject.title, promise_of([evidence.rule])
    gap, retention = timedelta(hours=actual.recovery_point_hours), timedelta(days=actual.reach_days)
    if retention < promise.retention:
        reason = f"{title} keeps a backup for {span(retention)}, and {span(promise.retention)} are declared."
        yield Problem(Verdict.MISSING, reason, CORRECT_BY_UP)
    if gap > promise.gap:
        reason = f"{title} takes a backup every {span(gap)} at the latest, and every {span(promise.gap)} is declared."
        yield Problem(Verdict.MISSING, reason, CORRECT_BY_UP)


def _failed(promise: Commitment, evidence: Evidence, at: datetime) -> Iterator[Problem]:
    if failures := _failures(evidence):
        newest = failures[0]
        others = f", as did {count(len(failures) - 1, 'run', 'runs')} before it" if len(failures) > 1 else ""
        reason = f"The newest run ended without a backup ({newest.status}, {span(at - newest.at)} ago){others}."
        advice = f"Find out at {promise.subject.title} why, and take a backup by hand until it works again."
        yield Problem(Verdict.FAILED, reason, advice)


def _overdue(promise: Commitment, evidence: Evidence, at: datetime, allowed: timedelta) -> Iterator[Problem]:
    """Whether a backup should have been taken since the newest one, or since the promise was made."""
    newest = _newest(evidence)
    if at - max(promise.since, newest or promise.since) <= allowed:
        return
    title = promise.subject.title
    running = next((run for run in evidence.runs[:1] if run.outcome == "unfinished"), None)
    advice = f"Find out at {title} why it takes so long." if running else f"Find out at {title} why it does not run."
    begun = f" A run began {span(at - running.at)} ago and is {running.status}." if running else ""
    if newest is not None:
        due = f"One is due every {span(promise.gap)}, and {span(allowed - promise.gap)} more are tolerated."
        yield Problem(Verdict.LATE, f"The newest backup is {span(at - newest)} old. {due}{begun}", advice)
        return
    if promise.retention < promise.gap:
        advice = "Keep backups for longer than the time between two of them."
    reason = f"There is no backup, and the first one was due by {moment(promise.since + promise.gap)}.{begun}"
    yield Problem(Verdict.MISSING, reason, advice)


def _too_few(promise: Commitment, evidence: Evidence, at: datetime, promised: int) -> Iterator[Problem]:
    """Whether backups are gone. A run that failed is on record, so what it did not take is not missing."""
    runs = _in_time(promise, evidence, at)
    if len(runs) + evidence.unread < promised:
        reason = f"{count(_kept(evidence), 'backup is', 'backups are')} there, and at least {promised} must be by now."
        yield Problem(Verdict.MISSING, reason, "Find out who or what deleted the others.")


def _hole(promise: Commitment, evidence: Evidence, at: datetime, allowed: timedelta) -> Iterator[Problem]:
    """Whether two runs in a row are too far apart."""
    for newer, older in pairwise(_in_time(promise, evidence, at)):
        if newer.at - older.at > allowed:
            reason = (
                f"There is no backup between {moment(older.at)} and {moment(newer.at)}, "
                f"and one is due every {span(promise.gap)}."
            )
            yield Problem(Verdict.MISSING, reason, "Find out whether somebody deleted it, or it did not run.")
            return


def _beyond_recovery_point(
    objective: Objective, newest: datetime | None, at: datetime, allowed: timedelta | None
) -> Iterator[Problem]:
    begin = objective.since if newest is None else max(objective.since, newest)
    if allowed is None or objective.recovery_point is None or at - begin <= allowed:
        return
    advice = "See the lines of its policies or schedules."
    if newest is None:
        yield Problem(Verdict.MISSING, "The plan has no backup.", advice)
    else:
        reason = (
            f"The newest backup of the plan is {span(at - newest)} old, "
            f"and the objective allows {span(objective.recovery_point)}."
        )
        yield Problem(Verdict.LATE, reason, advice)


def _short_reach(objective: Objective, evidence: Evidence, at: datetime, tolerance: Tolerance) -> Iterator[Problem]:
    """Whether the oldest backup is too young. The next older one may just have expired."""
    if objective.reach is None:
        return
    far = [rule for rule in objective.rules if timedelta(minutes=rule.retention.shortest) >= objective.reach]
    gap = timedelta(hours=promise_of(far or objective.rules).recovery_point_hours)
    demanded = min(objective.reach, at - objective.since) - gap - tolerance.of(gap)
    oldest = next((run.at for run in reversed(evidence.runs) if run.outcome == "good"), None)
    if demanded > timedelta() and (oldest is None or at - oldest < demanded):
        age = "there is none" if oldest is None else f"the oldest one is {span(at - oldest)} old"
        reason = f"The objective is a backup that is {span(objective.reach)} old, and {age}."
        yield Problem(Verdict.MISSING, reason, "See the lines of its policies or schedules.")
