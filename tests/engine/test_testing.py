"""The tests of docs/testing.md, run as a team would run them on its own program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, blocks
from tests.programs.test_first_example import PROGRAM

OWN_CONFIG = "config:\n  planetscale:serviceToken:\n    secure: v1:of:another\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a program, and the files that the page shows."""
    (infra := tmp_path / "infra").mkdir()
    shutil.copy(PROGRAM, infra / "__main__.py")
    (infra / "Pulumi.yaml").write_text("name: infra\nruntime: python\n")
    # A stack of their own, whose credentials cannot be decrypted in a test.
    (infra / "Pulumi.test.yaml").write_text(OWN_CONFIG)
    conftest, tests = (block.text for block in blocks(ROOT / "docs" / "testing.md", "python"))
    (tmp_path / "conftest.py").write_text(conftest)
    (tmp_path / "test_backups.py").write_text(tests)
    return tmp_path


def run(repository: Path, *more: str) -> str:
    environment = {"PLANETSCALE_ACCESS_TOKEN": "of-a-real-account", "PULUMI_HOME": str(repository / "home")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *more],
        cwd=repository,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_tests_of_the_page_pass_and_leave_nothing_behind(repository: Path) -> None:
    before = sorted((repository / "infra").iterdir())
    assert "2 passed" in (output := run(repository)), output
    assert [path for path in sorted((repository / "infra").iterdir()) if path.name != "__pycache__"] == before
    assert (repository / "infra" / "Pulumi.test.yaml").read_text() == OWN_CONFIG


def test_program_that_backs_up_nothing_fails_such_a_test(repository: Path) -> None:
    program = repository / "infra" / "__main__.py"
    program.write_text(program.read_text().replace('database="storefront"', 'database="billing"'))
    output = run(repository, "-k", "every_night")
    assert "1 failed" in output, output
