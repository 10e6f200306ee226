"""The wheel, in an empty virtual environment and in another Pulumi project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.engine.installed import UV, build_wheel, install_command, run
from tests.engine.programs import export, policy, program, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors

PROGRAM = (
    policy(),
    schedule(scheduling={"interval": "daily", "hour": 2, "minute": [30]}),
    export(kept="nightly.retention_value", minutes="orders.scheduling.apply(lambda when: when.minute)"),
)
TYPES = """
from collections.abc import Sequence

kept: pulumi.Output[int] = nightly.retention_value
minutes: pulumi.Output[Sequence[int]] = orders.scheduling.apply(lambda when: when.minute)
"""
# Each of these lines is a type error of this kind.
WRONG = {
    policy("text", retention_value="14"): "arg-type",
    policy("unknown", retention_days=14): "call-arg",
    policy("missing", target=None): "call-arg",
    schedule("key", scheduling={"interval": "daily", "minutes": 30}): "arg-type",
    "other: pulumi.Output[str] = text.retention_value": "assignment",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel."""
    tmp_path = tmp_path_factory.mktemp("elsewhere")
    folder = tmp_path / "venv"
    run(*UV, "venv", "--python", sys.executable, str(folder), folder=tmp_path)
    run(*install_command(wheel, folder), folder=tmp_path)
    return folder


def test_up_works_with_only_the_wheel_installed(stack: Stack, vendors: Vendors, elsewhere: Path) -> None:
    path = os.pathsep.join([str(elsewhere / "bin"), os.environ["PATH"]])
    stack.environment |= {"PATH": path, "VIRTUAL_ENV": str(elsewhere)}
    stack.environment.pop("PYTHONPATH", None)
    # As for users: the language host must find out that the package has no plugin to download.
    del stack.environment["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"]
    stack.declare(*PROGRAM, "import pulumi_backups", export(where="pulumi_backups.__file__"))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert "plugin" not in ran.text
    outputs = stack.outputs()
    assert Path(outputs.pop("where")).is_relative_to(elsewhere)
    assert outputs == {"kept": 14, "minutes": [30]}
    assert (len(vendors.policies()), len(vendors.schedules())) == (1, 1)


def test_command_without_its_extra_says_how_to_install_it(elsewhere: Path) -> None:
    done = subprocess.run([elsewhere / "bin" / "pulumi-backups"], capture_output=True, text=True, check=False)
    sentence = "The command line needs click and rich: pip install 'pulumi-backups[cli]'\n"
    assert (done.returncode, done.stderr) == (1, sentence)


def test_type_checkers_see_the_types_of_the_wheel(wheel: Path, elsewhere: Path, tmp_path: Path) -> None:
    assert "pulumi_backups/py.typed" in zipfile.ZipFile(wheel).namelist()

    (tmp_path / "right.py").write_text(program(*PROGRAM, TYPES))
    wrong = program(*WRONG)
    (tmp_path / "wrong.py").write_text(wrong)
    strict = ("--strict", "--config-file=", "--python-executable", str(elsewhere / "bin" / "python"))
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", *strict, "right.py", "wrong.py"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name not in ("MYPYPATH", "PYTHONPATH")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    lines = wrong.splitlines()
    found = re.findall(r"^(\w+)\.py:(\d+): error: .*\[([\w-]+)\]$", checked.stdout, re.MULTILINE)
    assert {file for file, _, _ in found} == {"wrong"}, checked.stdout
    kinds = {lines[int(line) - 1]: kind for _, line, kind in found}
    assert kinds == WRONG, checked.stdout
