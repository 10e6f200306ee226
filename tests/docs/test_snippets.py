"""The code in the documents: Python is type-checked, and each command exists."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pulumi_backups.cli.commands import COMMANDS

from tests.docs.pages import DOCUMENTS, ROOT, Block, blocks, commands

# tests/newvendor/test_fixture.py holds its excerpts to the files that they are from.
PAGES = [page for page in DOCUMENTS if page.name != "adding-a-vendor.md"]
PYTHON = [block for page in PAGES for block in blocks(page, "python")]
# A part of a program has the imports of the whole one.
IMPORTS = "import pulumi\nfrom pulumi_backups import northflank, planetscale\n"
# Their modules all have the same name, so that `make lint` cannot check them together.
EXAMPLES = sorted((ROOT / "examples").glob("*/__main__.py"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def named(block: Block) -> str:
    return f"{block.page.stem}_{block.line}"


def test_python_blocks_and_examples_have_no_type_error(tmp_path: Path) -> None:
    assert len(PYTHON) > 5
    assert len(EXAMPLES) == 5
    for block in PYTHON:
        text = block.text if "import " in block.text else IMPORTS + block.text
        (tmp_path / f"{named(block).replace('-', '_')}.py").write_text(text, "utf-8")
    for program in EXAMPLES:
        shutil.copy(program, tmp_path / f"example_{program.parent.name.replace('-', '_')}.py")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_commands_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    assert {target for target in re.findall(r"`make ([a-z-]+)`", text) if target not in TARGETS} == set()
    assert {name for name in re.findall(r"`pulumi-backups ([a-z]+)", text) if name not in COMMANDS} == set()
    for command in (each for block in blocks(page, "console") for each in commands(block)):
        words = shlex.split(command.replace("…", "x"))
        if words[0] == "make":
            assert {word for word in words[1:] if "=" not in word} <= TARGETS
        if words[0] == "pulumi-backups":
            assert words[1] in COMMANDS


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    named = re.findall(r"`((?:tests|benchmarks|resources|tools|docs|examples)/[\w/.-]+)`", page.read_text("utf-8"))
    # The vendor of this page is made up.
    assert [file for file in named if "newvendor" not in file and not (ROOT / file).exists()] == []


def test_first_example_is_the_program_that_the_tests_run() -> None:
    first = blocks(ROOT / "README.md", "python")[0].text
    program = (ROOT / "tests/programs/first_example.py").read_text("utf-8")
    assert program.partition('"""\n\n')[2] == first
