import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools import fake
from tools import emulator
from tools.emulator_port import STACK_FILE
from tools.paths import Paths
from tools.terminal import SetupError


def listen(paths: Paths, port: int) -> None:
    (paths.root / STACK_FILE).write_text(f"config:\n  one:serverUrl: http://127.0.0.1:{port}/one\n")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as any_free:
        any_free.bind(("127.0.0.1", 0))
        return int(any_free.getsockname()[1])


@pytest.fixture
def checkout(paths: Paths) -> Iterator[Paths]:
    """A checkout whose python runs these tests, so it has the emulator."""
    fake.program(paths.python, f'exec "{sys.executable}" "$@"')
    paths.local.mkdir()
    yield paths
    emulator.stop(paths)


def test_emulator_starts_once_restarts_on_another_port_and_stops(
    checkout: Paths, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    listen(checkout, free_port)
    emulator.ensure(checkout)
    first = emulator.running_process(checkout)
    assert first is not None
    assert emulator.listener(free_port) == "emulator"
    assert f"started on http://127.0.0.1:{free_port} " in capsys.readouterr().err
    emulator.ensure(checkout)
    assert emulator.running_process(checkout) == first
    assert capsys.readouterr().err == ""

    with socket.socket() as any_free:
        any_free.bind(("127.0.0.1", 0))
        other = any_free.getsockname()[1]
    listen(checkout, other)
    emulator.ensure(checkout)
    assert emulator.running_process(checkout) not in (None, first)
    assert (emulator.listener(free_port), emulator.listener(other)) == ("nothing", "emulator")

    assert emulator.stop(checkout)
    assert emulator.listener(other) == "nothing"
    assert not emulator.stop(checkout)


def test_emulator_of_another_checkout_is_not_used(checkout: Paths, free_port: int, tmp_path: Path) -> None:
    listen(checkout, free_port)
    emulator.ensure(checkout)
    another = Paths(tmp_path / "another", checkout.engines)
    another.local.mkdir(parents=True)
    listen(another, free_port)
    with pytest.raises(SetupError, match=rf"Port {free_port} is in use by an emulator that this checkout did"):
        emulator.ensure(another)
    assert emulator.running_process(checkout) is not None


def test_port_of_another_program_says_what_to_do(paths: Paths) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        listen(paths, port)
        other.settimeout(0)
        with pytest.raises(SetupError, match=rf"Port {port} is in use by another program\. Stop it, or .* line"):
            emulator.ensure(paths)


@pytest.mark.parametrize("content", ["", "words", "-1", "0", str(2**22 + 1), "1", "this process"])
def test_stale_pid_file_names_no_process(paths: Paths, content: str) -> None:
    paths.local.mkdir()
    (paths.local / "emulator.pid").write_text(str(os.getpid()) if content == "this process" else content)
    assert emulator.running_process(paths) is None
    assert not emulator.stop(paths)


def test_emulator_that_fails_to_start_shows_the_end_of_its_log(
    paths: Paths, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.program(paths.python, "echo the data file is broken; exit 1")
    listen(paths, free_port)
    with pytest.raises(SetupError, match=r"did not start\. The end of its log, \.local/emulator\.log, is above"):
        emulator.ensure(paths)
    assert "    the data file is broken\n" in capsys.readouterr().err
    assert not (paths.local / "emulator.pid").exists()


def test_no_emulator_is_started_for_real_servers(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    (paths.root / STACK_FILE).write_text("config:\n  one:serverUrl: https://one.test\n")
    emulator.ensure(paths)
    assert "no emulator is started" in capsys.readouterr().err
    assert not paths.local.exists()


def test_command_has_port_and_data_file(paths: Paths) -> None:
    data = paths.local / "emulator.sqlite"
    assert emulator.command(paths, 8765)[1:] == [
        *("-m", "pulumi_backups.emulator"),
        *("--port", "8765"),
        *("--data", str(data)),
    ]


def test_emulator_that_does_not_respond_is_replaced(checkout: Paths, free_port: int) -> None:
    listen(checkout, free_port)
    data = checkout.local / "emulator.sqlite"
    script = "print('hung', flush=True); input()"
    command = [sys.executable, "-c", script, "pulumi_backups.emulator", str(data)]
    hung = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert hung.stdout is not None
    assert hung.stdout.readline() == "hung\n"
    (checkout.local / "emulator.pid").write_text(str(hung.pid))
    emulator.ensure(checkout)
    hung.communicate()
    assert hung.returncode != 0
    assert emulator.listener(free_port) == "emulator"
