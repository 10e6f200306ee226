"""How one request of a client is handled: fault, authorization, rate limit, operation, log, in one transaction."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from .emulator import Emulator
from .faults import Fault
from .messages import HttpRequest, HttpResponse
from .operation import ApiError, Operation, Request, Response
from .rate_limit import count_request, headers, unused_allowance
from .vendor import Vendor
from .world import World

MAX_LOG_ENTRIES = 20_000


def handle(
    emulator: Emulator, vendor: Vendor, operation: Operation, path: dict[str, str], received: HttpRequest
) -> HttpResponse:
    """The response to send. All changes, the log entry included, are committed before it is returned."""
    world, store = emulator.world, emulator.store
    with store.transaction():
        vendor.catch_up(world)
        fault = emulator.faults.select(vendor.name, operation, received.method, received.path)
        request_id = f"emulated-{store.next_number('requests'):08d}"
        response = HttpResponse(0, {}, b"")
        if fault.commits:
            request = _parsed(world, path, received, fault)
            response = _respond(world, vendor, operation, request, request_id)
        sent = fault.apply(response)
        entry = {
            "at": world.clock.timestamp(),
            "vendor": vendor.name,
            "method": received.method,
            "path": received.path,
            "query": received.query,
            "operation": operation.id or None,
            "status": None if sent.cut in ("close", "reset") else sent.status,
            "committed": received.method != "GET" and 200 <= response.status < 300,
            "fault": None if fault.kind == "none" else fault.kind,
            "request_id": request_id,
            "user_agent": received.user_agent,
            "body": _logged_body(received.body),
        }
        store.log(entry, MAX_LOG_ENTRIES)
    latency = float(store.setting("latency", {}).get(vendor.name, 0))
    return replace(sent, delay=sent.delay + latency, headers={"x-request-id": request_id, **sent.headers})


def _parsed(world: World, path: dict[str, str], received: HttpRequest, fault: Fault) -> Request:
    return Request(
        store=world.store,
        clock=world.clock,
        switches=world.switches,
        path=path,
        query=received.query,
        raw_body=received.body,
        content_type=received.content_type,
        authorization=received.authorization,
        url=received.url,
        filter_list=fault.filter_list,
    )


def _respond(world: World, vendor: Vendor, operation: Operation, request: Request, request_id: str) -> HttpResponse:
    """The response of a server without faults."""
    limit = vendor.rate_limit
    found = headers(world, vendor.name, limit, unused_allowance(limit)) if limit else {}
    try:
        credential = vendor.authorize(request, operation)
        if limit:
            allowance = count_request(world, vendor.name, limit, credential)
            found = headers(world, vendor.name, limit, allowance)
            if allowance.exceeded:
                raise ApiError(429, "rate_limited", "Too many requests: this credential's limit is used up.")
        with world.store.transaction():
            response = operation.handler(request)
    except ApiError as error:
        response = Response(error.status, vendor.error_body(error, request_id))
    return _encoded(response, found)


def _encoded(response: Response, headers: dict[str, str]) -> HttpResponse:
    if response.body is None:
        return HttpResponse(response.status, headers, b"")
    # A message may quote an unknown field's name, which may contain half a surrogate pair.
    data = json.dumps(response.body, ensure_ascii=False).encode("utf-8", "replace")
    return HttpResponse(response.status, {"Content-Type": "application/json", **headers}, data)


def _logged_body(body: bytes) -> Any:
    """The body as JSON. None if there is none."""
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        return None
