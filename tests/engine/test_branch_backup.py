"""A backup and the child resource that waits for it: order, killed runs, failures, options."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

from tests.engine.events import UNKNOWN
from tests.engine.programs import Code, export, policy
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors, wait_until
from tests.faults.size import at_full_size

PLACE = {"database": "storefront", "branch": "main"}


def backup(name: str = "before", /, **changes: Any) -> str:
    """Declares a backup in the variable `before`."""
    given = "".join(f", {key}={value!r}" for key, value in (PLACE | changes).items())
    return f"before = planetscale.BranchBackup({name!r}{given})"


def options(text: str) -> Code:
    return Code(f"pulumi.ResourceOptions({text})")


def backups(vendors: Vendors) -> list[dict[str, Any]]:
    """All manual backups."""
    found = vendors.control("GET", "/planetscale/backups")["backups"]
    return [each for each in found if each["backup_policy"] is None]


def from_now_on(vendors: Vendors, outcome: str, seconds: int = 0) -> None:
    """Sets the outcome and the duration of all later backups."""
    switches = {"planetscale.backup_outcome": outcome, "planetscale.backup_seconds": seconds}
    vendors.control("POST", "/switches", switches)


def end(vendors: Vendors, state: str) -> None:
    (running,) = backups(vendors)
    vendors.control("PATCH", f"/planetscale/backups/{running['id']}", {"state": state})


def is_looked_at(vendors: Vendors) -> bool:
    """Whether a request has read a backup since the log of requests was emptied."""
    return bool(vendors.control("GET", "/requests?operation=get_backup")["count"])


def is_recorded(stack: Stack, name: str = "before") -> bool:
    """Whether the state has a resource. The engine may be writing it."""
    with suppress(json.JSONDecodeError, OSError, StopIteration):
        return name in stack.resources()
    return False


@at_full_size
def test_dependents_of_a_backup_wait_until_it_is_finished(stack: Stack, vendors: Vendors) -> None:
    from_now_on(vendors, "running")
    stack.declare(
        backup(),
        policy("beside"),
        policy("by-id", name=Code("before.backup_id")),
        policy("after", opts=options("depends_on=[before]")),
        "planetscale.BranchPromotion('go-live', database='billing', branch='staging',"
        " opts=pulumi.ResourceOptions(depends_on=[before]))",
        "planetscale.BranchPromotion('live', database='billing', branch='main')",
        export(
            id="before.backup_id",
            facts="pulumi.Output.all(before.finished.state, before.finished.size, before.finished.completed_at)",
            types="pulumi.Output.all(before.wait_minutes, before.protected, before.finished.size)"
            ".apply(lambda values: [type(value).__name__ for value in values])",
        ),
    )
    ran = stack.preview()
    assert ran.code == 0, ran.text
    assert {("create", "before"), ("create", "before-finished")} <= set(ran.ops)
    assert ran.step("by-id").new["inputs"]["name"] == UNKNOWN
    assert vendors.sent() == []

    running = stack.start("up", "--yes", "--skip-preview")
    wait_until(lambda: is_looked_at(vendors), "the wait")
    wait_until(lambda: vendors.policies() and is_recorded(stack), "what does not wait, and the backup in the state")
    assert [each["name"] for each in vendors.policies()] == ["beside"]
    end(vendors, "success")
    ran = running.wait()
    assert ran.code == 0, ran.text
    assert "PlanetScale: the backup 'before' of acme/storefront/main is running, 0 s so far" in ran.text
    assert ran.step("before-finished").new["outputs"]["state"] == "success"
    (made,) = backups(vendors)
    order = [name for _, name in ran.ops]
    assert set(order[order.index("before-finished") + 1 :]) >= {"by-id", "after", "go-live"}
    assert {each["name"] for each in vendors.policies()} == {"beside", "after", made["id"]}
    assert stack.outputs() == {
        "id": made["id"],
        "facts": ["success", made["size"], made["completed_at"]],
        "types": ["int", "bool", "int"],
    }
    assert vendors.sent().count(("POST", "promote_branch")) == 1, "of staging; main was production"

    for ran in (stack.up("--expect-no-changes"), stack.refresh("--expect-no-changes")):
        assert (ran.code, ran.ops) == (0, []), ran.text
    assert {method for method, _ in vendors.sent()} == {"GET"}

    ran = stack.destroy()
    assert ran.code == 0, ran.text
    assert (
        "PlanetScale: the branch acme/billing/staging stays production. Pulumi only forgets its promotion." in ran.text
    )
    assert (backups(vendors), vendors.policies()) == ([], [])
    sent = {operation for method, operation in vendors.sent() if method != "GET"}
    assert sent == {"delete_backup", "delete_backup_policy"}


def test_run_that_is_killed_twice_during_the_wait_creates_one_backup(stack: Stack, vendors: Vendors) -> None:
    from_now_on(vendors, "running")
    stack.declare(backup(), policy("after", opts=options("depends_on=[before]")), export(id="before.backup_id"))
    for _ in range(2):
        vendors.sent()
        running = stack.start("up", "--yes", "--skip-preview")
        wait_until(lambda: is_looked_at(vendors) and is_recorded(stack), "the wait")
        running.kill()
        assert vendors.policies() == []
        stack.cancel()
    (made,) = backups(vendors)
    assert stack.resources()["before"]["id"] == made["id"]

    end(vendors, "success")
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert [each["id"] for each in backups(vendors)] == [made["id"]]
    assert stack.outputs() == {"id": made["id"]}
    assert vendors.policy()["name"] == "after"

    ran = stack.refresh("--clear-pending-creates")
    assert ran.code == 0, ran.text
    ran = stack.up("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text


@at_full_size
def test_failed_backup_is_an_error_with_the_command_that_takes_another(stack: Stack, vendors: Vendors) -> None:
    from_now_on(vendors, "failed")
    stack.declare(backup(), policy("after", name=Code("before.backup_id")))
    for _ in range(2):
        ran = stack.up()
        assert ran.code != 0
        assert "Traceback" not in ran.text
        (failed,) = backups(vendors)
        assert f"could not wait for the backup {failed['id']} of acme/storefront/main: it ended as failed." in ran.error
        assert stack.resources()["before"]["id"] == failed["id"]
        assert vendors.policies() == []

    from_now_on(vendors, "success")
    command = re.search(r"pulumi up --replace '(.+)'", ran.error)
    assert command, ran.error
    ran = stack.up("--replace", command[1])
    assert ran.code == 0, ran.text
    (taken,) = backups(vendors)
    assert taken["id"] != failed["id"]
    assert taken["id"] == stack.resources()["before"]["id"] == vendors.policy()["name"]
    ran = stack.up("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text


@at_full_size
def test_child_follows_a_renamed_parent_and_its_settings_send_no_request(stack: Stack, vendors: Vendors) -> None:
    from_now_on(vendors, "success")
    stack.declare(backup())
    assert stack.up().code == 0
    assert list(stack.resources()) == ["before", "before-finished"]
    made = stack.resources()["before"]["id"]
    vendors.sent()

    renamed = options("aliases=[pulumi.Alias(name='before')]")
    stack.declare(backup("renamed", name="before", opts=renamed))
    ran = stack.up("--expect-no-changes")
    assert (ran.code, ran.ops) == (0, []), ran.text
    assert list(stack.resources()) == ["renamed", "renamed-finished"]

    stack.declare(backup("renamed", name="before", wait_minutes=5), export(id="before.backup_id"))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert set(ran.ops) == {("update", "renamed"), ("update", "renamed-finished")}
    assert stack.outputs() == {"id": made}

    stack.declare(
        backup("renamed", name="before", wait=False),
        "try:\n    before.finished\nexcept AttributeError as error:\n    pulumi.export('none', str(error))",
        export(id="before.backup_id"),
    )
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert list(stack.resources()) == ["renamed"]
    assert stack.outputs()["id"] == made
    assert "only with wait=True" in stack.outputs()["none"]
    assert vendors.sent() == []
    assert [each["id"] for each in backups(vendors)] == [made]


@at_full_size
def test_options_that_protect_or_retain_keep_the_backup(stack: Stack, vendors: Vendors) -> None:
    from_now_on(vendors, "success")
    stack.declare(backup(opts=options("protect=True")))
    assert stack.up().code == 0
    stack.declare()
    ran = stack.up()
    assert ran.code != 0
    assert "protect" in ran.text
    assert len(backups(vendors)) == 1

    stack.declare(backup(protected=True))
    assert stack.up().code == 0
    assert backups(vendors)[0]["protected"] is True
    ran = stack.destroy()
    assert ran.code != 0
    assert "it is protected. Declare protected=False and run pulumi up first" in ran.error
    assert len(backups(vendors)) == 1

    stack.declare(backup(protected=False, opts=options("retain_on_delete=True")))
    assert stack.up().code == 0
    ran = stack.destroy()
    assert ran.code == 0, ran.text
    assert stack.resources() == {}
    assert [(each["name"], each["protected"]) for each in backups(vendors)] == [("before", False)]


@at_full_size
def test_protected_backup_that_was_replaced_can_be_deleted_later(stack: Stack, vendors: Vendors) -> None:
    from_now_on(vendors, "success")
    stack.declare(backup(protected=True))
    assert stack.up().code == 0
    old = stack.resources()["before"]["id"]
    stack.declare(backup(protected=True, retention_value=3, retention_unit="day"))
    ran = stack.up()
    assert ran.code != 0
    assert f"remove the protection of {old} at PlanetScale and run pulumi refresh" in ran.error
    assert len(backups(vendors)) == 2

    vendors.control("PATCH", f"/planetscale/backups/{old}", {"protected": False})
    assert stack.refresh().code == 0
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert [each["id"] for each in backups(vendors)] == [stack.resources()["before"]["id"]]
