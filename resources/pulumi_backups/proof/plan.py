"""The objective of a plan, as cases: its policies or schedules are held against it together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from pulumi_backups.errors import BackupsError
from pulumi_backups.objectives import BackupRule
from pulumi_backups.proof.evidence import Evidence
from pulumi_backups.proof.finding import Finding, unseen
from pulumi_backups.proof.judge import Case
from pulumi_backups.proof.promises import Objective, Subject
from pulumi_backups.proof.verdict import Verdict


def objective_cases(
    demands: Mapping[str, int] | None, subject: Subject, looked: Sequence[tuple[BackupRule, Case | Finding]]
) -> Iterator[Case | Finding]:
    """The objective on each branch of which something was seen. Nothing if there is no objective.

    demands: the plan's input `objective`. subject: of the objective, without a branch.
    looked: the rules of the policies or schedules that the objective is about, each with what was seen.
    """
    if not demands:
        return
    if any(isinstance(seen, Finding) and seen.verdict is Verdict.UNKNOWN for _, seen in looked):
        yield unseen(subject, BackupsError("Not everything in the plan could be looked at."))
        return
    hours, days = demands.get("recovery_point_hours"), demands.get("reach_days")
    by_branch: dict[str | None, list[Case]] = {}
    for _, seen in looked:
        if isinstance(seen, Case):
            by_branch.setdefault(seen.promise.subject.branch, []).append(seen)
    for branch, cases in by_branch.items():
        objective = Objective(
            subject.on(branch),
            tuple(dict.fromkeys(rule for rule, _ in looked)),
            min(case.promise.since for case in cases),
            None if hours is None else timedelta(hours=hours),
            None if days is None else timedelta(days=days),
        )
        yield Case(objective, Evidence(tuple(run for case in cases for run in case.evidence.runs)))
