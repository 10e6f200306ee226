"""Every route of the emulator against the vendors' contracts: openapi-core validates real requests and responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from openapi_core import OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from pulumi_backups.emulator import create_app
from pulumi_backups.emulator.emulator import Emulator
from pulumi_backups.emulator.operation import Operation
from pulumi_backups.emulator.vendor import Vendor
from pulumi_backups.emulator.vendors import VENDORS
from werkzeug.test import TestResponse

Json = dict[str, Any]

CREDENTIALS = {
    "planetscale": "demo-token-id:demo-token-secret-0000",
    "northflank": "Bearer demo-northflank-token-0000",
}
POLICY = {
    "name": "weekly",
    "target": "production",
    "retention_value": 4,
    "retention_unit": "week",
    "frequency_value": 1,
    "frequency_unit": "week",
    "schedule_time": "03:30",
    "schedule_day": 6,
}
SCHEDULING = {"interval": "weekly", "minute": [0, 30], "hour": [3], "day": [0, 6]}
SNAPSHOT = {
    "backupType": "snapshot",
    "scheduling": SCHEDULING,
    "retentionTime": 30,
    "additionalDestinations": [{"destinationId": "offsite-archive", "type": "custom", "retentionTime": 60}],
}
DUMP = {
    "backupType": "dump",
    "scheduling": {"interval": "hourly", "minute": [5]},
    "retentionTime": 7,
    "compressionType": "zstd",
    "customDestinationId": "offsite-archive",
}
BODIES: dict[str, list[Json | None]] = {
    "create_backup_policy": [POLICY, {**POLICY, "frequency_unit": "month", "schedule_week": 3}],
    "update_backup_policy": [{"retention_value": 5}, {}],
    "create_backup": [{"name": "before", "retention_value": 1000, "retention_unit": "year", "emergency": False}],
    "update_backup": [{"protected": True}, {"protected": False}, None],
    "createAddonBackupSchedule": [SNAPSHOT, DUMP],
    "createVolumeBackupSchedule": [{"scheduling": SCHEDULING, "retentionTime": 30}],
}
ROUTES = [
    (vendor, operation, path) for vendor in VENDORS for operation in vendor.operations for path in operation.paths
]


def name(part: object) -> str:
    if isinstance(part, Operation):
        return part.id
    return "team" if isinstance(part, str) and "teamId" in part else "-"


every_route = pytest.mark.parametrize(("vendor", "operation", "path"), ROUTES, ids=name)
every_list = pytest.mark.parametrize(
    ("vendor", "operation", "path"), [route for route in ROUTES if route[1].lists], ids=name
)


@pytest.fixture
def app() -> Flask:
    return create_app()


@pytest.fixture
def emulator(app: Flask) -> Emulator:
    """An emulator in which the objects of every path exist, with lists of more than one page."""
    app.test_client().post(
        "/_control/seed",
        json={
            "northflank": {
                "teams": {
                    "acme-team": {
                        "projects": {"platform": {"volumes": {"files": {}}}},
                        "destinations": {"team-archive": {}},
                    }
                }
            }
        },
    )
    found: Emulator = app.extensions["emulator"]
    return found


def filled(emulator: Emulator, path: str) -> str:
    """A route's path with the names of existing objects."""
    team = "teamId" in path
    backups = emulator.store.all("planetscale.backup", "acme/storefront/main")
    names = {
        "organization": "acme",
        "database": "storefront",
        "branch": "main",
        "id": "demo-token-id",
        "number": "2",
        "teamId": "acme-team",
        "projectId": "platform" if team else "shop",
        "addonId": "audit-db" if team else "orders-db",
        "volumeId": "files" if team else "uploads",
    }
    if "backup-policies" in path:
        names["id"] = emulator.store.all("planetscale.policy", "acme/storefront")[-1].id
    elif "backups" in path:
        names["id"] = backups[-1].id if backups else "0" * 12
    schedules = emulator.store.all("northflank.schedule")
    names["scheduleId"] = schedules[-1].id if schedules else "0" * 24
    return path.format(**names)


def call(
    app: Flask, vendor: Vendor, method: str, path: str, body: Json | None, *, credential: bool = True, **query: str
) -> TestResponse:
    return app.test_client().open(
        vendor.operations_path + path,
        method=method,
        json=body,
        query_string=query,
        base_url="http://127.0.0.1",
        headers={"Authorization": CREDENTIALS[vendor.name]} if credential else {},
    )


