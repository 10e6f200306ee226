"""The vendors' contracts as OpenAPI documents, for openapi-core.

The contracts are planetscale.json and northflank.json, in a format of their own. The documents made from them are
stricter than the vendors': the body of a successful response must have every field of the contract and no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openapi_core import OpenAPI

Json = dict[str, Any]

# Fields that a response can omit: the last page has no cursor, hour and day depend on the interval, and a schedule has
# customDestinationId only if the request had it.
OPTIONAL = {"cursor", "hour", "day", "customDestinationId"}
SERVERS = {"planetscale": "http://127.0.0.1/planetscale/v1", "northflank": "http://127.0.0.1/northflank"}


@cache
def facts(vendor: str) -> Json:
    found: Json = json.loads(Path(__file__).with_name(f"{vendor}.json").read_text("utf-8"))
    return found


@cache
def openapi(vendor: str) -> OpenAPI:
    paths = planetscale_paths() if vendor == "planetscale" else northflank_paths()
    document = {
        "openapi": "3.1.0",
        "info": {"title": vendor, "version": "1"},
        "servers": [{"url": SERVERS[vendor]}],
        "paths": paths,
    }
    return OpenAPI.from_dict(document)


@pytest.fixture
def contract() -> Callable[[str], Json]:
    return facts


@pytest.fixture
def document() -> Callable[[str], OpenAPI]:
    return openapi


def planetscale_paths() -> Json:
    text = {"type": "string"}
    error = {
        "type": "object",
        "properties": {"code": text, "message": text},
        "required": ["code", "message"],
        "additionalProperties": False,
    }
    paths: Json = {}
    for each in facts("planetscale")["endpoints"]:
        query = {name: planetscale_schema(parameter) for name, parameter in each["queryParams"].items()}
        body = planetscale_schema(each["request"]) if each["request"] else None
        answer = complete(planetscale_schema(each["response"])) if each["response"] else None
        described = operation(each["path"], query, body, each["successStatus"], answer, error)
        if body is not None:
            described["requestBody"]["required"] = each["request"]["bodyRequired"]
        paths.setdefault(each["path"], {})[each["method"].lower()] = described
    return paths


def planetscale_schema(described: Json) -> Json:
    """A type of the contract as a JSON schema."""
    schema: Json = {name: described[name] for name in ("enum", "maximum") if name in described}
    if "type" in described:
        schema["type"] = [described["type"], "null"] if described.get("nullable") else described["type"]
    if "items" in described:
        schema["items"] = planetscale_schema(described["items"])
    if "fields" in described:
        schema["properties"] = {name: planetscale_schema(field) for name, field in described["fields"].items()}
        schema["additionalProperties"] = False
    return schema


def northflank_paths() -> Json:
    rules = facts("northflank")
    error = inline(rules["envelope"]["error"]["error"])
    error = {"type": "object", "properties": {"error": error}, "required": ["error"]}
    paths: Json = {}
    for each in rules["operations"]:
        query = {name: rules["pagination"]["query"].get(name, {"type": "string"}) for name in each["query"]}
        properties = {"data": complete(inline(each["success"]["data"] or {}))}
        if "cursor" in each["query"]:
            properties["pagination"] = complete(inline(rules["pagination"]["response"]))
        answer = {"type": "object", "properties": properties, "required": list(properties)}
        body = inline(each["requestBody"]) if each["requestBody"] else None
        for path in filter(None, (each["path"], each["teamPath"])):
            described = operation(path, query, body, each["success"]["status"], answer, error)
            paths.setdefault(path, {})[each["method"].lower()] = described
    return paths


def inline(schema: Any) -> Any:
    """The schema with all references resolved."""
    if isinstance(schema, list):
        return [inline(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return inline(facts("northflank")["schemas"][schema["$ref"].removeprefix("#/schemas/")])
    return {name: inline(value) for name, value in schema.items()}


def complete(schema: Any) -> Any:
    """The schema of a successful response: every property is required, and no other is allowed."""
    if isinstance(schema, list):
        return [complete(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    done = {name: complete(value) for name, value in schema.items()}
    properties = done.get("properties")
    # The contract has only some fields of partial objects, and none of some others.
    if isinstance(properties, dict) and properties and not schema.get("partial"):
        done["required"] = [name for name in properties if name not in OPTIONAL]
        done["additionalProperties"] = False
    return done


def operation(path: str, query: Json, body: Json | None, status: int, answer: Json | None, error: Json) -> Json:
    """One operation of an OpenAPI document."""
    named = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    parameters: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in named
    ]
    parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in query.items()]
    success: Json = {"description": "success"}
    if answer is not None:
        success["content"] = {"application/json": {"schema": answer}}
    refusal = {"description": "refused", "content": {"application/json": {"schema": error}}}
    described: Json = {"parameters": parameters, "responses": {str(status): success, "default": refusal}}
    if body is not None:
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return described
