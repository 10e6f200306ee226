"""Where backups stand on a time line: places in percent of its width, for one window of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

AHEAD = 0.12
"""The part of the line that lies after now, for the next runs."""
TICKS = {1: timedelta(hours=6), 7: timedelta(days=1), 30: timedelta(days=7), 90: timedelta(days=30)}


@dataclass(frozen=True)
class Mark:
    """A backup or a run to come: `look` is its state."""

    moment: datetime
    look: str
    title: str


@dataclass(frozen=True)
class Placed:
    """A mark, or a tick with its label, at a place from 0 to 100."""

    place: float
    look: str
    title: str


@dataclass(frozen=True)
class Window:
    """The last `days` and a little of what is to come."""

    now: datetime
    days: int

    def place(self, moment: datetime) -> float | None:
        """Where a moment stands; None where that is outside."""
        share = 1 - AHEAD - (self.now - moment) / timedelta(days=self.days) * (1 - AHEAD)
        return round(100 * share, 2) if 0 <= share <= 1 else None

    def placed(self, marks: list[Mark]) -> list[Placed]:
        """The marks that are inside."""
        places = [(self.place(mark.moment), mark) for mark in marks]
        return [Placed(place, mark.look, mark.title) for place, mark in places if place is not None]

    def earlier(self, marks: list[Mark]) -> int:
        """How many marks lie before it."""
        begin = self.now - timedelta(days=self.days)
        return sum(mark.moment < begin for mark in marks)

    def ticks(self) -> list[Placed]:
        """Round moments before now, each with its label, and now."""
        step = TICKS.get(self.days, timedelta(days=91))
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        begin = midnight if step >= timedelta(days=1) else midnight + step * ((self.now - midnight) // step)
        moments = [begin - number * step for number in range(1 if begin == self.now else 0, 12)]
        form = "%H:%M" if step < timedelta(days=1) else "%b %d" if self.days < 365 else "%b %Y"
        placed = self.placed([Mark(moment, "tick", moment.strftime(form)) for moment in moments])
        now = Placed(100 * (1 - AHEAD), "now", "now")
        # Labels that would run into each other or out of the picture are left away.
        return [each for each in placed if 2 < each.place < now.place - 6] + [now]
