"""Where backups are on a time line: positions in percent of its width."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

AHEAD = 0.12
"""The part of the line after now, for the next runs."""
TICKS = {1: timedelta(hours=6), 7: timedelta(days=1), 30: timedelta(days=7), 90: timedelta(days=30)}

Look = Literal["success", "running", "pending", "failed", "canceled", "next"]


@dataclass(frozen=True)
class Mark:
    """A backup, or the next run. `moment` is None if somebody edited it into something that is no time."""

    moment: datetime | None
    look: Look
    title: str


@dataclass(frozen=True)
class Placed:
    """A mark, or a tick and its label, at a position from 0 to 100. `look` is a CSS class."""

    position: float
    look: str
    title: str


@dataclass(frozen=True)
class Window:
    """The last `days`, and a little of the future."""

    now: datetime
    days: int

    def position(self, moment: datetime) -> float | None:
        """The position of a moment. None if it is outside."""
        share = 1 - AHEAD - (self.now - moment) / timedelta(days=self.days) * (1 - AHEAD)
        return round(100 * share, 2) if 0 <= share <= 1 else None

    def placed(self, marks: list[Mark]) -> list[Placed]:
        """The marks that are inside."""
        positions = [(self.position(mark.moment), mark) for mark in marks if mark.moment]
        return [Placed(position, mark.look, mark.title) for position, mark in positions if position is not None]

    def earlier(self, marks: list[Mark]) -> int:
        """How many marks are before the window."""
        begin = self.now - timedelta(days=self.days)
        return sum(mark.moment is not None and mark.moment < begin for mark in marks)

    def ticks(self) -> list[Placed]:
        """Round moments before now, each with its label, and now."""
        step = TICKS.get(self.days, timedelta(days=91))
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        begin = midnight if step >= timedelta(days=1) else midnight + step * ((self.now - midnight) // step)
        moments = [begin - number * step for number in range(1 if begin == self.now else 0, 12)]
        form = "%H:%M" if step < timedelta(days=1) else "%b %d" if self.days < 365 else "%b %Y"
        positions = [(self.position(moment), moment.strftime(form)) for moment in moments]
        now = 100 * (1 - AHEAD)
        # A label near the left end or near now would be cut off or overlap.
        inside = [Placed(place, "tick", label) for place, label in positions if place and 2 < place < now - 6]
        return [*inside, Placed(now, "now", "now")]
