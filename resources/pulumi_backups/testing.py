"""The emulator in your own tests: a pytest fixture. It needs the extra `emulator`, and the Pulumi CLI for `stack`.

In conftest.py:

    pytest_plugins = ["pulumi_backups.testing"]

Then a test can run your program against both vendors, without an account:

    def test_second_up_changes_nothing(backups_emulator: Emulator) -> None:
        stack = backups_emulator.stack("infra")
        stack.up()
        assert set(stack.preview().change_summary) == {"same"}
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pulumi_backups.emulator import create_app, serve

if TYPE_CHECKING:
    from pulumi import automation

STACK = "test"


class Emulator:
    """A running emulator of all vendors, with the default seed.

    url: its address. environment: the variables with which Pulumi programs and functions connect to it.
    """

    def __init__(self, app: Any, url: str, folder: Path) -> None:
        self.url = url
        self.environment: Mapping[str, str] = app.extensions["emulator"].environment(url)
        self._client = app.test_client()
        self._folder = folder

    def stack(self, project: str | Path = ".", config: Mapping[str, Any] | None = None) -> automation.Stack:
        """A new stack of the Pulumi project in a folder, with its own state. Nothing is written into the folder.

        config: the stack's config. Keys without a namespace are the project's own. The vendors' settings are not
            needed: they come from the environment.
        """
        import yaml
        from pulumi import automation

        source, number = Path(project).absolute(), len(list(self._folder.iterdir()))
        folder, state = self._folder / f"project-{number}", self._folder / f"state-{number}"
        for made in (folder, state):
            made.mkdir()
        for entry in source.iterdir():
            # The config of the real stacks stays out: it has credentials that this run cannot decrypt.
            if not (entry.name.startswith("Pulumi.") and entry.name != "Pulumi.yaml"):
                (folder / entry.name).symlink_to(entry)
        name = yaml.safe_load((source / "Pulumi.yaml").read_text("utf-8"))["name"]
        settings = {key if ":" in key else f"{name}:{key}": value for key, value in (config or {}).items()}
        (folder / f"Pulumi.{STACK}.yaml").write_text(yaml.safe_dump({"config": settings}), "utf-8")
        variables = {
            **self.environment,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "PULUMI_BACKEND_URL": f"file://{state}?metadata=skip",
            "PULUMI_CONFIG_PASSPHRASE": "a test",
            "PULUMI_SKIP_UPDATE_CHECK": "1",
        }
        options = automation.LocalWorkspaceOptions(env_vars=variables)
        return automation.create_stack(STACK, work_dir=str(folder), opts=options)

    def seed(self, described: Mapping[str, Any]) -> None:
        """Adds databases, add-ons, policies and so on. An object that exists keeps its parts."""
        self.control("POST", "/seed", described)

    def reset(self, *, empty: bool = False) -> None:
        """Restores the default seed, or only its accounts and credentials, and removes all faults."""
        self.control("POST", "/reset", {"empty": empty})

    def advance(self, **time: float) -> None:
        """Moves the clock: `advance(days=30)`. All that is due by then happens, such as backups."""
        self.control("POST", "/clock", {"advance_seconds": timedelta(**time).total_seconds()})

    def fault(self, kind: str, **rule: Any) -> None:
        """Makes requests fail: `fault("status", status=503, times=3)`. docs/testing.md lists the kinds."""
        self.control("POST", "/faults", {"kind": kind, **rule})

    def heal(self) -> None:
        """Removes all faults."""
        self.control("DELETE", "/faults")

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the control plane, such as `GET /requests`. Raises ValueError if it is refused."""
        response = self._client.open(f"/_control{path}", base_url="http://127.0.0.1", method=method, json=body)
        if response.status_code >= 400:
            raise ValueError(f"The emulator refused {method} {path}: {response.get_data(as_text=True)}")
        return response.get_json()


@contextmanager
def running_emulator() -> Iterator[Emulator]:
    """An emulator during the block, for other test frameworks, or for a fixture of your own."""
    app = create_app()
    with serve(app) as url, tempfile.TemporaryDirectory() as folder:
        yield Emulator(app, url, Path(folder))


@pytest.fixture
def backups_emulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An emulator for one test. Functions such as `get_backup_policies` use it too."""
    with running_emulator() as emulator:
        prefixes = tuple({f"{name.partition('_')[0]}_" for name in emulator.environment})
        for name in [name for name in os.environ if name.startswith(prefixes)]:
            monkeypatch.delenv(name)
        for name, value in emulator.environment.items():
            monkeypatch.setenv(name, value)
        yield emulator
