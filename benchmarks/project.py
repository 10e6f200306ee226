"""A Pulumi project with one stack of N policies, as null resources, single policies or plans, and its lifecycle."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.cost import Cost, run
from benchmarks.server import PYTHON_PATH, TOKEN, TOKEN_ID, Server

STACK = "bench"
PROGRAM = """
from itertools import groupby
{imported} as Resource

NUMBERS = range({first}, {first} + {count})
SETTINGS = {settings}


def database_of(number):
    return f"db-{{number // {policies_per_database}:04}}"

"""
EACH_POLICY = """
for number in NUMBERS:
    Resource(f"policy-{number:04}", database=database_of(number), **SETTINGS)
"""
EACH_DATABASE = """
for database, numbers in groupby(NUMBERS, database_of):
    Resource(database, database=database, policies={f"policy-{number:04}": SETTINGS for number in numbers})
"""
# The import and the declarations of a program, by the kind of project.
RESOURCES = {
    "null": ("from benchmarks.null_resource import Null", EACH_POLICY),
    "wide": ("from benchmarks.null_resource import WideNull", EACH_POLICY),
    "policies": ("from pulumi_backups.planetscale import BackupPolicy", EACH_POLICY),
    "plans": ("from pulumi_backups.planetscale import BackupPlan", EACH_DATABASE),
}
# Variables that would point a run at another project or server, or change its engine; or that would make Python compile
# this package anew in each process, which is compiled once where it is installed.
FOREIGN = ("PLANETSCALE_", "PULUMI_", "TF_", "PYTHONDONTWRITEBYTECODE")


@dataclass(frozen=True)
class Step:
    """A command of the CLI, and the days of retention that the program declares for it.

    changes: whether the step changes anything. If not, it can run several times.
    """

    name: str
    command: tuple[str, ...]
    retention: int
    changes: bool = True


NO_QUESTION = ("--skip-preview", "--yes")
FIRST_UP = Step("first up", ("up", *NO_QUESTION), 1)
PREVIEW = Step("preview without changes", ("preview",), 1, changes=False)
NO_OP_UP = Step("up without changes", ("up", *NO_QUESTION), 1, changes=False)
UPDATE = Step("update of all", ("up", *NO_QUESTION), 2)
REFRESH = Step("refresh", ("refresh", *NO_QUESTION), 2, changes=False)
REFRESH_64 = Step("refresh, 64 at once", (*REFRESH.command, "--parallel", "64"), 2, changes=False)
DESTROY = Step("destroy", ("destroy", *NO_QUESTION), 2)
LIFECYCLE = (FIRST_UP, PREVIEW, NO_OP_UP, UPDATE, REFRESH, REFRESH_64, DESTROY)


@dataclass(frozen=True)
class Policies:
    """`count` policies, numbered from `first`. The number of a policy decides its database, in every project."""

    count: int
    first: int = 0
    per_database: int = 3

    @property
    def databases(self) -> int:
        """How many databases the policies need: db-0000 and so on."""
        return -(-(self.first + self.count) // self.per_database)

    def databases_by_name(self) -> dict[str, str]:
        """The database of each policy, by the policy's name, as a program declares them."""
        numbers = range(self.first, self.first + self.count)
        return {f"policy-{number:04}": f"db-{number // self.per_database:04}" for number in numbers}


@dataclass
class Project:
    """A project in its own folder, with its own state and its own PULUMI_HOME.

    kind: `null`, `wide` (null resources with the properties of a policy), `policies` or `plans`: what the program
    declares the policies as.
    environment: variables for the CLI. They override the usual ones.
    flags: for every step, such as --parallel.
    query: appended to the backend's URL, such as ?metadata=skip.
    """

    folder: Path
    policies: Policies
    kind: str = "policies"
    environment: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    query: str = ""

    def create(self) -> None:
        """Creates the project and its stack."""
        self.state.mkdir(parents=True)
        (self.folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
        self.call("stack", "init", STACK)

    def run(self, step: Step, **environment: str) -> Cost:
        """Writes the program of a step and runs the step."""
        imported, declarations = RESOURCES[self.kind]
        program = PROGRAM.format(
            imported=imported,
            first=self.policies.first,
            count=self.policies.count,
            policies_per_database=self.policies.per_database,
            settings=settings(step.retention),
        )
        (self.folder / "__main__.py").write_text(program + declarations)
        return self.call(*step.command, *self.flags, **environment)

    def call(self, *arguments: str, **environment: str) -> Cost:
        """Runs any command of the CLI."""
        command = ("pulumi", *arguments, "--non-interactive")
        return run(command, self.folder, self._environment() | environment)

    @property
    def state(self) -> Path:
        """The folder that is the stack's backend."""
        return self.folder / "state"

    def state_file(self) -> Path:
        """The file with the state. Its suffix depends on the compression."""
        files = (self.state / ".pulumi" / "stacks" / "bench").glob(f"{STACK}.json*")
        (file,) = (each for each in files if each.suffix not in (".bak", ".attrs"))
        return file

    def bytes_per_policy(self) -> float:
        """The size of the state, without indentation, divided by the number of policies."""
        resources = json.loads(self.state_file().read_text())["checkpoint"]["latest"]["resources"]
        return len(json.dumps(resources, separators=(",", ":"))) / self.policies.count

    def _environment(self) -> dict[str, str]:
        return {
            **inherited(),
            "PYTHONPATH": PYTHON_PATH,
            "PULUMI_BACKEND_URL": f"file://{self.state}{self.query}",
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "bench",
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            # The provider of each run leaves a file there for a day, and looks at those of all others.
            "TMPDIR": str(self.folder),
            **self.environment,
        }


def settings(retention: int) -> dict[str, str | int]:
    """What each policy declares besides its database and its name. retention: days."""
    return {
        "target": "production",
        "frequency_value": 1,
        "frequency_unit": "day",
        "schedule_time": "03:00",
        "retention_value": retention,
        "retention_unit": "day",
    }


def inherited() -> dict[str, str]:
    """The variables of this process that a command of a benchmark inherits."""
    return {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}


@contextmanager
def temporary_folder(parent: str | None = None) -> Iterator[Path]:
    """A temporary folder in `parent`, or in TMPDIR without one. It is removed at the end."""
    # An interrupted process may still write to it.
    with TemporaryDirectory(prefix="bench-", dir=parent, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def server_settings(server: Server) -> dict[str, str]:
    """The variables that point a run at an emulator."""
    return {
        "PLANETSCALE_ORGANIZATION": "acme",
        "PLANETSCALE_SERVER_URL": f"{server.base_url}/planetscale/v1",
        # Without a limit the run never waits, as the emulator enforces none by default.
        "PLANETSCALE_REQUESTS_PER_MINUTE": "0",
    }


def credentials() -> dict[str, str]:
    """The variables with the emulator's credentials."""
    return {"PLANETSCALE_SERVICE_TOKEN_ID": TOKEN_ID, "PLANETSCALE_SERVICE_TOKEN": TOKEN}
