"""The control plane: what tests and people do to the emulator, apart from every path of the vendors."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify, request

from . import seed
from .dispatch import World
from .faults import KINDS
from .fields import FieldError, flag, number, one_of, record, text
from .planetscale.rules import display_name
from .seed import SeedError, Seeding
from .store import Body, Thing
from .switches import SWITCHES

Answered = tuple[Body, int] | Body

VENDORS = ("planetscale", "northflank")
KIND = {"policies": "planetscale.policy", "schedules": "northflank.schedule"}
CLOCK = record({"now": text(), "advance_seconds": number(-1e10, 1e10), "frozen": flag})
LATENCY = record({"seconds": number(0, 600), "vendor": one_of(*VENDORS)}, required=("seconds",))


class ControlError(Exception):
    """The control plane was asked for something that it cannot do; the message is one line."""


class NotThereError(Exception):
    """No such policy or schedule."""


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
    for path, kind in (("/planetscale/policies", "policies"), ("/northflank/schedules", "schedules")):
        routes += [
            ("GET", path, _bound(_list_things, kind)),
            ("POST", path, _bound(_create_thing, kind)),
            ("GET", f"{path}/<id>", _bound(_get_thing, kind)),
            ("PATCH", f"{path}/<id>", _bound(_patch_thing, kind)),
            ("DELETE", f"{path}/<id>", _bound(_delete_thing, kind)),
        ]
    for method, path, act in routes:
        app.add_url_rule(f"/_control{path}", f"control {method} {path}", _view(world, act), methods=[method])


def _bound(act: Callable[..., Answered], kind: str) -> Callable[..., Answered]:
    return lambda world, **path: act(world, kind, **path)


def _view(world: World, act: Callable[..., Answered]) -> Callable[..., tuple[Response, int]]:
    def view(**path: str) -> tuple[Response, int]:
        try:
            with world.store.transaction():
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
    seed.reset(world.store, world.clock)
    return {"reset": True}


def _seed(world: World) -> Answered:
    seed.add(world.store, world.clock, _object())
    return {"seeded": True}


def _clock(world: World) -> Answered:
    return world.clock.state()


def _move_clock(world: World) -> Answered:
    world.clock.move(**CLOCK(_object()))
    return world.clock.state()


def _switches(world: World) -> Answered:
    return {"switches": world.switches.all(), "about": {name: switch.why for name, switch in SWITCHES.items()}}


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
    return {"latency": {**dict.fromkeys(VENDORS, 0), **world.store.setting("latency", {})}}


def _set_latency(world: World) -> Answered:
    body = LATENCY(_object())
    vendors = [body["vendor"]] if "vendor" in body else VENDORS
    world.store.set("latency", {**world.store.setting("latency", {}), **dict.fromkeys(vendors, body["seconds"])})
    return _latency(world)


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


def _list_things(world: World, kind: str) -> Answered:
    return {kind: [each for each in map(_shown, world.store.all(KIND[kind])) if _wanted(each)]}


def _shown(thing: Thing) -> Body:
    """A policy or schedule with where it is."""
    parts = thing.scope.split("/")
    if thing.kind == "planetscale.policy":
        return {"organization": parts[0], "database": parts[1], **thing.body}
    team, project, owner, name = parts
    return {"team_id": team or None, "project_id": project, f"{owner}_id": name, **thing.body}


def _scope(world: World, kind: str, body: Body) -> tuple[str, Body]:
    """Takes the place out of a body; raises ControlError where there is nothing of that name."""
    rest = dict(body)
    if kind == "policies":
        organization, database = str(rest.pop("organization", "acme")), str(rest.pop("database", ""))
        if world.store.get("planetscale.database", organization, database) is None:
            raise ControlError(f"there is no database {organization}/{database}")
        return f"{organization}/{database}", rest
    owner = "volume" if "volume_id" in rest else "addon"
    team, project, name = (str(rest.pop(part, None) or "") for part in ("team_id", "project_id", f"{owner}_id"))
    if world.store.get(f"northflank.{owner}", f"{team}/{project}", name) is None:
        raise ControlError(f"there is no {owner} {team}/{project}/{name}".replace(" /", " "))
    return f"{team}/{project}/{owner}/{name}", rest


def _create_thing(world: World, kind: str) -> Answered:
    scope, described = _scope(world, kind, _object())
    make: Any = seed.policy if kind == "policies" else seed.schedule
    made = make(Seeding(world.store, world.clock.stamp()), scope, described)
    return _shown(Thing(KIND[kind], scope, made["id"], made)), 201


def _thing(world: World, kind: str, id: str) -> Thing:
    thing = world.store.find(KIND[kind], id)
    if thing is None:
        raise NotThereError(f"there is no {KIND[kind].partition('.')[2]} {id}")
    return thing


def _get_thing(world: World, kind: str, id: str) -> Answered:
    return _shown(_thing(world, kind, id))


def _patch_thing(world: World, kind: str, id: str) -> Answered:
    """Puts any fields in, checked by nothing, as a person in the vendor's console would be checked elsewhere."""
    thing, changes = _thing(world, kind, id), _object()
    if changes.get("id", id) != id:
        raise ControlError("an id does not change")
    stamp = {"updated_at" if kind == "policies" else "updatedAt": world.clock.stamp()}
    body = {**thing.body, **stamp, **changes}
    if kind == "policies" and "name" in changes and "display_name" not in changes:
        body["display_name"] = display_name(str(changes["name"]))
    return _shown(world.store.put(thing.kind, thing.scope, id, body))


def _delete_thing(world: World, kind: str, id: str) -> Answered:
    thing = _thing(world, kind, id)
    world.store.remove(thing.kind, thing.scope, id)
    return {"deleted": id}
