"""Estates for tests: what a team has clicked together in web forms."""

from __future__ import annotations

from typing import Any

Described = dict[str, Any]

DATABASES = ("billing", "catalog", "customers", "emails", "events", "identity")
MORE_DATABASES = ("ledger", "orders", "payments", "search", "sessions", "storefront")
ADDONS = ("audit", "cart", "catalog", "grafana", "keycloak", "mail", "orders", "queue", "reports")


def policy(name: str, every: int, unit: str, at: str, keep: int, keep_unit: str, **more: Any) -> Described:
    """A backup policy, as a seed describes it."""
    return {
        "name": name,
        "target": "production",
        "frequency_value": every,
        "frequency_unit": unit,
        "schedule_time": at,
        "retention_value": keep,
        "retention_unit": keep_unit,
        "required": False,
        **more,
    }


def schedule(kind: str, days: int, interval: str, **when: Any) -> Described:
    """A backup schedule, as a seed describes it."""
    return {"backupType": kind, "retentionTime": days, "scheduling": {"interval": interval, **when}}


HOURLY = policy("hourly", 4, "hour", "00:00", 2, "day")
DAILY = policy("daily", 1, "day", "03:00", 30, "day")
WEEKLY = policy("weekly", 1, "week", "04:00", 1, "year", schedule_day=0)
MONTHLY = policy("monthly", 1, "month", "05:00", 2, "year", schedule_day=0, schedule_week=0)

DUMPS = schedule("dump", 30, "daily", hour=[2, 14], minute=[30])
SNAPSHOTS = schedule("snapshot", 3, "hourly", minute=[0])
WEEKLY_DUMPS = schedule("dump", 90, "weekly", day=[6], hour=[2], minute=[30])


def large() -> tuple[Described, Described]:
    """12 databases in two organizations, with three policies each, and 9 add-ons with two schedules each."""
    tiers = ([HOURLY, DAILY, WEEKLY], [DAILY, WEEKLY, MONTHLY])

    def databases(names: tuple[str, ...]) -> Described:
        return {name: {"policies": tiers[number % 2]} for number, name in enumerate(names)}

    addons = {
        name: {"type": "postgresql", "schedules": [DUMPS if number % 3 else WEEKLY_DUMPS, SNAPSHOTS]}
        for number, name in enumerate(ADDONS)
    }
    organizations = {"north": {"databases": databases(DATABASES)}, "south": {"databases": databases(MORE_DATABASES)}}
    return organizations, {"estate": {"addons": addons}}
