"""What the demonstration's backend holds: stacks, locks, and the pending operations of a killed run."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.paths import Paths
from tools.processes import command_line

STACK = "dev"


def locks(paths: Paths) -> list[Path]:
    """The lock files of all stacks."""
    return list(_backend(paths).glob("locks/**/*.json"))


def lock_holder(lock: Path) -> int | None:
    """The id of the Pulumi process that holds the lock, or None if it has ended."""
    pid = _read(lock).get("pid")
    return pid if isinstance(pid, int) and "pulumi" in command_line(pid) else None


def recovery_advice(paths: Paths) -> str | None:
    """What to do about the lock or the pending operations that a killed run left, or None if it left nothing."""
    for lock in locks(paths):
        if holder := lock_holder(lock):
            return f"Another Pulumi (process {holder}) is running on this stack. Wait for it, then try again."
        return "A killed Pulumi left a lock on the stack. Run `make unlock`, then the same command again."
    if pending := list(_pending_operations(paths)):
        return (
            f"An earlier run was killed before it finished: {', '.join(pending)}. "
            "Run `make refresh`, which reads what exists and clears the pending operations, then `make up`."
        )
    return None


def other_stacks(paths: Paths) -> list[str]:
    """The names of the stacks in the backend other than the demonstration stack."""
    return sorted(state.stem for state in _backend(paths).glob("stacks/**/*.json") if state.stem != STACK)


def resources(paths: Paths) -> dict[str, dict[str, Any]]:
    """What the state has of each resource of the program, by URN: its id, inputs and outputs. Components have none."""
    found = {}
    for state in _backend(paths).glob(f"stacks/**/{STACK}.json"):
        latest = _read(state).get("checkpoint", {}).get("latest") or {}
        for each in latest.get("resources") or []:
            if each.get("custom") and not str(each.get("type", "")).startswith("pulumi:"):
                found[str(each["urn"])] = {key: each.get(key) for key in ("id", "inputs", "outputs")}
    return found


def is_selected(paths: Paths) -> bool:
    """Whether the demonstration stack exists and is the one that a plain `pulumi preview` uses."""
    exists = any(_backend(paths).glob(f"stacks/**/{STACK}.json"))
    workspaces = (paths.local / "pulumi-home" / "workspaces").glob("*.json")
    return exists and any(str(_read(file).get("stack", "")).rpartition("/")[2] == STACK for file in workspaces)


def _pending_operations(paths: Paths) -> Iterator[str]:
    """Each as a resource's name and the operation: `orders-daily (creating)`."""
    for state in _backend(paths).glob(f"stacks/**/{STACK}.json"):
        latest = _read(state).get("checkpoint", {}).get("latest") or {}
        for operation in latest.get("pending_operations") or []:
            urn = str(operation.get("resource", {}).get("urn", "a resource"))
            yield f"{urn.rpartition('::')[2]} ({operation.get('type', 'unknown')})"


def _backend(paths: Paths) -> Path:
    return paths.local / "state" / ".pulumi"


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
