"""How many requests a credential has left in its window."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .call import Vendor
from .clock import Clock
from .store import Store
from .switches import Switches


@dataclass(frozen=True)
class Allowance:
    """What is left after this request; `exceeded` where it was one too many."""

    limit: int
    remaining: int
    reset_seconds: int
    exceeded: bool


def unspent(vendor: Vendor) -> Allowance:
    """What an answer shows where nothing is counted. A remaining of 0 would make a client wait for no limit."""
    return Allowance(vendor.real_limit, vendor.real_limit - 1, vendor.window_seconds, exceeded=False)


def spend(store: Store, clock: Clock, switches: Switches, vendor: Vendor, who: str) -> Allowance:
    """Counts one request. A window begins with its first request, as Northflank documents."""
    limit = int(switches[f"{vendor.name}.rate_limit"])
    if limit == 0:
        return unspent(vendor)
    now = clock.seconds(real=switches["rate_limit_clock"] == "real")
    name = f"window {vendor.name} {who}"
    window = store.setting(name, {"start": now, "used": 0})
    if not 0 <= now - window["start"] < vendor.window_seconds:
        window = {"start": now, "used": 0}
    window["used"] += 1
    store.set(name, window)
    reset = math.ceil(window["start"] + vendor.window_seconds - now)
    return Allowance(limit, max(limit - window["used"], 0), reset, exceeded=window["used"] > limit)
