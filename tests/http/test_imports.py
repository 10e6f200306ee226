"""What a process loads to send its first request."""

from __future__ import annotations

import subprocess
import sys

import pytest


def loaded_by(code: str) -> set[str]:
    """The packages that a new process has loaded after this code."""
    shown = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in shown.stdout.split()}


def test_client_loads_httpx_without_its_command_line() -> None:
    loaded = loaded_by("import pulumi_backups.http.client")
    assert "httpx" in loaded
    assert not {"click", "rich", "pygments", "pydantic"} & loaded


def test_command_line_of_httpx_can_still_be_imported() -> None:
    assert "rich" in loaded_by("import pulumi_backups.http.client\nimport httpx._main")


@pytest.mark.parametrize("module", ["planetscale", "northflank", "connect", "http.api_call"])
def test_nothing_that_sends_is_loaded_before_it_is_needed(module: str) -> None:
    assert not {"httpx", "httpcore", "ssl", "pydantic"} & loaded_by(f"import pulumi_backups.{module}") - loaded_by(
        "import pulumi"
    )
