"""A program with every kind of resource, and the objects that must exist after a run."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.engine.programs import policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors

DATABASES = ("storefront", "billing", "analytics")
SCHEDULES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("orders-daily", {}),
    ("orders-hourly", {"scheduling": {"interval": "hourly", "minute": 15}}),
    ("catalog-weekly", {"addon_id": "catalog-db", "scheduling": {"interval": "weekly", "day": 6, "hour": 3}}),
)
# Days. An hourly schedule may not keep more than 500 backups.
HOURLY_DAYS = 5


class World:
    """The resources that a test declares.

    retention: days, of policies and schedules. Another value updates all of them.
    """

    def __init__(self, policies: int = 9, *, backups: bool = True, retention: int = 14) -> None:
        self.names = [f"policy-{number:03}" for number in range(policies)]
        self.backups = backups
        self.retention = retention

    def place(self, name: str) -> str:
        """The database of a policy."""
        return DATABASES[self.names.index(name) % len(DATABASES)]

    def lines(self, adopting: frozenset[str] = frozenset()) -> list[str]:
        """The program. The resources named in `adopting` adopt existing objects."""
        lines = [
            policy(name, database=self.place(name), retention_value=self.retention, adopt=name in adopting or None)
            for name in self.names
        ]
        for name, changes in SCHEDULES:
            scheduling = {"minute": 30, "interval": "daily", "hour": [2, 14], **changes.get("scheduling", {})}
            if scheduling["interval"] == "hourly":
                del scheduling["hour"]
            adopt = name in adopting or None
            rest = {**changes, "scheduling": scheduling, "retention_time": self.days(scheduling["interval"])}
            lines.append(schedule(name, **rest, adopt=adopt))
        lines.append(
            "northflank.VolumeBackupSchedule('uploads', project_id='shop', volume_id='uploads', "
            f"scheduling={{'interval': 'daily', 'hour': 1, 'minute': 0}}, retention_time={self.days('daily')}"
            f"{', adopt=True' if 'uploads' in adopting else ''})"
        )
        if self.backups:
            lines += [
                "before = planetscale.BranchBackup('before', database='billing', branch='main', "
                f"retention_value=3, retention_unit='day'{', adopt=True' if 'before' in adopting else ''})",
                "planetscale.BranchPromotion('go-live', database='billing', branch='staging', "
                "opts=pulumi.ResourceOptions(depends_on=[before]))",
            ]
        return lines

    def days(self, interval: str) -> int:
        """The retention of a schedule."""
        return self.retention if interval != "hourly" else self.retention - 14 + HOURLY_DAYS

    def declare(self, stack: Stack, adopting: frozenset[str] = frozenset()) -> None:
        stack.declare(*self.lines(adopting))

    def check(self, stack: Stack, vendors: Vendors) -> None:
        """Each declared object exists once, with its settings and the id from the state, and no other object exists."""
        made = vendors.policies()
        where = Counter((each["database"], each["name"], each["retention_value"]) for each in made)
        assert where == Counter((self.place(name), name, self.retention) for name in self.names)
        state = stack.resources()
        assert {each["name"]: each["id"] for each in made} == {name: state[name]["id"] for name in self.names}
        schedules = {each["id"]: each for each in vendors.schedules()}
        names = [name for name, _ in SCHEDULES] + ["uploads"]
        assert set(schedules) == {state[name]["outputs"]["schedule_id"] for name in names}
        for name in names:
            seen = schedules[state[name]["outputs"]["schedule_id"]]
            assert seen["retentionTime"] == self.days(seen["scheduling"]["interval"])
        if self.backups:
            assert [each["id"] for each in manual_backups(vendors)] == [state["before"]["id"]]
            assert state["before-finished"]["outputs"]["state"] == "success"
            assert is_production(vendors, "billing", "staging")
        assert stack.state().get("pending_operations") in (None, [])


def manual_backups(vendors: Vendors) -> list[dict[str, Any]]:
    """The manual backups that are not deleted."""
    found = vendors.control("GET", "/planetscale/backups")["backups"]
    return [each for each in found if each["backup_policy"] is None and each["deleted_at"] is None]


def is_production(vendors: Vendors, database: str, branch: str) -> bool:
    """Whether a branch is a production branch."""
    found = vendors.control("GET", f"/planetscale/branches?database={database}")["branches"]
    return any(each["name"] == branch and each["production"] for each in found)


def nothing_is_left(stack: Stack, vendors: Vendors) -> bool:
    """Asserts that no object is left at the vendors or in the state."""
    left = (vendors.policies(), vendors.schedules(), manual_backups(vendors), list(stack.resources()))
    assert left == ([], [], [], [])
    return True


def soon(vendors: Vendors) -> None:
    """Makes backups and promotions take a second instead of hours."""
    vendors.control("POST", "/switches", {"planetscale.backup_seconds": 1, "planetscale.promotion_seconds": 1})
