"""What is not as it is pinned ends the audit, and so does a known vulnerability; nobody to ask is said, and no more."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.tools import pretend
from tools import audit, virtualenv
from tools.paths import ROOT, Paths
from tools.terminal import SetupError

HASH = f"--hash=sha256:{'0' * 64}"
PIN = f"one==1.0 \\\n    {HASH} \\\n    {HASH}\n    # via two\n"
ELSEWHERE = f"two==2.0 ; sys_platform == 'win32' \\\n    {HASH}\n"
REFUSED = "requests.exceptions.ConnectionError: HTTPSConnectionPool: Max retries exceeded"


@pytest.fixture
def checkout(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A checkout in which all is as it is pinned, and a pip-audit that a test fills in."""
    for name in audit.LOCKS:
        (paths.root / name).write_text(PIN)
    (paths.root / "requirements.lock").write_text(f"# written by a machine\n{PIN}{ELSEWHERE}")
    pretend.program(paths.python, "exit 0")
    install(paths, "One", "1.0")
    install(paths, "pulumi_backups", "0.1.0")
    monkeypatch.setattr(virtualenv, "keep", lambda *_: None)
    return paths


def install(paths: Paths, name: str, version: str) -> Path:
    folder = paths.venv / "lib" / "python3.11" / "site-packages" / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    return folder


def answers(paths: Paths, out: str = "", error: str = "", status: int = 0) -> None:
    script = f"echo {shlex.quote(out)}; echo {shlex.quote(error)} >&2; exit {status}"
    pretend.program(paths.local / "audit" / "bin" / "pip-audit", script)


