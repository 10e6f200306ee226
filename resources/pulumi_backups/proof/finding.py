"""What the audit found about one promise: the verdict, its reasons, and the facts that a person checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pulumi_backups.errors import BackupsError
from pulumi_backups.proof.evidence import Evidence
from pulumi_backups.proof.promises import Commitment, Objective, Subject
from pulumi_backups.proof.verdict import Verdict


@dataclass(frozen=True)
class Problem:
    """Why a verdict is not good. `reason` says what is wrong, `advice` what to do; each is one or more sentences."""

    verdict: Verdict
    reason: str
    advice: str


@dataclass(frozen=True)
class Finding:
    """A line of the audit. None means that a fact is not known, or does not exist for this kind of subject.

    newest: when the newest good backup was taken. interval: the longest time between two backups that is promised.
    tolerance: what is allowed beyond it.
    kept: good backups on record. promised: those that must be on record by now, at least.
    failures: runs without a backup since the newest good one.
    restored_at: when a drill last proved that a backup restores. restored_in: how long that took.
    promise, evidence: what was compared.
    """

    subject: Subject
    verdict: Verdict
    problems: tuple[Problem, ...] = ()
    newest: datetime | None = None
    interval: timedelta | None = None
    tolerance: timedelta | None = None
    kept: int | None = None
    promised: int | None = None
    failures: int | None = None
    next_run: datetime | None = None
    restored_at: datetime | None = None
    restored_in: timedelta | None = None
    notes: tuple[str, ...] = ()
    promise: Commitment | Objective | None = None
    evidence: Evidence | None = None

    @property
    def sort_key(self) -> tuple[object, ...]:
        """The worst first, then in alphabetical order."""
        subject = self.subject
        return self.verdict.severity, subject.vendor, subject.place, subject.branch or "", subject.name, subject.kind


def found(subject: Subject, verdict: Verdict, reason: str, advice: str) -> Finding:
    """A finding that needs no evidence."""
    return Finding(subject, verdict, (Problem(verdict, reason, advice),))


def unseen(subject: Subject, error: BackupsError) -> Finding:
    """The finding about what could not be looked at."""
    return found(subject, Verdict.UNKNOWN, str(error), "Correct this, and run the audit again.")


def beside_plan(subject: Subject, others: str) -> Finding:
    """The finding about a policy or schedule that exists besides a plan. `others`: what the plan says of such."""
    deleted = " The next pulumi up deletes it after a refresh." if others == "delete" else ""
    reason = f"It exists besides the plan {subject.resource!r}, which has others={others!r}.{deleted}"
    return found(subject, Verdict.EXTRA, reason, f"Declare the {subject.kind} in the plan, or delete it.")


def gone(subject: Subject) -> Finding:
    """The finding about a policy or schedule that the vendor certainly does not have."""
    reason = f"The {subject.kind} is in the state, and {subject.title} does not have it any more."
    return found(subject, Verdict.MISSING, reason, "Run pulumi up --refresh, which creates it again.")
