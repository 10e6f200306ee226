"""Times as state records them, whatever form the API chose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_backups.bridge.times import timestamp

ZONES = st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(timezone)
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=ZONES)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (None, None),
        (datetime(2026, 1, 31, 9, 0, tzinfo=UTC), "2026-01-31T09:00:00.000Z"),
        (datetime(2026, 1, 31, 9, 0, 0, 123999, tzinfo=UTC), "2026-01-31T09:00:00.123Z"),
        (datetime(2026, 1, 31, 9, 0, tzinfo=timezone(timedelta(hours=2))), "2026-01-31T07:00:00.000Z"),
        (datetime(2026, 1, 31, 22, 0, tzinfo=timezone(-timedelta(hours=5))), "2026-02-01T03:00:00.000Z"),
        (datetime(2026, 1, 31, 9, 0), "2026-01-31T09:00:00.000Z"),
    ],
)
def test_form(moment: datetime | None, text: str | None) -> None:
    assert timestamp(moment) == text


@given(MOMENTS)
def test_same_moment_has_the_same_text_and_is_found_in_it(moment: datetime) -> None:
    text = timestamp(moment)
    assert text == timestamp(moment.astimezone(UTC))
    assert timedelta(0) <= moment - datetime.fromisoformat(str(text)) < timedelta(milliseconds=1)
