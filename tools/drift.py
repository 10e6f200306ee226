"""Changes or creates an object in the emulator without Pulumi, as a person in the vendor's console would."""

import http.client
import json
from typing import Any

from tools.terminal import SetupError, say


def change_first_object(port: int, kind: str, field: str) -> None:
    """Change a whole number of the first object of a kind by one, and say what changed.

    `kind` is a path of the emulator's control plane, with an optional query: `vendor/policies?required=false`.
    Raises SetupError if there is no such object or field, or if the emulator does not respond.
    """
    path, _, query = kind.partition("?")
    plural = path.rpartition("/")[2]
    objects = _request(port, "GET", f"{path}?{query}" if query else path).get(plural)
    if not objects:
        raise SetupError(f"The emulator has no {plural} to change yet. Run `make up` first.")
    first = objects[0]
    old = first.get(field)
    if not isinstance(old, int):
        raise SetupError(f"Cannot change {field} of {plural}: it is not a whole number.")
    new = old - 1 if old > 1 else old + 1
    _request(port, "PATCH", f"{path}/{first['id']}", {field: new})
    say(
        f"Changed in the emulator, as in the vendor's console: {first.get('name', plural)} ({first['id']}) "
        f"has {field} {new} now, not {old}.\n"
        "`make refresh` shows the drift, and `make up` restores what the program declares."
    )


def create(port: int, seed: str) -> None:
    """Create what a seed describes, unless it exists. Raises SetupError if the emulator refuses it."""
    try:
        described = json.loads(seed)
    except ValueError:
        raise SetupError("That is no JSON. The Makefile has an example.") from None
    _request(port, "POST", "seed", described)
    say("Created in the emulator, as in the vendor's console. `make up` covers it.")


def _request(port: int, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        content = json.dumps(body) if body is not None else None
        connection.request(method, f"/_control/{path}", content, {"Content-Type": "application/json"})
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        raise SetupError(f"The emulator does not respond on port {port}: {error}. `make up` starts it.") from error
    finally:
        connection.close()
    if response.status >= 400:
        raise SetupError(f"The emulator refused {method} {path} with status {response.status}.")
    return dict(json.loads(text))
