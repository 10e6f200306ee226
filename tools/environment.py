"""The environment variables of the programs that run in this checkout: Pulumi, tests and the user's own shell."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from tools.paths import Paths
from tools.pulumi_cli import PulumiCli

# It protects nothing: the demonstration's secrets are fictitious. It overrides a passphrase that the user exported for
# other stacks, because that one cannot decrypt Pulumi.dev.yaml.
DEMONSTRATION_PASSPHRASE = "demonstration"  # noqa: S105


def path_folders(paths: Paths, cli: PulumiCli) -> list[Path]:
    """The folders to put first on PATH: the virtual environment, whose python the language host runs, and Pulumi."""
    return [paths.venv / "bin", *([cli.folder] if cli.folder else [])]


def for_programs(paths: Paths, cli: PulumiCli, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of a command that needs the programs on PATH, but not the demonstration stack."""
    path = os.pathsep.join([*map(str, path_folders(paths, cli)), environ.get("PATH", os.defpath)])
    return {**environ, "PATH": path, "VIRTUAL_ENV": str(paths.venv)}


def for_pulumi(paths: Paths, cli: PulumiCli, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of the Pulumi CLI on the demonstration stack."""
    kept = {name: value for name, value in environ.items() if name != "PULUMI_CONFIG_PASSPHRASE_FILE"}
    return {**for_programs(paths, cli, kept), **_pulumi_settings(paths)}


def shell_exports(paths: Paths, cli: PulumiCli) -> str:
    """The same environment as lines for `eval "$(make -s env)"` in any POSIX shell."""
    path = ":".join(shlex.quote(str(folder)) for folder in path_folders(paths, cli))
    lines = [f'export PATH={path}:"$PATH"', f"export VIRTUAL_ENV={shlex.quote(str(paths.venv))}"]
    lines += [f"export {name}={shlex.quote(value)}" for name, value in _pulumi_settings(paths).items()]
    lines.append("unset PULUMI_CONFIG_PASSPHRASE_FILE")
    return "\n".join(lines)


def _pulumi_settings(paths: Paths) -> dict[str, str]:
    """Settings that keep everything Pulumi writes inside the checkout."""
    return {
        "PULUMI_HOME": str(paths.local / "pulumi-home"),
        # Without `metadata=skip` Pulumi writes an .attrs file beside each state file. A killed Pulumi may leave one
        # empty, and then fails with "failed to load checkpoint: EOF".
        "PULUMI_BACKEND_URL": f"file://{quote(str(paths.local / 'state'))}?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE": DEMONSTRATION_PASSPHRASE,
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }
