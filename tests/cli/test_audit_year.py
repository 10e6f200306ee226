"""A year of a stack, day by day: each verdict is the one that follows from the emulator's own records.

The expected verdicts are computed here, from the control plane and the calendar, with none of the audit's code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from pulumi_backups.emulator.planetscale.timetable import timetable

from tests.cli.audited import BEGIN, DAILY, DAY, DUMPS, HOUR, HOURLY, NEVER, SNAPSHOTS, WEEKLY, World
from tests.faults.size import FULL

Thing = dict[str, Any]

MONTHLY = WEEKLY | {"frequency_unit": "month", "schedule_week": 0, "retention_value": 1, "retention_unit": "year"}
OBJECTIVE = {"recovery_point_hours": 4, "reach_days": 30}
# Every day, or some days and those on which something happens.
STEP = 1 if FULL else 30


class Promise(NamedTuple):
    """What a line of the audit is about, in figures that a person reads off the settings.

    gap: the longest time between two backups. kept: for how long each is kept.
    fewest: the fewest runs within a stretch of time, wherever it begins.
    """

    name: str
    gap: timedelta
    kept: timedelta
    fewest: Callable[[timedelta], int]


class Seen(NamedTuple):
    """A backup in the emulator's records."""

    at: datetime
    ended: bool
    good: bool


