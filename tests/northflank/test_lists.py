"""The functions that list what there is at Northflank: every field, all pages, one-line errors, and no credential."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import httpx
import pulumi
import pytest
from pulumi.output import UNKNOWN
from pulumi.runtime import set_all_config
from pulumi_backups import northflank
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.parse import camel_case

if TYPE_CHECKING:
    from tests.conftest import Emulator, ScriptedServer

Config = Callable[..., dict[str, str]]

SCHEMAS = json.loads(Path(__file__).with_name("contract.json").read_text("utf-8"))["schemas"]
SHOP: dict[str, Any] = {"project_id": "shop"}
ORDERS: dict[str, Any] = {**SHOP, "addon_id": "orders-db"}
UPLOADS: dict[str, Any] = {**SHOP, "volume_id": "uploads"}
# Each function, its arguments, the path of its list, the key of the list in the data, what it could not list in errors.
LISTS: dict[str, tuple[dict[str, Any], str, str | None, str]] = {
    "get_projects": ({}, "/projects", "projects", "projects"),
    "get_addons": (SHOP, "/projects/shop/addons", "addons", "add-ons of shop"),
    "get_volumes": (SHOP, "/projects/shop/volumes", None, "volumes of shop"),
    "get_addon_backups": (ORDERS, "/projects/shop/addons/orders-db/backups", "backups", "backups of shop/orders-db"),
    "get_volume_backups": (UPLOADS, "/projects/shop/volumes/uploads/backups", None, "backups of shop/uploads"),
    "get_volume_backup_schedules": (
        UPLOADS,
        "/projects/shop/volumes/uploads/backup-schedules",
        "schedules",
        "backup schedules of shop/uploads",
    ),
    "get_backup_destinations": ({}, "/backup-destinations", "backupDestinations", "backup destinations"),
}
every_list = pytest.mark.parametrize("name", LISTS)


@pytest.fixture(autouse=True)
def settings(config: Config) -> Iterator[None]:
    set_all_config(config())
    yield
    set_all_config({})


@pytest.fixture
def backups(emulator: Emulator) -> None:
    """Two backups of an add-on and two of a volume, one of each running. The volume also has a schedule."""
    for owner in (ORDERS, UPLOADS):
        for status in ("completed", "in-progress"):
            emulator.call("POST", "/northflank/backups", {**owner, "status": status})
    emulator.call("POST", "/northflank/schedules", UPLOADS)
    emulator.sent()


def function(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(northflank, name)
    return found


def resolved(name: str, **arguments: Any) -> tuple[Any, bool]:
    """The value of the output form, and whether it is known."""

    async def wait() -> tuple[Any, bool]:
        given = {name: pulumi.Output.from_input(value) for name, value in arguments.items()}
        output = function(f"{name}_output")(**given)
        return await output.future(), await output.is_known()

    # asyncio.run would remove the thread's event loop, which other tests use.
    with closing(asyncio.new_event_loop()) as loop:
        return loop.run_until_complete(wait())


def shows(found: Any, response: Any) -> bool:
    """Whether each field of a typed object is that of the response, with times as datetimes and sizes as numbers."""
    if isinstance(found, list):
        return all(shows(one, other) for one, other in zip(found, response, strict=True))
    if is_dataclass(found):
        return all(shows(getattr(found, each.name), response.get(camel_case(each.name))) for each in fields(found))
    if isinstance(found, datetime):
        return found == datetime.fromisoformat(response)
    if isinstance(found, int) and isinstance(response, str):
        return str(found) == response
    return bool(found == response) or (found is None and response == "")


@every_list
@pytest.mark.usefixtures("backups")
def test_every_field_is_that_of_the_response(emulator: Emulator, name: str) -> None:
    arguments, path, key, _ = LISTS[name]
    headers = {"Authorization": "Bearer demo-northflank-token-0000"}
    response = httpx.get(f"{emulator.base_url}/northflank/v1{path}", headers=headers, trust_env=False)
    data = response.json()["data"]
    rows = data[key] if key else data
    assert rows, "the response is empty"
    found = function(name)(**arguments)
    assert shows(found, rows)
    assert resolved(name, **arguments) == (found, True)


@pytest.mark.parametrize(
    ("cls", "schema", "others"),
    [
        (northflank.ProjectResult, "ProjectListItem", set()),
        (northflank.AddonResult, "AddonListItem", set()),
        (northflank.VolumeResult, "VolumeListItem", set()),
        (northflank.AddonBackupResult, "BackupListItem", set()),
        (northflank.VolumeBackupResult, "VolumeBackup", set()),
        (northflank.BackupDestinationResult, "BackupDestinationListItem", {"id"}),
    ],
)
def test_results_have_the_fields_of_the_contract(cls: type, schema: str, others: set[str]) -> None:
    compare(cls, SCHEMAS[schema], others)


def compare(cls: type, described: Any, others: set[str] | None = None) -> None:
    """Compares a class with a schema, and the nested ones. Only what a schema requires has no default."""
    hints, required = get_type_hints(cls), set(described.get("required", ()))
    properties = {name: facts for name, facts in described["properties"].items() if name != "credentials"}
    assert {camel_case(each.name) for each in fields(cls)} == {*properties, *(others or ())}
    for each in fields(cls):
        facts, kinds = properties.get(camel_case(each.name), {}), get_args(hints[each.name])
        if each.default is MISSING:
            assert camel_case(each.name) in required
        else:
            assert NoneType in kinds
        nested = next((kind for kind in (*kinds, hints[each.name]) if is_dataclass(kind)), None)
        if isinstance(nested, type) and "properties" in facts:
            compare(nested, facts)


@pytest.mark.usefixtures("backups")
def test_backup_that_runs_has_no_end_yet() -> None:
    running, completed = northflank.get_addon_backups(**ORDERS)
    assert (running.status, running.completed_at) == ("in-progress", None)
    assert completed.completed_at is not None
    assert (running.config.size, completed.config.size > 0) == (0, True)


def test_times_of_the_vendors_examples_are_read(
    scripted_server: ScriptedServer, scripted_config: Callable[[], dict[str, str]]
) -> None:
    set_all_config(scripted_config())
    noon = "2021-01-01 12:00:00.000Z"
    volume = {
        "id": "example-volume",
        "name": "Example Volume",
        "spec": {"storageClassName": "ssd", "storageSize": 6144},
        "attachedObjects": [{"id": "example-service", "type": "service"}],
        "status": "BOUND",
        "createdAt": noon,
        "updatedAt": noon,
    }
    scripted_server.respond = lambda _method, _path: {
        "data": [volume],
        "pagination": {"hasNextPage": False, "count": 1},
    }
    (found,) = northflank.get_volumes(**SHOP)
    assert found.created_at == datetime(2021, 1, 1, 12, tzinfo=UTC)
    assert found.spec == northflank.VolumeSpec(6144, None, "ssd")


def test_lists_are_read_to_the_last_page(emulator: Emulator) -> None:
    names = [f"thing-{number:03}" for number in range(251)]
    many: dict[str, Any] = {name: {} for name in names}
    project = {"addons": many, "volumes": many}
    seed = {"projects": {**many, "wide": project}, "destinations": many}
    emulator.call("POST", "/seed", {"northflank": seed})
    place: dict[str, Any] = {"project_id": "wide"}
    for number in range(101):
        for owner in ({"addon_id": names[0]}, {"volume_id": names[0]}):
            emulator.call("POST", "/northflank/backups", {**place, **owner, "name": f"backup-{number}"})
    emulator.sent()
    lists: list[tuple[list[Any], list[str]]] = [
        (northflank.get_projects(), ["shop", *names, "wide"]),
        (northflank.get_addons(project_id="wide"), names),
        (northflank.get_volumes(project_id="wide"), names),
        (northflank.get_backup_destinations(), ["offsite-archive", *names]),
    ]
    for found, wanted in lists:
        assert [each.name for each in found] == wanted
    assert emulator.sent() == [
        operation
        for operation in ("listProjects", "listAddons", "listVolumes", "listBackupDestinations")
        for _ in range(3)
    ]
    taken = {f"backup-{number}" for number in range(101)}
    assert {each.name for each in northflank.get_addon_backups(**place, addon_id=names[0])} == taken
    assert {each.name for each in northflank.get_volume_backups(**place, volume_id=names[0])} == taken


@every_list
def test_team_has_lists_of_its_own(emulator: Emulator, name: str) -> None:
    platform = {"projects": {"platform": {"volumes": {"files": {}}}}, "destinations": {"team-archive": {}}}
    emulator.call("POST", "/seed", {"northflank": {"teams": {"acme-team": platform}}})
    place = {"team_id": "acme-team", "project_id": "platform"}
    for owner in ({"addon_id": "audit-db"}, {"volume_id": "files"}):
        emulator.call("POST", "/northflank/backups", {**place, **owner})
    emulator.call("POST", "/northflank/schedules", {**place, "volume_id": "files"})
    others = {"project_id": "platform", "addon_id": "audit-db", "volume_id": "files"}
    arguments = {key: others[key] for key in LISTS[name][0]}
    emulator.sent()
    assert len(function(name)(team_id="acme-team", **arguments)) == 1
    (request,) = emulator.call("GET", "/requests")["requests"]
    assert request["path"].startswith("/northflank/v1/teams/acme-team/")


@every_list
def test_error_names_what_could_not_be_listed(emulator: Emulator, name: str) -> None:
    arguments, _, _, things = LISTS[name]
    for status in (401, 403, 404, 500):
        emulator.fail("status", status=status)
        with pytest.raises(BackupsError, match=rf"^Northflank: could not list the {things}: it answered {status}"):
            function(name)(**arguments)
        emulator.heal()


@pytest.mark.parametrize(
    ("name", "argument"),
    [(name, argument) for name in LISTS for argument in (*LISTS[name][0], "team_id")],
)
def test_unknown_argument_sends_no_request(emulator: Emulator, name: str, argument: str) -> None:
    assert resolved(name, **{**LISTS[name][0], argument: UNKNOWN}) == (None, False)
    assert emulator.sent() == []


# --- backup destinations --------------------------------------------------------------------------------------

SECRETS = {
    "accessKey": "AKIA-HIDDEN",
    "secretKey": "hidden-key",
    "bucketName": "acme-archive",
    "region": "eu-central-1",
    "endpoint": "https://s3.example.invalid",
}
ARCHIVE = {"name": "Offsite archive", "type": "s3", "prefix": "backups/", "credentials": SECRETS}


@pytest.fixture
def answer(scripted_server: ScriptedServer, scripted_config: Callable[[], dict[str, str]]) -> Callable[[Any], None]:
    """Makes the vendor list one destination."""

    def respond(destination: Any) -> None:
        page = {"data": {"backupDestinations": [destination]}, "pagination": {"hasNextPage": False, "count": 1}}
        scripted_server.respond = lambda _method, _path: page

    set_all_config(scripted_config())
    return respond


@pytest.mark.parametrize("id", [None, "offsite-archive"])
def test_destination_has_an_id_only_if_the_response_has_one(answer: Callable[[Any], None], id: str | None) -> None:
    answer(ARCHIVE if id is None else {**ARCHIVE, "id": id})
    (found,) = northflank.get_backup_destinations()
    assert (found.name, found.type, found.prefix, found.id) == ("Offsite archive", "s3", "backups/", id)


def test_credentials_of_a_destination_are_in_no_result_and_no_error(
    answer: Callable[[Any], None], capfd: pytest.CaptureFixture[str]
) -> None:
    answer(ARCHIVE)
    shown = [repr(northflank.get_backup_destinations()), json.dumps(northflank.get_backup_destinations())]
    for wrong in ({**ARCHIVE, "name": SECRETS}, {**ARCHIVE, "type": None}, [ARCHIVE], ARCHIVE["credentials"]):
        answer(wrong)
        with pytest.raises(BackupsError, match="does not match the API's contract") as raised:
            northflank.get_backup_destinations()
        shown.append(str(raised.value))
    shown.append("".join(capfd.readouterr()))
    assert [secret for secret in SECRETS.values() if any(secret in text for text in shown)] == []
