"""What a run of Pulumi changed: the resources in the state after it, compared with those before it."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Any

Resources = Mapping[str, Mapping[str, Any]]
WIDTH = 100


def summary(before: Resources, after: Resources) -> list[str]:
    """One line for what was created, one for each resource that changed, and one for what is gone."""
    lines = _listed("Created", after.keys() - before.keys())
    for urn in sorted(before.keys() & after.keys(), key=_name):
        if before[urn] != after[urn]:
            details = ", ".join(differences(before[urn].get("inputs"), after[urn].get("inputs")))
            lines.append(f"Changed: {_name(urn)}{f': {details}' if details else ''}.")
    return lines + _listed("Gone", before.keys() - after.keys())


def differences(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Each value that differs, with its path: `policies.daily.retention_value 3 → 2`. Pulumi hides keys with `__`."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if not key.startswith("__"):
                yield from differences(old.get(key), new.get(key), f"{path}.{key}" if path else key)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (first, second) in enumerate(zip(old, new, strict=True)):
            yield from differences(first, second, f"{path}[{number}]")
    elif old != new:
        yield f"{path} {_shown(old)} → {_shown(new)}"


def _listed(what: str, urns: Iterable[str]) -> list[str]:
    names = ", ".join(sorted(map(_name, urns)))
    return wrap(f"{what}: {names}.", WIDTH, subsequent_indent="  ", break_on_hyphens=False) if names else []


def _shown(value: Any) -> str:
    return "none" if value is None else "…" if isinstance(value, dict | list) else str(value)


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]
