"""Branches that are restored from backups: how they begin, become ready, fail, and how many there can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

DATABASE = "/organizations/acme/databases/billing"
BRANCHES = f"{DATABASE}/branches"
Restore = Callable[..., httpx.Response]


@pytest.fixture(autouse=True)
def noon(control: httpx.Client) -> None:
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z", "frozen": True})


@pytest.fixture
def backup(control: httpx.Client) -> str:
    """The id of a successful backup of billing's main branch."""
    return str(control.post("/planetscale/backups", json={"database": "billing"}).json()["id"])


@pytest.fixture
def restore(planetscale: httpx.Client, backup: str) -> Restore:
    def make(name: str = "copy", **changes: Any) -> httpx.Response:
        body = {"name": name, "backup_id": backup, "cluster_size": "PS_20", **changes}
        return planetscale.post(BRANCHES, json={part: value for part, value in body.items() if value is not None})

    return make


def advance(control: httpx.Client, seconds: int) -> None:
    control.post("/clock", json={"advance_seconds": seconds})


def tables(planetscale: httpx.Client, branch: str) -> list[str]:
    return [each["name"] for each in planetscale.get(f"{BRANCHES}/{branch}/schema").json()["data"]]


def test_restored_branch_is_pending_until_the_restore_ends(
    planetscale: httpx.Client, control: httpx.Client, restore: Restore, backup: str
) -> None:
    created = restore(region="eu-west")
    assert created.status_code == 201
    begun = created.json()
    assert (begun["state"], begun["ready"], begun["schema_ready"], begun["production"]) == ("pending", *[False] * 3)
    assert begun["restored_from_branch"]["name"] == "main"
    assert (begun["cluster_name"], begun["region"]["slug"], begun["parent_branch"]) == ("PS_20", "eu-west", "main")
    assert begun["actor"]["id"] == "demo-token-id"
    shown = planetscale.get(f"{BRANCHES}/main/backups/{backup}").json()["restored_branches"]
    assert [(each["id"], each["name"]) for each in shown] == [(begun["id"], "copy")]
    refused = planetscale.get(f"{BRANCHES}/copy/schema")
    assert (refused.status_code, refused.json()["message"]) == (
        422,
        "Branch copy is not ready, so it has no schema yet.",
    )

    advance(control, 3)
    done = planetscale.get(f"{BRANCHES}/copy").json()
    assert (done["state"], done["ready"], done["schema_ready"]) == ("ready", True, True)
    assert tables(planetscale, "copy") == tables(planetscale, "main") == ["customers", "orders", "order_items"]
    control.post("/clock", json={"now": "2030-01-31T12:00:01Z"})
    assert planetscale.get(f"{BRANCHES}/copy").json()["state"] == "pending"
    control.post("/clock", json={"now": "2030-01-31T11:00:00Z"})
    assert planetscale.get(f"{BRANCHES}/copy").status_code == 404


def test_branches_of_a_seed_stay_when_the_clock_is_set_back(planetscale: httpx.Client, control: httpx.Client) -> None:
    control.post("/clock", json={"now": "2020-01-01T00:00:00Z"})
    assert [each["name"] for each in planetscale.get(BRANCHES).json()["data"]] == ["main", "staging"]


def test_restore_can_stay_pending_or_vanish(
    planetscale: httpx.Client, control: httpx.Client, restore: Restore, backup: str
) -> None:
    control.post("/switches", json={"planetscale.restore_outcome": "pending", "planetscale.restore_seconds": 60})
    restore("stuck")
    control.post("/switches", json={"planetscale.restore_outcome": "vanishes"})
    restore("ghost")
    advance(control, 59)
    assert planetscale.get(f"{BRANCHES}/ghost").json()["state"] == "pending"
    advance(control, 1)
    assert planetscale.get(f"{BRANCHES}/ghost").status_code == 404
    advance(control, 86400)
    assert planetscale.get(f"{BRANCHES}/stuck").json()["state"] == "pending"
    shown = planetscale.get(f"{BRANCHES}/main/backups/{backup}").json()["restored_branches"]
    assert [each["name"] for each in shown] == ["stuck"]


def test_restored_schema_can_lack_tables(planetscale: httpx.Client, control: httpx.Client, restore: Restore) -> None:
    control.post("/switches", json={"planetscale.restored_schema": "missing_table"})
    restore("less")
    control.post("/switches", json={"planetscale.restored_schema": "empty"})
    restore("none")
    advance(control, 3)
    assert tables(planetscale, "less") == ["customers", "orders"]
    assert tables(planetscale, "none") == []


def test_limit_of_restored_branches(planetscale: httpx.Client, control: httpx.Client, restore: Restore) -> None:
    control.post("/switches", json={"planetscale.restore_branches_limit": 2})
    restore("one")
    assert planetscale.get(DATABASE).json()["at_backup_restore_branches_limit"] is False
    restore("two")
    assert planetscale.get(DATABASE).json()["at_backup_restore_branches_limit"] is True
    refused = restore("three")
    assert refused.status_code == 422
    assert "has 2 branches that were restored from backups" in refused.json()["message"]
    assert planetscale.post(BRANCHES, json={"name": "plain"}).status_code == 201
    assert planetscale.delete(f"{BRANCHES}/one").status_code == 204
    assert restore("three").status_code == 201
    other = planetscale.get("/organizations/acme/databases/storefront").json()
    assert other["at_backup_restore_branches_limit"] is False


