"""The control plane: what tests and people do to the emulator, on paths of its own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

from flask import Flask, Response, jsonify, request

from .editable import ControlError, Editable, UnknownObjectError
from .emulator import Emulator
from .faults import KINDS
from .fields import FieldError, boolean, json_object, number, one_of, string
from .seeder import SeedError
from .store import Body

Result = tuple[Body, int] | Body

RESET = json_object({"empty": boolean})
CLOCK = json_object({"now": string(), "advance_seconds": number(-1e10, 1e10), "frozen": boolean, "real": boolean})


def add(app: Flask, emulator: Emulator) -> None:
    """Registers the control plane's paths."""
    routes: list[tuple[str, str, Callable[..., Result]]] = [
        ("POST", "/reset", _reset),
        ("POST", "/seed", _seed),
        ("GET", "/clock", _clock),
        ("POST", "/clock", _move_clock),
        ("GET", "/switches", _switches),
        ("POST", "/switches", _set_switches),
        ("GET", "/faults", _faults),
        ("POST", "/faults", _add_faults),
        ("DELETE", "/faults", _clear_faults),
        ("GET", "/latency", _latency),
        ("POST", "/latency", _set_latency),
        ("GET", "/requests", _requests),
        ("DELETE", "/requests", _clear_requests),
    ]
    for path, editable in (
        (f"/{vendor.name}/{each.plural}", each) for vendor in emulator.vendors for each in vendor.editables
    ):
        routes += [
            ("GET", path, _bound(_list, editable)),
            ("POST", path, _bound(_create, editable)),
            ("GET", f"{path}/<id>", _bound(_get, editable)),
            ("PATCH", f"{path}/<id>", _bound(_patch, editable)),
            ("DELETE", f"{path}/<id>", _bound(_delete, editable)),
        ]
    for method, path, action in routes:
        app.add_url_rule(f"/_control{path}", f"control {method} {path}", _view(emulator, action), methods=[method])


def _bound(action: Callable[..., Result], editable: Editable) -> Callable[..., Result]:
    return lambda emulator, **path: action(emulator, editable, **path)


def _view(emulator: Emulator, action: Callable[..., Result]) -> Callable[..., tuple[Response, int]]:
    def view(**path: str) -> tuple[Response, int]:
        try:
            with emulator.store.transaction():
                emulator.catch_up()
                result = action(emulator, **path)
        except (ControlError, SeedError, FieldError, ValueError, OverflowError) as error:
            return jsonify({"error": str(error)}), 400
        except UnknownObjectError as error:
            return jsonify({"error": str(error)}), 404
        body, status = result if isinstance(result, tuple) else (result, 200)
        return jsonify(body), status

    return view


def _object() -> Body:
    body = request.get_json(force=True, silent=True) if request.get_data() else {}
    if not isinstance(body, dict):
        raise ControlError("the body must be a JSON object")
    return body


def _reset(emulator: Emulator) -> Result:
    emulator.reset(**RESET(_object()))
    return {"reset": True}


def _seed(emulator: Emulator) -> Result:
    emulator.seed(_object())
    return {"seeded": True}


def _clock(emulator: Emulator) -> Result:
    return emulator.world.clock.state()


def _move_clock(emulator: Emulator) -> Result:
    emulator.move_clock(**CLOCK(_object()))
    return emulator.world.clock.state()


def _switches(emulator: Emulator) -> Result:
    known = emulator.world.switches.known
    return {
        "switches": emulator.world.switches.all(),
        "choices": {name: each.choices for name, each in known.items()},
        "about": {name: each.why for name, each in known.items()},
    }


def _set_switches(emulator: Emulator) -> Result:
    emulator.world.switches.set(_object())
    return {"switches": emulator.world.switches.all()}


def _faults(emulator: Emulator) -> Result:
    return {"faults": emulator.faults.all(), "kinds": KINDS}


def _add_faults(emulator: Emulator) -> Result:
    body = _object()
    rules = body["faults"] if set(body) == {"faults"} else [body]
    return {"faults": emulator.faults.add(rules)}, 201


def _clear_faults(emulator: Emulator) -> Result:
    emulator.faults.clear()
    return {"faults": []}


def _latency(emulator: Emulator) -> Result:
    return {"latency": {**dict.fromkeys(_names(emulator), 0), **emulator.store.setting("latency", {})}}


def _set_latency(emulator: Emulator) -> Result:
    known = {"seconds": number(0, 600), "vendor": one_of(*_names(emulator))}
    body = json_object(known, required=("seconds",))(_object())
    vendors = [body["vendor"]] if "vendor" in body else _names(emulator)
    emulator.store.set("latency", {**emulator.store.setting("latency", {}), **dict.fromkeys(vendors, body["seconds"])})
    return _latency(emulator)


def _names(emulator: Emulator) -> list[str]:
    return [vendor.name for vendor in emulator.vendors]


def _requests(emulator: Emulator) -> Result:
    entries = [each for each in emulator.store.log_entries() if _matches_query(each)]
    counts = Counter(each["operation"] or "unknown" for each in entries)
    return {"count": len(entries), "by_operation": dict(counts), "requests": entries}


def _clear_requests(emulator: Emulator) -> Result:
    emulator.store.clear_log()
    return {"count": 0}


def _matches_query(entry: Body) -> bool:
    """Whether an entry has every value that the query names, other than strings as JSON writes them."""
    for name, value in request.args.items():
        found = entry.get(name)
        if (found if isinstance(found, str) else json.dumps(found)) != value:
            return False
    return True


def _list(emulator: Emulator, editable: Editable) -> Result:
    shown = [editable.shown(emulator.world, each) for each in emulator.store.all(editable.kind)]
    return {editable.plural: [each for each in shown if _matches_query(each)]}


def _create(emulator: Emulator, editable: Editable) -> Result:
    return editable.create(emulator.world, _object()), 201


def _get(emulator: Emulator, editable: Editable, id: str) -> Result:
    return editable.shown(emulator.world, editable.find(emulator.world, id))


def _patch(emulator: Emulator, editable: Editable, id: str) -> Result:
    found, changes = editable.find(emulator.world, id), _object()
    if changes.get("id", id) != id:
        raise ControlError("an id does not change")
    return editable.change(emulator.world, found, changes)


def _delete(emulator: Emulator, editable: Editable, id: str) -> Result:
    editable.remove(emulator.world, editable.find(emulator.world, id))
    return {"deleted": id}
