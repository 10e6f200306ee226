"""Edits a policy behind Pulumi's back, through the emulator's control plane."""

import http.client
import json
from typing import Any

from tools.terminal import SetupError, say

POLICIES = "/_control/planetscale/policies"


def edit_a_policy(port: int) -> None:
    """Give the first policy that is not the vendor's own another retention, and say what was done."""
    policies = _call(port, "GET", POLICIES)["policies"]
    policy = next((p for p in policies if not p.get("required")), None)
    if policy is None:
        raise SetupError("There is no policy to edit yet: type `make up` first.")
    old = int(policy["retention_value"])
    new = old - 1 if old > 1 else old + 1
    _call(port, "PATCH", f"{POLICIES}/{policy['id']}", {"retention_value": new})
    say(
        f"Edited in the emulator, as somebody in the web form would: policy {policy.get('name')} "
        f"({policy['id']}) has a retention of {new} now, not of {old}, in {policy.get('retention_unit')}s.\n"
        "`make refresh` shows the drift, `make up` puts it right."
    )


def _call(port: int, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        content = json.dumps(body) if body is not None else None
        connection.request(method, path, content, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        raise SetupError(f"The emulator does not answer on port {port}: {error}. `make up` starts it.") from error
    finally:
        connection.close()
    if answer.status >= 400:
        raise SetupError(f"The emulator refused {method} {path} with {answer.status}: {text[:200]}")
    found = json.loads(text) if text else {}
    return dict(found)
