"""Add-ons that are forked from a backup: how they begin, run, fail, and go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

ADDONS = "/projects/shop/addons"
ORIGINAL = f"{ADDONS}/orders-db"
SCHEDULE = {"backupType": "dump", "scheduling": {"interval": "hourly", "minute": [5]}, "retentionTime": 1}
Fork = Callable[..., httpx.Response]


@pytest.fixture(autouse=True)
def noon(control: httpx.Client) -> None:
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z", "frozen": True})


@pytest.fixture
def new_backup(control: httpx.Client) -> Callable[..., str]:
    """Makes a completed backup of orders-db. Returns its id."""

    def make(**changes: Any) -> str:
        location = {"project_id": "shop", "addon_id": "orders-db"}
        return str(control.post("/northflank/backups", json={**location, **changes}).json()["id"])

    return make


@pytest.fixture
def fork(northflank: httpx.Client, new_backup: Callable[..., str]) -> Fork:
    """Forks orders-db from a backup. None removes a field."""
    source = {"addonId": "orders-db", "backupId": new_backup()}

    def make(at: str = ADDONS, **changes: Any) -> httpx.Response:
        billing = {"deploymentPlan": "nf-compute-50", "storageClass": "nf-storage", "storage": 6144, "replicas": 2}
        body = {
            "name": "Drill 1",
            "type": "postgresql",
            "version": "17",
            "tags": ["drill"],
            "billing": billing,
            "tlsEnabled": False,
            "externalAccessEnabled": False,
            "source": source,
            **changes,
        }
        return northflank.post(at, json={name: value for name, value in body.items() if value is not None})

    return make


def advance(control: httpx.Client, seconds: float) -> None:
    control.post("/clock", json={"advance_seconds": seconds})


def status(northflank: httpx.Client, id: str = "drill-1") -> str:
    return str(northflank.get(f"{ADDONS}/{id}").json()["data"]["status"])


def test_fork_is_an_addon_of_its_own(northflank: httpx.Client, fork: Fork) -> None:
    created = fork()
    assert created.status_code == 200
    made = created.json()["data"]
    assert (made["id"], made["name"], made["status"]) == ("drill-1", "Drill 1", "preDeployment")
    found = northflank.get(f"{ADDONS}/drill-1").json()["data"]
    assert (found["tags"], found["spec"]["type"], found["appId"]) == (["drill"], "postgresql", "/account/shop/drill-1")
    config = found["spec"]["config"]
    assert (config["versionTag"], config["networking"]["tlsEnabled"]) == ("17", False)
    assert config["deployment"] == {
        "replicas": 2,
        "storageClass": "nf-storage",
        "storageSize": 6144,
        "planId": "nf-compute-50",
        "region": "europe-west",
    }
    listed = northflank.get(ADDONS).json()["data"]["addons"]
    assert [each["id"] for each in listed if each["tags"] == ["drill"]] == ["drill-1"]
    assert northflank.get(f"{ADDONS}/drill-1/backup-schedules").json()["data"]["schedules"] == []


def test_fork_goes_through_its_statuses(northflank: httpx.Client, control: httpx.Client, fork: Fork) -> None:
    control.post("/switches", json={"northflank.fork_seconds": 100})
    fork()
    seen = []
    for seconds in (0, 15, 15, 69, 1, 1000):
        advance(control, seconds)
        seen.append(status(northflank))
    assert seen == ["preDeployment", "allocating", "restore", "restore", "running", "running"]
    control.post("/clock", json={"now": "2030-01-31T12:00:20Z"})
    assert status(northflank) == "allocating"
    control.post("/clock", json={"now": "2030-01-31T11:00:00Z"})
    assert northflank.get(f"{ADDONS}/drill-1").status_code == 404
    control.post("/clock", json={"now": "2020-01-01T00:00:00Z"})
    assert status(northflank, "orders-db") == "running"


@pytest.mark.parametrize(
    ("outcome", "halfway", "after"),
    [
        ("failed", "restore", "failed"),
        ("error", "restore", "error"),
        ("errorAllocating", "errorAllocating", "errorAllocating"),
        ("never", "restore", "restore"),
    ],
)
def test_fork_can_fail(
    northflank: httpx.Client, control: httpx.Client, fork: Fork, outcome: str, halfway: str, after: str
) -> None:
    control.post("/switches", json={"northflank.fork_seconds": 10, "northflank.fork_outcome": outcome})
    fork()
    advance(control, 5)
    assert status(northflank) == halfway
    advance(control, 86400)
    assert status(northflank) == after


def test_new_addon_without_a_source(northflank: httpx.Client, control: httpx.Client, fork: Fork) -> None:
    control.post("/switches", json={"northflank.fork_outcome": "failed"})
    made = fork(name="fresh", source=None, type="redis", version="7", backupSchedules=None)
    assert made.status_code == 200
    advance(control, 2)
    assert status(northflank, "fresh") == "postDeployment"
    advance(control, 2)
    assert status(northflank, "fresh") == "running"


def test_schedules_come_with_the_addon_and_go_with_it(
    northflank: httpx.Client, control: httpx.Client, fork: Fork
) -> None:
    fork(backupSchedules=[SCHEDULE])
    (schedule,) = northflank.get(f"{ADDONS}/drill-1/backup-schedules").json()["data"]["schedules"]
    advance(control, 3600)
    assert len(northflank.get(f"{ADDONS}/drill-1/backups").json()["data"]["backups"]) == 1
    assert northflank.delete(f"{ADDONS}/drill-1").json() == {"data": {}}
    assert northflank.get(f"{ADDONS}/drill-1").status_code == 404
    assert northflank.delete(f"{ADDONS}/drill-1").status_code == 404
    assert control.get(f"/northflank/schedules/{schedule['id']}").status_code == 404
    fork()
    assert northflank.get(f"{ADDONS}/drill-1/backups").json()["data"]["backups"] == []


def test_deletion_can_take_time(northflank: httpx.Client, control: httpx.Client, fork: Fork) -> None:
    control.post("/switches", json={"northflank.deletion_seconds": 60})
    fork()
    assert northflank.delete(f"{ADDONS}/drill-1").status_code == 200
    advance(control, 30)
    assert status(northflank) == "deleting"
    assert northflank.delete(f"{ADDONS}/drill-1").status_code == 200
    advance(control, 30)
    assert northflank.get(f"{ADDONS}/drill-1").status_code == 404


def test_fork_of_another_project_and_by_uid(
    northflank: httpx.Client, control: httpx.Client, fork: Fork, new_backup: Callable[..., str]
) -> None:
    control.post("/seed", json={"northflank": {"projects": {"drills": {}}}})
    other = {"projectId": "shop", "addonId": "orders-db", "backupId": new_backup()}
    assert fork("/projects/drills/addons", source=other).status_code == 200
    refused = fork("/projects/drills/addons", name="again")
    assert (refused.status_code, refused.json()["error"]["message"]) == (
        404,
        "Project drills has no addon orders-db to fork.",
    )
    uid = northflank.get(f"{ORIGINAL}/backups").json()["data"]["backups"][0]["uid"]
    assert fork(name="by-uid", source={"backupUid": uid}).status_code == 200
    refused = fork("/teams/acme-team/projects/platform/addons", name="by-uid", source={"backupUid": uid})
    assert refused.status_code == 404


@pytest.mark.parametrize(
    ("changes", "status", "message"),
    [
        ({"name": "orders db"}, 409, "There is already an addon orders-db in this project."),
        ({"name": "1st"}, 400, "name must match"),
        ({"name": None}, 400, "name is required"),
        ({"type": "oracle"}, 400, "type must be one of"),
        ({"version": "9"}, 400, "version must be one of 17, 16, 15"),
        ({"type": "mysql", "version": "8"}, 400, "type must be postgresql, as the type of orders-db is"),
        ({"type": "redis", "version": "7"}, 400, "source is not supported by addons of type redis"),
        ({"billing": {"deploymentPlan": "nf-compute-20", "storage": 4096}}, 400, "billing.replicas is required"),
        ({"tags": ["a"]}, 400, "tags[0] must have 3 to 100 characters"),
        ({"source": {"addonId": "orders-db", "backupId": "none"}}, 404, "Addon orders-db has no backup none."),
        ({"source": {"addonId": "orders-db"}}, 400, "source.backupId is required"),
        ({"source": {"backupUid": "none"}}, 404, "There is no backup with the uid none."),
        ({"backupSchedules": [SCHEDULE, SCHEDULE]}, 409, "There is already one hourly backup schedule of type dump."),
        ({"backupSchedules": [{**SCHEDULE, "retentionTime": 0}]}, 400, "backupSchedules[0].retentionTime"),
        ({"surprise": 1}, 400, "surprise is not a known field"),
    ],
)
def test_new_addon_is_checked(
    northflank: httpx.Client, fork: Fork, changes: dict[str, Any], status: int, message: str
) -> None:
    before = northflank.get(ADDONS).json()
    refused = fork(**changes)
    assert refused.status_code == status
    assert message in refused.json()["error"]["message"]
    assert northflank.get(ADDONS).json() == before


@pytest.mark.parametrize("state", ["in-progress", "failed", "aborted"])
def test_only_a_completed_backup_is_restored(fork: Fork, new_backup: Callable[..., str], state: str) -> None:
    id = new_backup(status=state)
    refused = fork(source={"addonId": "orders-db", "backupId": id})
    assert refused.status_code == 409
    assert refused.json()["error"]["message"] == f"Backup {id} is {state}. Only a completed one can be restored."


def test_fork_has_the_version_of_the_original(control: httpx.Client, fork: Fork) -> None:
    control.post("/seed", json={"northflank": {"projects": {"shop": {"addons": {"orders-db": {"version": "13"}}}}}})
    assert fork(version="13").status_code == 200
    assert fork(name="fresh", version="13", source=None).status_code == 400


def test_control_plane_describes_and_edits_addons(northflank: httpx.Client, control: httpx.Client) -> None:
    old = {"project_id": "shop", "name": "Old copy", "tags": ["drill"], "createdAt": "now-3d"}
    made = control.post("/northflank/addons", json=old).json()
    assert (made["id"], made["team_id"], made["project_id"]) == ("old-copy", None, "shop")
    assert (made["createdAt"], made["status"]) == ("2030-01-28T12:00:00.000Z", "running")
    control.patch("/northflank/addons/old-copy", json={"status": "failed"})
    assert status(northflank, "old-copy") == "failed"
    assert control.delete("/northflank/addons/old-copy").status_code == 200
    assert northflank.get(f"{ADDONS}/old-copy").status_code == 404
    unknown = control.post("/northflank/addons", json={**old, "project_id": "none"})
    assert (unknown.status_code, unknown.json()["error"]) == (400, "there is no project none")


def test_lost_answer_leaves_an_addon(northflank: httpx.Client, control: httpx.Client, fork: Fork) -> None:
    control.post("/faults", json={"kind": "cut_after", "operation": "createAddon", "times": 1})
    with pytest.raises(httpx.ReadError):
        fork()
    assert northflank.get(f"{ADDONS}/drill-1").status_code == 200
