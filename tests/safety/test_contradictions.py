"""Responses that contradict each other, and lists that are none: neither proves a deletion."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError

from tests.contract.product_requests import serve
from tests.safety.kinds import KINDS

if TYPE_CHECKING:
    from tests.conftest import Emulator, ScriptedServer, Stack

Make = Callable[[str], "Stack"]
READ = [name for name, kind in KINDS.items() if kind.reads]
LISTED = [name for name, kind in KINDS.items() if not kind.reads]


class Proxy:
    """A proxy that answers every list with a body of the test's choice, and everything else with 404."""

    def __init__(self) -> None:
        self.response: Any = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        listed = environ["PATH_INFO"].endswith(("/backups", "/branches"))
        content = json.dumps(self.response if listed else {"code": "not_found"}).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
        start_response("200 OK" if listed else "404 Not Found", headers)
        return [content]


@pytest.mark.parametrize("name", READ)
def test_refresh_keeps_a_listed_object_in_spite_of_a_404(made: Make, emulator: Emulator, name: str) -> None:
    stack = made(name)
    emulator.fail("status", status=404, operation=KINDS[name].reads)
    try:
        assert stack.refresh()
    except BackupsError:
        assert stack.id is not None


def test_deletion_of_a_listed_object_fails_on_a_404(made: Make, emulator: Emulator) -> None:
    stack = made("BranchBackup")
    for operation in ("delete_backup", "get_backup"):
        emulator.fail("status", status=404, operation=operation)
    with pytest.raises(BackupsError):
        stack.destroy()


@pytest.mark.parametrize("name", ["BranchBackup", "FinishedBranchBackup", "BranchPromotion"])
def test_invalid_list_is_no_deletion(made: Make, run_config: Callable[..., dict[str, str]], name: str) -> None:
    stack = made(name)
    proxy = Proxy()
    with serve(proxy) as base_url:
        stack.start(run_config(base_url))
        for proxy.response in (None, {}, [], "ok", {"data": None}, {"status": "maintenance"}):
            with pytest.raises(BackupsError):
                stack.refresh()


@pytest.mark.parametrize("name", LISTED)
def test_schedule_that_no_list_shows_is_deleted_or_an_error(
    made: Make, emulator: Emulator, config: Callable[..., dict[str, str]], name: str
) -> None:
    stack = made(name)
    id, state = stack.id, dict(stack.state)
    emulator.fail("empty_list")
    try:
        stack.destroy()
    except BackupsError:
        return
    emulator.heal()
    stack.start(config())
    stack.id, stack.state = id, state
    assert not stack.refresh()


@pytest.mark.parametrize("more", [None, 0, "", []], ids=repr)
def test_list_with_a_cursor_and_an_invalid_has_next_page_is_an_error(
    new_stack: type[Stack], scripted_server: ScriptedServer, scripted_config: Callable[[], dict[str, str]], more: Any
) -> None:
    kind = KINDS["AddonBackupSchedule"]
    stack = new_stack(kind.provider, scripted_config())
    stack.id, stack.state = "shop/orders-db/dump/daily", {**kind.declared, "schedule_id": "s1", "created_at": "x"}
    page = {"data": {"schedules": []}, "pagination": {"hasNextPage": more, "cursor": "next"}}
    scripted_server.respond = lambda _method, _path: page
    with pytest.raises(BackupsError):
        stack.refresh()
