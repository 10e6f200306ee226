"""Hostile arguments and responses of functions: typed objects or a one-line error, and no other path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi.runtime import set_all_config
from pulumi_backups import northflank, planetscale
from pulumi_backups.errors import BackupsError

from tests.safety.responses import NO_PARTS, ODD, TEXTS

if TYPE_CHECKING:
    from tests.conftest import Emulator, ScriptedServer

P = "/planetscale/v1"
N = "/northflank/v1"
DATABASE: dict[str, Any] = {"organization": "acme", "database": "storefront"}
BRANCH = {**DATABASE, "branch": "main"}
PROJECT: dict[str, Any] = {"project_id": "shop"}
ADDON: dict[str, Any] = {**PROJECT, "addon_id": "orders-db"}
VOLUME: dict[str, Any] = {**PROJECT, "volume_id": "uploads"}
# Each function, its arguments, and the API path with these arguments.
FUNCTIONS: dict[str, tuple[Callable[..., Any], dict[str, Any], str]] = {
    "get_backup_policies": (
        planetscale.get_backup_policies,
        DATABASE,
        P + "/organizations/{organization}/databases/{database}/backup-policies",
    ),
    "get_backup_policy": (
        planetscale.get_backup_policy,
        {**DATABASE, "policy_id": "an-id"},
        P + "/organizations/{organization}/databases/{database}/backup-policies/{policy_id}",
    ),
    "get_branch_backups": (
        planetscale.get_branch_backups,
        BRANCH,
        P + "/organizations/{organization}/databases/{database}/branches/{branch}/backups",
    ),
    "get_branch_backup": (
        planetscale.get_branch_backup,
        {**BRANCH, "backup_id": "an-id"},
        P + "/organizations/{organization}/databases/{database}/branches/{branch}/backups/{backup_id}",
    ),
    "get_workflows": (
        planetscale.get_workflows,
        DATABASE,
        P + "/organizations/{organization}/databases/{database}/workflows",
    ),
    "get_workflow": (
        planetscale.get_workflow,
        {**DATABASE, "number": 2},
        P + "/organizations/{organization}/databases/{database}/workflows/{number}",
    ),
    "get_deploy_queue": (
        planetscale.get_deploy_queue,
        DATABASE,
        P + "/organizations/{organization}/databases/{database}/deploy-queue",
    ),
    "get_service_token": (
        planetscale.get_service_token,
        {"organization": "acme", "token_id": "demo-token-id"},
        P + "/organizations/{organization}/service-tokens/{token_id}",
    ),
    "get_regions": (planetscale.get_regions, {}, P + "/regions"),
    "get_user": (planetscale.get_user, {}, P + "/user"),
    "get_organizations": (planetscale.get_organizations, {}, P + "/organizations"),
    "get_databases": (
        planetscale.get_databases,
        {"organization": "acme"},
        P + "/organizations/{organization}/databases",
    ),
    "get_branches": (
        planetscale.get_branches,
        DATABASE,
        P + "/organizations/{organization}/databases/{database}/branches",
    ),
    "get_projects": (northflank.get_projects, {}, N + "/projects"),
    "get_addons": (northflank.get_addons, PROJECT, N + "/projects/{project_id}/addons"),
    "get_volumes": (northflank.get_volumes, PROJECT, N + "/projects/{project_id}/volumes"),
    "get_addon_backups": (
        northflank.get_addon_backups,
        ADDON,
        N + "/projects/{project_id}/addons/{addon_id}/backups",
    ),
    "get_volume_backups": (
        northflank.get_volume_backups,
        VOLUME,
        N + "/projects/{project_id}/volumes/{volume_id}/backups",
    ),
    "get_volume_backup_schedules": (
        northflank.get_volume_backup_schedules,
        VOLUME,
        N + "/projects/{project_id}/volumes/{volume_id}/backup-schedules",
    ),
    "get_backup_destinations": (northflank.get_backup_destinations, {}, N + "/backup-destinations"),
    "get_addon_backup_schedules": (
        northflank.get_addon_backup_schedules,
        ADDON,
        N + "/projects/{project_id}/addons/{addon_id}/backup-schedules",
    ),
    "get_addon_backup_schedules of a team": (
        northflank.get_addon_backup_schedules,
        {**ADDON, "team_id": "acme-team"},
        N + "/teams/{team_id}/projects/{project_id}/addons/{addon_id}/backup-schedules",
    ),
}
TOKENS = {P: "demo-token-id:demo-token-secret-0000", N: "Bearer demo-northflank-token-0000"}
every_function = pytest.mark.parametrize("name", FUNCTIONS)


@pytest.fixture(autouse=True)
def settings_of_the_program(
    scripted_server: ScriptedServer, scripted_config: Callable[[], dict[str, str]]
) -> Iterator[None]:
    set_all_config(scripted_config())
    scripted_server.requests.clear()
    yield
    set_all_config({})


@pytest.fixture(scope="module")
def responses(served: Emulator) -> dict[str, Any]:
    """The emulator's response for each function, with one object in each list."""
    served.call("POST", "/reset")
    place = {"database": "storefront"}
    ids = {
        "get_backup_policy": served.call("POST", "/planetscale/policies", {**place, "name": "by hand"})["id"],
        "get_branch_backup": served.call("POST", "/planetscale/backups", {**place, "branch": "main"})["id"],
    }
    for owner in (ADDON, VOLUME):
        served.call("POST", "/northflank/schedules", owner)
        served.call("POST", "/northflank/backups", owner)
    found = {}
    for name, (_, arguments, path) in FUNCTIONS.items():
        given = {key: ids.get(name) if value == "an-id" else value for key, value in arguments.items()}
        authorization = TOKENS[P if path.startswith(P) else N]
        # Northflank's response is the same for the add-on of a team.
        where = path.format(**given).replace("/teams/acme-team", "")
        response = httpx.get(f"{served.base_url}{where}", headers={"Authorization": authorization}, trust_env=False)
        assert response.is_success, response.text
        found[name] = response.json()
        rows = found[name].get("data")
        if isinstance(rows, list):
            assert rows, "the response is empty"
            found[name] |= {"data": rows[:1], "next_page": None}
    return found


