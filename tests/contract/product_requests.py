"""Whether each request that the product sends is valid by its vendor's contract.

Tests serve the emulator, or what takes its place, by `serve` of this module, and tests/conftest.py fails a test after
which `take_violations` is not empty. Only requests with the product's User-Agent are checked: some tests send others
that no contract allows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cache
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pulumi_backups.emulator
from openapi_schema_validator import OAS31Validator

from tests.contract.contract import Contract, Json
from tests.vendors import NAMES, has_file

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PRODUCT = "pulumi-backups/"

_violations: list[str] = []


def take_violations() -> list[str]:
    """The requests since the last call of this that are not valid, each with the reason."""
    found = _violations.copy()
    _violations.clear()
    return found


def serve(app: WSGIApplication, port: int = 0) -> AbstractContextManager[str]:
    """Serves `app` as the emulator's `serve` does, and checks the product's requests."""
    return pulumi_backups.emulator.serve(CheckedApp(app), port)


class CheckedApp:
    """An application whose requests are checked."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        # The server releases the emulator's delayed responses when it stops.
        self.extensions = getattr(app, "extensions", {})

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_USER_AGENT", "").startswith(PRODUCT):
            body = environ["wsgi.input"].read()
            environ["wsgi.input"] = BytesIO(body)
            check(environ["REQUEST_METHOD"], environ["REQUEST_URI"], body)
        return self._app(environ, start_response)


def check(method: str, url: str, body: bytes) -> None:
    """Reports the request to `take_violations` if it is not valid."""
    _violations.extend(f"{method} {url} {body.decode()}: {each}" for each in violations(method, url, body))


def violations(method: str, url: str, body: bytes) -> Iterator[str]:
    """Why the request is not valid. `url` begins with its path."""
    path, _, query = url.partition("?")
    for operation in _operations():
        if operation.method == method and operation.path.fullmatch(path):
            yield from operation.violations(dict(parse_qsl(query, keep_blank_values=True)), body)
            return
    yield "no contract has this method and path"


class Operation:
    """What a contract says about the requests of one operation, ready for many checks."""

    def __init__(self, base_path: str, path: str, method: str, described: Json, deviation: Json | None) -> None:
        self.method = method.upper()
        self.path = re.compile(base_path + re.sub(r"\\{.+?\\}", "[^/]+", re.escape(path)))
        self._query = {each["name"]: each["schema"] for each in described["parameters"] if each["in"] == "query"}
        self._body_required = described.get("requestBody", {}).get("required", False)
        self._bodies = [OAS31Validator(schema) for schema in (_body_schema(described), deviation) if schema is not None]

    def violations(self, query: Mapping[str, str], body: bytes) -> Iterator[str]:
        """Why a request of this operation is not valid."""
        for name, text in query.items():
            if name not in self._query:
                yield f"the operation has no query parameter {name}"
            elif error := _error(OAS31Validator(self._query[name]), _parsed(text, self._query[name])):
                yield f"query parameter {name}: {error}"
        if not body:
            if self._body_required:
                yield "the operation requires a body"
        elif not self._bodies:
            yield "the operation has no body"
        else:
            errors = [_error(validator, json.loads(body)) for validator in self._bodies]
            if all(errors):
                yield f"body: {errors[0]}"


@cache
def _operations() -> list[Operation]:
    contracts: list[Contract] = [
        import_module(f"tests.{name}.contract").CONTRACT for name in NAMES if has_file(name, "contract")
    ]
    return [
        Operation(contract.base_path, path, method, described, contract.deviations.get(described["x-id"]))
        for contract in contracts
        for path, methods in contract.paths.items()
        for method, described in methods.items()
    ]


def _body_schema(described: Json) -> Json | None:
    if "requestBody" not in described:
        return None
    schema: Json = described["requestBody"]["content"]["application/json"]["schema"]
    return schema


def _parsed(text: str, schema: Json) -> Any:
    """The value of a query parameter. Text that is not of the schema's type stays text."""
    if schema["type"] == "integer" and re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    if schema["type"] == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _error(validator: OAS31Validator, value: Any) -> str:
    return "; ".join(f"{each.json_path} {each.message}" for each in validator.iter_errors(value))
