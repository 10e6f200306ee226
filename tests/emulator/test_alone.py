"""The emulator shares no code with the resources, so a misunderstanding of a contract cannot be in both."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pulumi_backups.emulator

FOLDER = Path(pulumi_backups.emulator.__file__).parent
FOREIGN = {"flask", "werkzeug", "_typeshed"}


def test_emulator_imports_the_standard_library_and_flask_only() -> None:
    for path in sorted(FOLDER.rglob("*.py")):
        depth = len(path.relative_to(FOLDER).parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            place = f"{path.relative_to(FOLDER)} line {node.lineno}"
            if isinstance(node, ast.ImportFrom) and node.level:
                # The list of vendors has names and nothing else.
                is_list_of_names = (node.level, node.module) == (depth + 1, "vendors")
                assert node.level <= depth or is_list_of_names, f"{place} reaches out of the emulator"
                continue
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
            for module in modules:
                known = module.partition(".")[0] in sys.stdlib_module_names | FOREIGN
                assert known, f"{place} imports {module}"