@pytest.mark.parametrize(
    ("changes", "status", "message"),
    [
        ({"name": "main"}, 422, "Name has already been taken"),
        ({"name": "Not A Name"}, 422, "name must match"),
        ({"cluster_size": None}, 422, "cluster_size is required when backup_id is given"),
        ({"backup_id": "none"}, 404, "this database has no backup none"),
        ({"region": "moon"}, 422, "there is no region moon"),
        ({"parent_branch": "none"}, 422, "There is no branch none"),
        ({"kind": "mysql"}, 422, "kind must be postgresql"),
        ({"seed_data": "last_successful_backup"}, 422, "only one of"),
        ({"surprise": 1}, 422, "surprise is not a known field"),
    ],
)
def test_new_branch_is_checked(restore: Restore, changes: dict[str, Any], status: int, message: str) -> None:
    refused = restore(**changes)
    assert refused.status_code == status
    assert message in refused.json()["message"]


@pytest.mark.parametrize("state", ["pending", "running", "failed", "canceled", "ignored"])
def test_only_a_successful_backup_is_restored(control: httpx.Client, restore: Restore, backup: str, state: str) -> None:
    control.patch(f"/planetscale/backups/{backup}", json={"state": state})
    refused = restore()
    assert refused.status_code == 422
    assert f"is {state}. Only a successful backup can be restored." in refused.json()["message"]


def test_backup_of_another_database_is_unknown(control: httpx.Client, restore: Restore) -> None:
    other = control.post("/planetscale/backups", json={"database": "sessions"}).json()["id"]
    assert restore(backup_id=other).status_code == 404


def test_newest_backup_of_the_parent_or_of_a_point_in_time(
    planetscale: httpx.Client, control: httpx.Client, backup: str
) -> None:
    advance(control, 3600)
    later = control.post("/planetscale/backups", json={"database": "billing"}).json()["id"]
    bodies: list[tuple[dict[str, str], str]] = [
        ({"seed_data": "last_successful_backup"}, later),
        ({"restore_point": "2030-01-31T12:30:00Z"}, backup),
    ]
    for number, (body, wanted) in enumerate(bodies):
        assert planetscale.post(BRANCHES, json={"name": f"copy-{number}", **body}).status_code == 201
        shown = planetscale.get(f"{BRANCHES}/main/backups/{wanted}").json()["restored_branches"]
        assert [each["name"] for each in shown] == [f"copy-{number}"]
    future = planetscale.post(BRANCHES, json={"name": "copy-2", "restore_point": "2031-01-01"})
    assert (future.status_code, future.json()["message"]) == (422, "restore_point must not be in the future")
    none = planetscale.post(
        BRANCHES, json={"name": "x", "parent_branch": "staging", "seed_data": bodies[0][0]["seed_data"]}
    )
    assert "Branch staging has no successful backup to restore." in none.json()["message"]


@pytest.mark.parametrize(
    ("accesses", "main", "staging", "plain"),
    [
        (["create_branch"], 403, 403, 201),
        (["restore_backup"], 403, 201, 403),
        (["restore_production_branch_backup"], 201, 403, 403),
        (["read_branch"], 403, 403, 403),
    ],
)
def test_access_depends_on_what_is_restored(
    planetscale: httpx.Client, control: httpx.Client, accesses: list[str], main: int, staging: int, plain: int
) -> None:
    token = {"token": "t-1", "organization": "acme", "accesses": accesses}
    control.post("/seed", json={"planetscale": {"service_tokens": {"narrow": token}}})
    found = []
    for branch in ("main", "staging", ""):
        body = {"name": f"copy-of-{branch}x"}
        if branch:
            made = control.post("/planetscale/backups", json={"database": "billing", "branch": branch}).json()
            body |= {"backup_id": made["id"], "cluster_size": "PS_10"}
        found.append(planetscale.post(BRANCHES, json=body, headers={"Authorization": "narrow:t-1"}).status_code)
    assert found == [main, staging, plain]


def test_control_plane_ends_a_restore_and_describes_an_old_copy(
    planetscale: httpx.Client, control: httpx.Client, restore: Restore
) -> None:
    id = restore().json()["id"]
    assert control.patch(f"/planetscale/branches/{id}", json={"state": "ready"}).json()["ready"] is True
    assert control.patch(f"/planetscale/branches/{id}", json={"state": "pending"}).json()["ready"] is False
    advance(control, 60)
    assert planetscale.get(f"{BRANCHES}/copy").json()["state"] == "pending"
    old = {"database": "billing", "name": "old", "created_at": "now-3d", "restored_from_branch": "main"}
    described = control.post("/planetscale/branches", json=old).json()
    assert (described["created_at"], described["ready"]) == ("2030-01-28T12:01:00.000Z", True)
    assert described["restored_from_branch"]["name"] == "main"
    unknown = control.post("/planetscale/branches", json={**old, "name": "x", "restored_from_branch": "none"})
    assert (unknown.status_code, unknown.json()["error"]) == (400, "there is no branch acme/billing/none")


def test_lost_answer_leaves_a_branch(planetscale: httpx.Client, control: httpx.Client, restore: Restore) -> None:
    control.post("/faults", json={"kind": "cut_after", "operation": "create_branch", "times": 1})
    with pytest.raises(httpx.ReadError):
        restore()
    assert planetscale.get(f"{BRANCHES}/copy").status_code == 200


def test_backup_policies_pass_over_a_branch_that_is_not_ready(
    planetscale: httpx.Client, control: httpx.Client, restore: Restore
) -> None:
    control.post("/switches", json={"planetscale.restore_outcome": "pending"})
    restore()
    policy = {"database": "billing", "target": "development", "frequency_unit": "hour", "frequency_value": 1}
    control.post("/planetscale/policies", json=policy)
    advance(control, 7200)
    assert planetscale.get(f"{BRANCHES}/copy/backups").json()["data"] == []
    assert planetscale.get(f"{BRANCHES}/staging/backups").json()["data"] != []
