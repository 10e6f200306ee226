"""A promotion: sent once, finished when the branch is production, and never undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pulumi_backups.errors import BackupsError
from pulumi_backups.planetscale.branch_promotion import BranchPromotionProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack
    from tests.emulator_clock import EmulatorClock

Declared = dict[str, Any]
Config = Callable[..., dict[str, str]]

STAGING = {"database": "billing", "branch": "staging"}
ID = "acme/billing/staging"


@pytest.fixture
def stack(new_stack: type[Stack], timed: Config) -> Stack:
    return new_stack(BranchPromotionProvider, timed())


def is_production(emulator: Emulator) -> bool:
    (branch,) = emulator.call("GET", "/planetscale/branches?database=billing&name=staging")["branches"]
    return bool(branch["production"])


def test_promotion_ends_when_the_branch_is_production(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, capsys: pytest.CaptureFixture[str]
) -> None:
    emulator.switch(planetscale__promotion_seconds=600)
    assert stack.up(**STAGING) == "created"
    assert is_production(emulator)
    assert stack.id == ID
    assert stack.recorded == {**STAGING, "organization": "acme", "production": True}
    sent = emulator.sent()
    assert sent[:2] == ["get_branch", "promote_branch"]
    assert sent.count("promote_branch") == 1
    assert len(sent) < 45
    assert 600 <= clock.elapsed <= 1.15 * 600
    assert f"PlanetScale: the branch {ID} is being promoted, 0 s so far" in capsys.readouterr().err


@pytest.mark.parametrize("repeated", ["accept", "refuse"])
def test_production_branch_needs_no_promotion(stack: Stack, emulator: Emulator, repeated: str) -> None:
    emulator.switch(planetscale__promote_production=repeated)
    assert stack.up(database="billing", branch="main") == "created"
    assert emulator.sent() == ["get_branch"]
    assert stack.state["production"] is True


@pytest.mark.parametrize("kind", ["cut_after", "status_after", "broken_json"])
@pytest.mark.parametrize("repeated", ["accept", "refuse"])
def test_lost_response_is_a_success_if_the_branch_is_production(
    stack: Stack, emulator: Emulator, kind: str, repeated: str
) -> None:
    emulator.switch(planetscale__promotion_seconds=0, planetscale__promote_production=repeated)
    emulator.fail(kind, operation="promote_branch", times=1)
    assert stack.up(**STAGING) == "created"
    assert emulator.sent().count("promote_branch") == 1


@pytest.mark.parametrize("again", ["accept", "refuse"])
def test_running_promotion_is_waited_for_after_a_lost_response(
    new_stack: type[Stack], timed: Config, emulator: Emulator, again: str
) -> None:
    stack = new_stack(BranchPromotionProvider, timed(planetscale__retrySeconds="60"))
    emulator.switch(planetscale__promotion_seconds=30, planetscale__promote_again=again)
    emulator.fail("cut_after", operation="promote_branch", times=1)
    assert stack.up(**STAGING) == "created"
    assert is_production(emulator)


def test_next_up_continues_an_interrupted_promotion(stack: Stack, emulator: Emulator, timed: Config) -> None:
    emulator.switch(planetscale__promotion_seconds=2 * 3600)
    with pytest.raises(
        BackupsError,
        match=rf"could not promote the branch {ID}: it was not production after 1 h. Run pulumi up again to go",
    ):
        stack.up(**STAGING)
    stack.start(timed())
    assert stack.up(**STAGING) == "created"


def test_refused_second_promotion_is_an_error_until_the_first_has_finished(
    stack: Stack, emulator: Emulator, clock: EmulatorClock, timed: Config
) -> None:
    emulator.switch(planetscale__promotion_seconds=3700, planetscale__promote_again="refuse")
    with pytest.raises(BackupsError, match="not production after 1 h"):
        stack.up(**STAGING)
    stack.start(timed())
    with pytest.raises(BackupsError, match=r"being promoted already.* run pulumi up again when it is finished"):
        stack.up(**STAGING)
    clock.sleep(100)
    stack.start(timed())
    assert stack.up(**STAGING) == "created"


def test_refused_promotion_is_an_error_with_the_vendors_message(stack: Stack, emulator: Emulator) -> None:
    emulator.fail("status", status=422, operation="promote_branch", body={"errors": ["no primary key on orders"]})
    with pytest.raises(
        BackupsError, match=rf"could not promote the branch {ID}: it answered 422 .*: no primary key on orders"
    ):
        stack.up(**STAGING)


def test_missing_branch_is_an_error_before_any_promotion(stack: Stack, emulator: Emulator) -> None:
    with pytest.raises(BackupsError, match=r"could not promote the branch acme/billing/nowhere: it answered 404"):
        stack.up(database="billing", branch="nowhere")
    assert emulator.sent() == ["get_branch"]


@pytest.mark.parametrize("response", [{}, [], None, "x", {"production": "yes"}, {"production": None}])
def test_response_without_production_is_an_error_before_any_promotion(
    new_stack: type[Stack], scripted_server: Any, scripted_config: Config, response: Any
) -> None:
    scripted_server.respond = lambda _method, _path: response
    scripted_server.requests.clear()
    stack = new_stack(BranchPromotionProvider, scripted_config())
    with pytest.raises(BackupsError, match="does not say whether the branch is production"):
        stack.up(**STAGING)
    assert [request for request in scripted_server.requests if request.startswith("POST")] == []


def test_promoted_at_is_recorded_if_the_vendor_returns_it(
    new_stack: type[Stack], scripted_server: Any, scripted_config: Config
) -> None:
    scripted_server.respond = lambda _method, _path: {"production": True, "promoted_at": "2026-01-31T09:00:00.000Z"}
    stack = new_stack(BranchPromotionProvider, scripted_config())
    stack.up(**STAGING)
    assert stack.state["promoted_at"] == "2026-01-31T09:00:00.000Z"


# --- afterwards -----------------------------------------------------------------------------------------------


@pytest.fixture
def promoted(stack: Stack, emulator: Emulator, timed: Config) -> Stack:
    """A promoted branch, in the next run of Pulumi."""
    stack.up(**STAGING)
    stack.start(timed())
    emulator.sent()
    return stack


def test_refresh_of_a_production_branch_shows_no_change(promoted: Stack, emulator: Emulator) -> None:
    state, inputs = dict(promoted.state), dict(promoted.inputs)
    assert promoted.refresh()
    assert (promoted.state, promoted.inputs) == (state, inputs)
    assert emulator.sent() == ["get_branch"]
    assert promoted.up(**STAGING) == "same"


def test_demoted_branch_is_promoted_again(promoted: Stack, emulator: Emulator) -> None:
    (branch,) = emulator.call("GET", "/planetscale/branches?database=billing&name=staging")["branches"]
    emulator.call("PATCH", f"/planetscale/branches/{branch['id']}", {"production": False, "promoted_at": None})
    assert not promoted.refresh()
    assert promoted.up(**STAGING) == "created"
    assert is_production(emulator)


def test_refresh_removes_the_promotion_of_a_deleted_branch(promoted: Stack, emulator: Emulator) -> None:
    (branch,) = emulator.call("GET", "/planetscale/branches?database=billing&name=staging")["branches"]
    emulator.call("DELETE", f"/planetscale/branches/{branch['id']}")
    assert not promoted.refresh()
    assert emulator.sent() == ["get_branch", "list_branches"]


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_404_of_the_database_is_not_a_deletion(promoted: Stack, emulator: Emulator, status: int) -> None:
    emulator.fail("status", status=status, vendor="planetscale")
    with pytest.raises(BackupsError, match=rf"it answered {status}"):
        promoted.refresh()


def test_destroy_sends_no_request_and_logs_it(
    promoted: Stack, emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    promoted.destroy()
    assert emulator.sent() == []
    assert is_production(emulator)
    assert f"the branch {ID} stays production. Pulumi only forgets its promotion." in capsys.readouterr().err


@pytest.mark.parametrize("change", [{"database": "sessions"}, {"branch": "other"}, {"organization": "other"}])
def test_every_change_replaces(promoted: Stack, change: Declared) -> None:
    found = promoted.preview(**{**STAGING, **change})
    assert (found.replaces, found.delete_before_replace) == (list(change), False)


@pytest.mark.parametrize("name", ["database", "branch"])
@pytest.mark.parametrize("value", [None, "", "a/b", ".."])
def test_name_that_no_path_can_hold_is_refused(stack: Stack, name: str, value: str | None) -> None:
    assert list(stack.problems(**{**STAGING, name: value})) == [name]
