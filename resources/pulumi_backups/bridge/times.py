"""Times as the state records them."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(moment: datetime) -> datetime:
    """A moment in UTC. A time without a zone is taken as UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def timestamp(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds. A time without a zone is taken as UTC."""
    return None if moment is None else utc(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")
