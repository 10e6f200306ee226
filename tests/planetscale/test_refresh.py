"""A refresh shows drift and nothing else. It removes a policy only if the API confirms the deletion."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError

from tests.conftest import visible

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

Declared = dict[str, Any]
Config = Callable[..., dict[str, str]]

LATER = "2030-01-01T00:00:00.000Z"


def edit(emulator: Emulator, stack: Stack, **fields: Any) -> None:
    emulator.call("PATCH", f"/planetscale/policies/{stack.id}", fields)


def test_refresh_of_an_unchanged_policy_returns_the_recorded_inputs(
    stack: Stack, emulator: Emulator, config: Config, weekly: Declared
) -> None:
    stack.up(**weekly)
    inputs, state = dict(stack.inputs), dict(stack.state)
    edit(emulator, stack, last_ran_at=LATER, next_run_at=LATER, updated_at=LATER)
    stack.start(config())
    assert stack.refresh()
    assert (stack.inputs, stack.state) == (inputs, state)
    assert stack.up(**weekly) == "same"


@pytest.mark.parametrize(
    "drift",
    [
        {"retention_value": 30},
        {"retention_value": 5000},
        {"schedule_time": "04:30"},
        {"frequency_unit": "month", "schedule_week": 2},
        {"schedule_day": 3},
        {"target": "development"},
        {"name": "renamed"},
    ],
    ids=lambda drift: "+".join(drift),
)
def test_drift_is_shown_and_the_next_up_repairs_it(
    stack: Stack, emulator: Emulator, config: Config, weekly: Declared, drift: Declared
) -> None:
    emulator.switch(planetscale__patch_null="accept")
    stack.up(**weekly)
    edit(emulator, stack, **drift)
    stack.start(config())
    assert stack.refresh()
    assert {name: stack.inputs[name] for name in drift} == drift
    assert {
        name for name, value in visible(stack.inputs).items() if value != {**weekly, "organization": "acme"}.get(name)
    } == set(drift)
    assert stack.up(**weekly) == "updated"
    stack.start(config())
    stack.refresh()
    assert stack.up(**weekly) == "same"


def test_field_that_the_frequency_does_not_use_is_drift_and_is_cleared(
    stack: Stack, emulator: Emulator, config: Config, nightly: Declared
) -> None:
    emulator.switch(planetscale__patch_null="accept")
    stack.up(**nightly)
    edit(emulator, stack, schedule_week=1)
    stack.start(config())
    stack.refresh()
    assert stack.inputs["schedule_week"] == 1
    assert stack.preview(**nightly).changes
    assert stack.up(**nightly) == "updated"
    assert emulator.call("GET", f"/planetscale/policies/{stack.id}")["schedule_week"] is None


def test_policy_deleted_outside_is_created_again(
    stack: Stack, emulator: Emulator, config: Config, nightly: Declared
) -> None:
    stack.up(**nightly)
    emulator.call("DELETE", f"/planetscale/policies/{stack.id}")
    stack.start(config())
    assert not stack.refresh()
    assert stack.up(**nightly) == "created"


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("status", {"status": 401, "body": {"code": "unauthorized", "message": "no"}}),
        ("status", {"status": 403, "body": {"code": "forbidden", "message": "no"}}),
        ("status", {"status": 404, "body": {"code": "not_found", "message": "Not Found"}}),
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
    ],
    ids=lambda value: value if isinstance(value, str) else str(value.get("status", "")),
)
@pytest.mark.parametrize("there", [True, False])
def test_failed_request_is_never_a_deletion(
    stack: Stack, emulator: Emulator, config: Config, nightly: Declared, kind: str, rule: Declared, there: bool
) -> None:
    stack.up(**nightly)
    if not there:
        emulator.call("DELETE", f"/planetscale/policies/{stack.id}")
    emulator.fail(kind, operation="list_backup_policies", **rule)
    stack.start(config())
    with pytest.raises(BackupsError, match=r"^PlanetScale: could not list the backup policies of acme/storefront: "):
        stack.refresh()


@pytest.mark.parametrize("kind", ["empty_list", "drop_page"])
def test_policy_that_a_list_lacks_is_not_gone(
    stack: Stack, emulator: Emulator, config: Config, nightly: Declared, kind: str
) -> None:
    stack.up(**nightly)
    inputs = dict(stack.inputs)
    emulator.fail(kind, **({"page": 1} if kind == "drop_page" else {}))
    stack.start(config())
    assert stack.refresh()
    assert stack.inputs == inputs


def test_empty_list_is_not_a_deletion(stack: Stack, emulator: Emulator, config: Config, nightly: Declared) -> None:
    stack.up(**nightly)
    emulator.call("DELETE", f"/planetscale/policies/{stack.id}")
    emulator.fail("empty_list", operation="list_backup_policies")
    stack.start(config())
    with pytest.raises(BackupsError, match="lists no policy of the database, not even a system policy"):
        stack.refresh()
    with pytest.raises(BackupsError, match="lists no policy of the database, not even a system policy"):
        stack.destroy()


@pytest.mark.parametrize("status", [401, 403, 500])
def test_policy_that_the_list_lacks_and_that_cannot_be_read_is_not_gone(
    stack: Stack, emulator: Emulator, config: Config, nightly: Declared, status: int
) -> None:
    stack.up(**nightly)
    emulator.call("DELETE", f"/planetscale/policies/{stack.id}")
    emulator.fail("status", operation="get_backup_policy", status=status)
    stack.start(config())
    with pytest.raises(BackupsError, match=f"could not read backup policy 'nightly' of acme/storefront: .*{status}"):
        stack.refresh()


def test_policy_of_an_invisible_database_is_not_gone(
    stack: Stack, emulator: Emulator, config: Config, nightly: Declared
) -> None:
    stack.up(**nightly)
    tokens = {"blind": {"token": "blind-token-0000", "organization": "acme", "databases": ["billing"]}}
    emulator.call("POST", "/seed", {"planetscale": {"service_tokens": tokens}})
    stack.start(config(planetscale__serviceTokenId="blind", planetscale__serviceToken="blind-token-0000"))
    with pytest.raises(BackupsError, match="404 Not Found"):
        stack.refresh()
    with pytest.raises(BackupsError, match="404 Not Found"):
        stack.destroy()


def test_404_on_deletion_of_an_existing_policy_is_an_error(stack: Stack, emulator: Emulator, nightly: Declared) -> None:
    stack.up(**nightly)
    emulator.fail("status", operation="delete_backup_policy", status=404)
    with pytest.raises(BackupsError, match="it answered 404 Not Found, but still lists it"):
        stack.destroy()
    assert stack.id is not None


def test_policy_on_the_last_of_many_pages_is_found(
    stack: Stack, emulator: Emulator, config: Config, nightly: Declared
) -> None:
    many = [{"name": f"by-hand-{number}"} for number in range(205)]
    world = {"organizations": {"acme": {"databases": {"storefront": {"policies": many}}}}}
    emulator.call("POST", "/seed", {"planetscale": world})
    stack.up(**nightly)
    stack.start(config())
    emulator.sent()
    assert stack.refresh()
    assert emulator.sent() == ["list_backup_policies"] * 3
