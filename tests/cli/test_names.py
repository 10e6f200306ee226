"""Names of resources are unique and readable, and constants say what a tier does."""

from __future__ import annotations

import pytest
from pulumi_backups.cli.names import Constants, in_words, resource_names
from pulumi_backups.discovery import Kind, Place
from pulumi_backups.objectives import Promise

KIND = Kind("database", ("policy", "policies"), "BackupPolicy")


def places(*paths: str) -> list[Place]:
    return [Place(KIND, dict(zip(("organization", "database"), path.split("/"), strict=True))) for path in paths]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (("acme/billing", "acme/orders"), ["billing", "orders"]),
        (("acme/billing", "other/orders"), ["billing", "orders"]),
        (("acme/orders", "other/orders"), ["acme-orders", "other-orders"]),
        (("a/b-c", "a-b/c", "x/c"), ["a/b-c", "a-b/c", "x/c"]),
    ],
)
def test_resource_has_the_shortest_name_that_is_unique(paths: tuple[str, ...], names: list[str]) -> None:
    found = places(*paths)
    way = resource_names((place, None) for place in found)
    assert ["".join(way.parts([*place.where.values()], None)) for place in found] == names


@pytest.mark.parametrize(
    ("entries", "names"),
    [
        ((("acme/orders", "daily"), ("acme/billing", "daily")), ["orders-daily", "billing-daily"]),
        ((("acme/a", "b-c"), ("acme/a-b", "c")), ["a/b-c", "a-b/c"]),
        ((("acme/a", "every 'day'"), ("acme/a", "every night")), ["a-every-day", "a-every-night"]),
        ((("acme/a", "every day"), ("acme/a", "every-day")), ["a-every day", "a-every-day"]),
        ((("acme/a", "日次"), ("acme/a", "4h")), ["a-日次", "a-4h"]),
    ],
)
def test_resource_of_one_entry_is_named_after_both(entries: tuple[tuple[str, str], ...], names: list[str]) -> None:
    found = [(places(path)[0], identity) for path, identity in entries]
    way = resource_names(found)
    assert ["".join(way.parts([*place.where.values()], identity)) for place, identity in found] == names


@pytest.mark.parametrize(
    ("hours", "days", "words"),
    [
        (0.5, 1, "every 30 minutes for 1 day"),
        (1, 0.5, "hourly for 12 hours"),
        (4, 30, "every 4 hours for 30 days"),
        (12.5, 2, "every 12 hours for 2 days"),
        (24, 365, "daily for 1 year"),
        (48, 366, "every 2 days for 366 days"),
        (168, 730, "weekly for 2 years"),
        (35 * 24, 28, "monthly for 28 days"),
    ],
)
def test_words_say_how_often_and_for_how_long(hours: float, days: float, words: str) -> None:
    assert in_words(Promise(hours, days, 0)) == words


def test_constant_is_the_first_wanted_name_that_is_free() -> None:
    constants = Constants()
    assert constants.name("organization") == "ORGANIZATION"
    assert constants.name("organization", "acme organization") == "ACME_ORGANIZATION"
    assert constants.name("organization") == "ORGANIZATION_2"
    assert constants.name("organization") == "ORGANIZATION_3"
    assert constants.name("4h", "daily for 1 year") == "DAILY_FOR_1_YEAR"
    assert constants.name("日次", "daily") == "DAILY"
