"""Newvendor's contract, for the contract suite."""

from __future__ import annotations

from pulumi_backups.emulator.operation import Operation
from pulumi_backups.emulator.store import Store

from tests.contract.contract import Contract, Json, Send, complete, described_operation

NIGHTLY: Json = {"window": {"days": [0, 3], "hour": 2}, "retention_days": 14}
WINDOW: Json = {
    "type": "object",
    "properties": {
        "days": {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 6}, "minItems": 1},
        "hour": {"type": "integer", "minimum": 0, "maximum": 23},
    },
}
SETTINGS: Json = {
    "type": "object",
    "properties": {"window": WINDOW, "retention_days": {"type": "integer", "minimum": 1, "maximum": 365}},
}
SCHEDULE: Json = {"type": "object", "properties": {"name": {"type": "string"}, **SETTINGS["properties"]}}
ERROR: Json = complete({"type": "object", "properties": {"message": {"type": "string"}}})
LIST = "/clusters/{cluster}/schedules"
ONE = f"{LIST}/{{name}}"


def names(_store: Store, _path: str) -> dict[str, str]:
    return {"cluster": "main", "name": "nightly"}


def prepare(send: Send, _operation: Operation, _path: str) -> None:
    send("PUT", ONE, NIGHTLY)


CONTRACT = Contract(
    paths={
        LIST: {
            "get": described_operation(
                "listSchedules", LIST, answer={"type": "array", "items": {"type": "string"}}, error=ERROR
            )
        },
        ONE: {
            "get": described_operation("getSchedule", ONE, answer=complete(SCHEDULE), error=ERROR),
            "put": described_operation(
                "putSchedule", ONE, body=complete(SETTINGS), answer=complete(SCHEDULE), error=ERROR
            ),
            "delete": described_operation("deleteSchedule", ONE, status=204, error=ERROR),
        },
    },
    base_path="/newvendor",
    credential="Bearer demo-newvendor-key-0000",
    names=names,
    bodies={"putSchedule": [NIGHTLY]},
    prepare=prepare,
)
