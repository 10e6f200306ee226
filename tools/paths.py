"""The folders that setup and the demonstration use: in the checkout, and shared by all checkouts of a user."""

import hashlib
import os
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.terminal import SetupError

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Paths:
    """The folders of one checkout, and `engines`: the folder for Pulumi's programs, which a user's checkouts share."""

    root: Path
    engines: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def local(self) -> Path:
        """Everything that the demonstration writes: its state, the emulator's data and Pulumi's own folder."""
        return self.root / ".local"

    @property
    def go_modules(self) -> Path:
        """The folder of the two Go modules, `cli` and `host`."""
        return self.root / "tools"

    def pinned_version(self) -> str:
        """The version of the Pulumi CLI that this checkout installs, such as `v3.259.0`, from tools/cli/go.mod."""
        text = (self.go_modules / "cli" / "go.mod").read_text()
        found = re.search(r"github\.com/pulumi/pulumi/pkg/v3 (v\d+\.\d+\.\d+)", text)
        if found is None:
            raise SetupError("tools/cli/go.mod names no Pulumi version. Restore it: git checkout tools/cli/go.mod")
        return found[1]

    def engine_folder(self) -> Path:
        """The folder for Pulumi's programs, a different one for each version, content of the Go modules and machine."""
        content = hashlib.sha256()
        for module in ("cli", "host"):
            for name in ("go.mod", "go.sum"):
                content.update((self.go_modules / module / name).read_bytes())
        machine = f"{platform.system()}-{platform.machine()}".lower()
        return self.engines / f"{self.pinned_version()}-{machine}-{content.hexdigest()[:8]}"


def find_paths(root: Path = ROOT, environ: Mapping[str, str] = os.environ) -> Paths:
    """The paths of a checkout. PULUMI_BACKUPS_ENGINE overrides the shared folder, which is in the user's cache."""
    if chosen := environ.get("PULUMI_BACKUPS_ENGINE"):
        return Paths(root, Path(chosen).expanduser().absolute())
    cache = environ.get("XDG_CACHE_HOME", "")
    # The XDG specification says to ignore a path that is not absolute.
    base = Path(cache) if cache.startswith("/") else Path.home() / ".cache"
    return Paths(root, base / "pulumi-backups" / "engine")
