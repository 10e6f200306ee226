"""Saves results in a JSON file, together with the machine and the versions."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any


class Record:
    """A file that is rewritten after each result, so that an interrupted run keeps all its results.

    As a context manager, it ends an interrupted program with one line instead of a traceback.
    versions: those of what is measured besides ours.
    """

    def __init__(self, file: Path, **versions: str) -> None:
        self._file = file
        self.machine = _machine() | versions
        self._results: list[dict[str, Any]] = []

    def __enter__(self) -> Record:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _traceback: object) -> None:
        if kind is KeyboardInterrupt:
            raise SystemExit(f"Stopped. {len(self._results)} results are in {self._file}.") from None

    def add(self, result: Any) -> None:
        """Saves a result, which is a dataclass."""
        self._results.append(asdict(result))
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps({"machine": self.machine, "results": self._results}, indent=1) + "\n")
        new.replace(self._file)

    def title(self) -> str:
        """The machine and the versions in one line."""
        return ", ".join(f"{value} {name}" if name == "cores" else value for name, value in self.machine.items())


def results(files: Iterable[Path]) -> list[dict[str, Any]]:
    """Reads the results of several files."""
    return [result for file in files for result in json.loads(file.read_text())["results"]]


def _machine() -> dict[str, str]:
    cli = subprocess.run(["pulumi", "version"], capture_output=True, text=True, check=True)  # noqa: S607
    return {
        "machine": platform.machine(),
        "cores": str(os.cpu_count()),
        "python": f"Python {platform.python_version()}",
        "cli": f"Pulumi {cli.stdout.strip()}",
        "sdk": f"SDK {version('pulumi')}",
    }
