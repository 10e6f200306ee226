"""What the audit says about a promise, in one word."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """In this order, the worst first."""

    MISSING = "missing"
    """A policy, or backups that it promises, are not there as declared."""
    FAILED = "failed"
    """The newest run that has ended took no backup."""
    LATE = "late"
    """The newest backup is older than the settings allow."""
    UNKNOWN = "unknown"
    """The audit could not look."""
    EXTRA = "extra"
    """A policy exists beside a plan that wants to know of all others."""
    NEW = "new"
    """The settings are too young: no run can have ended yet."""
    OK = "ok"
    """Nothing contradicts the promise."""

    @property
    def is_good(self) -> bool:
        """Whether nobody has to do anything."""
        return self in (Verdict.OK, Verdict.NEW)

    @property
    def severity(self) -> int:
        """For sorting: 0 is the worst."""
        return list(Verdict).index(self)
