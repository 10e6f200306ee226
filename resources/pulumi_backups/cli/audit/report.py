"""What an audit found, whichever way it is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pulumi_backups.proof import Finding, Seen, Tolerance, Verdict, judge


@dataclass(frozen=True)
class Report:
    """The findings, the worst first, and the moment that they are about."""

    at: datetime
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, seen: Iterable[Seen], at: datetime, tolerance: Tolerance) -> Report:
        """Judges what was seen."""
        found = (each if isinstance(each, Finding) else judge(each, at, tolerance) for each in seen)
        return cls(at, tuple(sorted(found, key=lambda finding: finding.sort_key)))

    @property
    def counts(self) -> dict[Verdict, int]:
        """How often each verdict occurs, the worst first."""
        found = Counter(finding.verdict for finding in self.findings)
        return {verdict: found[verdict] for verdict in Verdict if found[verdict]}

    @property
    def exit_status(self) -> int:
        """0 if all is good, 2 if something could not be looked at, else 1."""
        if Verdict.UNKNOWN in self.counts:
            return 2
        return int(not all(verdict.is_good for verdict in self.counts))

    @property
    def summary(self) -> str:
        """`7 findings: 1 missing, 6 ok.`"""
        total = len(self.findings)
        shown = ", ".join(f"{count} {verdict}" for verdict, count in self.counts.items())
        return f"{total} {'finding' if total == 1 else 'findings'}{f': {shown}' if shown else ''}."

    @property
    def notes(self) -> list[str]:
        """What the evidence cannot tell, each note once."""
        return list(dict.fromkeys(note for finding in self.findings for note in finding.notes))