def validate(document: OpenAPI, response: TestResponse, *, request_too: bool = True) -> None:
    """Raises if the request or the response is not valid by the contract."""
    response.request.environ["wsgi.input"].seek(0)  # the application read all of it
    request = WerkzeugOpenAPIRequest(response.request)
    if request_too:
        document.validate_request(request)
    document.validate_response(request, WerkzeugOpenAPIResponse(response))


def prepare(app: Flask, vendor: Vendor, operation: Operation, path: str) -> None:
    """Creates what a read, an update or a deletion needs."""
    collection = path.rpartition("/")[0] if path.endswith(("{id}", "{scheduleId}")) else path
    if collection.endswith("backup-policies") and operation.method != "POST":
        call(app, vendor, "POST", filled(app.extensions["emulator"], collection), POLICY)
    if collection.endswith("branches/{branch}/backups") and operation.method != "POST":
        for state in ("success", "running", "failed"):
            described = {"database": "storefront", "name": state, "state": state}
            app.test_client().post("/_control/planetscale/backups", json=described)
    if collection.endswith("{addonId}/backups"):
        place = {"team_id": "acme-team", "project_id": "platform", "addon_id": "audit-db"}
        place = place if "teamId" in path else {"project_id": "shop", "addon_id": "orders-db"}
        for status in ("completed", "in-progress", "failed"):
            app.test_client().post("/_control/northflank/backups", json={**place, "status": status})
    if collection.endswith("backup-schedules") and operation.method != "POST":
        creates = "createVolumeBackupSchedule" if "volumeId" in path else "createAddonBackupSchedule"
        for body in BODIES[creates]:
            call(app, vendor, "POST", filled(app.extensions["emulator"], collection), body)


@every_route
def test_successful_response_is_valid(
    app: Flask, emulator: Emulator, document: Callable[[str], OpenAPI], vendor: Vendor, operation: Operation, path: str
) -> None:
    prepare(app, vendor, operation, path)
    for body in BODIES.get(operation.id, [None]):
        response = call(app, vendor, operation.method, filled(emulator, path), body)
        assert response.status_code < 300, response.text
        validate(document(vendor.name), response)


@every_list
def test_every_page_is_valid(
    app: Flask, emulator: Emulator, document: Callable[[str], OpenAPI], vendor: Vendor, operation: Operation, path: str
) -> None:
    prepare(app, vendor, operation, path)
    for page in ("1", "2", "9"):
        validate(document(vendor.name), call(app, vendor, "GET", filled(emulator, path), None, page=page, per_page="1"))


@every_route
def test_error_responses_are_valid(
    app: Flask, emulator: Emulator, document: Callable[[str], OpenAPI], vendor: Vendor, operation: Operation, path: str
) -> None:
    responses = [
        call(app, vendor, operation.method, filled(emulator, path), {}, credential=False),
        call(app, vendor, operation.method, filled(emulator, path).replace("acme", "none").replace("shop", "none"), {}),
        call(app, vendor, operation.method, filled(emulator, path), {"surprise": True}),
    ]
    refused = [each for each in responses if each.status_code >= 400]
    assert refused or operation.anonymous
    for response in refused:
        validate(document(vendor.name), response, request_too=False)


def contract_routes(vendor: str, facts: Json) -> Iterator[tuple[str, str, str]]:
    if vendor == "planetscale":
        for each in facts["endpoints"]:
            yield each["operationId"], each["method"], "/planetscale/v1" + each["path"]
    else:
        for each in facts["operations"]:
            for path in filter(None, (each["path"], each["teamPath"])):
                yield each["id"], each["method"], "/northflank" + path


def test_every_route_of_the_emulator_is_in_the_contract(app: Flask, contract: Callable[[str], Json]) -> None:
    known = {route for vendor in VENDORS for route in contract_routes(vendor.name, contract(vendor.name))}
    registered = {
        (rule.endpoint.split(".")[1], method, rule.rule.replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule != "/" and not rule.rule.startswith(("/_control", "/console"))
    }
    assert registered <= known
    assert len(registered) == len(ROUTES)


def test_accesses_are_those_of_the_contract(contract: Callable[[str], Json]) -> None:
    wanted = {each["operationId"]: each["auth"] for each in contract("planetscale")["endpoints"]}
    silent: Json = {}
    for operation in VENDORS[0].operations:
        auth = wanted[operation.id] or silent
        assert operation.any_token is (auth is silent)
        assert operation.anonymous is auth.get("anonymous", False)
        assert operation.accesses == set(auth.get("serviceTokenAccesses", []))
        assert operation.scopes == {scope for scopes in auth.get("oauthScopes", {}).values() for scope in scopes}
