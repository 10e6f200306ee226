"""Where everything is: in the checkout, and in the one engine folder that all checkouts of a user share."""

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
    """The folders of one checkout."""

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
        """All that running the demonstration leaves behind: state, emulator data, Pulumi's own folder."""
        return self.root / ".local"

    @property
    def go_modules(self) -> Path:
        """The folder that holds the two Go modules, `cli` and `host`."""
        return self.root / "tools"

    def pinned_version(self) -> str:
        """The Pulumi CLI that this checkout installs, as `v3.259.0`. It stands once, in tools/cli/go.mod."""
        text = (self.go_modules / "cli" / "go.mod").read_text()
        found = re.search(r"github\.com/pulumi/pulumi/pkg/v3 (v\d+\.\d+\.\d+)", text)
        if found is None:
            raise SetupError("tools/cli/go.mod names no Pulumi version: restore it with git checkout tools.")
        return found[1]

    def engine_folder(self) -> Path:
        """Where this checkout's engine belongs: another version, Go module or machine, another folder."""
        content = hashlib.sha256()
        for module in ("cli", "host"):
            for name in ("go.mod", "go.sum"):
                content.update((self.go_modules / module / name).read_bytes())
        machine = f"{platform.system()}-{platform.machine()}".lower()
        return self.engines / f"{self.pinned_version()}-{machine}-{content.hexdigest()[:8]}"


def find_paths(root: Path = ROOT, environ: Mapping[str, str] = os.environ) -> Paths:
    """PULUMI_BACKUPS_ENGINE names the shared engine folder; else it is in the user's cache folder."""
    if chosen := environ.get("PULUMI_BACKUPS_ENGINE"):
        return Paths(root, Path(chosen).expanduser().absolute())
    cache = environ.get("XDG_CACHE_HOME", "")
    # The XDG rule: a path that is not absolute is to be ignored.
    base = Path(cache) if cache.startswith("/") else Path.home() / ".cache"
    return Paths(root, base / "pulumi-backups" / "engine")
