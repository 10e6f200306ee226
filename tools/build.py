"""Builds the Pulumi CLI and its Python language host from the two Go modules beside this file."""

import shutil
import subprocess
from pathlib import Path

from tools.go import Go
from tools.terminal import SetupError, run_long, say

SDK = "github.com/pulumi/pulumi/sdk/v3"
PACKAGES = 1700  # nearly: 1,684 of the CLI
SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
TRY_AGAIN = (
    "Building the Pulumi CLI failed, for the reason in the lines above. Where the network was away, type the "
    "same command again: what was fetched is kept. Or install Pulumi yourself "
    "(https://www.pulumi.com/docs/install/) and put it on PATH: it is used then."
)


def build(go: Go, modules: Path, version: str, into: Path) -> None:
    """Put the four programs into the folder: two that Go builds, two scripts of the SDK's own source."""
    into.mkdir(parents=True)
    say(f"Where Go's caches hold nothing yet, this compiles {PACKAGES} packages: 6 minutes on two cores.")
    stamp = f"-X {SDK}/go/common/version.Version={version}"
    _compile(
        f"Pulumi CLI {version}: building with {go.origin}",
        go,
        modules / "cli",
        f"-s -w {stamp}",
        into / "pulumi",
        "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    )
    _compile(
        "Pulumi's Python language host: building",
        go,
        modules / "host",
        "-s -w",
        into / "pulumi-language-python",
        f"{SDK}/python/cmd/pulumi-language-python",
    )
    source = _module_folder(go, modules / "cli")
    for script in SCRIPTS:
        copy = into / Path(script).name
        # The module cache is read-only, and so would a plain copy be.
        shutil.copyfile(source / script, copy)
        copy.chmod(0o755)


def progress(lines: list[str]) -> str:
    """What `go build -v` has printed so far, in a few words. It names only what was not in Go's caches."""
    fetched = sum(line.startswith("go: downloading ") for line in lines)
    compiled = sum(not line.startswith("go: ") for line in lines)
    counts = [f"{fetched} modules fetched"] if fetched else []
    if compiled:
        counts.append(f"{compiled} packages compiled")
    return ", ".join(counts)


def _compile(what: str, go: Go, module: Path, ldflags: str, into: Path, package: str) -> None:
    flags = ["-v", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", ldflags]
    run_long(
        what,
        [go.program, "build", *flags, "-o", into, package],
        cwd=module,
        env=go.environment,
        detail=progress,
        if_it_fails=TRY_AGAIN,
    )


def _module_folder(go: Go, module: Path) -> Path:
    asked = subprocess.run(  # noqa: S603
        [go.program, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", SDK],
        cwd=module,
        env=go.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    folder = Path(asked.stdout.strip())
    if asked.returncode != 0 or not folder.is_absolute():
        raise SetupError(f"Go does not say where the source of {SDK} is: {asked.stderr.strip()}\n{TRY_AGAIN}")
    return folder