def spoil(draw: Callable[[Any], Any], body: Any) -> Any:
    """The body after one value at any depth was removed or replaced."""
    if isinstance(body, dict | list) and body and draw(st.integers(0, 4)):
        keys = sorted(body) if isinstance(body, dict) else list(range(len(body)))
        key = draw(st.sampled_from(keys))
        if draw(st.integers(0, 5)) == 0:
            del body[key]
        else:
            body[key] = spoil(draw, body[key])
        return body
    return draw(ODD)


@every_function
def test_valid_response_is_accepted(scripted_server: ScriptedServer, responses: dict[str, Any], name: str) -> None:
    function, arguments, path = FUNCTIONS[name]
    scripted_server.respond = lambda _method, _path: responses[name]
    assert function(**arguments)
    assert [request.split()[1].partition("?")[0] for request in scripted_server.requests] == [path.format(**arguments)]


@settings(max_examples=15)
@given(data=st.data())
@every_function
def test_any_response_gives_typed_objects_or_a_one_line_error(
    scripted_server: ScriptedServer, responses: dict[str, Any], name: str, data: st.DataObject
) -> None:
    function, arguments, path = FUNCTIONS[name]
    body = spoil(data.draw, deepcopy(responses[name]))
    scripted_server.respond = lambda _method, _path: body
    scripted_server.requests.clear()
    try:
        function(**arguments)
    except BackupsError as error:
        assert str(error).isprintable()  # noqa: PT017 - some responses are valid
    assert {request.split()[1].partition("?")[0] for request in scripted_server.requests} == {path.format(**arguments)}


@pytest.mark.parametrize(
    ("name", "argument"),
    [(name, key) for name, (_, arguments, _) in FUNCTIONS.items() for key in arguments if key != "number"],
)
def test_argument_stays_one_part_of_the_path(
    scripted_server: ScriptedServer, responses: dict[str, Any], name: str, argument: str
) -> None:
    function, arguments, path = FUNCTIONS[name]
    scripted_server.respond = lambda _method, _path: responses[name]
    for value in TEXTS:
        scripted_server.requests.clear()
        function(**{**arguments, argument: value})
        wanted = path.format(**{**arguments, argument: quote(value, safe="")})
        assert [request.split()[1].partition("?")[0] for request in scripted_server.requests] == [wanted]
    scripted_server.requests.clear()
    for value in NO_PARTS[1:]:
        with pytest.raises(BackupsError, match="cannot be part of a path"):
            function(**{**arguments, argument: value})
    assert scripted_server.requests == []


@pytest.mark.parametrize("following", [True, 0, -1, "", "2", 2.5, 1e308, float("nan"), [], [1], {}, {"a": 1}], ids=repr)
def test_invalid_next_page_is_an_error(scripted_server: ScriptedServer, following: Any) -> None:
    scripted_server.respond = lambda _method, _path: {"data": [], "next_page": following}
    with pytest.raises(BackupsError):
        planetscale.get_backup_policies(**DATABASE)
    assert len(scripted_server.requests) <= 3


@pytest.mark.parametrize("following", [True, "2", 2.5, [], {"a": 1}], ids=repr)
def test_next_page_that_is_no_whole_number_is_not_requested(scripted_server: ScriptedServer, following: Any) -> None:
    scripted_server.requests.clear()
    scripted_server.respond = lambda _method, _path: {"data": [{}], "next_page": following}
    with pytest.raises(BackupsError, match="next_page is not a whole number"):
        planetscale.get_backup_policies(**DATABASE)
    assert len(scripted_server.requests) == 1


@pytest.mark.parametrize("cursor", [True, 5, -1.5, float("nan"), "x", ["a"], [["a"]], {"a": 1}], ids=repr)
def test_invalid_cursor_is_an_error(scripted_server: ScriptedServer, cursor: Any) -> None:
    pagination = {"hasNextPage": True, "cursor": cursor}
    scripted_server.respond = lambda _method, _path: {"data": {"schedules": []}, "pagination": pagination}
    with pytest.raises(BackupsError):
        northflank.get_addon_backup_schedules(**ADDON)
    assert len(scripted_server.requests) <= 3
