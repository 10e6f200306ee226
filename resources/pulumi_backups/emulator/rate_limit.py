"""How many requests a credential has left in its window."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .switches import ON_OFF, Switch
from .world import World


@dataclass(frozen=True)
class RateLimit:
    """What a vendor documents of its rate limit."""

    requests: int
    """For each credential in each window."""
    window_seconds: int
    period: str
    """The window in words, such as "minute"."""
    headers: bool = False
    """Whether every response has x-ratelimit headers."""
    retry_after: bool = True
    """Whether a 429 response has Retry-After, until the switch says otherwise."""


@dataclass(frozen=True)
class Allowance:
    """What is left after a request. `exceeded` means that the request was one too many."""

    limit: int
    remaining: int
    reset_seconds: int
    exceeded: bool = False


def switches(vendor: str, limit: RateLimit) -> dict[str, Switch]:
    """The switches of a vendor's rate limit."""
    return {
        f"{vendor}.rate_limit": Switch(
            0,
            None,
            f"requests in a {limit.period} for each credential; 0 is no limit, {limit.requests} the documented one",
        ),
        f"{vendor}.retry_after": Switch(limit.retry_after, ON_OFF, "whether a 429 response has Retry-After"),
    }


def unused_allowance(limit: RateLimit) -> Allowance:
    """What a response shows if requests are not counted. A remaining of 0 would make a client wait for nothing."""
    return Allowance(limit.requests, limit.requests - 1, limit.window_seconds)


def count_request(world: World, vendor: str, limit: RateLimit, credential: str) -> Allowance:
    """Counts one request. A window begins with its first request."""
    allowed = int(world.switches[f"{vendor}.rate_limit"])
    if allowed == 0:
        return unused_allowance(limit)
    now = world.clock.seconds(real=world.switches["rate_limit_clock"] == "real")
    name = f"window {vendor} {credential}"
    window = world.store.setting(name, {"start": now, "used": 0})
    if not 0 <= now - window["start"] < limit.window_seconds:
        window = {"start": now, "used": 0}
    window["used"] += 1
    world.store.set(name, window)
    reset = math.ceil(window["start"] + limit.window_seconds - now)
    return Allowance(allowed, max(allowed - window["used"], 0), reset, exceeded=window["used"] > allowed)


def headers(world: World, vendor: str, limit: RateLimit, allowance: Allowance) -> dict[str, str]:
    """The response headers that tell a client about its allowance."""
    found = {}
    if limit.headers:
        found = {
            "x-ratelimit-limit": str(allowance.limit),
            "x-ratelimit-remaining": str(allowance.remaining),
            "x-ratelimit-reset": str(allowance.reset_seconds),
        }
    if allowance.exceeded and world.switches[f"{vendor}.retry_after"]:
        found["Retry-After"] = str(allowance.reset_seconds)
    return found
