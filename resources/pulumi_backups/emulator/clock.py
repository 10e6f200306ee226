"""What time it is for the emulator: real time plus an offset, or a moment that does not change."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from .store import Store


def iso(moment: datetime) -> str:
    """As the vendors write times: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def iso_or_none(moment: datetime | None) -> str | None:
    """The same of a moment that may not exist."""
    return None if moment is None else iso(moment)


def parse(text: str) -> datetime:
    """An ISO 8601 time with a zone. Raises ValueError, also if there is no zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no zone: write 2026-01-31T09:00:00Z")
    return moment.astimezone(UTC)


def parse_or_none(value: Any) -> datetime | None:
    """The same of any value. None if it is no time: somebody may have edited it."""
    try:
        return parse(value)
    except (TypeError, ValueError):
        return None


class Clock:
    """The emulator's clock. It is kept in the store, so a restart does not set it back."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def now(self) -> datetime:
        """The present moment, in UTC."""
        state = self._store.setting("clock", {})
        if state.get("frozen_at"):
            return parse(state["frozen_at"])
        return datetime.now(UTC) + timedelta(seconds=state.get("offset_seconds", 0))

    def timestamp(self) -> str:
        """The present moment as the vendors write it."""
        return iso(self.now())

    def move(
        self, *, now: str | None = None, advance_seconds: float = 0, frozen: bool | None = None, real: bool = False
    ) -> None:
        """Sets the clock to a time or to real time, advances it, stops or starts it. Raises ValueError."""
        if real:
            self._store.set("clock", {})
        moment = (parse(now) if now else self.now()) + timedelta(seconds=advance_seconds)
        stopped = bool(self._store.setting("clock", {}).get("frozen_at")) if frozen is None else frozen
        if stopped:
            self._store.set("clock", {"frozen_at": moment.isoformat()})
        else:
            self._store.set("clock", {"offset_seconds": (moment - datetime.now(UTC)).total_seconds()})

    def state(self) -> dict[str, Any]:
        """What the control plane shows."""
        return {"now": self.timestamp(), "frozen": bool(self._store.setting("clock", {}).get("frozen_at"))}

    def seconds(self, *, real: bool) -> float:
        """Seconds for measuring windows, by real time or by this clock."""
        return time.time() if real else self.now().timestamp()
