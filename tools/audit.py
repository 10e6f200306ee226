"""Holds what is installed to what is pinned, and asks for known vulnerabilities where that can be asked.

pip-audit has a lock file and an environment of its own, so that setting up takes no longer and its many packages
have no say in the versions of the project's.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

from tools import virtualenv
from tools.paths import Paths
from tools.terminal import SetupError, say

LOCKS = ("requirements.lock", "tools/go.lock", "tools/audit.lock")
PINNED = re.compile(r"([a-z0-9][a-z0-9.-]*)==(\S+)( ; [^\\]+?)?( --hash=sha256:[0-9a-f]{64})+")
SUM = re.compile(r"(\S+) (v\S+) h1:[A-Za-z0-9+/]{43}=")
# Our own, and what Python itself puts into a virtual environment.
UNPINNED = {"pulumi-backups", "pip", "setuptools"}
# How a failure of pip-audit ends where the service gave no answer, or none of use.
NO_ANSWER = re.compile(r"^(requests\.exceptions\.|urllib3\.exceptions\.|pip_audit\._service\.|.*Tip: your network)")


def check(paths: Paths) -> None:
    """Raise SetupError where something is not pinned, or is not as it is pinned. It needs no network."""
    problems = [problem for name in LOCKS for problem in _unpinned(paths.root / name)]
    problems += [problem for name in ("cli", "host") for problem in _without_sum(paths.go_modules / name)]
    problems += _other_than_pinned(paths)
    checked = subprocess.run([paths.python, "-m", "pip", "check"], capture_output=True, text=True, check=False)  # noqa: S603
    if checked.returncode != 0:
        problems += (checked.stdout or checked.stderr).splitlines()
    if problems:
        raise SetupError("\n".join((*problems, "If .venv was changed by hand, remove it and type make setup.")))
    say("Every Python package and Go module is pinned with its hash, and what is installed is what is pinned.")


def ask(paths: Paths, arguments: list[str]) -> None:
    """Raise SetupError where a pinned version is known to be vulnerable; where nobody can be asked, say so."""
    folder = paths.local / "audit"
    virtualenv.keep(folder, paths.root / "tools" / "audit.lock", "pip-audit, from tools/audit.lock")
    options = ["--require-hashes", "--disable-pip", "--format=json", "--progress-spinner=off"]
    locks = [part for name in LOCKS for part in ("-r", str(paths.root / name))]
    command = [str(folder / "bin" / "pip-audit"), *options, *locks, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        found = json.loads(ran.stdout)["dependencies"]
    except ValueError:
        last = ([line for line in ran.stderr.splitlines() if line.strip()] or ["it says nothing"])[-1]
        if not NO_ANSWER.match(last):
            raise SetupError(f"pip-audit failed: {last}") from None
        say("NOT asked for known vulnerabilities: the service that knows them cannot be reached from paths.")
        return
    bad = [f"{each['name']} {each['version']}: {_words(one)}" for each in found for one in each.get("vulns", ())]
    if bad:
        raise SetupError("\n".join(("Known vulnerabilities:", *bad, "make lock ARGS=--upgrade takes newer versions.")))
    unknown = sorted({each["name"] for each in found if "skip_reason" in each})
    if len(unknown) == len({each["name"] for each in found}):
        # A mirror of the index may answer 404 to every question, which says nothing of any package.
        say(f"NOT asked for known vulnerabilities: the service that answers knows none of the {len(unknown)} packages.")
    else:
        say("No vulnerability is known" + (f", but nothing of {', '.join(unknown)}." if unknown else "."))


def _words(vulnerability: dict[str, list[str]]) -> str:
    return f"{vulnerability['id']}, fixed in {' or '.join(vulnerability['fix_versions']) or 'no version yet'}"


def _requirements(lock: Path) -> list[str]:
    text = re.sub(r"(?m)^\s*#.*\n", "", lock.read_text())
    return [" ".join(line.split()) for line in text.replace("\\\n", "").splitlines() if line.strip()]


def _unpinned(lock: Path) -> Iterator[str]:
    for line in _requirements(lock):
        if not PINNED.fullmatch(line):
            yield f"{lock.name}: {line[:60]!r} is not one version with its hashes."


def _other_than_pinned(paths: Paths) -> Iterator[str]:
    pinned = [found.groups() for line in _requirements(paths.root / LOCKS[0]) if (found := PINNED.fullmatch(line))]
    folders = [str(folder) for folder in paths.venv.glob("lib/python*/site-packages")]
    there = {re.sub(r"[-_.]+", "-", each.name).lower(): each.version for each in distributions(path=folders)}
    for name, version, marker, _ in pinned:
        # What a marker keeps for other systems need not be paths.
        if there.pop(name, version if marker else None) != version:
            yield f".venv: {name} is not installed as version {version}."
    for name in sorted(there.keys() - UNPINNED):
        yield f".venv: {name} is installed, and not in requirements.lock."


def _without_sum(module: Path) -> Iterator[str]:
    sums = set()
    for line in (module / "go.sum").read_text().splitlines():
        if found := SUM.fullmatch(line):
            sums.add(found.groups())
        else:
            yield f"{module.name}/go.sum: {line[:60]!r} is no checksum."
    text = (module / "go.mod").read_text()
    replaced = dict(re.findall(r"^replace (\S+) => (\S+ v\S+)$", text, re.MULTILINE))
    for path, version in re.findall(r"^(?:require |\t)(\S+) (v\S+)", text, re.MULTILINE):
        path, _, version = replaced.get(path, f"{path} {version}").partition(" ")
        for wanted in ((path, version), (path, f"{version}/go.mod")):
            if wanted not in sums:
                yield f"{module.name}/go.sum: no checksum of {' '.join(wanted)}."
