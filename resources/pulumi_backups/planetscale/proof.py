"""What the resources of PlanetScale promise, and what PlanetScale shows of it: for the audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pulumi_backups.bridge import Settings
from pulumi_backups.bridge.explicit_provider import account
from pulumi_backups.bridge.times import utc
from pulumi_backups.errors import BackupsError
from pulumi_backups.objectives import BackupRule
from pulumi_backups.planetscale.backup_plan import BackupPlanInputs
from pulumi_backups.planetscale.backup_policy import BackupPolicyInputs
from pulumi_backups.planetscale.backup_record import BackupRecord, ListedBackup, ListedBranch, ListedPolicy
from pulumi_backups.planetscale.estate import get_databases
from pulumi_backups.planetscale.policies import settings_of
from pulumi_backups.planetscale.promises import rule_of
from pulumi_backups.planetscale.settings import PLANETSCALE
from pulumi_backups.proof import (
    CORRECT_BY_UP,
    Case,
    Commitment,
    Declared,
    Evidence,
    Finding,
    Place,
    Proof,
    Run,
    Seen,
    Subject,
    Verdict,
    Widening,
    beside_plan,
    found,
    gone,
    objective_cases,
    reads_state,
    unseen,
    usable,
)

OUTCOMES: dict[str, Literal["good", "bad", "unfinished"]] = {
    "success": "good",
    "pending": "unfinished",
    "running": "unfinished",
    "failed": "bad",
    "canceled": "bad",
    "ignored": "bad",
}

# --- what is declared -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A policy as a resource declares it, by itself or in a plan.

    whole: whether all of its backups are needed, and not only the newest.
    """

    subject: Subject
    id: str
    target: str
    rule: BackupRule
    since: datetime
    whole: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Promised:
    """What one resource promises about a database. A single policy is a plan of one entry.

    unsure: names of policies that the last refresh found changed, so that nothing is known of their settings.
    """

    subject: Subject
    entries: tuple[Entry, ...]
    unsure: tuple[str, ...] = ()
    others: str = "keep"
    objective: Mapping[str, Any] | None = None


def place_of(declared: Declared) -> Place:
    """The organization and the database of a policy or a plan."""
    return _place(declared.text("organization"), declared.text("database"))


def _place(organization: str, database: str) -> Place:
    return Place(f"{organization}/{database}", (organization, database))


@reads_state
def _policy(declared: Declared, subject: Subject) -> Promised:
    inputs = declared.inputs(BackupPolicyInputs, name=declared.name)
    is_secret = declared.is_secret("name")
    notes = ("The policy's name is a secret in the state. This is its resource's name.",) if is_secret else ()
    named = subject.about("policy", inputs["name"])
    entry = Entry(named, declared.id, inputs["target"], usable(rule_of(inputs)), declared.since, notes=notes)
    return Promised(subject, (entry,))


@reads_state
def _plan(declared: Declared, subject: Subject) -> Promised:
    inputs = declared.inputs(BackupPlanInputs)
    ids, policies = declared.output("policy_ids"), inputs["policies"]
    objective = inputs.get("objective")
    return Promised(
        subject,
        tuple(
            Entry(
                subject.about("policy", name),
                ids[name],
                settings["target"],
                usable(rule_of(settings)),
                declared.since,
                whole=bool(objective and objective.get("reach_days")),
            )
            for name, settings in policies.items()
            # A refresh of a plan with others="delete" enters other policies too. They are no promise.
            if name in ids
        ),
        tuple(name for name in ids if name not in policies),
        inputs.get("others", "keep"),
        objective,
    )


# --- what is there --------------------------------------------------------------------------------------------


def look(settings: Settings, place: Place, declared: Sequence[Declared]) -> list[Seen]:
    """What the resources of one database promise, and what PlanetScale shows of it."""
    with account(settings):
        return list(_look(place, BackupRecord(*place.parts), declared))


def _look(place: Place, record: BackupRecord, declared: Sequence[Declared]) -> Iterator[Seen]:
    promised = []
    for each in declared:
        subject = PROOF.subject(each, place)
        try:
            promised.append((_plan if each.kind == "BackupPlan" else _policy)(each, subject))
        except BackupsError as error:
            yield unseen(subject, error)
    owned = {each.id for each in declared} | {entry.id for one in promised for entry in one.entries}
    for one in promised:
        seen = [(entry, case) for entry in one.entries for case in _of_policy(record, entry)]
        yield from (case for _, case in seen)
        yield from _unsure(one)
        yield from _of_objective(one, seen)
        yield from _extras(record, one, owned)


