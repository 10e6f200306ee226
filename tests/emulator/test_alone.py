"""The emulator shares no code with the resources, so a misunderstanding of a contract cannot be in both."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pulumi_backups.emulator

# The folder of the emulator, and those of vendors that are elsewhere.
FOLDERS = [Path(path) for path in pulumi_backups.emulator.__path__]
FOREIGN = {"flask", "werkzeug", "_typeshed"}


def test_emulator_imports_the_standard_library_and_flask_only() -> None:
    wrong = [
        text for folder in FOLDERS for path in sorted(folder.rglob("*.py")) for text in wrong_imports(folder, path)
    ]
    assert wrong == []


def wrong_imports(folder: Path, path: Path) -> Iterator[str]:
    depth = len(path.relative_to(folder).parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        place = f"{path.relative_to(folder)} line {node.lineno}"
        if isinstance(node, ast.ImportFrom) and node.level:
            # The list of vendors has names and nothing else.
            is_list_of_names = (node.level, node.module) == (depth + 1, "vendors")
            if node.level > depth and not is_list_of_names:
                yield f"{place} reaches out of the emulator"
            continue
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
        for module in modules:
            if module.partition(".")[0] not in sys.stdlib_module_names | FOREIGN:
                yield f"{place} imports {module}"
