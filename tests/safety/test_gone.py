"""Every kind of resource leaves the state only after a confirmed deletion, by refresh or by destroy."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError

from tests.safety.kinds import DELETED, KINDS

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

Make = Callable[[str], "Stack"]
Config = Callable[..., dict[str, str]]
Fault = dict[str, Any]

STATUSES = (401, 403, 404, 410, 429, 500, 503)
WRONG: list[Fault] = [
    *({"kind": "status", "status": status} for status in STATUSES),
    {"kind": "status", "status": 404, "body": "<h1>Not Found</h1>"},
    {"kind": "status", "status": 524, "body": "<h1>timeout</h1>"},
    {"kind": "html"},
    {"kind": "redirect"},
    {"kind": "cut_before"},
    {"kind": "refuse"},
]
# These carry out the request, and then send a wrong response.
HALF: list[Fault] = [{"kind": "truncated"}, {"kind": "broken_json"}]

every_kind = pytest.mark.parametrize("name", KINDS)
every_deleted_kind = pytest.mark.parametrize("name", DELETED)


def refuse(emulator: Emulator, act: Callable[[], object], faults: list[Fault], **narrowed: Any) -> None:
    """Asserts that `act` fails with each fault. All faults share a run, because a new run is slow."""
    for fault in faults:
        emulator.fail(**fault, **narrowed)
        try:
            act()
        except BackupsError:
            emulator.heal()
        else:
            pytest.fail(f"{fault} was accepted as a response")


@every_kind
def test_failed_refresh_is_an_error_and_never_a_deletion(made: Make, emulator: Emulator, name: str) -> None:
    stack = made(name)
    refuse(emulator, stack.refresh, WRONG + HALF)
    assert stack.refresh()


@every_kind
def test_refresh_of_a_deleted_object_is_an_error_until_the_deletion_is_confirmed(
    made: Make, emulator: Emulator, config: Config, name: str
) -> None:
    stack = made(name)
    KINDS[name].remove(emulator, stack)
    if KINDS[name].reads:
        refuse(emulator, stack.refresh, [fault for fault in WRONG + HALF if fault.get("status") != 404])
        # Nothing in the organization is visible: neither the object, nor the list, nor its parent.
        refuse(emulator, stack.refresh, [fault for fault in WRONG if fault.get("status") == 404], method="GET")
        refuse(emulator, stack.refresh, WRONG[:2], operation=KINDS[name].reads)
        # This run has the list in its cache, so the faults need another run.
        stack.start(config())
        refuse(emulator, stack.refresh, WRONG[:2] + HALF, operation=KINDS[name].lists)
    else:
        # The second list has to confirm the first one. With a cached list, only the second is requested.
        refuse(emulator, stack.refresh, WRONG[:1], skip=1)
        refuse(emulator, stack.refresh, WRONG + HALF)
    assert stack.id is not None


@every_kind
def test_confirmed_deletion_is_removed_by_a_refresh_and_can_be_destroyed(
    made: Make, emulator: Emulator, name: str
) -> None:
    stack = made(name)
    KINDS[name].remove(emulator, stack)
    id, state = stack.id, dict(stack.state)
    assert not stack.refresh()
    stack.id, stack.state = id, state
    stack.destroy()


@every_deleted_kind
def test_failed_deletion_is_an_error_and_the_object_stays(made: Make, emulator: Emulator, name: str) -> None:
    stack = made(name)
    refuse(emulator, stack.destroy, WRONG)
    refuse(emulator, stack.destroy, WRONG, operation=KINDS[name].deletes)
    assert stack.refresh()


@every_deleted_kind
def test_deletion_can_be_repeated_after_a_lost_response(made: Make, emulator: Emulator, name: str) -> None:
    stack = made(name)
    state = (stack.id, dict(stack.state))
    emulator.fail("cut_after", operation=KINDS[name].deletes, times=1)
    with suppress(BackupsError):
        stack.destroy()
    stack.id, stack.state = state
    stack.destroy()


@every_kind
def test_list_that_lacks_the_object_once_is_no_deletion(
    made: Make, emulator: Emulator, config: Config, name: str
) -> None:
    stack = made(name)
    emulator.fail("empty_list", times=1)
    assert stack.refresh()
    stack.start(config())
    emulator.heal()
    emulator.fail("drop_page", page=1, times=1)
    stack.destroy()
    deletes = KINDS[name].deletes
    assert deletes is None or emulator.sent().count(deletes) == 1


@pytest.mark.parametrize("name", [name for name in KINDS if name not in DELETED])
def test_destroy_that_deletes_nothing_sends_no_request(made: Make, emulator: Emulator, name: str) -> None:
    stack = made(name)
    emulator.fail("status", status=500)
    stack.destroy()
    assert emulator.sent() == []
