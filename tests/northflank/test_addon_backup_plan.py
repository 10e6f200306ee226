"""All schedules of an add-on as one resource."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError
from pulumi_backups.northflank.addon_backup_plan import AddonBackupPlanProvider

from tests.conftest import Stack

if TYPE_CHECKING:
    from tests.conftest import Emulator

Config = Callable[..., dict[str, str]]

DUMP: dict[str, Any] = {
    "backup_type": "dump",
    "scheduling": {"interval": "daily", "hour": [2, 14], "minute": [30]},
    "retention_time": 30,
    "compression_type": "gz",
}
SNAPSHOT: dict[str, Any] = {
    "backup_type": "snapshot",
    "scheduling": {"interval": "hourly", "minute": [0]},
    "retention_time": 2,
}
PLACE = {"project_id": "shop", "addon_id": "orders-db"}
PLAN: dict[str, Any] = {**PLACE, "schedules": [SNAPSHOT, DUMP]}
WRITES = {"createAddonBackupSchedule", "deleteAddonBackupSchedule"}


class Plan(Stack):
    """A plan, each of whose commands is a process of its own."""

    def __init__(self, config: Config) -> None:
        self._settings = config
        super().__init__(AddonBackupPlanProvider, config())

    def new_run(self) -> None:
        self.start(self._settings())


@pytest.fixture
def plan(config: Config) -> Plan:
    return Plan(config)


def there(emulator: Emulator) -> dict[str, dict[str, Any]]:
    found = emulator.call("GET", "/northflank/schedules")["schedules"]
    return {f"{each['backupType']}/{each['scheduling']['interval']}": each for each in found}


def add(emulator: Emulator, **fields: Any) -> str:
    body = {**PLACE, "backupType": "snapshot", "scheduling": {"interval": "hourly", "minute": [0]}, "retentionTime": 2}
    return str(emulator.call("POST", "/northflank/schedules", body | fields)["id"])


def writes(emulator: Emulator) -> list[str]:
    return [operation for operation in emulator.sent() if operation in WRITES]


def test_life_of_a_plan(plan: Plan, emulator: Emulator) -> None:
    assert plan.up(**PLAN) == "created"
    assert plan.id == "shop/orders-db"
    assert plan.recorded["schedule_ids"] == {key: each["id"] for key, each in there(emulator).items()}
    assert plan.recorded["schedules"] == [DUMP, SNAPSHOT]

    # The order in the program means nothing, and a single value is a set of one.
    assert (
        plan.up(**{**PLAN, "schedules": [DUMP, {**SNAPSHOT, "scheduling": {"interval": "hourly", "minute": 0}}]})
        == "same"
    )
    plan.refresh()
    assert writes(emulator) == ["createAddonBackupSchedule"] * 2

    weekly = {**DUMP, "scheduling": {"interval": "weekly", "day": [6], "hour": [4], "minute": [0]}}
    assert plan.up(**{**PLAN, "schedules": [{**SNAPSHOT, "retention_time": 3}, weekly]}) == "updated"
    # The new one, then the changed one, which the API can only delete and create, and then the old one.
    create, delete = "createAddonBackupSchedule", "deleteAddonBackupSchedule"
    assert writes(emulator) == [create, delete, create, delete]
    assert there(emulator).keys() == {"snapshot/hourly", "dump/weekly"}
    assert plan.recorded["schedule_ids"] == {key: each["id"] for key, each in there(emulator).items()}

    plan.destroy()
    assert there(emulator) == {}


def test_drift_is_put_back_and_what_is_gone_is_created_again(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN)
    emulator.call("PATCH", f"/northflank/schedules/{there(emulator)['dump/daily']['id']}", {"retentionTime": 1})
    emulator.call("DELETE", f"/northflank/schedules/{there(emulator)['snapshot/hourly']['id']}")
    plan.refresh()
    assert plan.inputs["schedules"] == [{**DUMP, "retention_time": 1}]
    assert plan.up(**PLAN) == "updated"
    assert there(emulator)["dump/daily"]["retentionTime"] == 30
    assert there(emulator).keys() == {"dump/daily", "snapshot/hourly"}


def test_equal_schedule_is_adopted_and_a_different_one_only_if_the_program_says_so(
    plan: Plan, emulator: Emulator
) -> None:
    id = add(emulator)
    plan.up(**PLACE, schedules=[SNAPSHOT])
    assert plan.recorded["schedule_ids"] == {"snapshot/hourly": id}
    assert writes(emulator) == []

    other = add(emulator, addon_id="reports-db", retentionTime=1)
    elsewhere = {**PLAN, "addon_id": "reports-db"}
    with pytest.raises(
        BackupsError, match=rf"exists already \(id {other}\), with other settings. retention_time: there 1"
    ):
        plan.up(**elsewhere)
    assert writes(emulator) == []


def test_others_are_deleted_once_a_refresh_has_shown_them(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLACE, schedules=[DUMP], others="delete")
    add(emulator)
    plan.refresh()
    assert plan.inputs["schedules"] == [DUMP, SNAPSHOT]
    assert plan.recorded["other_schedules"] == [
        {"name": "snapshot/hourly", "id": there(emulator)["snapshot/hourly"]["id"]}
    ]
    plan.up(**PLACE, schedules=[DUMP], others="delete")
    assert there(emulator).keys() == {"dump/daily"}


def test_schedule_that_has_another_interval_since_is_another_schedule(plan: Plan, emulator: Emulator) -> None:
    plan.up(**PLAN, others="delete")
    weekly = {"interval": "weekly", "day": [6], "hour": [4], "minute": [0]}
    emulator.call("PATCH", f"/northflank/schedules/{there(emulator)['dump/daily']['id']}", {"scheduling": weekly})
    plan.refresh()
    plan.up(**PLAN, others="delete")
    assert there(emulator).keys() == {"dump/daily", "snapshot/hourly"}
    plan.refresh()
    assert plan.up(**PLAN, others="delete") == "same"


def test_schedule_that_was_created_since_the_refresh_is_not_deleted_for_the_one_that_it_has_shown(
    plan: Plan, emulator: Emulator
) -> None:
    plan.up(**PLACE, schedules=[DUMP], others="delete")
    shown = add(emulator)
    plan.refresh()
    emulator.call("DELETE", f"/northflank/schedules/{shown}")
    created = add(emulator, retentionTime=1)
    plan.up(**PLACE, schedules=[DUMP], others="delete")
    assert there(emulator)["snapshot/hourly"]["id"] == created


@pytest.mark.parametrize(
    ("schedules", "found"),
    [
        (
            [],
            {
                "schedules": "must be a list of one or more, each a mapping of backup_type, scheduling, "
                "retention_time, compression_type, custom_destination_id, additional_destinations"
            },
        ),
        (
            [DUMP, {**DUMP, "retention_time": 3}],
            {"schedules": "has 2 daily schedules of dumps: merge them into one"},
        ),
        (
            [{**SNAPSHOT, "scheduling": {"interval": "hourly", "minute": 0, "second": 5}}],
            {"schedules[0].scheduling.second": "is not an input; the inputs are interval, minute, hour, day"},
        ),
        (
            [{**SNAPSHOT, "scheduling": {"interval": "hourly", "minute": list(range(0, 60, 2))}, "retention_time": 7}],
            {
                "schedules[0].retention_time": "of 7 days would keep 5040 backups at once, more than the 500 that a "
                "schedule may keep: no retention fits this scheduling"
            },
        ),
    ],
)
def test_what_is_wrong_is_said_on_its_property(plan: Plan, schedules: list[Any], found: dict[str, str]) -> None:
    assert plan.problems(**PLACE, schedules=schedules) == found


def test_plan_that_promises_too_little_is_refused(plan: Plan) -> None:
    assert plan.problems(**PLACE, schedules=[DUMP], objective={"recovery_point_hours": 1, "reach_days": 60}) == {
        "objective.recovery_point_hours": "is 1, and these schedules leave up to 12 hours between two backups",
        "objective.reach_days": "is 60, and these schedules guarantee only 30 days",
    }
