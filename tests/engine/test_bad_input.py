"""A preview refuses what the vendors would refuse. It reports all violations of a resource, each with its property."""

from __future__ import annotations

import re

from tests.engine.events import Ran
from tests.engine.programs import Code, policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors


def said_of(ran: Ran, name: str) -> dict[str, str]:
    """The reason for each property of a resource, without the engine's text around it."""
    found = {}
    for message in ran.errors:
        match = re.search(r"resource '(.+)': property (\S+) (?:value \{.*\} )?has a problem: (.+)", message.text)
        assert match, message
        if match[1] == name:
            found[match[2]] = match[3]
    return found


def test_all_violations_of_a_resource_are_reported_by_property(stack: Stack, vendors: Vendors) -> None:
    # The engine ends a preview at the first refused resource.
    stack.declare(policy(schedule_time="4am", retention_value=0, target="prod", schedule_day=1, frequency_value=1.5))
    ran = stack.preview()
    assert ran.code != 0
    assert said_of(ran, "nightly") == {
        "target": 'must be "production" or "development"',
        "frequency_value": "must be a whole number from 1 to 999, not 1.5",
        "schedule_time": "must be a time of day as HH:MM on 24 hours, from 00:00 to 23:59",
        "retention_value": "must be a whole number from 1 to 999",
        "schedule_day": 'only valid when frequency_unit is "week" or "month"; remove it',
    }
    assert "Traceback" not in ran.text

    stack.declare(
        schedule(
            addon_id="orders/db",
            backup_type="snapshot",
            compression_type="zstd",
            scheduling={"interval": "weekly", "minute": [0, 60], "minutes": 5},
            retention_time=121,
        )
    )
    ran = stack.preview()
    assert ran.code != 0
    assert said_of(ran, "orders") == {
        "addon_id": "must be a name of letters, digits, '-', '_' and '.', at most 255 of them",
        "compression_type": 'only valid when backup_type is "dump"; remove it',
        "retention_time": "must be a whole number from 1 to 120",
        "scheduling.day": 'is required when interval is "weekly": one or more whole numbers from 0, Monday, '
        "to 6, Sunday",
        "scheduling.hour": 'is required when interval is "weekly": one or more whole numbers from 0 to 23',
        "scheduling.minute[1]": "must be a whole number from 0 to 59, not 60",
        "scheduling.minutes": "is not an input; the inputs are interval, minute, hour, day",
    }
    assert "Traceback" not in ran.text
    assert vendors.sent() == []


def test_unknown_argument_is_an_error_of_the_constructor(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy(retention_days=3))
    ran = stack.preview()
    assert ran.code != 0
    assert "unexpected keyword argument 'retention_days'" in ran.text
    assert vendors.sent() == []


def test_limit_on_which_the_vendors_documents_disagree_is_a_warning(stack: Stack, vendors: Vendors) -> None:
    stack.declare(schedule(retention_time=90))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.schedule()["retentionTime"] == 90
    warning = (
        "warning: Northflank: shop/orders-db/dump: retention_time of 90 days: the vendor's older documents allow at "
        "most 60 for daily backups, its newest do not say; the server may refuse it"
    )
    assert ran.text.count(warning) == 1


def test_value_that_pulumi_cannot_send_ends_the_up_before_anything_is_created(stack: Stack, vendors: Vendors) -> None:
    stack.declare("import datetime", policy("first", schedule_time=Code("datetime.time(3)")), policy("second"))
    ran = stack.up()
    assert ran.code != 0
    assert "ValueError has risen: unexpected input of type time" in ran.text
    assert vendors.policies() == []
