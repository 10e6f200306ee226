"""Northflank's functions: every field, all pages, and one-line errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import pulumi
import pytest
from pulumi.output import UNKNOWN
from pulumi.runtime import set_all_config
from pulumi_backups import northflank
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.parse import camel_case
from pulumi_backups.northflank import results

if TYPE_CHECKING:
    from tests.conftest import Emulator

Config = Callable[..., dict[str, str]]

ORDERS: dict[str, Any] = {"project_id": "shop", "addon_id": "orders-db"}
SCHEMAS = json.loads(Path(__file__).with_name("contract.json").read_text("utf-8"))["schemas"]


@pytest.fixture(autouse=True)
def settings(config: Config) -> Iterator[dict[str, str]]:
    """The stack config for functions."""
    made = config()
    set_all_config(made)
    yield made
    set_all_config({})


def resolved(**arguments: Any) -> tuple[Any, bool]:
    """The value of the output form, and whether it is known."""

    async def wait() -> tuple[Any, bool]:
        given: dict[str, Any] = {name: pulumi.Output.from_input(value) for name, value in arguments.items()}
        output = northflank.get_addon_backup_schedules_output(**given)
        return await output.future(), await output.is_known()

    # asyncio.run would remove the thread's event loop, which other tests use.
    with closing(asyncio.new_event_loop()) as loop:
        return loop.run_until_complete(wait())


@pytest.mark.parametrize(
    ("cls", "schema"),
    [
        (results.BackupScheduleResult, "BackupSchedule"),
        (results.ListedScheduling, "Scheduling"),
        (results.ListedDestination, "AdditionalDestination"),
    ],
)
def test_results_have_the_fields_of_the_contract_and_optional_ones_have_defaults(cls: type, schema: str) -> None:
    described, hints = SCHEMAS[schema], get_type_hints(cls)
    assert {camel_case(field.name) for field in fields(cls)} == set(described["properties"])
    required = {name for name in hints if camel_case(name) in described.get("required", ())}
    needed = {field.name for field in fields(cls) if field.default is MISSING}
    assert needed <= required
    for field in fields(cls):
        if field.default is None:
            assert NoneType in get_args(hints[field.name])


def test_every_field_is_returned_with_times_as_datetimes(emulator: Emulator) -> None:
    made = emulator.call(
        "POST",
        "/northflank/schedules",
        {
            **ORDERS,
            "backupType": "snapshot",
            "compressionType": "zstd",
            "scheduling": {"interval": "weekly", "day": [0, 6], "hour": [2], "minute": [0, 30]},
            "retentionTime": 21,
            "additionalDestinations": [{"destinationId": "cold-store", "type": "custom", "retentionTime": 60}],
            "customDestinationId": "own-bucket",
            "createdAt": "2026-01-31T09:00:00.000Z",
            "updatedAt": "2026-01-31T10:00:00.000Z",
        },
    )
    assert northflank.get_addon_backup_schedules(**ORDERS) == [
        results.BackupScheduleResult(
            id=made["id"],
            backup_type="snapshot",
            backup_compression_type="zstd",
            scheduling=results.ListedScheduling("weekly", [0, 30], [2], [0, 6]),
            retention_time=21,
            additional_destinations=[results.ListedDestination("cold-store", "custom", 60)],
            custom_destination_id="own-bucket",
            created_at=datetime(2026, 1, 31, 9, 0, tzinfo=UTC),
            updated_at=datetime(2026, 1, 31, 10, 0, tzinfo=UTC),
        )
    ]


@pytest.mark.parametrize("paged", [True, False])
def test_list_is_read_to_the_last_page(emulator: Emulator, paged: bool) -> None:
    emulator.switch(northflank__schedule_pages=paged)
    schedules = [{"retentionTime": number} for number in range(1, 252)]
    projects = {"shop": {"addons": {"busy-db": {"schedules": schedules}}}}
    emulator.call("POST", "/seed", {"northflank": {"projects": projects}})
    emulator.sent()
    found = northflank.get_addon_backup_schedules(project_id="shop", addon_id="busy-db")
    assert [schedule.retention_time for schedule in found] == list(range(1, 252))
    assert len(emulator.sent()) == (3 if paged else 1)


def test_addon_of_a_team_is_read_with_team_id(emulator: Emulator) -> None:
    place: dict[str, Any] = {"team_id": "acme-team", "project_id": "platform", "addon_id": "audit-db"}
    id = emulator.call("POST", "/northflank/schedules", place)["id"]
    assert [schedule.id for schedule in northflank.get_addon_backup_schedules(**place)] == [id]
    assert [schedule.id for schedule in resolved(**place)[0]] == [id]


def test_output_form_returns_the_same_as_the_plain_form(emulator: Emulator) -> None:
    emulator.call("POST", "/northflank/schedules", ORDERS)
    plain = northflank.get_addon_backup_schedules(**ORDERS)
    assert len(plain) == 1
    assert resolved(**ORDERS) == (plain, True)


@pytest.mark.parametrize("name", ["project_id", "addon_id", "team_id"])
def test_unknown_argument_sends_no_request(emulator: Emulator, name: str) -> None:
    assert resolved(**{**ORDERS, name: UNKNOWN}) == (None, False)
    assert emulator.sent() == []


def test_missing_credential_is_an_error(settings: dict[str, str]) -> None:
    set_all_config({key: value for key, value in settings.items() if key != "northflank:apiToken"})
    with pytest.raises(
        BackupsError, match=r"^Northflank: no credential: northflank:apiToken \(or NORTHFLANK_API_TOKEN"
    ):
        northflank.get_addon_backup_schedules(**ORDERS)


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_error_names_what_could_not_be_listed(emulator: Emulator, status: int) -> None:
    emulator.fail("status", status=status)
    words = rf"^Northflank: could not list the backup schedules of shop/orders-db: it answered {status}"
    with pytest.raises(BackupsError, match=words):
        northflank.get_addon_backup_schedules(**ORDERS)
    with pytest.raises(BackupsError, match=words):
        resolved(**ORDERS)


@pytest.mark.parametrize("source", ["stack config", "environment"])
def test_refused_credential_is_explained_by_where_it_comes_from(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    others = {key: value for key, value in settings.items() if key != "northflank:apiToken"}
    if source == "environment":
        set_all_config(others)
        monkeypatch.setenv("NORTHFLANK_API_TOKEN", "wrong")
    else:
        set_all_config({**others, "northflank:apiToken": "wrong"})
    name = "NORTHFLANK_API_TOKEN" if source == "environment" else "northflank:apiToken"
    with pytest.raises(BackupsError, match=f"Check {name}: the token is wrong, expired or deleted.") as raised:
        northflank.get_addon_backup_schedules(**ORDERS)
    # Pulumi records a credential of the stack config only.
    assert ("--run-program" in str(raised.value)) is (source == "stack config")
