import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.tools import fake
from tools import audit, virtualenv
from tools.paths import Paths
from tools.terminal import SetupError

HASH = f"--hash=sha256:{'0' * 64}"
PIN = f"one==1.0 \\\n    {HASH} \\\n    {HASH}\n    # via two\n"
OTHER_SYSTEM = f"two==2.0 ; sys_platform == 'win32' \\\n    {HASH}\n"


@pytest.fixture
def checkout(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A checkout whose installed packages are the pinned ones. A test writes its pip-audit."""
    (paths.root / "requirements.lock").write_text(f"# a comment\n{PIN}{OTHER_SYSTEM}")
    fake.program(paths.python, "exit 0")
    install(paths, "One", "1.0")
    install(paths, "pulumi_backups", "0.1.0")
    monkeypatch.setattr(virtualenv, "ensure_from_lock", lambda *_: None)
    return paths


def install(paths: Paths, name: str, version: str) -> Path:
    folder = paths.venv / "lib" / "python3.11" / "site-packages" / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    return folder


def pip_audit(paths: Paths, *packages: dict[str, Any], error: str = "", status: int = 0) -> None:
    out = json.dumps({"dependencies": packages, "fixes": []}) if packages else ""
    script = f"echo {shlex.quote(out)}; echo {shlex.quote(error)} >&2; exit {status}"
    fake.program(paths.local / "audit" / "bin" / "pip-audit", script)


# --- installed packages ---------------------------------------------------------------------------------------


def test_pinned_packages_pass(checkout: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    install(checkout, "pip", "9")
    install(checkout, "setuptools", "9")
    audit.check_installed(checkout)
    assert capsys.readouterr().err == "The installed packages are those of requirements.lock.\n"


def test_wrong_or_missing_version_is_named_unless_the_package_is_for_another_system(checkout: Paths) -> None:
    install(checkout, "two", "2.1")
    other_system = OTHER_SYSTEM.replace("two", "three")
    (checkout.root / "requirements.lock").write_text(f"{PIN}{OTHER_SYSTEM}{other_system}{PIN.replace('one', 'four')}")
    with pytest.raises(SetupError) as error:
        audit.check_installed(checkout)
    assert str(error.value).splitlines() == [
        ".venv: two 2.0 is not installed.",
        ".venv: four 1.0 is not installed.",
        "To install the pinned packages, remove .venv and run make setup.",
    ]


def test_package_that_is_not_in_the_lock_file_is_named(checkout: Paths) -> None:
    install(checkout, "Typo.Squat", "9")
    with pytest.raises(SetupError, match=r"typo-squat is installed, but it is not in requirements\.lock"):
        audit.check_installed(checkout)


def test_incompatible_packages_are_named(checkout: Paths) -> None:
    fake.program(checkout.python, "echo 'one 1.0 requires zero, which is not installed.'; exit 1")
    with pytest.raises(SetupError, match=r"one 1\.0 requires zero, which is not installed"):
        audit.check_installed(checkout)


# --- vulnerabilities ------------------------------------------------------------------------------------------

GOOD = {"name": "one", "version": "1.0", "vulns": []}
BAD = {"name": "two", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
UNKNOWN = {"name": "three", "skip_reason": "Dependency not found"}


def test_known_vulnerability_is_an_error_that_names_the_fix(checkout: Paths) -> None:
    pip_audit(checkout, GOOD, BAD, UNKNOWN, error="Found 1 known vulnerability", status=1)
    with pytest.raises(SetupError, match=r"two 2\.0: PYSEC-1, fixed in 2\.1\n.*make lock ARGS=--upgrade"):
        audit.check_vulnerabilities(checkout, [])


@pytest.mark.parametrize(
    ("packages", "message"),
    [
        ([GOOD], "No known vulnerabilities."),
        ([GOOD, UNKNOWN], "No known vulnerabilities. The service does not know three."),
        ([UNKNOWN], "Vulnerabilities NOT checked: the vulnerability service knows none of the 1 packages."),
    ],
)
def test_unknown_package_is_not_called_safe(
    checkout: Paths, capsys: pytest.CaptureFixture[str], packages: list[dict[str, Any]], message: str
) -> None:
    pip_audit(checkout, *packages)
    audit.check_vulnerabilities(checkout, [])
    assert capsys.readouterr().err == f"{message}\n"


@pytest.mark.parametrize(
    "last",
    [
        "requests.exceptions.ConnectionError: HTTPSConnectionPool: Max retries exceeded",
        "pip_audit._service.interface.ServiceError",
        "ERROR: Tip: your network may",
    ],
)
def test_missing_network_is_one_line_and_no_error(
    checkout: Paths, capsys: pytest.CaptureFixture[str], last: str
) -> None:
    pip_audit(checkout, error=f"Traceback (most recent call last):\n{last}", status=1)
    audit.check_vulnerabilities(checkout, [])
    assert capsys.readouterr().err == "Vulnerabilities NOT checked: the vulnerability service did not respond.\n"


def test_any_other_failure_of_pip_audit_is_an_error(checkout: Paths) -> None:
    pip_audit(checkout, error="ERROR:pip_audit._cli:requirement one==1.0 does not contain a hash", status=1)
    with pytest.raises(SetupError, match=r"pip-audit failed: .*does not contain a hash"):
        audit.check_vulnerabilities(checkout, [])


def test_every_lock_file_is_checked_and_arguments_are_passed_on(checkout: Paths) -> None:
    program, log = checkout.local / "audit" / "bin" / "pip-audit", checkout.root / "arguments"
    packages = json.dumps({"dependencies": [GOOD]})
    fake.program(program, f"echo \"$*\" > {shlex.quote(str(log))}; echo '{packages}'")
    audit.check_vulnerabilities(checkout, ["--ignore-vuln", "PYSEC-1"])
    arguments = log.read_text()
    assert all(f"-r {checkout.root / name}" in arguments for name in audit.LOCKS)
    assert "--require-hashes --disable-pip" in arguments
    assert arguments.endswith("--ignore-vuln PYSEC-1\n")
