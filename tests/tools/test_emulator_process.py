import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools import pretend
from tools import emulator
from tools.paths import Paths
from tools.terminal import SetupError


def configure(paths: Paths, planetscale: object, northflank: object = None) -> None:
    lines = ["config:", "  planetscale:organization: acme"]
    if planetscale:
        lines.append(f"  planetscale:serverUrl: {planetscale}")
    if northflank:
        lines.append(f"  northflank:baseUrl: {northflank}")
    (paths.root / emulator.CONFIG).write_text("\n".join(lines) + "\n")


def listen(paths: Paths, port: int) -> None:
    configure(paths, f"http://127.0.0.1:{port}/planetscale/v1", f"http://127.0.0.1:{port}/northflank")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as any_free:
        any_free.bind(("127.0.0.1", 0))
        return int(any_free.getsockname()[1])


@pytest.fixture
def checkout(paths: Paths) -> Iterator[Paths]:
    """Its python is the one of these tests, where the emulator is installed."""
    pretend.program(paths.python, f'exec "{sys.executable}" "$@"')
    paths.local.mkdir()
    yield paths
    emulator.stop(paths)


@pytest.mark.parametrize(
    ("planetscale", "northflank", "port"),
    [
        ("http://127.0.0.1:8765/planetscale/v1", "http://127.0.0.1:8765/northflank", 8765),
        ('"http://localhost:99/planetscale/v1"  # the emulator', None, 99),
        (None, "'http://[::1]:8765/northflank'", 8765),
        ("https://api.planetscale.com/v1", "http://127.0.0.1:8765/northflank", 8765),
        ("https://api.planetscale.com/v1", "https://api.northflank.com", None),
        (None, None, None),
    ],
)
def test_the_port_is_the_one_in_the_stacks_configuration(
    paths: Paths, planetscale: str | None, northflank: str | None, port: int | None
) -> None:
    configure(paths, planetscale, northflank)
    assert emulator.port(paths) == port


@pytest.mark.parametrize("address", ["http://127.0.0.1/planetscale/v1", "http://127.0.0.1:many/v1"])
def test_a_local_server_without_a_port_is_named(paths: Paths, address: str) -> None:
    configure(paths, address)
    with pytest.raises(SetupError, match=r"planetscale:serverUrl is 'http://127.0.0.1.*needs a port"):
        emulator.port(paths)


def test_two_ports_are_refused(paths: Paths) -> None:
    configure(paths, "http://127.0.0.1:1/planetscale/v1", "http://127.0.0.1:2/northflank")
    with pytest.raises(SetupError, match=r"planetscale:serverUrl: 1, northflank:baseUrl: 2.*the same one into both"):
        emulator.port(paths)


@pytest.mark.parametrize(("content", "why"), [(None, "No such file"), (b"\xff\xfe", "not text in UTF-8")])
def test_an_unreadable_configuration_says_how_to_bring_it_back(paths: Paths, content: bytes | None, why: str) -> None:
    if content is not None:
        (paths.root / emulator.CONFIG).write_bytes(content)
    with pytest.raises(SetupError, match=rf"{why}.*git checkout Pulumi\.dev\.yaml"):
        emulator.port(paths)


def test_it_is_started_once_restarted_on_another_port_and_stopped(
    checkout: Paths, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    listen(checkout, free_port)
    emulator.ensure(checkout)
    first = emulator.process(checkout)
    assert first is not None
    assert emulator.ask(free_port) == "emulator"
    assert f"started on http://127.0.0.1:{free_port} " in capsys.readouterr().err
    emulator.ensure(checkout)
    assert emulator.process(checkout) == first
    assert capsys.readouterr().err == ""

    with socket.socket() as any_free:
        any_free.bind(("127.0.0.1", 0))
        other = any_free.getsockname()[1]
    listen(checkout, other)
    emulator.ensure(checkout)
    assert emulator.process(checkout) not in (None, first)
    assert (emulator.ask(free_port), emulator.ask(other)) == ("silence", "emulator")

    assert emulator.stop(checkout)
    assert emulator.ask(other) == "silence"
    assert not emulator.stop(checkout)


def test_another_checkouts_emulator_is_not_used(checkout: Paths, free_port: int, tmp_path: Path) -> None:
    listen(checkout, free_port)
    emulator.ensure(checkout)
    another = Paths(tmp_path / "another", checkout.engines)
    another.local.mkdir(parents=True)
    listen(another, free_port)
    with pytest.raises(SetupError, match=rf"Port {free_port} is in use by an emulator that this checkout does not"):
        emulator.ensure(another)
    assert emulator.process(checkout) is not None


def test_a_port_of_another_program_says_what_to_do(paths: Paths) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]
        listen(paths, port)
        stranger.settimeout(0)
        with pytest.raises(SetupError, match=rf"Port {port} is in use by another program: .*into both .* lines"):
            emulator.ensure(paths)


@pytest.mark.parametrize("content", ["", "words", "-1", "0", str(2**22 + 1), "1", "this process"])
def test_a_stale_pid_file_names_no_process(paths: Paths, content: str) -> None:
    paths.local.mkdir()
    (paths.local / "emulator.pid").write_text(str(os.getpid()) if content == "this process" else content)
    assert emulator.process(paths) is None
    assert not emulator.stop(paths)


def test_one_that_cannot_start_shows_the_end_of_its_log(
    paths: Paths, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend.program(paths.python, "echo the data file is broken; exit 1")
    listen(paths, free_port)
    with pytest.raises(SetupError, match=r"The emulator did not start; the end of \.local/emulator\.log is above"):
        emulator.ensure(paths)
    assert "    the data file is broken\n" in capsys.readouterr().err
    assert not (paths.local / "emulator.pid").exists()


def test_no_emulator_is_started_for_real_servers(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    configure(paths, "https://api.planetscale.com/v1")
    emulator.ensure(paths)
    assert "no emulator is started" in capsys.readouterr().err
    assert not paths.local.exists()


def test_the_command_line_carries_port_and_data(paths: Paths) -> None:
    data = paths.local / "emulator.sqlite"
    assert emulator.command(paths, 8765)[1:] == [
        *("-m", "pulumi_backups.emulator"),
        *("--port", "8765"),
        *("--data", str(data)),
    ]


def test_an_emulator_that_does_not_answer_is_replaced(checkout: Paths, free_port: int) -> None:
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
    assert emulator.ask(free_port) == "emulator"
