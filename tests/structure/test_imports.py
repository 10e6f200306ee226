"""Imports point one way, so that one misunderstanding cannot hide in two places and a start costs what it must."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pulumi_backups
import pytest
from pulumi_backups.vendors import VENDORS

# The folder of the package, and those of vendors that are elsewhere.
ROOTS = [Path(path) for path in pulumi_backups.__path__]
PACKAGE = "pulumi_backups"
KNOWN_TO_VENDORS = {"bridge", "http", "objectives", "plans", "proof", "drills", "errors"}
FOLDERS = {path.parent.name for root in ROOTS for path in root.glob("*/__init__.py")}


@cache
def imports_of(root: Path, path: Path) -> frozenset[str]:
    """Every module that a file imports, wherever in it, by its full name; of `from a import b` both a and a.b."""
    return frozenset(_imports_of(root, path))


def _imports_of(root: Path, path: Path) -> Iterator[str]:
    parts = [PACKAGE, *path.relative_to(root).with_suffix("").parts]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(parts[: len(parts) - node.level]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def users_of(module: str, folder: str = "") -> set[str]:
    """The files of a folder that import a module or something in it."""
    return {
        path.relative_to(root).as_posix()
        for root in ROOTS
        for path in (root / folder).rglob("*.py")
        if any(name == module or name.startswith(f"{module}.") for name in imports_of(root, path))
    }


def test_the_parser_of_this_test_sees_imports_in_every_form() -> None:
    assert "http/client.py" in users_of("httpx")
    assert "planetscale/backup_policy.py" in users_of(f"{PACKAGE}.http")
    assert "emulator/app.py" in users_of(f"{PACKAGE}.emulator.control")
    assert users_of(f"{PACKAGE}.bridge", "planetscale")


def test_every_folder_is_shared_or_a_vendors() -> None:
    assert {"bridge", "http", "objectives", "plans", "proof", "drills", "cli", "emulator", *VENDORS} == FOLDERS


@pytest.mark.parametrize(
    ("folder", "known"),
    [
        ("bridge", {"errors"}),
        ("http", {"errors"}),
        ("objectives", set()),
        ("plans", {"bridge", "objectives", "errors"}),
        ("proof", {"bridge", "objectives", "errors"}),
        ("drills", {"bridge", "http", "errors"}),
        ("cli", {"bridge", "objectives", "proof", "drills", "errors", "emulator"}),
        ("emulator", set()),
        *((vendor, KNOWN_TO_VENDORS) for vendor in sorted(VENDORS)),
    ],
)
def test_folder_knows_nothing_of_the_others(folder: str, known: set[str]) -> None:
    others = FOLDERS | {"errors"}
    assert {other for other in others if users_of(f"{PACKAGE}.{other}", folder)} - {folder} <= known


def test_the_command_only_starts_the_emulator() -> None:
    assert users_of(f"{PACKAGE}.emulator", "cli") == {"cli/emulator.py"}


def test_http_knows_no_pulumi() -> None:
    assert users_of("pulumi", "http") == set()


def test_bridge_knows_no_http_client() -> None:
    assert users_of("httpx", "bridge") == set()


def test_one_module_imports_httpx() -> None:
    assert users_of("httpx") == {"http/client.py"}


def test_pydantic_is_imported_where_answers_are_read() -> None:
    assert users_of("pydantic") | users_of("pydantic_core") == {"http/parse.py"}


def test_flask_is_the_emulators_alone() -> None:
    assert {user.partition("/")[0] for user in users_of("flask") | users_of("werkzeug")} == {"emulator"}


def test_packages_of_the_command_line_are_its_own() -> None:
    assert {user.partition("/")[0] for user in users_of("click") | users_of("rich")} == {"cli"}


def test_a_program_that_declares_resources_loads_neither_httpx_nor_pydantic() -> None:
    script = (
        "import sys\n"
        "from pulumi_backups import planetscale, northflank\n"
        "heavy = ('httpx', 'pydantic', 'flask', 'pulumi_backups.http.client', 'pulumi_backups.emulator')\n"
        # Of so many classes each takes a millisecond.
        "late = ('results', 'planetscale.responses', 'http.rate_limit')\n"
        "loaded = [name for name in sys.modules if name.startswith('pulumi_backups') and name.endswith(late)]\n"
        "print([*loaded, *(name for name in heavy if name in sys.modules)])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
