"""Volumes by Northflank's contract, and the backups that their schedules take."""

from __future__ import annotations

from typing import Any

import httpx

UPLOADS = "/projects/shop/volumes/uploads"
AT_THREE = {"scheduling": {"interval": "daily", "hour": [3], "minute": [0]}, "retentionTime": 2}


def rows(northflank: httpx.Client, path: str, **query: Any) -> Any:
    return northflank.get(path, params=query).json()["data"]


def test_volumes_of_a_project_have_what_the_seed_describes(northflank: httpx.Client, control: httpx.Client) -> None:
    described = {"attachedObjects": [{"id": "resize", "type": "job"}], "spec": {"storageSize": 1024}, "tags": ["media"]}
    seed = {"projects": {"shop": {"volumes": {"thumbnails": described}}}}
    assert control.post("/seed", json={"northflank": seed}).status_code == 200
    uploads, thumbnails = rows(northflank, "/projects/shop/volumes")
    assert (uploads["id"], uploads["status"], uploads["spec"]["storageSize"]) == ("uploads", "BOUND", 6144)
    assert {name: thumbnails[name] for name in described} == described
    assert rows(northflank, "/teams/acme-team/projects/platform/volumes") == []
    assert northflank.get("/projects/none/volumes").status_code == 404


def test_backups_of_a_volume_are_taken_and_expire(northflank: httpx.Client, control: httpx.Client) -> None:
    control.post("/clock", json={"now": "2030-01-31T12:00:00Z", "frozen": True})
    assert northflank.post(f"{UPLOADS}/backup-schedules", json=AT_THREE).status_code == 200
    control.post("/clock", json={"now": "2030-02-01T03:00:00Z"})
    (backup,) = rows(northflank, f"{UPLOADS}/backups")
    assert (backup["status"], backup["updatedAt"]) == ("in-progress", "2030-02-01T03:00:00.000Z")
    assert backup["source"]["sourceObject"]["id"] == "uploads"
    control.post("/clock", json={"now": "2030-02-04T12:00:00Z"})
    kept = rows(northflank, f"{UPLOADS}/backups")
    assert [each["createdAt"] for each in kept] == ["2030-02-04T03:00:00.000Z", "2030-02-03T03:00:00.000Z"]
    assert {each["status"] for each in kept} == {"completed"}
    assert northflank.get("/projects/shop/volumes/none/backups").status_code == 404


def test_control_plane_shows_a_backup_of_a_volume_as_the_api_does(
    northflank: httpx.Client, control: httpx.Client
) -> None:
    made = control.post("/northflank/backups", json={"project_id": "shop", "volume_id": "uploads"}).json()
    control.patch(f"/northflank/backups/{made['id']}", json={"status": "failed", "description": "by hand"})
    (backup,) = rows(northflank, f"{UPLOADS}/backups")
    assert (backup["status"], backup["description"]) == ("failed", "by hand")
    shown = control.get(f"/northflank/backups/{made['id']}").json()
    assert shown == {"team_id": None, "project_id": "shop", "volume_id": "uploads", **backup}


def test_both_lists_have_pages(northflank: httpx.Client, control: httpx.Client) -> None:
    volumes: dict[str, Any] = {f"volume-{number:03}": {} for number in range(120)}
    control.post("/seed", json={"northflank": {"projects": {"archive": {"volumes": volumes}}}})
    for _ in range(3):
        control.post("/northflank/backups", json={"project_id": "shop", "volume_id": "uploads"})
    for path, size, total in (("/projects/archive/volumes", 50, 120), (f"{UPLOADS}/backups", 2, 3)):
        found: list[str] = []
        query: dict[str, Any] = {"per_page": size}
        while query:
            body = northflank.get(path, params=query).json()
            found += [each["id"] for each in body["data"]]
            cursor = body["pagination"].get("cursor")
            query = {"per_page": size, "cursor": cursor} if cursor else {}
        assert len(set(found)) == total
