"""Who may send requests: credentials, accesses, databases, loopback."""

from __future__ import annotations

import httpx
import pytest
from flask import Flask

POLICIES = "/planetscale/v1/organizations/acme/databases/storefront/backup-policies"
SCHEDULES = "/northflank/v1/projects/shop/addons/orders-db/backup-schedules"


def ask(app: Flask, path: str, authorization: str | None, method: str = "GET") -> httpx.Response:
    headers = {} if authorization is None else {"Authorization": authorization}
    with httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://127.0.0.1") as client:
        return client.request(method, path, headers=headers)


@pytest.mark.parametrize("authorization", ["demo-token-id:demo-token-secret-0000", "Bearer demo-access-token-0000"])
def test_planetscale_accepts_both_kinds_of_token(app: Flask, authorization: str) -> None:
    assert ask(app, POLICIES, authorization).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "demo-token-id",
        "demo-token-id:wrong",
        "demo-token-id:",
        ":demo-token-secret-0000",
        "Bearer demo-token-id:demo-token-secret-0000",
        "Bearer wrong",
        "Bearer ",
        "Basic demo-token-id:demo-token-secret-0000",
    ],
)
def test_planetscale_refuses_other_credentials(app: Flask, authorization: str | None) -> None:
    response = ask(app, POLICIES, authorization)
    assert response.status_code == 401
    assert response.json()["code"] == "unauthorized"


@pytest.mark.parametrize("authorization", [None, "demo-northflank-token-0000", "Bearer ", "Bearer wrong"])
def test_northflank_refuses_other_credentials(app: Flask, authorization: str | None) -> None:
    response = ask(app, SCHEDULES, authorization)
    assert response.status_code == 401
    error = response.json()["error"]
    assert error["status"] == 401
    assert error["id"] == response.headers["x-request-id"]


def test_regions_need_no_credential(app: Flask) -> None:
    response = ask(app, "/planetscale/v1/regions", None)
    assert [region["slug"] for region in response.json()["data"]] == ["us-east", "eu-west"]


def test_token_without_the_access_is_forbidden(app: Flask, control: httpx.Client) -> None:
    token = {"token": "s", "organization": "acme", "accesses": ["read_backups"]}
    control.post("/seed", json={"planetscale": {"service_tokens": {"reader": token}}})
    assert ask(app, POLICIES, "reader:s").status_code == 200
    response = ask(app, POLICIES, "reader:s", "POST")
    assert response.status_code == 403
    assert "write_backups" in response.json()["message"]


def test_token_has_access_to_its_databases_only(app: Flask, control: httpx.Client) -> None:
    token = {"token": "s", "organization": "acme", "databases": ["billing"]}
    control.post("/seed", json={"planetscale": {"service_tokens": {"narrow": token}}})
    assert ask(app, POLICIES, "narrow:s").status_code == 404
    assert ask(app, POLICIES.replace("storefront", "billing"), "narrow:s").status_code == 200
    listed = ask(app, "/planetscale/v1/organizations/acme/databases", "narrow:s").json()["data"]
    assert [database["name"] for database in listed] == ["billing"]


ORGANIZATIONS = "/planetscale/v1/organizations"


@pytest.fixture
def two_organizations(control: httpx.Client) -> None:
    """Besides acme there is acme-data, with an OAuth token for both and a service token for the second one."""
    seed = {
        "organizations": {"acme-data": {"databases": {"lake": {}}}},
        "access_tokens": {"for-both": {"organizations": ["acme", "acme-data"]}},
        "service_tokens": {"of-data": {"token": "s", "organization": "acme-data", "accesses": ["read_backups"]}},
    }
    assert control.post("/seed", json={"planetscale": seed}).status_code == 200


