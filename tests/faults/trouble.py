"""The kinds of faults by name, and how they meet a share of all requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.engine.vendors import Vendors

SHARE = 0.1

TROUBLE: dict[str, dict[str, Any]] = {
    "429": {"kind": "status", "status": 429},
    "429 with a time": {"kind": "status", "status": 429, "headers": {"Retry-After": "1"}},
    "500": {"kind": "status", "status": 500},
    "500 after the commit": {"kind": "status_after", "status": 500},
    "502": {"kind": "status", "status": 502, "body": "<h1>Bad gateway</h1>"},
    "503": {"kind": "status", "status": 503},
    "refused": {"kind": "refuse"},
    "cut before the commit": {"kind": "cut_before"},
    "cut after the commit": {"kind": "cut_after"},
    "slow": {"kind": "slow", "seconds": 0.5},
    "no answer, then closed": {"kind": "hang", "seconds": 1, "commit": True},
    "truncated": {"kind": "truncated"},
    "broken JSON": {"kind": "broken_json"},
    "HTML": {"kind": "html"},
    "HTML after the commit": {"kind": "html", "commit": True},
    "redirect": {"kind": "redirect"},
}


def let_loose(vendors: Vendors, names: Iterable[str], seed: int, share: float = SHARE) -> None:
    """Makes each of these faults meet a share of all requests. The seed decides which."""
    vendors.heal()
    rules = [{**TROUBLE[name], "probability": share, "seed": 1000 * seed + i} for i, name in enumerate(names)]
    vendors.control("POST", "/faults", {"faults": rules})
