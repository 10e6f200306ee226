"""What fails on purpose: the rules, which of them applies to a request, and what it does to the response."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from .fields import Check, FieldError, array, boolean, integer, json_object, number, one_of, string
from .messages import HttpResponse
from .operation import Operation
from .store import Body, Store

KINDS: dict[str, str] = {
    "status": "responds with `status` (default 500), `body` and `headers`; nothing is committed",
    "status_after": "commits, then responds with `status` (default 500), `body` and `headers`",
    "refuse": "resets the connection; nothing is committed",
    "cut_before": "closes the connection without a response; nothing is committed",
    "cut_after": "commits, then closes the connection without a response",
    "hang": "does not respond for `seconds` (default 60), then closes the connection; `commit` (default false)",
    "slow": "waits `seconds` (default 1), then responds as usual",
    "truncated": "commits; sends half of the body under the full Content-Length, then closes",
    "broken_json": "commits; sends half of the body under a Content-Length that fits it",
    "html": "status 200 and a page of HTML; `commit` (default false)",
    "redirect": "302 to `location` (default another host); `commit` (default false)",
    "empty_list": "lists only: 200 and no items",
    "drop_page": "lists only: the items of page `page` (default 2) are missing from the whole list",
}
COMMITTING_KINDS = {"status_after", "cut_after", "slow", "truncated", "broken_json", "empty_list", "drop_page"}
LIST_KINDS = {"empty_list", "drop_page"}
HTML_PAGE = b"<!doctype html><title>One moment</title><p>Checking your browser.</p>"


def _headers(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise FieldError({"": "must be an object of strings"})
    return value


def _rules(vendors: Iterable[str]) -> Check:
    rule = {
        "kind": one_of(*KINDS),
        "vendor": one_of(*vendors),
        "operation": string(),
        "method": one_of("GET", "POST", "PATCH", "PUT", "DELETE"),
        "path_contains": string(),
        "probability": number(0, 1),
        "times": integer(1, 1_000_000),
        "skip": integer(0, 1_000_000),
        "seed": integer(0, 2**31),
        "status": integer(300, 599),
        "body": lambda value: value,
        "headers": _headers,
        "location": string(max_length=2000),
        "seconds": number(0, 3600),
        "commit": boolean,
        "page": integer(1, 1_000_000),
    }
    return array(json_object(rule, required=("kind",)))


@dataclass(frozen=True)
class Fault:
    """One rule, applied to one request. Fault() does nothing."""

    kind: str = "none"
    rule: Body = field(default_factory=dict)

    @property
    def commits(self) -> bool:
        """Whether the operation is executed."""
        return self.kind == "none" or bool(self.rule.get("commit", self.kind in COMMITTING_KINDS))

    def filter_list(self, items: list[Body], _page: int, per_page: int) -> list[Body]:
        """The items that a list shows."""
        if self.kind == "empty_list":
            return []
        if self.kind == "drop_page":
            start = (int(self.rule.get("page", 2)) - 1) * per_page
            return items[:start] + items[start + per_page :]
        return items

    def apply(self, response: HttpResponse) -> HttpResponse:
        """The response as the client gets it, given the response of a server without faults."""
        rule = self.rule
        if self.kind in ("status", "status_after"):
            body = rule.get("body", {"code": "internal", "message": "planned fault"})
            html = isinstance(body, str)
            data = body.encode() if html else json.dumps(body).encode()
            kind = "text/html; charset=utf-8" if html else "application/json"
            headers = {"Content-Type": kind, **rule.get("headers", {})}
            return HttpResponse(int(rule.get("status", 500)), headers, data)
        if self.kind == "html":
            return HttpResponse(200, {"Content-Type": "text/html; charset=utf-8"}, HTML_PAGE)
        if self.kind == "redirect":
            location = rule.get("location", "https://login.elsewhere.invalid/sign-in")
            return HttpResponse(302, {"Location": location, "Content-Type": "text/html; charset=utf-8"}, HTML_PAGE)
        if self.kind == "broken_json":
            return replace(response, data=response.data[: len(response.data) // 2])
        if self.kind == "truncated":
            return replace(response, cut="truncate")
        if self.kind == "slow":
            return replace(response, delay=float(rule.get("seconds", 1)))
        if self.kind == "hang":
            return replace(response, delay=float(rule.get("seconds", 60)), cut="close")
        cuts = {"refuse": "reset", "cut_before": "close", "cut_after": "close"}
        return replace(response, cut=cuts.get(self.kind, ""))


NO_FAULT = Fault()


class Faults:
    """The rules in force, in the order in which they were added. The first that strikes is applied."""

    def __init__(self, store: Store, vendors: Iterable[str]) -> None:
        self._store = store
        self._rules = _rules(vendors)

    def all(self) -> list[Body]:
        """Every rule, and the numbers of requests that it `matched` and `struck`."""
        rules: list[Body] = self._store.setting("faults", [])
        return rules

    def add(self, rules: Any) -> list[Body]:
        """Adds all rules or none. Raises FieldError."""
        added = [{**rule, "matched": 0, "struck": 0} for rule in self._rules(rules)]
        self._store.set("faults", self.all() + added)
        return added

    def clear(self) -> None:
        """Removes all of them."""
        self._store.set("faults", [])

    def select(self, vendor: str, operation: Operation, method: str, path: str) -> Fault:
        """The fault of this request. Chance depends only on a rule's seed and on how many requests it has matched, so
        the same requests get the same faults."""
        rules = self.all()
        for index, rule in enumerate(rules):
            if not _matches(rule, vendor, operation, method, path) or rule["struck"] >= rule.get("times", 2**62):
                continue
            number = rule["matched"]
            rule["matched"] += 1
            struck = number >= rule.get("skip", 0) and chance(rule.get("seed", index), number) < rule.get(
                "probability", 1
            )
            rule["struck"] += struck
            self._store.set("faults", rules)
            if struck:
                return Fault(rule["kind"], rule)
        return NO_FAULT


def _matches(rule: Body, vendor: str, operation: Operation, method: str, path: str) -> bool:
    if rule["kind"] in LIST_KINDS and not operation.lists:
        return False
    wanted = {"vendor": vendor, "operation": operation.id, "method": method}
    if any(rule.get(name, value) != value for name, value in wanted.items()):
        return False
    return str(rule.get("path_contains", "")) in path


def chance(seed: int, number: int) -> float:
    """A number from 0 to 1 that depends on nothing else."""
    digest = hashlib.sha256(f"{seed} {number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