@pytest.mark.usefixtures("two_organizations")
@pytest.mark.parametrize(
    ("authorization", "names"),
    [
        ("demo-token-id:demo-token-secret-0000", ["acme"]),
        ("of-data:s", ["acme-data"]),
        ("Bearer for-both", ["acme", "acme-data"]),
        ("Bearer demo-access-token-0000", ["acme"]),
    ],
)
def test_token_lists_its_organizations_and_reads_no_other(app: Flask, authorization: str, names: list[str]) -> None:
    assert [each["name"] for each in ask(app, ORGANIZATIONS, authorization).json()["data"]] == names
    for name in ("acme", "acme-data"):
        response = ask(app, f"{ORGANIZATIONS}/{name}/databases", authorization)
        assert response.status_code == (200 if name in names else 404)


def test_oauth_token_needs_a_scope_to_list_organizations(app: Flask, control: httpx.Client) -> None:
    token = {"organization": "acme", "accesses": ["read_user"]}
    control.post("/seed", json={"planetscale": {"access_tokens": {"limited": token}}})
    response = ask(app, ORGANIZATIONS, "Bearer limited")
    assert response.status_code == 403
    assert "read_organizations" in response.json()["message"]


def test_unknown_organization_and_database_are_not_found(planetscale: httpx.Client) -> None:
    for path in ("/organizations/other/databases", "/organizations/acme/databases/none/backup-policies"):
        response = planetscale.get(path)
        assert response.status_code == 404
        assert response.json()["code"] == "not_found"


def test_northflank_token_of_one_team_gets_404_for_another(app: Flask, control: httpx.Client) -> None:
    control.post("/seed", json={"northflank": {"tokens": {"limited": {"teams": ["other"]}}}})
    path = "/northflank/v1/teams/acme-team/projects"
    assert ask(app, path, "Bearer limited").status_code == 404
    assert ask(app, path, "Bearer demo-northflank-token-0000").status_code == 200


def test_switch_decides_whether_a_service_token_reads_the_user(
    planetscale: httpx.Client, control: httpx.Client, app: Flask
) -> None:
    assert planetscale.get("/user").json()["email"] == "ada@acme.example"
    control.post("/switches", json={"planetscale.service_token_reads_user": False})
    assert planetscale.get("/user").status_code == 403
    assert ask(app, "/planetscale/v1/user", "Bearer demo-access-token-0000").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "localhost.evil.example", "["])
def test_foreign_host_is_refused(app: Flask, host: str) -> None:
    for path in ("/", POLICIES, "/_control/clock"):
        environ = {"HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1"}
        assert app.test_client().get(path, environ_overrides=environ).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:8765", "[::1]:8765", "127.0.0.1:8765"])
def test_loopback_host_is_accepted(app: Flask, host: str) -> None:
    assert app.test_client().get("/", environ_overrides={"HTTP_HOST": host}).status_code == 200


def test_client_on_another_machine_is_refused(app: Flask) -> None:
    assert app.test_client().get("/", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403


def test_scheme_of_a_bearer_token_can_be_in_any_case(app: Flask) -> None:
    for scheme in ("Bearer", "bearer", "BEARER"):
        assert ask(app, "/planetscale/v1/user", f"{scheme} demo-access-token-0000").status_code == 200
        assert ask(app, "/northflank/v1/projects", f"{scheme} demo-northflank-token-0000").status_code == 200


@pytest.mark.parametrize("path", ["/planetscale/v1//regions", "/planetscale/v1/regions/"])
def test_path_with_an_empty_part_is_not_found(app: Flask, path: str) -> None:
    response = ask(app, path, None)
    assert response.status_code == 404
    assert response.json() == {"code": "not_found", "message": "Not Found: the path has an impossible part."}


def test_internal_error_does_not_look_like_not_found(app: Flask, planetscale: httpx.Client) -> None:
    broken = {"id": "x", "kind": "mysql", "region": "nowhere", "created_at": "", "updated_at": ""}
    app.extensions["emulator"].store.put("planetscale.database", "acme", "broken", broken)
    assert planetscale.get("/organizations/acme/databases/broken").status_code == 500