def _of_policy(record: BackupRecord, entry: Entry) -> Iterator[Seen]:
    """The policy on each branch that it backs up."""
    try:
        policy, branches = record.policy(entry.id), record.branches()
        rule = None if policy is None else _listed_rule(policy, record.place)
    except BackupsError as error:
        yield unseen(entry.subject, error)
        return
    targeted = [branch for branch in branches if branch.production == (entry.target == "production")]
    if policy is None or rule is None:
        yield gone(entry.subject)
    elif policy.target != entry.target:
        reason = f"At PlanetScale it backs up {policy.target} branches, and {entry.target} ones are declared."
        yield found(entry.subject, Verdict.MISSING, reason, CORRECT_BY_UP)
    elif not targeted:
        yield _without_branches(entry)
    else:
        yield from (_of_branch(record, entry, policy, rule, branch) for branch in targeted)


def _of_branch(
    record: BackupRecord, entry: Entry, policy: ListedPolicy, rule: BackupRule, branch: ListedBranch
) -> Seen:
    subject = entry.subject.on(branch.name)
    try:
        backups, unread = record.backups(branch.name, entry.id, whole=entry.whole)
    except BackupsError as error:
        return unseen(subject, error)
    since = max(entry.since, utc(policy.created_at), utc(branch.created_at))
    next_run = None if policy.next_run_at is None else utc(policy.next_run_at)
    runs = tuple(_run(backup) for backup in backups if backup.deleted_at is None)
    return Case(Commitment(subject, entry.rule, since), Evidence(runs, rule, unread, next_run, entry.notes))


def _run(backup: ListedBackup) -> Run:
    expires = None if backup.expires_at is None else utc(backup.expires_at)
    return Run(utc(backup.created_at), OUTCOMES[backup.state], backup.state, expires)


def _listed_rule(policy: ListedPolicy, place: str) -> BackupRule:
    """The settings that PlanetScale has, as a rule."""
    try:
        return usable(rule_of(settings_of(policy)))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise BackupsError(
            f"PlanetScale: the settings of the policy {policy.id} of {place} are no timetable."
        ) from error


def _without_branches(entry: Entry) -> Finding:
    if entry.target == "production":
        reason = "The database has no production branch, so the policy backs up nothing."
        return found(entry.subject, Verdict.MISSING, reason, "Promote a branch, or change the policy's target.")
    return Finding(entry.subject, Verdict.OK, notes=("The database has no development branch to back up.",))


def _unsure(promised: Promised) -> Iterator[Finding]:
    for name in promised.unsure:
        subject = promised.subject.about("policy", name)
        reason = "The last refresh found that it was changed, so the state does not have its settings."
        yield found(subject, Verdict.UNKNOWN, reason, "Run pulumi up.")


def _of_objective(promised: Promised, seen: Sequence[tuple[Entry, Seen]]) -> Iterator[Seen]:
    """The objective of a plan, on each branch that its policies back up. It is about the branches that matter most."""
    target = "production" if any(entry.target == "production" for entry, _ in seen) else "development"
    looked = [(entry.rule, case) for entry, case in seen if entry.target == target]
    yield from objective_cases(promised.objective, promised.subject.about("objective", "objective"), looked)


def _extras(record: BackupRecord, promised: Promised, owned: Set[str]) -> Iterator[Finding]:
    """What exists besides a plan that wants to know it."""
    if promised.others == "keep":
        return
    try:
        others = [policy for policy in record.policies() if policy.id not in owned and not policy.required]
    except BackupsError:
        # The lines of its own policies say it already.
        return
    for policy in others:
        yield beside_plan(promised.subject.about("policy", policy.name), promised.others)


def places(settings: Settings, organization: str) -> list[Place]:
    """All databases of an organization."""
    with account(settings):
        return [_place(organization, each.name) for each in get_databases(organization=organization)]


def look_at_undeclared(settings: Settings, place: Place) -> list[Finding]:
    """Whether a database has no policies but those that PlanetScale requires."""
    with account(settings):
        return list(_unprotected(BackupRecord(*place.parts)))


def _unprotected(record: BackupRecord) -> Iterator[Finding]:
    subject = Subject(PLANETSCALE.key, PLANETSCALE.title, record.place, "database", "no policy")
    try:
        if all(policy.required for policy in record.policies()):
            reason = "No resource declares its backups, and it has only the policies that PlanetScale requires."
            yield found(subject, Verdict.MISSING, reason, "Declare a BackupPlan for it.")
    except BackupsError as error:
        yield unseen(subject, error)


PROOF = Proof(
    account=PLANETSCALE,
    kinds={"BackupPolicy": "policy", "BackupPlan": "plan"},
    place_of=place_of,
    look=look,
    widening=Widening(
        "organization",
        "also look for databases of this organization that nothing backs up.",
        places,
        look_at_undeclared,
    ),
)
