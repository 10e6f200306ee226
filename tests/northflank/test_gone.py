"""A schedule is gone only if two successful lists lack it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

Declared = dict[str, Any]
Schedules = Callable[..., list[dict[str, Any]]]
Config = Callable[..., dict[str, str]]

LIST = {"operation": "listAddonBackupSchedules"}
WRONG: list[tuple[str, Declared]] = [
    ("status", {"status": 401, "body": {"error": {"status": 401, "message": "no"}}}),
    ("status", {"status": 403, "body": {"error": {"status": 403, "message": "no"}}}),
    ("status", {"status": 404, "body": {"error": {"status": 404, "message": "Addon not found."}}}),
    ("status", {"status": 410}),
    ("status", {"status": 429}),
    ("status", {"status": 500}),
    ("status", {"status": 503}),
    ("status", {"status": 524, "body": "<h1>timeout</h1>"}),
    ("html", {}),
    ("redirect", {}),
    ("cut_before", {}),
    ("refuse", {}),
    ("truncated", {}),
    ("broken_json", {}),
]


def name(value: Any) -> str:
    return value if isinstance(value, str) else str(value.get("status", ""))


@pytest.mark.parametrize(("kind", "rule"), WRONG, ids=name)
@pytest.mark.parametrize("skip", [0, 1])
def test_failed_request_is_never_a_deletion(
    stack: Stack, emulator: Emulator, config: Config, daily: Declared, kind: str, rule: Declared, skip: int
) -> None:
    stack.up(**daily)
    if skip:
        # The first list succeeds and lacks the schedule. The second one, which has to confirm it, fails.
        emulator.call("DELETE", f"/northflank/schedules/{stack.state['schedule_id']}")
    emulator.fail(kind, skip=skip, **LIST, **rule)
    stack.start(config())
    with pytest.raises(BackupsError, match=r"^Northflank: could not list the backup schedules of shop/orders-db: "):
        stack.refresh()


@pytest.mark.parametrize(("kind", "rule"), WRONG, ids=name)
def test_deletion_without_a_list_is_an_error(
    stack: Stack, emulator: Emulator, config: Config, schedules: Schedules, daily: Declared, kind: str, rule: Declared
) -> None:
    stack.up(**daily)
    emulator.fail(kind, **LIST, **rule)
    stack.start(config())
    with pytest.raises(BackupsError):
        stack.destroy()
    assert len(schedules()) == 1


@pytest.mark.parametrize("kind", ["empty_list", "drop_page"])
def test_schedule_that_one_list_lacks_is_not_gone(
    stack: Stack, emulator: Emulator, config: Config, daily: Declared, kind: str
) -> None:
    stack.up(**daily)
    inputs = dict(stack.inputs)
    emulator.fail(kind, times=1, **({"page": 1} if kind == "drop_page" else {}))
    stack.start(config())
    assert stack.refresh()
    assert stack.inputs == inputs


def test_schedule_deleted_outside_is_created_again(
    stack: Stack, emulator: Emulator, config: Config, daily: Declared
) -> None:
    stack.up(**daily)
    emulator.call("DELETE", f"/northflank/schedules/{stack.state['schedule_id']}")
    stack.start(config())
    assert not stack.refresh()
    assert stack.up(**daily) == "created"


def test_404_on_deletion_of_an_existing_schedule_is_an_error(stack: Stack, emulator: Emulator, daily: Declared) -> None:
    stack.up(**daily)
    emulator.fail("status", operation="deleteAddonBackupSchedule", status=404)
    with pytest.raises(BackupsError, match="it answered 404 Not Found, but still lists it"):
        stack.destroy()


@pytest.mark.parametrize("status", [400, 409, 410])
def test_refused_deletion_of_an_existing_schedule_is_an_error(
    stack: Stack, emulator: Emulator, schedules: Schedules, daily: Declared, status: int
) -> None:
    stack.up(**daily)
    emulator.fail("status", operation="deleteAddonBackupSchedule", status=status)
    with pytest.raises(BackupsError, match=f"could not delete .*: it answered {status}"):
        stack.destroy()
    assert len(schedules()) == 1


def test_schedule_of_an_invisible_addon_is_not_gone(stack: Stack, emulator: Emulator, config: Config) -> None:
    place = {"team_id": "acme-team", "project_id": "platform", "addon_id": "audit-db"}
    declared = {
        **place,
        "backup_type": "dump",
        "scheduling": {"interval": "hourly", "minute": [0]},
        "retention_time": 2,
    }
    stack.up(**declared)
    emulator.call("POST", "/seed", {"northflank": {"tokens": {"blind-token-0000": {"teams": []}}}})
    stack.start(config(northflank__apiToken="blind-token-0000"))
    with pytest.raises(BackupsError, match=r"404 Not Found: Team not found.*Check project_id, addon_id and team_id"):
        stack.refresh()


def test_schedule_on_the_last_of_many_pages_is_found(
    stack: Stack, emulator: Emulator, config: Config, daily: Declared
) -> None:
    many = [{"scheduling": {"interval": f"made-up-{number}", "minute": [0]}} for number in range(205)]
    world = {"projects": {"shop": {"addons": {"orders-db": {"schedules": many}}}}}
    emulator.call("POST", "/seed", {"northflank": world})
    stack.up(**daily)
    stack.start(config())
    emulator.sent()
    assert stack.refresh()
    assert emulator.sent() == ["listAddonBackupSchedules"] * 3


def test_list_without_pages_is_read(stack: Stack, emulator: Emulator, config: Config, daily: Declared) -> None:
    emulator.switch(northflank__schedule_pages=False)
    stack.up(**daily)
    stack.start(config())
    assert stack.refresh()
