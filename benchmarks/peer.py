"""The peer that the benchmarks measure beside ours: OpenTofu or Terraform, with the vendor's own provider."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.cost import Cost, run
from benchmarks.project import (
    DESTROY,
    FIRST_UP,
    NO_OP_UP,
    PREVIEW,
    REFRESH,
    REFRESH_64,
    UPDATE,
    Policies,
    Step,
    inherited,
    settings,
)

CLI, PROVIDER = "PEER_TOFU", "PEER_PROVIDER"
# The provider's source address, the name that its binary must have, and the type of its resource.
ADDRESS = "planetscale/planetscale"
BINARY = "terraform-provider-planetscale"
RESOURCE = "planetscale_vitess_backup_policy"
# With the override, the CLI needs no `init` and asks no registry.
CLI_CONFIG = """
provider_installation {{
  dev_overrides {{
    {address} = {folder}
  }}
}}
"""
APPLY = ("apply", "-auto-approve")
REFRESH_ONLY = (*APPLY, "-refresh-only")
# What a person types for each step. A plan and an apply of the peer refresh first, by default.
COMMANDS: Mapping[Step, tuple[str, ...]] = {
    FIRST_UP: APPLY,
    PREVIEW: ("plan",),
    NO_OP_UP: APPLY,
    UPDATE: APPLY,
    REFRESH: REFRESH_ONLY,
    REFRESH_64: (*REFRESH_ONLY, "-parallelism=64"),
    DESTROY: ("destroy", "-auto-approve"),
}
# Keeps the CLI from asking for a newer version of itself.
QUIET = {"CHECKPOINT_DISABLE": "1"}


@dataclass(frozen=True)
class Binaries:
    """The files of the CLI and of the provider."""

    cli: Path
    provider: Path

    def version(self) -> str:
        """What the CLI calls itself, and the provider's file, whose name has the version in a release."""
        command = [str(self.cli), "version"]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, check=True, env=inherited() | QUIET)  # noqa: S603
        except (OSError, subprocess.CalledProcessError) as error:
            raise SystemExit(f"{CLI} cannot say its version: {error}") from None
        first_line, *_ = ran.stdout.split("\n")
        return f"{first_line} with {self.provider.name}"


def binaries(environment: Mapping[str, str]) -> Binaries | None:
    """The binaries that the environment gives. None if it gives none. Raises SystemExit if one is missing or wrong."""
    given = {name: environment.get(name, "") for name in (CLI, PROVIDER)}
    if not any(given.values()):
        return None
    for name, value in given.items():
        if not value:
            (other,) = (each for each in given if each != name)
            raise SystemExit(f"{other} is set, but {name} is not. A peer needs both. Set {name}, or unset {other}.")
        if not (Path(value).is_file() and os.access(value, os.X_OK)):
            raise SystemExit(f"{name} is not the path of an executable file: {value}")
    return Binaries(*(Path(value).absolute() for value in given.values()))


@dataclass(frozen=True)
class Peer:
    """The policies as a configuration of the peer in its own folder, with its own state.

    environment: the variables for the provider.
    """

    kind: ClassVar[str] = "peer"

    folder: Path
    policies: Policies
    binaries: Binaries
    environment: Mapping[str, str]

    def create(self) -> None:
        """Writes the settings of the CLI. Links the provider, because the CLI finds it by its name."""
        folder = self.folder / "provider"
        folder.mkdir()
        (folder / BINARY).symlink_to(self.binaries.provider)
        self._cli_config.write_text(CLI_CONFIG.format(address=json.dumps(ADDRESS), folder=json.dumps(str(folder))))

    def run(self, step: Step) -> Cost:
        """Writes the configuration of a step and runs the step."""
        (self.folder / "main.tf.json").write_text(json.dumps(self._configuration(step), indent=1))
        command = (str(self.binaries.cli), *COMMANDS[step], "-input=false", "-no-color")
        cli_config = {"TF_CLI_CONFIG_FILE": str(self._cli_config)}
        return run(command, self.folder, inherited() | QUIET | cli_config | dict(self.environment))

    def bytes_per_policy(self) -> float:
        """The size of the state, without indentation, divided by the number of policies."""
        resources = json.loads((self.folder / "terraform.tfstate").read_text())["resources"]
        return len(json.dumps(resources, separators=(",", ":"))) / self.policies.count

    @property
    def _cli_config(self) -> Path:
        return self.folder / "cli.tfrc"

    def _configuration(self, step: Step) -> dict[str, Any]:
        """A resource for each policy. With `for_each` over a map of 300, a first up took six times as long."""
        shared = {"organization": self.environment["PLANETSCALE_ORGANIZATION"], **settings(step.retention)}
        policies = self.policies.databases_by_name().items()
        return {
            "terraform": {"required_providers": {"planetscale": {"source": ADDRESS}}},
            "resource": {
                RESOURCE: {name: {"name": name, "database": database, **shared} for name, database in policies}
            },
        }
