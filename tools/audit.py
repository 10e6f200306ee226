"""Whether .venv still contains what requirements.lock pins, and whether a pinned version has known vulnerabilities.

pip and Go verify hashes whenever they install. pip-audit has its own lock file and its own virtual environment, because
its many dependencies would slow down setup and constrain the versions of the project's packages.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import distributions
from typing import Any

from tools import virtualenv
from tools.paths import Paths
from tools.terminal import SetupError, say

LOCKS = ("requirements.lock", "tools/go.lock", "tools/audit.lock")
PINNED = re.compile(r"^([a-z0-9.-]+)==(\S+)( ;)?", re.MULTILINE)
# The project itself, and what Python puts into every virtual environment.
NOT_PINNED = {"pulumi-backups", "pip", "setuptools"}
# How pip-audit's last line begins if the vulnerability service did not respond, or not usefully.
NO_RESPONSE = re.compile(r"^(requests\.exceptions\.|urllib3\.exceptions\.|pip_audit\._service\.|.*Tip: your network)")


def check_installed(paths: Paths) -> None:
    """Raise SetupError if the packages in .venv are not those of requirements.lock. Needs no network."""
    problems = list(_differences(paths))
    checked = subprocess.run([paths.python, "-m", "pip", "check"], capture_output=True, text=True, check=False)  # noqa: S603
    if checked.returncode != 0:
        problems += (checked.stdout or checked.stderr).splitlines()
    if problems:
        raise SetupError("\n".join((*problems, "To install the pinned packages, remove .venv and run make setup.")))
    say("The installed packages are those of requirements.lock.")


def check_vulnerabilities(paths: Paths, arguments: list[str]) -> None:
    """Raise SetupError if a pinned version has a known vulnerability. If no service responds, only say so.

    `arguments` are passed on to pip-audit.
    """
    folder = paths.local / "audit"
    virtualenv.ensure_from_lock(folder, paths.root / "tools" / "audit.lock", "pip-audit, from tools/audit.lock")
    options = ["--require-hashes", "--disable-pip", "--format=json", "--progress-spinner=off"]
    locks = [part for name in LOCKS for part in ("-r", str(paths.root / name))]
    command = [str(folder / "bin" / "pip-audit"), *options, *locks, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        packages = json.loads(ran.stdout)["dependencies"]
    except ValueError:
        last = ([line for line in ran.stderr.splitlines() if line.strip()] or ["it printed nothing"])[-1]
        if not NO_RESPONSE.match(last):
            raise SetupError(f"pip-audit failed: {last}") from None
        say("Vulnerabilities NOT checked: the vulnerability service did not respond.")
        return
    _report(packages)


def _report(packages: list[dict[str, Any]]) -> None:
    found = [
        f"{package['name']} {package['version']}: {vulnerability['id']}, "
        f"fixed in {' or '.join(vulnerability['fix_versions']) or 'no version yet'}"
        for package in packages
        for vulnerability in package.get("vulns", ())
    ]
    if found:
        raise SetupError(
            "\n".join(("Known vulnerabilities:", *found, "To install newer versions, run make lock ARGS=--upgrade."))
        )
    unknown = sorted({package["name"] for package in packages if "skip_reason" in package})
    if len(unknown) == len({package["name"] for package in packages}):
        # A mirror of a package index may respond 404 to every request, which says nothing about any package.
        say(f"Vulnerabilities NOT checked: the vulnerability service knows none of the {len(unknown)} packages.")
    else:
        say("No known vulnerabilities." + (f" The service does not know {', '.join(unknown)}." if unknown else ""))


def _differences(paths: Paths) -> Iterator[str]:
    folders = [str(folder) for folder in paths.venv.glob("lib/python*/site-packages")]
    installed = {_normalized(each.name): each.version for each in distributions(path=folders)}
    for name, version, marker in PINNED.findall((paths.root / "requirements.lock").read_text()):
        # A package with a marker may be for other systems only.
        if installed.pop(name, version if marker else None) != version:
            yield f".venv: {name} {version} is not installed."
    for name in sorted(installed.keys() - NOT_PINNED):
        yield f".venv: {name} is installed, but it is not in requirements.lock."


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
