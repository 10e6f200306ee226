"""Every route of the emulator against the vendors' contracts: openapi-core validates real requests and responses.

The documents are stricter than the vendors': the body of a successful response must have every field of the contract
and no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

import pytest
from flask import Flask
from openapi_core import OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from pulumi_backups.emulator.operation import Operation
from pulumi_backups.emulator.store import Store
from pulumi_backups.emulator.vendor import Vendor
from pulumi_backups.emulator.vendors import VENDORS
from werkzeug.test import TestResponse

from tests.contract.contract import Contract, Json
from tests.emulated import new_emulator

ROUTES = [
    (vendor, operation, path) for vendor in VENDORS for operation in vendor.operations for path in operation.paths
]


@cache
def contract_of(vendor: str) -> Contract:
    """The contract in the vendor's test folder: tests/<vendor>/contract.py must have a CONTRACT."""
    found: Contract = import_module(f"tests.{vendor}.contract").CONTRACT
    return found


@cache
def document_of(vendor: str) -> OpenAPI:
    return contract_of(vendor).document()


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
    """An emulator in which the objects of every path exist."""
    app = new_emulator()
    seeds = {vendor.name: dict(contract_of(vendor.name).seed) for vendor in VENDORS}
    assert app.test_client().post("/_control/seed", json=seeds).status_code == 200
    return app


def filled(app: Flask, vendor: Vendor, path: str) -> str:
    """A route's path with the names of existing objects."""
    store: Store = app.extensions["emulator"].store
    return path.format(**contract_of(vendor.name).names(store, path))


def call(
    app: Flask,
    vendor: Vendor,
    method: str,
    path: str,
    body: Json | None = None,
    *,
    credential: bool = True,
    query: Mapping[str, str] | None = None,
) -> TestResponse:
    return app.test_client().open(
        vendor.operations_path + path,
        method=method,
        json=body,
        query_string=query,
        base_url="http://127.0.0.1",
        headers={"Authorization": contract_of(vendor.name).credential} if credential else {},
    )


def validate(vendor: Vendor, response: TestResponse, *, request_too: bool = True) -> None:
    """Raises if the request or the response is not valid by the contract."""
    document = document_of(vendor.name)
    response.request.environ["wsgi.input"].seek(0)  # the application read all of it
    request = WerkzeugOpenAPIRequest(response.request)
    if request_too:
        document.validate_request(request)
    document.validate_response(request, WerkzeugOpenAPIResponse(response))


def prepare(app: Flask, vendor: Vendor, operation: Operation, path: str) -> None:
    """Creates what a read, an update or a deletion needs."""

    def send(method: str, path: str, body: Json | None) -> TestResponse:
        if path.startswith("/_control"):
            return app.test_client().open(path, method=method, json=body)
        return call(app, vendor, method, filled(app, vendor, path), body)

    contract_of(vendor.name).prepare(send, operation, path)


@every_route
def test_successful_response_is_valid(app: Flask, vendor: Vendor, operation: Operation, path: str) -> None:
    prepare(app, vendor, operation, path)
    for body in contract_of(vendor.name).bodies.get(operation.id, [None]):
        response = call(app, vendor, operation.method, filled(app, vendor, path), body)
        assert response.status_code < 300, response.text
        validate(vendor, response)


@every_list
def test_every_page_is_valid(app: Flask, vendor: Vendor, operation: Operation, path: str) -> None:
    prepare(app, vendor, operation, path)
    for page in ("1", "2", "9"):
        validate(vendor, call(app, vendor, "GET", filled(app, vendor, path), query={"page": page, "per_page": "1"}))


@every_route
def test_error_responses_are_valid(app: Flask, vendor: Vendor, operation: Operation, path: str) -> None:
    found = filled(app, vendor, path)
    names = contract_of(vendor.name).names(app.extensions["emulator"].store, path)
    unknown = path.format(**dict.fromkeys(names, "none"))
    responses = [
        call(app, vendor, operation.method, found, {}, credential=False),
        call(app, vendor, operation.method, unknown, {}),
        call(app, vendor, operation.method, found, {"surprise": True}),
    ]
    refused = [each for each in responses if each.status_code >= 400]
    assert refused or operation.anonymous
    for response in refused:
        validate(vendor, response, request_too=False)


@every_route
def test_query_values_of_another_type_are_refused(app: Flask, vendor: Vendor, operation: Operation, path: str) -> None:
    prepare(app, vendor, operation, path)
    described = contract_of(vendor.name).paths[path_in_contract(vendor, path)][operation.method.lower()]
    for each in described["parameters"]:
        if each["in"] == "query" and (each["schema"]["type"] != "string" or "enum" in each["schema"]):
            query = {each["name"]: "sideways"}
            response = call(app, vendor, operation.method, filled(app, vendor, path), query=query)
            assert response.status_code in (400, 422), each["name"]
            assert each["name"] in response.text
            validate(vendor, response, request_too=False)


def path_in_contract(vendor: Vendor, path: str) -> str:
    """A route's path as the contract has it."""
    return f"{vendor.operations_path}{path}".removeprefix(contract_of(vendor.name).base_path)


def test_every_route_of_the_emulator_is_in_the_contract(app: Flask) -> None:
    known = {route for vendor in VENDORS for route in contract_of(vendor.name).routes()}
    registered = {
        (rule.endpoint.split(".")[1], method, rule.rule.replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule != "/" and not rule.rule.startswith(("/_control", "/console"))
    }
    assert registered <= known
    assert len(registered) == len(ROUTES)
