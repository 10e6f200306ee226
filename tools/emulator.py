"""The local emulator of both vendors: which port it has, whether it runs, starting and stopping it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from tools.paths import Paths
from tools.processes import command_of, with_words
from tools.terminal import SetupError, say

CONFIG = "Pulumi.dev.yaml"
SETTINGS = ("planetscale:serverUrl", "northflank:baseUrl")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SECONDS_TO_START = 30.0
SECONDS_TO_ANSWER = 2.0
SECONDS_TO_STOP = 5.0


def port(paths: Paths) -> int | None:
    """The port in the stack's configuration; None where the stack talks to no local server."""
    try:
        text = (paths.root / CONFIG).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise SetupError(f"{CONFIG} cannot be read ({reason}): bring it back with `git checkout {CONFIG}`.") from error
    ports = {name: found for name in SETTINGS if (found := _port_of(name, text)) is not None}
    if len(set(ports.values())) > 1:
        raise SetupError(
            f"{CONFIG} gives the emulator two ports ({', '.join(f'{n}: {p}' for n, p in ports.items())}): "
            "put the same one into both lines."
        )
    return next(iter(ports.values()), None)


def _port_of(setting: str, text: str) -> int | None:
    line = re.search(rf"""^\s*['"]?{re.escape(setting)}['"]?\s*:[ \t]*(.*)$""", text, re.MULTILINE)
    if line is None:
        return None
    address = re.sub(r"\s+#.*$", "", line[1]).strip().strip("'\"")
    try:
        parts = urlsplit(address)
        local, number = parts.hostname in LOOPBACK, parts.port
    except ValueError:
        local, number = True, None
    if local and number is None:
        raise SetupError(
            f"{CONFIG}: {setting} is {address!r}; a local server needs a port, as in http://127.0.0.1:8765"
        )
    return number if local else None


def ensure(paths: Paths) -> None:
    """Start the emulator unless it runs already. It is left running when the command ends."""
    number = port(paths)
    if number is None:
        say(f"{CONFIG} names no server on this machine, so no emulator is started.")
        return
    answer = ask(number)
    running = process(paths)
    if running is not None and answer == "emulator" and _runs_as(running, command(paths, number)):
        return
    if running is not None:
        stop(paths)
        answer = ask(number)
    if answer != "silence":
        raise SetupError(_port_is_taken(number, answer))
    _start(paths, number)


def command(paths: Paths, number: int) -> list[str]:
    """The data's whole path tells this checkout's emulator from another's."""
    data = paths.local / "emulator.sqlite"
    program = [str(paths.python), "-m", "pulumi_backups.emulator"]
    return [*program, "--port", str(number), "--data", str(data)]


def in_foreground(paths: Paths) -> None:
    """Become the emulator, until Ctrl-C."""
    number = port(paths)
    if number is None:
        raise SetupError(f"{CONFIG} names no server on this machine, so there is no port for the emulator.")
    answer = ask(number)
    if process(paths) is not None and answer == "emulator":
        raise SetupError(f"The emulator runs already, on port {number}. `make stop` stops it.")
    if answer != "silence":
        raise SetupError(_port_is_taken(number, answer))
    _pid_file(paths).write_text(f"{os.getpid()}\n")
    program, *arguments = command(paths, number)
    os.chdir(paths.root)
    os.execv(program, [program, *arguments])  # noqa: S606


def stop(paths: Paths) -> bool:
    """Stop this checkout's emulator. False where none runs."""
    running = process(paths)
    if running is not None:
        _end(running)
    _pid_file(paths).unlink(missing_ok=True)
    return running is not None


def process(paths: Paths) -> int | None:
    """The emulator that this checkout started, if it is alive and still what the number in the file means."""
    try:
        pid = int(_pid_file(paths).read_text())
    except (OSError, ValueError):
        return None
    running = command_of(pid) if pid > 0 else ""
    ours = "pulumi_backups.emulator" in running and str(paths.local / "emulator.sqlite") in running
    return pid if ours else None


def ask(number: int) -> Literal["emulator", "silence", "stranger"]:
    """Who answers on the port."""
    try:
        with socket.create_connection(("127.0.0.1", number), timeout=SECONDS_TO_ANSWER):
            pass
    except OSError:
        return "silence"
    connection = http.client.HTTPConnection("127.0.0.1", number, timeout=SECONDS_TO_ANSWER)
    try:
        connection.request("GET", "/_control/clock")
        return "emulator" if connection.getresponse().status == 200 else "stranger"
    except (OSError, http.client.HTTPException):
        return "stranger"
    finally:
        connection.close()


def _start(paths: Paths, number: int) -> None:
    paths.local.mkdir(exist_ok=True)
    log = paths.local / "emulator.log"
    with log.open("wb") as out:
        started = subprocess.Popen(  # noqa: S603
            command(paths, number),
            cwd=paths.root,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _pid_file(paths).write_text(f"{started.pid}\n")
    give_up = time.monotonic() + SECONDS_TO_START
    while started.poll() is None and time.monotonic() < give_up:
        if ask(number) == "emulator":
            say(f"Emulator of both vendors: started on http://127.0.0.1:{number} (log: .local/emulator.log)")
            return
        time.sleep(0.1)
    stop(paths)
    for line in log.read_text(errors="replace").splitlines()[-10:]:
        say(f"    {line}")
    raise SetupError("The emulator did not start; the end of .local/emulator.log is above.")


def _port_is_taken(number: int, answer: str) -> str:
    who = "another program"
    if answer == "emulator":
        holders = with_words("pulumi_backups.emulator", f"--port {number}")
        named = f" (process {holders[0]})" if holders else ""
        who = f"an emulator that this checkout does not know{named}"
    with socket.socket() as any_free:
        any_free.bind(("127.0.0.1", 0))
        free = any_free.getsockname()[1]
    return (
        f"Port {number} is in use by {who}: stop it, or put another port, {free} for example, "
        f"into both http://127.0.0.1:{number} lines of {CONFIG}."
    )


def _pid_file(paths: Paths) -> Path:
    return paths.local / "emulator.pid"


def _runs_as(pid: int, wanted: list[str]) -> bool:
    return " ".join(wanted[1:]) in command_of(pid)


def _end(pid: int) -> None:
    for number, seconds in ((signal.SIGTERM, SECONDS_TO_STOP), (signal.SIGKILL, SECONDS_TO_STOP)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            if "pulumi_backups.emulator" not in command_of(pid):
                return
            time.sleep(0.05)
