"""What a stack promises: policies and schedules, and objectives of plans."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pulumi_backups.objectives import BackupRule, promise_of


@dataclass(frozen=True)
class Subject:
    """What a line of the audit is about.

    vendor: its key. title: its name in sentences.
    place: the database, add-on or volume, such as "acme/storefront". branch: None if the place has none.
    kind: "policy", "schedule" or "objective"; "database" or "add-on" for what nobody declares.
    name: of the policy or schedule, None if its kind says all.
    resource: the resource's name in the program, None if no resource declares it. urn: of the resource.
    """

    vendor: str
    title: str
    place: str
    kind: str
    name: str
    branch: str | None = None
    resource: str | None = None
    urn: str | None = None

    @property
    def where(self) -> str:
        """The place, with the branch."""
        return self.place if self.branch is None else f"{self.place}/{self.branch}"

    def on(self, branch: str | None) -> Subject:
        """The same on a branch."""
        return replace(self, branch=branch)

    def about(self, kind: str, name: str) -> Subject:
        """Something else of the same place and resource."""
        return replace(self, kind=kind, name=name)


# Days. Pulumi's inputs allow 999 years.
LONGEST = 1000 * 366


def usable(rule: BackupRule) -> BackupRule:
    """The rule. Raises KeyError, TypeError, ValueError or OverflowError if nothing can be computed from it.

    For rules of settings that nobody has checked: those of a state or of a vendor's response.
    """
    promise = promise_of([rule])
    if not 0 < promise.reach_days <= LONGEST or promise.recovery_point_hours > LONGEST * 24:
        raise ValueError("no such times")
    return rule


@dataclass(frozen=True)
class Commitment:
    """What one policy or schedule promises about one branch, add-on or volume.

    since: from when on. Runs before it were under other settings, or there was nothing to back up.
    """

    subject: Subject
    rule: BackupRule
    since: datetime

    @property
    def gap(self) -> timedelta:
        """The longest time between two backups."""
        return timedelta(hours=promise_of([self.rule]).recovery_point_hours)

    @property
    def retention(self) -> timedelta:
        """For how long a backup is kept at least."""
        return timedelta(minutes=self.rule.retention.shortest)


@dataclass(frozen=True)
class Objective:
    """What the policies or schedules of a plan must be good for together, on one branch or add-on.

    recovery_point: the longest time without a backup. reach: how old the oldest backup must be. None: no such demand.
    rules: those of the plan that back up this branch or add-on.
    """

    subject: Subject
    rules: tuple[BackupRule, ...]
    since: datetime
    recovery_point: timedelta | None
    reach: timedelta | None


@dataclass(frozen=True)
class Tolerance:
    """What the audit allows beyond a gap, because backups take time: a share of the gap, or a time."""

    share: float = 0.25
    time: timedelta | None = None

    def of(self, gap: timedelta) -> timedelta:
        """The tolerance for a gap."""
        return gap * self.share if self.time is None else self.time
