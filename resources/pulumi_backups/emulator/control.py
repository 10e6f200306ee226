"""The control plane: what tests and people do to the emulator, apart from every path of the vendors."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

from flask import Flask, Response, jsonify, request

from . import seed
from .dispatch import World
from .edits import ControlError, Editable, NotThereError
from .faults import KINDS
from .fields import FieldError, flag, number, one_of, record, text
from .passing import catch_up, move_clock
from .seeding import SeedError
from .store import Body

Answered = tuple[Body, int] | Body

CLOCK = record({"now": text(), "advance_seconds": number(-1e10, 1e10), "frozen": flag, "real": flag})


def add(app: Flask, world: World) -> None:
    """Registers the control plane's paths."""
    routes: list[tuple[str, str, Callable[..., Answered]]] = [
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
        ("DELETE", "/requests", _forget_requests),
    ]
    for path, editable in (
        (f"/{vendor.name}/{each.plural}", each) for vendor in world.vendors for each in vendor.editables
    ):
        routes += [
            ("GET", path, _bound(_list_things, editable)),
            ("POST", path, _bound(_create_thing, editable)),
            ("GET", f"{path}/<id>", _bound(_get_thing, editable)),
            ("PATCH", f"{path}/<id>", _bound(_patch_thing, editable)),
            ("DELETE", f"{path}/<id>", _bound(_delete_thing, editable)),
        ]
    for method, path, act in routes:
        app.add_url_rule(f"/_control{path}", f"control {method} {path}", _view(world, act), methods=[method])


def _bound(act: Callable[..., Answered], editable: Editable) -> Callable[..., Answered]:
    return lambda world, **path: act(world, editable, **path)


def _view(world: World, act: Callable[..., Answered]) -> Callable[..., tuple[Response, int]]:
    def view(**path: str) -> tuple[Response, int]:
        try:
            with world.store.transaction():
                catch_up(world)
                answered = act(world, **path)
        except (ControlError, SeedError, FieldError, ValueError, OverflowError) as error:
            return jsonify({"error": str(error)}), 400
        except NotThereError as error:
            return jsonify({"error": str(error)}), 404
        body, status = answered if isinstance(answered, tuple) else (answered, 200)
        return jsonify(body), status

    return view


def _object() -> Body:
    body = request.get_json(force=True, silent=True) if request.get_data() else {}
    if not isinstance(body, dict):
        raise ControlError("the body must be a JSON object")
    return body


def _reset(world: World) -> Answered:
    seed.reset(world)
    return {"reset": True}


def _seed(world: World) -> Answered:
    seed.add(world, _object())
    return {"seeded": True}


def _clock(world: World) -> Answered:
    return world.clock.state()


def _move_clock(world: World) -> Answered:
    move_clock(world, **CLOCK(_object()))
    return world.clock.state()


def _switches(world: World) -> Answered:
    return {"switches": world.switches.all(), "about": {name: each.why for name, each in world.switches.known.items()}}


def _set_switches(world: World) -> Answered:
    world.switches.set(_object())
    return {"switches": world.switches.all()}


def _faults(world: World) -> Answered:
    return {"faults": world.faults.all(), "kinds": KINDS}


def _add_faults(world: World) -> Answered:
    body = _object()
    rules = body["faults"] if set(body) == {"faults"} else [body]
    return {"faults": world.faults.add(rules)}, 201


def _clear_faults(world: World) -> Answered:
    world.faults.clear()
    return {"faults": []}


def _latency(world: World) -> Answered:
    return {"latency": {**dict.fromkeys(_names(world), 0), **world.store.setting("latency", {})}}


def _set_latency(world: World) -> Answered:
    known = {"seconds": number(0, 600), "vendor": one_of(*_names(world))}
    body = record(known, required=("seconds",))(_object())
    vendors = [body["vendor"]] if "vendor" in body else _names(world)
    world.store.set("latency", {**world.store.setting("latency", {}), **dict.fromkeys(vendors, body["seconds"])})
    return _latency(world)


def _names(world: World) -> list[str]:
    return [vendor.name for vendor in world.vendors]


def _requests(world: World) -> Answered:
    entries = [each for each in world.store.logged() if _wanted(each)]
    counts = Counter(each["operation"] or "unknown" for each in entries)
    return {"count": len(entries), "by_operation": dict(counts), "requests": entries}


def _forget_requests(world: World) -> Answered:
    world.store.forget_log()
    return {"count": 0}


def _wanted(entry: Body) -> bool:
    """Whether an entry has every value that the query names, other than strings as JSON writes them."""
    for name, value in request.args.items():
        found = entry.get(name)
        if (found if isinstance(found, str) else json.dumps(found)) != value:
            return False
    return True


def _list_things(world: World, editable: Editable) -> Answered:
    shown = [editable.shown(world, each) for each in world.store.all(editable.kind)]
    return {editable.plural: [each for each in shown if _wanted(each)]}


def _create_thing(world: World, editable: Editable) -> Answered:
    return editable.create(world, _object()), 201


def _get_thing(world: World, editable: Editable, id: str) -> Answered:
    return editable.shown(world, editable.find(world, id))


def _patch_thing(world: World, editable: Editable, id: str) -> Answered:
    found, changes = editable.find(world, id), _object()
    if changes.get("id", id) != id:
        raise ControlError("an id does not change")
    return editable.change(world, found, changes)


def _delete_thing(world: World, editable: Editable, id: str) -> Answered:
    editable.remove(world, editable.find(world, id))
    return {"deleted": id}
