from typing import Any

from tests.tools.backend_files import STATE, write
from tools import backend
from tools.changes import differences, summary
from tools.paths import Paths


def resource(name: str, inputs: dict[str, Any], id: str = "1") -> dict[str, Any]:
    return {"urn": f"urn:pulumi:dev::demo::t::{name}", "type": "t", "custom": True, "id": id, "inputs": inputs}


def summary_of(paths: Paths, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[str]:
    found = []
    for resources in (before, after):
        write(paths, STATE, {"checkpoint": {"latest": {"resources": resources}}})
        found.append(backend.resources(paths))
    return summary(*found)


def test_changed_value_has_its_path(paths: Paths) -> None:
    old = {"daily": {"retention_value": 3, "target": "production"}}
    new = {"daily": {"retention_value": 2, "target": "production"}}
    sessions = [resource("sessions", {"policies": each, "__urn": key}) for key, each in (("a", old), ("b", new))]
    assert summary_of(paths, sessions[:1], sessions[1:]) == ["Changed: sessions: policies.daily.retention_value 3 → 2."]
    assert summary_of(paths, sessions[:1], sessions[:1]) == []


def test_created_and_gone_resources_are_named_without_providers_and_components(paths: Paths) -> None:
    component = {"urn": "urn:pulumi:dev::demo::c::parent", "type": "c"}
    provider = resource("default", {}) | {"type": "pulumi:providers:pulumi-python"}
    uploads, orders, cache = (resource(name, {}) for name in ("uploads", "orders", "cache"))
    assert summary_of(paths, [], [uploads, orders, component, provider]) == ["Created: orders, uploads."]
    assert summary_of(paths, [uploads, orders], [cache, orders]) == ["Created: cache.", "Gone: uploads."]


def test_replaced_object_is_a_change_of_its_resource(paths: Paths) -> None:
    old, new = resource("nightly", {"database": "a"}, "1"), resource("nightly", {"database": "b"}, "2")
    assert summary_of(paths, [old], [new]) == ["Changed: nightly: database a → b."]
    assert summary_of(paths, [old], [{**old, "id": "2"}]) == ["Changed: nightly."]


def test_entries_of_lists_have_their_numbers() -> None:
    old = {"schedules": [{"hour": [2, 14]}, {"hour": [3]}], "others": "keep"}
    new = {"schedules": [{"hour": [2, 15]}, {"hour": [3, 4]}], "objective": {"reach_days": 3}, "others": None}
    assert list(differences(old, new)) == [
        "objective none → …",
        "others keep → none",
        "schedules[0].hour[1] 14 → 15",
        "schedules[1].hour … → …",
    ]