def found(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_the_lock_files_and_the_checksums_of_this_checkout_are_whole() -> None:
    for name in audit.LOCKS:
        assert list(audit._unpinned(ROOT / name)) == []
    for name in ("cli", "host"):
        assert list(audit._without_sum(ROOT / "tools" / name)) == []


def test_what_is_as_it_is_pinned_passes(checkout: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    audit.check(checkout)
    assert "what is installed is what is pinned" in capsys.readouterr().err


@pytest.mark.parametrize("name", audit.LOCKS)
@pytest.mark.parametrize(
    "line",
    [
        "three==3.0",
        f"three>=3.0 {HASH}",
        "three==3.0 --hash=md5:00",
        "three==3.0 --hash=sha256:00",
        f"three @ https://host.test/three.whl {HASH}",
        "-e ./three",
        "--extra-index-url https://host.test",
    ],
)
def test_requirement_that_is_not_one_version_with_its_hashes_is_named(checkout: Paths, name: str, line: str) -> None:
    (checkout.root / name).write_text(f"{PIN}{line}\n")
    with pytest.raises(SetupError, match=rf"{Path(name).name}: .* is not one version with its hashes"):
        audit.check(checkout)


def test_package_of_another_version_is_named(checkout: Paths) -> None:
    (checkout.root / "requirements.lock").write_text(PIN.replace("1.0", "1.1"))
    with pytest.raises(SetupError, match=r"one is not installed as version 1\.1\."):
        audit.check(checkout)


def test_package_that_is_missing_is_named_unless_it_is_for_another_system(checkout: Paths) -> None:
    install(checkout, "two", "2.1")
    (checkout.root / "requirements.lock").write_text(f"{PIN}{ELSEWHERE}{PIN.replace('one', 'three')}")
    with pytest.raises(SetupError) as error:
        audit.check(checkout)
    assert str(error.value).splitlines()[:-1] == [
        ".venv: two is not installed as version 2.0.",
        ".venv: three is not installed as version 1.0.",
    ]


def test_what_python_itself_puts_into_a_virtual_environment_is_passed_over(checkout: Paths) -> None:
    install(checkout, "pip", "9")
    install(checkout, "setuptools", "9")
    audit.check(checkout)


def test_package_that_the_lock_file_does_not_have_is_named(checkout: Paths) -> None:
    install(checkout, "Typo.Squat", "9")
    with pytest.raises(SetupError, match=r"typo-squat is installed, and not in requirements\.lock"):
        audit.check(checkout)


def test_packages_that_do_not_fit_each_other_are_named(checkout: Paths) -> None:
    pretend.program(checkout.python, "echo 'one 1.0 requires zero, which is not installed.'; exit 1")
    with pytest.raises(SetupError, match=r"one 1\.0 requires zero, which is not installed"):
        audit.check(checkout)


@pytest.mark.parametrize("module", ["cli", "host"])
@pytest.mark.parametrize("kind", ["", "/go.mod"])
def test_go_module_without_its_checksum_is_named(checkout: Paths, module: str, kind: str) -> None:
    sums = checkout.go_modules / module / "go.sum"
    sums.write_text(re.sub(rf"(?m)^github\.com/pulumi/pulumi/sdk/v3 v[\d.]+{kind} h1:.*\n", "", sums.read_text()))
    with pytest.raises(SetupError, match=rf"{module}/go\.sum: no checksum of github\.com/pulumi/pulumi/sdk/v3 v"):
        audit.check(checkout)


def test_go_module_that_takes_the_place_of_another_needs_its_own_checksum(checkout: Paths) -> None:
    sums = checkout.go_modules / "cli" / "go.sum"
    sums.write_text("".join(line for line in sums.read_text().splitlines(True) if "tgummerer/clipboard" not in line))
    with pytest.raises(SetupError, match=r"cli/go\.sum: no checksum of github\.com/tgummerer/clipboard v"):
        audit.check(checkout)


def test_line_that_is_no_checksum_is_named(checkout: Paths) -> None:
    sums = checkout.go_modules / "host" / "go.sum"
    sums.write_text(sums.read_text() + "example.test/x v1.0.0 h1:short=\n")
    with pytest.raises(SetupError, match=r"host/go\.sum: 'example\.test/x v1\.0\.0 h1:short=' is no checksum"):
        audit.check(checkout)


# --- asking ---------------------------------------------------------------------------------------------------

GOOD = {"name": "one", "version": "1.0", "vulns": []}
BAD = {"name": "two", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
NOT_KNOWN = {"name": "three", "skip_reason": "Dependency not found"}


def test_known_vulnerability_ends_it_with_what_mends_it(checkout: Paths) -> None:
    answers(checkout, found(GOOD, BAD, NOT_KNOWN), "Found 1 known vulnerability", 1)
    with pytest.raises(SetupError, match=r"two 2\.0: PYSEC-1, fixed in 2\.1\nmake lock ARGS=--upgrade"):
        audit.ask(checkout, [])


@pytest.mark.parametrize(
    ("packages", "said"),
    [
        ([GOOD], "No vulnerability is known."),
        ([GOOD, NOT_KNOWN], "No vulnerability is known, but nothing of three."),
        ([NOT_KNOWN], "NOT asked for known vulnerabilities: the service that answers knows none of the 1 packages."),
    ],
)
def test_package_of_which_nothing_is_known_is_not_called_good(
    checkout: Paths, capsys: pytest.CaptureFixture[str], packages: list[dict[str, Any]], said: str
) -> None:
    answers(checkout, found(*packages))
    audit.ask(checkout, [])
    assert capsys.readouterr().err == f"{said}\n"


@pytest.mark.parametrize("last", [REFUSED, "pip_audit._service.interface.ServiceError", "ERROR: Tip: your network may"])
def test_service_that_gives_no_answer_is_one_line_and_no_failure(
    checkout: Paths, capsys: pytest.CaptureFixture[str], last: str
) -> None:
    answers(checkout, error=f"Traceback (most recent call last):\n{last}", status=1)
    audit.ask(checkout, [])
    assert capsys.readouterr().err.startswith("NOT asked for known vulnerabilities: ")


def test_any_other_failure_of_the_program_ends_it(checkout: Paths) -> None:
    answers(checkout, error="ERROR:pip_audit._cli:requirement one==1.0 does not contain a hash", status=1)
    with pytest.raises(SetupError, match=r"pip-audit failed: .*does not contain a hash"):
        audit.ask(checkout, [])


def test_every_lock_file_is_asked_for_and_arguments_are_passed_on(checkout: Paths) -> None:
    program, log = checkout.local / "audit" / "bin" / "pip-audit", checkout.root / "asked"
    pretend.program(program, f"echo \"$*\" > {shlex.quote(str(log))}; echo '{found(GOOD)}'")
    audit.ask(checkout, ["--ignore-vuln", "PYSEC-1"])
    asked = log.read_text()
    assert all(f"-r {checkout.root / name}" in asked for name in audit.LOCKS)
    assert "--require-hashes --disable-pip" in asked
    assert asked.endswith("--ignore-vuln PYSEC-1\n")
