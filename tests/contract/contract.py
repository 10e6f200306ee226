"""What the contract suite needs of a vendor: `CONTRACT` in `tests/<vendor>/contract.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from openapi_core import OpenAPI
from pulumi_backups.emulator.operation import Operation
from pulumi_backups.emulator.store import Store
from werkzeug.test import TestResponse

Json = dict[str, Any]
# Sends a request: method, path as the control plane or the vendor has it, body.
Send = Callable[[str, str, Json | None], TestResponse]


def nothing(_send: Send, _operation: Operation, _path: str) -> None:
    """For a vendor whose default seed has all that the operations need."""


@dataclass(frozen=True)
class Contract:
    """A vendor's contract, and how to send each of its requests.

    paths: those of an OpenAPI document, made of `described_operation`.
    base_path: what precedes them at the emulator.
    credential: the Authorization header.
    names: the names of existing objects, for the parameters of a path.
    bodies: the bodies of successful requests, by the id of the operation.
    prepare: creates what an operation needs besides the seed. Its arguments: how to send a request, the operation, the
    path of the route.
    seed: what exists besides the default seed.
    deviations: JSON schemas of bodies that the product sends although the contract refuses them, by the id of the
    operation. The product must cope with the refusal.
    """

    paths: Mapping[str, Json]
    base_path: str
    credential: str
    names: Callable[[Store, str], Mapping[str, str]]
    bodies: Mapping[str, list[Json | None]]
    prepare: Callable[[Send, Operation, str], None] = nothing
    seed: Mapping[str, Any] = field(default_factory=dict)
    deviations: Mapping[str, Json] = field(default_factory=dict)

    def document(self) -> OpenAPI:
        """The contract as openapi-core reads it."""
        servers = [{"url": f"http://127.0.0.1{self.base_path}"}]
        info = {"title": self.base_path, "version": "1"}
        return OpenAPI.from_dict({"openapi": "3.1.0", "info": info, "servers": servers, "paths": dict(self.paths)})

    def routes(self) -> Iterator[tuple[str, str, str]]:
        """The id, the method and the path of each operation."""
        for path, methods in self.paths.items():
            for method, described in methods.items():
                yield described["x-id"], method.upper(), self.base_path + path


def described_operation(
    id: str,
    path: str,
    *,
    query: Mapping[str, Json] | None = None,
    body: Json | None = None,
    body_required: bool = True,
    status: int = 200,
    answer: Json | None = None,
    error: Json,
) -> Json:
    """One operation of an OpenAPI document. `body`, `answer` and `error` are JSON schemas."""
    named = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    parameters: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in named
    ]
    parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in (query or {}).items()]
    success: Json = {"description": "success"}
    if answer is not None:
        success["content"] = {"application/json": {"schema": answer}}
    refusal = {"description": "refused", "content": {"application/json": {"schema": error}}}
    described: Json = {"x-id": id, "parameters": parameters, "responses": {str(status): success, "default": refusal}}
    if body is not None:
        described["requestBody"] = {"required": body_required, "content": {"application/json": {"schema": body}}}
    return described


def complete(schema: Any, optional: frozenset[str] = frozenset()) -> Any:
    """The schema of a successful response. It has all properties except some `optional` ones, and no other."""
    if isinstance(schema, list):
        return [complete(each, optional) for each in schema]
    if not isinstance(schema, dict):
        return schema
    done = {name: complete(value, optional) for name, value in schema.items()}
    properties = done.get("properties")
    # The contract has only some fields of partial objects, and none of some others.
    if isinstance(properties, dict) and properties and not schema.get("partial"):
        done["required"] = [name for name in properties if name not in optional]
        done["additionalProperties"] = False
    return done
