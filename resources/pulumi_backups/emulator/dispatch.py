"""How one request of a client is carried out: fault, admission, limit, operation, log, in one transaction."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field, replace

from .call import Answer, Call, Operation, RefusalError, Vendor
from .clock import Clock
from .faults import Fault, Faults, Reply
from .limits import Allowance, spend, unspent
from .store import Store
from .switches import COMMON, Switches

LOG_KEEPS = 20_000


@dataclass
class World:
    """The state that every part of the emulator works on."""

    store: Store
    vendors: tuple[Vendor, ...]
    clock: Clock = field(init=False)
    switches: Switches = field(init=False)
    faults: Faults = field(init=False)
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the server ends, so that nothing hangs longer than it."""

    def __post_init__(self) -> None:
        self.clock = Clock(self.store)
        switches = COMMON | {name: switch for vendor in self.vendors for name, switch in vendor.switches.items()}
        self.switches = Switches(self.store, switches)
        self.faults = Faults(self.store, [vendor.name for vendor in self.vendors])


@dataclass(frozen=True)
class Incoming:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    content_type: str
    authorization: str
    user_agent: str
    url: str


def carry_out(world: World, vendor: Vendor, operation: Operation, path: dict[str, str], incoming: Incoming) -> Reply:
    """The reply to send. Whatever it commits is committed before it is returned, the log entry included."""
    with world.store.transaction():
        vendor.catch_up(world.store, world.switches, world.clock.now())
        fault = world.faults.draw(vendor.name, operation, incoming.method, incoming.path)
        request_id = f"emulated-{world.store.count('requests'):08d}"
        call = Call(
            store=world.store,
            clock=world.clock,
            switches=world.switches,
            path=path,
            query=incoming.query,
            raw_body=incoming.body,
            content_type=incoming.content_type,
            authorization=incoming.authorization,
            url=incoming.url,
            thin=fault.thin,
        )
        reply = Reply(0, {}, b"")
        if fault.commits:
            reply = _attempt(vendor, operation, call, request_id)
        committed = incoming.method != "GET" and 200 <= reply.status < 300
        sent = fault.distort(reply)
        _log(world, vendor, operation, incoming, sent, fault, committed=committed, request_id=request_id)
    latency = float(world.store.setting("latency", {}).get(vendor.name, 0))
    return replace(sent, delay=sent.delay + latency, headers={"x-request-id": request_id, **sent.headers})


def _attempt(vendor: Vendor, operation: Operation, call: Call, request_id: str) -> Reply:
    """What a healthy server answers."""
    headers = _limit_headers(vendor, unspent(vendor), retry_after=False)
    try:
        who = vendor.admit(call, operation)
    except RefusalError as refused:
        return _refusal(vendor, refused, request_id, headers)
    allowance = spend(call.store, call.clock, call.switches, vendor, who)
    headers = _limit_headers(vendor, allowance, retry_after=call.switches[f"{vendor.name}.retry_after"])
    try:
        if allowance.exceeded:
            raise RefusalError(429, "rate_limited", "Too many requests: the limit of this credential is used up.")
        with call.store.transaction():
            answer = operation.act(call)
    except RefusalError as refused:
        return _refusal(vendor, refused, request_id, headers)
    return _reply(answer, headers)


def _limit_headers(vendor: Vendor, allowance: Allowance, *, retry_after: bool) -> dict[str, str]:
    headers = {}
    if vendor.limit_headers:
        headers = {
            "x-ratelimit-limit": str(allowance.limit),
            "x-ratelimit-remaining": str(allowance.remaining),
            "x-ratelimit-reset": str(allowance.reset_seconds),
        }
    if allowance.exceeded and retry_after:
        headers["Retry-After"] = str(allowance.reset_seconds)
    return headers


def _refusal(vendor: Vendor, refused: RefusalError, request_id: str, headers: dict[str, str]) -> Reply:
    return _reply(Answer(refused.status, vendor.error(refused, request_id)), headers)


def _reply(answer: Answer, headers: dict[str, str]) -> Reply:
    if answer.body is None:
        return Reply(answer.status, headers, b"")
    # A message may quote an unknown field's name, which may hold half a surrogate pair.
    data = json.dumps(answer.body, ensure_ascii=False).encode("utf-8", "replace")
    return Reply(answer.status, {"Content-Type": "application/json", **headers}, data)


def _log(
    world: World,
    vendor: Vendor,
    operation: Operation,
    incoming: Incoming,
    sent: Reply,
    fault: Fault,
    *,
    committed: bool,
    request_id: str,
) -> None:
    """Notes a request; its credential is left out on purpose."""
    try:
        body = json.loads(incoming.body) if incoming.body else None
    except (ValueError, RecursionError):
        body = None
    world.store.log(
        {
            "at": world.clock.stamp(),
            "vendor": vendor.name,
            "method": incoming.method,
            "path": incoming.path,
            "query": incoming.query,
            "operation": operation.id or None,
            "status": None if sent.cut in ("close", "reset") else sent.status,
            "committed": committed,
            "fault": None if fault.kind == "none" else fault.kind,
            "request_id": request_id,
            "user_agent": incoming.user_agent,
            "body": body,
        },
        LOG_KEEPS,
    )