def evenly(gap: timedelta) -> Callable[[timedelta], int]:
    """The fewest runs of a timetable with equal gaps. One at the very end does not count."""
    return lambda time: -(-time // gap) - 1


def first_sundays(time: timedelta) -> int:
    """The fewest first Sundays of months within a stretch of time of at most a year, by looking at 28 years."""
    starts = range(len(SUNDAYS) - 14)
    return min(sum(run < SUNDAYS[start] + time for run in SUNDAYS[start + 1 : start + 14]) for start in starts)


TABLE = timetable({**MONTHLY, "created_at": "2000-01-01T00:00:00.000Z"})
assert TABLE is not None
SUNDAYS = [TABLE.at(number) for number in range(12 * 28)]

PROMISES = {
    promise.name: promise
    for promise in (
        Promise("hourly", 4 * HOUR, 2 * DAY, evenly(4 * HOUR)),
        Promise("daily", DAY, 30 * DAY, evenly(DAY)),
        Promise("nightly", DAY, 30 * DAY, evenly(DAY)),
        Promise("weekly", 7 * DAY, 140 * DAY, evenly(7 * DAY)),
        Promise("monthly", 35 * DAY, 365 * DAY, first_sundays),
        Promise("dump/daily", DAY, 30 * DAY, evenly(DAY)),
        Promise("snapshot/hourly", HOUR, 2 * DAY, evenly(HOUR)),
    )
}


def verdict(promise: Promise, backups: list[Seen], since: datetime, now: datetime) -> str:
    """The verdict by docs/audit.md, with a quarter of the gap as tolerance."""
    tolerance = promise.gap / 4
    allowed = promise.gap + tolerance
    good = [backup.at for backup in backups if backup.good]
    ended = [backup for backup in backups if backup.ended]
    if ended and not max(ended).good:
        return "failed"
    if not good:
        return "missing" if now - since > allowed else "new"
    if now - max(max(good), since) > allowed:
        return "late"
    begin = max(since, now - promise.kept)
    recorded = sorted(backup.at for backup in backups if backup.at > begin)
    must = promise.fewest(min(now - since, promise.kept) - tolerance) if now - since > tolerance else 0
    if len(recorded) < must or any(after - before > allowed for before, after in pairwise(recorded)):
        return "missing"
    return "ok" if now - max(good) <= allowed else "new"


def objective(backups: list[Seen], since: datetime, now: datetime) -> str:
    """The verdict about OBJECTIVE. The policy that reaches so far is a daily one."""
    good = [backup.at for backup in backups if backup.good]
    if now - max([*good, since]) > 5 * HOUR:
        return "late" if good else "missing"
    demanded = min(30 * DAY, now - since) - DAY - DAY / 4
    if demanded > timedelta(0) and (not good or now - min(good) < demanded):
        return "missing"
    return "ok" if good and now - max(good) <= 5 * HOUR else "new"


class Year:
    """The stack of the test, and what its vendors record."""

    def __init__(self, world: World) -> None:
        self.world = world
        branches = {name: {"production": True} for name in ("main", "eu")}
        world.databases("ledger", orders={"branches": branches})
        world.policy("nightly", database="orders", **DAILY)
        world.policy("weekly", database="orders", **WEEKLY)
        world.policy("monthly", database="ledger", **MONTHLY)
        self.declare_plan()
        world.addon_plan("orders-db", schedules=[DUMPS, SNAPSHOTS])
        self.refused = False

    def declare_plan(self) -> None:
        self.world.plan("ledger", policies={"hourly": HOURLY, "daily": DAILY}, objective=OBJECTIVE)

    # --- what happens ---

    def fail(self, outcome: str = "failed") -> None:
        self.world.emulator.switch(planetscale__backup_outcome=outcome)

    def succeed(self) -> None:
        self.world.emulator.switch(planetscale__backup_outcome="success", northflank__backup_outcome="completed")

    def fail_at_northflank(self) -> None:
        self.world.emulator.switch(northflank__backup_outcome="failed")

    def delete_a_backup(self) -> None:
        self.world.delete_backup(self.world.backups("nightly", "eu")[12])

    def shorten(self) -> None:
        self.world.edit("nightly", retention_value=3)

    def lengthen(self) -> None:
        self.world.edit("nightly", retention_value=30)

    def stop(self) -> None:
        for policy in self.world.policies(name="weekly"):
            self.world.emulator.call("PATCH", f"/planetscale/policies/{policy['id']}", NEVER)

    def go_on(self) -> None:
        self.world.edit("weekly", schedule_time="03:00")

    def delete_a_policy(self) -> None:
        self.world.delete("daily")

    def up(self) -> None:
        self.world.refresh("ledger")
        self.declare_plan()

    def add_a_branch(self) -> None:
        branch = {"database": "orders", "name": "us", "production": True}
        self.world.emulator.call("POST", "/planetscale/branches", branch)

    def refuse(self) -> None:
        self.refused = True
        self.world.emulator.fail("status", status=403, path_contains="/orders/")

    def allow(self) -> None:
        self.refused = False
        self.world.emulator.heal()

    # --- what the records say ---

    def expected(self) -> dict[str, str]:
        now, world = self.world.now, self.world
        policies = {each["id"]: each for each in world.policies()}
        recorded = world.emulator.call("GET", "/planetscale/backups")["backups"]
        branches = world.emulator.call("GET", "/planetscale/branches")["branches"]
        found: dict[str, str] = {}
        plan: list[Seen] = []
        for name, (database, id, since) in self._declared().items():
            promise, policy = PROMISES[name], policies.get(id)
            if self.refused and database == "orders":
                found[f"acme/orders {name}"] = "unknown"
                continue
            if policy is None:
                found[f"acme/{database} {name}"] = "missing"
                continue
            for branch in branches:
                if branch["database"] != database:
                    continue
                own = [
                    seen_at_planetscale(each)
                    for each in recorded
                    if each["backup_policy"] and each["backup_policy"]["id"] == id and each["branch"] == branch["name"]
                ]
                begin = max(since, moment(policy["created_at"]), moment(branch["created_at"]))
                kept = policy["retention_value"] if name == "nightly" else None
                is_weaker = kept is not None and kept < 30
                what = f"acme/{database}/{branch['name']} {name}"
                found[what] = "missing" if is_weaker else verdict(promise, own, begin, now)
                if database == "ledger" and name in ("hourly", "daily"):
                    plan += own
                    since_of_plan = begin
        found["acme/ledger/main objective"] = objective(plan, since_of_plan, now)
        return found | self._expected_of_addon()

    def _declared(self) -> dict[str, tuple[str, str, datetime]]:
        """The database, the id and the age of each policy, from the state."""
        found = {}
        for resource in self.world.export()["deployment"]["resources"]:
            outputs, changed = resource["outputs"], datetime.fromisoformat(resource["modified"])
            if resource["type"].endswith(":BackupPolicy"):
                found[outputs["name"]] = (outputs["database"], resource["id"], changed)
            elif resource["type"].endswith(":BackupPlan"):
                found |= {name: (outputs["database"], id, changed) for name, id in outputs["policy_ids"].items()}
        return found

    def _expected_of_addon(self) -> dict[str, str]:
        backups = self.world.backups_of_addon("orders-db")
        found = {}
        for name in ("dump/daily", "snapshot/hourly"):
            own = [seen_at_northflank(each) for each in backups if each["name"].startswith(name.split("/")[0])]
            found[f"shop/orders-db {name}"] = verdict(PROMISES[name], own, BEGIN, self.world.now)
        return found


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def seen_at_planetscale(backup: Mapping[str, Any]) -> Seen:
    ended = backup["state"] not in ("pending", "running")
    return Seen(moment(backup["created_at"]), ended, backup["state"] == "success")


def seen_at_northflank(backup: Mapping[str, Any]) -> Seen:
    return Seen(moment(backup["createdAt"]), backup["status"] != "in-progress", backup["status"] == "completed")


# By the day, at noon, what happens then.
EVENTS: dict[int, Callable[[Year], None]] = {
    20: Year.fail,
    21: Year.succeed,
    40: lambda year: year.fail("canceled"),
    43: Year.succeed,
    60: Year.delete_a_backup,
    75: Year.shorten,
    78: Year.lengthen,
    100: Year.stop,
    130: Year.go_on,
    150: Year.fail_at_northflank,
    152: Year.succeed,
    180: Year.delete_a_policy,
    185: Year.up,
    200: Year.refuse,
    201: Year.allow,
    220: Year.add_a_branch,
    300: lambda year: year.fail("ignored"),
    301: Year.succeed,
}
DAYS = sorted(
    {
        *range(0, 366, STEP),
        *(day + after for day in EVENTS for after in (0, 1)),
    }
)


def test_every_verdict_of_a_year_follows_from_the_records(world: World) -> None:
    year = Year(world)
    seen: set[str] = set()
    for day in DAYS:
        # At different times of the day, some of them soon after a run.
        world.move(BEGIN + day * DAY + timedelta(minutes=(day * 131) % 1440))
        if event := EVENTS.get(day):
            event(year)
        expected = year.expected()
        assert world.audit() == expected, f"day {day}"
        seen |= set(expected.values())
    assert seen == {"ok", "new", "late", "failed", "missing", "unknown"}
