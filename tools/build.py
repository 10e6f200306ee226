"""Builds the Pulumi CLI and its Python language host from the two Go modules in this folder."""

import shutil
import subprocess
from pathlib import Path

from tools.go import Go
from tools.terminal import SetupError, run_long, say

SDK = "github.com/pulumi/pulumi/sdk/v3"
SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
TRY_AGAIN = (
    "Could not build the Pulumi CLI. The reason is in the lines above. If the network was down, run the same command "
    "again: it keeps what it downloaded. Or install Pulumi yourself (https://www.pulumi.com/docs/install/) and put "
    "it on PATH."
)


def build(go: Go, modules: Path, version: str, folder: Path) -> None:
    """Create the folder with four programs: two that Go builds, and two scripts from the source of Pulumi's SDK."""
    folder.mkdir(parents=True)
    say("If Go's caches are empty, this compiles about 1700 packages, which takes 6 minutes on two cores.")
    stamp = f"-X {SDK}/go/common/version.Version={version}"
    _compile(
        f"Pulumi CLI {version}: building with {go.origin}",
        go,
        modules / "cli",
        f"-s -w {stamp}",
        folder / "pulumi",
        "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    )
    _compile(
        "Pulumi's Python language host: building",
        go,
        modules / "host",
        "-s -w",
        folder / "pulumi-language-python",
        f"{SDK}/python/cmd/pulumi-language-python",
    )
    source = _sdk_source(go, modules / "cli")
    for script in SCRIPTS:
        copy = folder / Path(script).name
        # copyfile, because copy would keep the read-only mode of Go's module cache.
        shutil.copyfile(source / script, copy)
        copy.chmod(0o755)


def progress(lines: list[str]) -> str:
    """Counts what `go build -v` has printed so far. It prints only what is not in Go's caches."""
    downloaded = sum(line.startswith("go: downloading ") for line in lines)
    compiled = sum(not line.startswith("go: ") for line in lines)
    counts = [f"{downloaded} modules downloaded"] if downloaded else []
    if compiled:
        counts.append(f"{compiled} packages compiled")
    return ", ".join(counts)


def _compile(step: str, go: Go, module: Path, ldflags: str, program: Path, package: str) -> None:
    flags = ["-v", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", ldflags]
    run_long(
        step,
        [go.program, "build", *flags, "-o", program, package],
        cwd=module,
        env=go.environment,
        detail=progress,
        if_it_fails=TRY_AGAIN,
    )


def _sdk_source(go: Go, module: Path) -> Path:
    ran = subprocess.run(  # noqa: S603
        [go.program, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", SDK],
        cwd=module,
        env=go.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    folder = Path(ran.stdout.strip())
    if ran.returncode != 0 or not folder.is_absolute():
        say(f"    {ran.stderr.strip()}")
        raise SetupError(f"Go did not find the source of {SDK}. {TRY_AGAIN}")
    return folder
