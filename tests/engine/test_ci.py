"""The workflows of docs/ci.md, run as shell steps."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.programs import policy
from tests.engine.stack import Stack
from tests.engine.vendors import API_TOKEN, SERVICE_TOKEN, TOKEN_ID, Vendors

PAGE = Path(__file__).parents[2] / "docs" / "ci.md"
WORKFLOWS: dict[str, dict[str, Any]] = {
    found["name"]: found for found in map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL))
}


@pytest.fixture
def secrets(stack: Stack) -> dict[str, str]:
    """What the settings of the repository have."""
    return {
        "PULUMI_BACKEND_URL": stack.environment["PULUMI_BACKEND_URL"],
        "PULUMI_CONFIG_PASSPHRASE": stack.environment["PULUMI_CONFIG_PASSPHRASE"],
        "PLANETSCALE_SERVICE_TOKEN_ID": TOKEN_ID,
        "PLANETSCALE_SERVICE_TOKEN": SERVICE_TOKEN,
        "NORTHFLANK_API_TOKEN": API_TOKEN,
    }


def run(workflow: str, stack: Stack, secrets: dict[str, str], **more: str) -> subprocess.CompletedProcess[str]:
    """Runs the steps of a workflow's only job, except those that install something. Ends with the first that fails."""
    (job,) = WORKFLOWS[workflow]["jobs"].values()
    temp = stack.folder / "runner-temp"
    temp.mkdir(exist_ok=True)
    values = {f"secrets.{name}": value for name, value in secrets.items()}
    given = {
        name: re.sub(r"\$\{\{ (.+?) \}\}", lambda found: values[found[1]], value) for name, value in job["env"].items()
    }
    own = {"PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE"}
    environment = {name: value for name, value in stack.environment.items() if name not in own}
    summary = {"RUNNER_TEMP": str(temp), "GITHUB_STEP_SUMMARY": str(temp / "summary.md")}
    steps = [step["run"] for step in job["steps"] if "run" in step and not step["run"].startswith("pip install")]
    assert steps
    for step in steps:
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step],
            cwd=stack.project,
            env={**environment, **summary, **given, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            break
    return ran


def test_each_workflow_has_a_name_and_installs_the_same_way() -> None:
    assert list(WORKFLOWS) == ["preview", "check", "drift", "audit", "drill", "apply"]
    for name, workflow in WORKFLOWS.items():
        (job,) = workflow["jobs"].values()
        steps = [step.get("uses") or step["run"] for step in job["steps"]]
        # A drill reads no state.
        pulumi = [] if name == "drill" else ["pulumi/actions@v6"]
        installs = ["actions/checkout@v4", "actions/setup-python@v5", *pulumi, "pip install -r requirements.txt"]
        assert steps[: len(installs)] == installs


def test_preview_apply_and_drift(stack: Stack, vendors: Vendors, secrets: dict[str, str]) -> None:
    stack.declare(policy())
    ran = run("preview", stack, secrets)
    assert ran.returncode == 0, ran.stderr
    assert "BackupPolicy: (create)" in ran.stdout
    assert vendors.sent() == []
    ran = run("apply", stack, secrets)
    assert ran.returncode == 0, ran.stderr
    assert run("drift", stack, secrets).returncode == 0

    vendors.edit_policy(retention_value=3)
    ran = run("drift", stack, secrets)
    assert ran.returncode == 7
    assert "retention_value: 14 => 3" in ran.stdout
    vendors.fault("status", status=403)
    assert run("drift", stack, secrets).returncode == 1


def test_check_of_a_stranger_needs_no_secret_and_finds_what_is_wrong(stack: Stack, vendors: Vendors) -> None:
    for runner, time, code in (("one", "03:00", 0), ("another", "4am", 1)):
        (backend := stack.folder / runner).mkdir()
        stack.declare(policy(schedule_time=time))
        ran = run("check", stack, {}, PULUMI_BACKEND_URL=f"file://{backend}")
        assert ran.returncode == code, ran.stdout + ran.stderr
        (stack.project / "Pulumi.check.yaml").unlink()
    assert "must be a time of day as HH:MM" in ran.stdout
    assert vendors.sent() == []


def test_audit_writes_the_summary(stack: Stack, vendors: Vendors, secrets: dict[str, str]) -> None:
    stack.declare(policy())
    assert stack.up().code == 0
    ran = run("audit", stack, secrets)
    assert ran.returncode == 0, ran.stderr
    summary = (stack.folder / "runner-temp" / "summary.md").read_text()
    assert "| new | acme/storefront/main | nightly |" in summary
    vendors.delete_policy()
    assert run("audit", stack, secrets).returncode == 1


def test_drill_writes_the_summary(stack: Stack, vendors: Vendors, secrets: dict[str, str]) -> None:
    server = {"PLANETSCALE_SERVER_URL": f"{vendors.url}/planetscale/v1"}
    ran = run("drill", stack, secrets, **server)
    assert ran.returncode == 1, ran.stderr
    vendors.control("POST", "/planetscale/backups", {"database": "storefront"})
    ran = run("drill", stack, secrets, **server)
    assert ran.returncode == 0, ran.stderr
    summary = (stack.folder / "runner-temp" / "summary.md").read_text()
    assert summary.index("Restore drill: not proven") < summary.index("Restore drill: proven")
    assert (stack.project / "drill.html").exists()
