"""No module imports itself through others: what imports in a circle cannot be read or changed alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pulumi_backups
import pytest
from pulumi_backups.vendors import VENDORS

ROOT = Path(pulumi_backups.__file__).parent
# The folder of the package, and those of vendors that are elsewhere.
ROOTS = [Path(path) for path in pulumi_backups.__path__]

FOLDERS = ("bridge", "cli", "emulator", "http", "objectives", "proof", *VENDORS)


def module_name(root: Path, path: Path) -> str:
    parts = (ROOT.name, *path.relative_to(root).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(root, path): path for root in ROOTS for path in root.rglob("*.py")}


def imports_of(name: str) -> Iterator[str]:
    """The package's modules that a module imports anywhere: in functions and for type checkers too."""
    path = MODULES[name]
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *filter(None, [node.module])])
            for alias in node.names:
                # `from a import b` imports the module a.b if there is one, else a name of a.
                imported = f"{source}.{alias.name}"
                yield from (each for each in (imported if imported in MODULES else source,) if each in MODULES)


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_module_imports_itself_through_others(folder: str) -> None:
    prefix = f"{ROOT.name}.{folder}"
    names = {name for name in MODULES if name == prefix or name.startswith(f"{prefix}.")}
    graph = {name: names & set(imports_of(name)) - {name} for name in names}
    assert sum(map(len, graph.values())) >= len(names) - 1, "the imports were not found"
    assert circle_in(graph) == []


def test_imports_are_found_in_functions_and_for_type_checkers() -> None:
    assert {f"{ROOT.name}.emulator.app", f"{ROOT.name}.emulator.server"} == set(imports_of(f"{ROOT.name}.emulator"))
    assert circle_in({"a": {"b"}, "b": {"a"}})
