"""What the resources of Northflank promise, and what Northflank shows of it: for the audit.

No list says which schedule took a backup. So each schedule is held against all backups of its type since it was
created. What contradicts it is certain. What does not may have been taken by another schedule, or by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pulumi_backups.bridge import Settings, plain
from pulumi_backups.bridge.explicit_provider import account
from pulumi_backups.bridge.times import utc
from pulumi_backups.errors import BackupsError
from pulumi_backups.northflank.addon_backup_plan import AddonBackupPlanInputs, key_of
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleInputs
from pulumi_backups.northflank.backup_record import BackupRecord
from pulumi_backups.northflank.drill_copies import TAG
from pulumi_backups.northflank.functions import get_addons
from pulumi_backups.northflank.promises import rule_of
from pulumi_backups.northflank.settings import NORTHFLANK
from pulumi_backups.northflank.volume_backup_schedule import VolumeBackupScheduleInputs
from pulumi_backups.objectives import BackupRule
from pulumi_backups.proof import (
    Case,
    Commitment,
    Declared,
    Evidence,
    Finding,
    Place,
    Proof,
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

if TYPE_CHECKING:
    from pulumi_backups.northflank.results import BackupScheduleResult

NOTE = (
    "Northflank does not say which schedule took a backup, so each schedule is held against all backups of its type "
    "since it was created."
)

# --- what is declared -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A schedule as a resource declares it, by itself or in a plan. `key`: its backup type and interval."""

    subject: Subject
    key: tuple[str, str]
    rule: BackupRule
    since: datetime


@dataclass(frozen=True)
class Promised:
    """What one resource promises about an add-on or volume. A single schedule is a plan of one entry."""

    subject: Subject
    entries: tuple[Entry, ...]
    others: str = "keep"
    objective: Mapping[str, Any] | None = None


def place_of(declared: Declared) -> Place:
    """The team, the project, and the add-on or volume of a schedule or a plan."""
    is_volume = declared.kind == "VolumeBackupSchedule"
    collection, id = ("volumes", "volume_id") if is_volume else ("addons", "addon_id")
    team_id = declared.text("team_id") if declared.output("team_id") else ""
    return _place(team_id, declared.text("project_id"), collection, declared.text(id))


def _place(team_id: str, project_id: str, collection: str, id: str) -> Place:
    return Place("/".join(filter(None, (team_id, project_id, id))), (team_id, project_id, collection, id))


@reads_state
def _promised(declared: Declared, subject: Subject) -> Promised:
    inputs = declared.inputs(MODELS[declared.kind])
    if declared.kind != "AddonBackupPlan":
        return Promised(subject, (_entry(inputs, subject, declared.since),))
    ids = declared.output("schedule_ids")
    # A refresh of a plan with others="delete" enters other schedules too. They are no promise.
    own = (each for each in inputs["schedules"] if key_of(each) in ids)
    return Promised(
        subject,
        tuple(_entry(each, subject, declared.since) for each in own),
        inputs.get("others", "keep"),
        inputs.get("objective"),
    )


def _entry(settings: Mapping[str, Any], subject: Subject, since: datetime) -> Entry:
    key = settings.get("backup_type", "snapshot"), settings["scheduling"]["interval"]
    return Entry(subject.about("schedule", "/".join(key)), key, usable(rule_of(settings)), since)


# --- what is there --------------------------------------------------------------------------------------------


def look(settings: Settings, place: Place, declared: Sequence[Declared]) -> list[Seen]:
    """What the resources of one add-on or volume promise, and what Northflank shows of it."""
    with account(settings):
        return list(_look(place, _record(place), declared))


def _record(place: Place) -> BackupRecord:
    team_id, project_id, collection, id = place.parts
    return BackupRecord(team_id or None, project_id, collection, id)


def _look(place: Place, record: BackupRecord, declared: Sequence[Declared]) -> Iterator[Seen]:
    promised = []
    for each in declared:
        subject = PROOF.subject(each, place)
        try:
            promised.append(_promised(each, subject))
        except BackupsError as error:
            yield unseen(subject, error)
    owned = {entry.key for one in promised for entry in one.entries}
    for one in promised:
        seen = [_of_schedule(record, entry) for entry in one.entries]
        yield from seen
        rules = (entry.rule for entry in one.entries)
        objective = one.subject.about("objective", "objective")
        yield from objective_cases(one.objective, objective, list(zip(rules, seen, strict=True)))
        yield from _extras(record, one, owned)


def _of_schedule(record: BackupRecord, entry: Entry) -> Seen:
    try:
        schedule = record.schedule(entry.key)
        if schedule is None:
            return gone(entry.subject)
        rule, created = _listed_rule(schedule, record.place), utc(schedule.created_at)
        runs = record.runs(entry.key[0], created)
    except BackupsError as error:
        return unseen(entry.subject, error)
    return Case(
        Commitment(entry.subject, entry.rule, max(entry.since, created)),
        Evidence(tuple(runs), rule, notes=(NOTE,)),
    )


def _listed_rule(schedule: BackupScheduleResult, place: str) -> BackupRule:
    """The settings that Northflank has, as a rule."""
    try:
        settings = {"scheduling": plain(schedule.scheduling), "retention_time": schedule.retention_time}
        return usable(rule_of(settings))
    except (ValueError, OverflowError) as error:
        raise BackupsError(
            f"Northflank: the scheduling of the schedule {'/'.join(schedule.key)} of {place} is no timetable."
        ) from error


def _extras(record: BackupRecord, promised: Promised, owned: Set[tuple[str, str]]) -> Iterator[Finding]:
    """What exists besides a plan that wants to know it."""
    if promised.others == "keep":
        return
    try:
        others = [schedule.key for schedule in record.schedules() if schedule.key not in owned]
    except BackupsError:
        # The lines of its own schedules say it already.
        return
    for key in others:
        yield beside_plan(promised.subject.about("schedule", "/".join(key)), promised.others)


def places(settings: Settings, project: str) -> list[Place]:
    """All add-ons of a project, without the copies of restore drills. `project`: its id, or TEAM/PROJECT."""
    team, _, project_id = project.rpartition("/")
    with account(settings):
        addons = get_addons(team_id=team or None, project_id=project_id)
        kept = (addon for addon in addons if TAG not in (addon.tags or ()))
        return [_place(team, project_id, "addons", addon.id) for addon in kept]


def look_at_undeclared(settings: Settings, place: Place) -> list[Finding]:
    """Whether an add-on has no schedule."""
    with account(settings):
        return list(_unprotected(_record(place)))


def _unprotected(record: BackupRecord) -> Iterator[Finding]:
    subject = Subject(NORTHFLANK.key, NORTHFLANK.title, record.place, "add-on", "no schedule")
    try:
        if not record.schedules():
            reason = "No resource declares its backups, and it has no backup schedule."
            yield found(subject, Verdict.MISSING, reason, "Declare an AddonBackupPlan for it.")
    except BackupsError as error:
        yield unseen(subject, error)


MODELS: dict[str, type] = {
    "AddonBackupSchedule": AddonBackupScheduleInputs,
    "AddonBackupPlan": AddonBackupPlanInputs,
    "VolumeBackupSchedule": VolumeBackupScheduleInputs,
}
PROOF = Proof(
    account=NORTHFLANK,
    kinds={name: "plan" if name.endswith("Plan") else "schedule" for name in MODELS},
    place_of=place_of,
    look=look,
    widening=Widening(
        "project",
        "also look for add-ons of this project, PROJECT or TEAM/PROJECT, that nothing backs up.",
        places,
        look_at_undeclared,
        most_parts=2,
    ),
)
