"""What the console shows of PlanetScale: a card for each database, a row for each backup policy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..clock import iso
from ..console.cards import (
    Card,
    CardSource,
    Change,
    Copy,
    Row,
    backup_mark,
    form_of,
    new_form_of,
    other_backups_row,
    scheduled_row,
)
from ..console.labels import DAYS, choice_label, count_label, distance_label, time_label
from ..console.timeline import Look, Mark, Window
from ..store import Body, StoredObject
from ..world import World
from . import bodies, lookup
from .backups import shown_backups
from .editables import POLICIES, WEEKS

LOOKS: dict[Any, Look] = {
    "pending": "pending",
    "running": "running",
    "success": "success",
    "failed": "failed",
    "canceled": "canceled",
    "ignored": "canceled",
}


def policy_label(policy: Body) -> str:
    """When a backup policy runs. A value that somebody edited into nonsense is written as it is."""
    every, unit, time = policy["frequency_value"], policy["frequency_unit"], policy["schedule_time"]
    frequency = f"every {unit}" if every == 1 else f"every {every} {unit}s"
    day, week = choice_label(DAYS, policy["schedule_day"]), choice_label(WEEKS, policy["schedule_week"])
    labels = {
        "hour": f"{frequency} from {time}",
        "week": f"{frequency}, {day} {time}",
        "month": f"{frequency}, {week} {day} {time}",
    }
    label = labels.get(str(unit), f"{frequency} at {time}")
    return label if policy["target"] == "production" else f"{label} ({policy['target']})"


def _databases(world: World) -> list[StoredObject]:
    return world.store.all("planetscale.database")


def _card(world: World, database: StoredObject, window: Window) -> Card:
    store, scope, now = world.store, lookup.child_scope(database), iso(window.now)
    branches = store.all("planetscale.branch", scope)
    backups = shown_backups(store, branches, now)
    policies = store.all("planetscale.policy", scope)
    rows = [_row(each, [b for b in backups if _policy_id(b) == each.id], window) for each in policies]
    known = {each.id for each in policies}
    others = [each for each in backups if _policy_id(each) not in known]
    if others:
        text = "manual, or its policy is deleted"
        rows.append(other_backups_row(window, "no policy", text, _marks(others), _failure(others)))
    facts = [database.body["kind"], database.body["region"], *(_branch_label(each, now) for each in branches)]
    new = new_form_of(POLICIES, {"organization": database.scope, "database": database.id})
    return Card(database.scope, database.id, "Policy", [*facts, count_label(len(backups), "backup")], rows, new)


def _row(policy: StoredObject, backups: list[Body], window: Window) -> Row:
    body = policy.body
    return scheduled_row(
        window,
        body["name"],
        schedule=policy_label(body),
        retention=count_label(body["retention_value"], body["retention_unit"]),
        body=body,
        marks=_marks(backups),
        form=form_of(POLICIES, policy.id, body),
        tags=("required",) if body["required"] else (),
        failure=_failure(backups),
    )


def _branch_label(branch: StoredObject, now: str) -> str:
    if bodies.is_production(branch.body, now):
        return f"{branch.id}: production"
    if branch.body.get("promoted_at"):
        return f"{branch.id}: being promoted"
    return f"{branch.id}: restored copy" if branch.body.get("restored_from_branch") else branch.id


def _failure(backups: list[Body]) -> Change | None:
    """What makes the newest backup a failed one. None if there is none, or if it has failed."""
    if not backups or backups[0]["state"] == "failed":
        return None
    return Change(f"backups/{backups[0]['id']}", "state", "failed")


def _policy_id(backup: Body) -> Any:
    # Somebody may have edited it into anything.
    policy = backup["backup_policy"]
    return policy.get("id") if isinstance(policy, dict) else None


def _marks(backups: Iterable[Body]) -> list[Mark]:
    return [
        backup_mark(
            LOOKS.get(each["state"], "pending"),
            name=each["name"],
            state=each["state"],
            created=each["created_at"],
            expires=each["expires_at"],
        )
        for each in backups
    ]


def _copies(world: World) -> list[Copy]:
    return [_copy(world, each) for each in bodies.restored_branches(world.store.all("planetscale.branch"))]


def _copy(world: World, branch: StoredObject) -> Copy:
    store, scope, now = world.store, lookup.child_scope(branch), world.clock.now()
    shown = bodies.branch(store, branch, iso(now))
    backup = store.find("planetscale.backup", str(branch.body.get("backup")))
    source = shown["restored_from_branch"]
    name = str(source.get("name") if isinstance(source, dict) else source)
    counts = {part: len(store.all(f"planetscale.{part}", scope)) for part in ("password", "role")}
    return Copy(
        branch.scope.replace("/", " / "),
        branch.id,
        f"{name}, backup {backup.body['name']}" if backup else name,
        str(shown["state"]),
        time_label(shown["created_at"]),
        distance_label(shown["created_at"], now),
        tuple(count_label(count, part) for part, count in counts.items() if count),
        f"branches/{shown['id']}",
    )


CARDS = CardSource(_databases, _card, _copies)
