"""Whether this checkout's emulator runs, and how to start and stop it."""

import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Literal

from tools.emulator_port import STACK_FILE, emulator_port
from tools.paths import Paths
from tools.processes import command_line, find_processes
from tools.terminal import SetupError, say

MODULE = "pulumi_backups.emulator"
SECONDS_TO_START = 30.0
SECONDS_TO_RESPOND = 2.0
SECONDS_TO_STOP = 5.0

Listener = Literal["emulator", "other program", "nothing"]


def ensure(paths: Paths) -> None:
    """Start the emulator in the background unless it already runs. It keeps running when the command ends."""
    port = emulator_port(paths)
    if port is None:
        say(f"{STACK_FILE} names no server on this machine, so no emulator is started.")
        return
    found = listener(port)
    pid = running_process(paths)
    if pid is not None and found == "emulator" and _has_arguments(pid, command(paths, port)):
        return
    if pid is not None:
        stop(paths)
        found = listener(port)
    if found != "nothing":
        raise SetupError(_port_in_use(port, found))
    _start(paths, port)


def command(paths: Paths, port: int) -> list[str]:
    """The command that runs the emulator. The full path of its data distinguishes it from another checkout's."""
    return [str(paths.python), "-m", MODULE, "--port", str(port), "--data", str(_data_file(paths))]


def run_in_foreground(paths: Paths) -> None:
    """Replace this process with the emulator. It runs until Ctrl-C."""
    port = emulator_port(paths)
    if port is None:
        raise SetupError(f"{STACK_FILE} names no server on this machine, so the emulator has no port to listen on.")
    found = listener(port)
    if running_process(paths) is not None and found == "emulator":
        raise SetupError(f"The emulator already runs on port {port}. Stop it with `make stop`.")
    if found != "nothing":
        raise SetupError(_port_in_use(port, found))
    _pid_file(paths).write_text(f"{os.getpid()}\n")
    program, *arguments = command(paths, port)
    os.chdir(paths.root)
    os.execv(program, [program, *arguments])  # noqa: S606


def stop(paths: Paths) -> bool:
    """Stop this checkout's emulator. Returns False if none runs."""
    pid = running_process(paths)
    if pid is not None:
        _end(pid)
    _pid_file(paths).unlink(missing_ok=True)
    return pid is not None


def running_process(paths: Paths) -> int | None:
    """The id of this checkout's emulator, or None. The id in the file may belong to another program by now."""
    try:
        pid = int(_pid_file(paths).read_text())
    except (OSError, ValueError):
        return None
    running = command_line(pid) if pid > 0 else ""
    return pid if MODULE in running and str(_data_file(paths)) in running else None


def listener(port: int) -> Listener:
    """What listens on the port of this machine."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_RESPOND):
            pass
    except OSError:
        return "nothing"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_RESPOND)
    try:
        connection.request("GET", "/_control/clock")
        return "emulator" if connection.getresponse().status == 200 else "other program"
    except (OSError, http.client.HTTPException):
        return "other program"
    finally:
        connection.close()


def _start(paths: Paths, port: int) -> None:
    paths.local.mkdir(exist_ok=True)
    log = paths.local / "emulator.log"
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603
            command(paths, port),
            cwd=paths.root,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _pid_file(paths).write_text(f"{process.pid}\n")
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        if listener(port) == "emulator":
            say(f"Emulator of both vendors: started on http://127.0.0.1:{port} (log: .local/emulator.log)")
            return
        time.sleep(0.1)
    stop(paths)
    for line in log.read_text(errors="replace").splitlines()[-10:]:
        say(f"    {line}")
    raise SetupError("The emulator did not start. The end of its log, .local/emulator.log, is above.")


def _port_in_use(port: int, found: Listener) -> str:
    who = "another program"
    if found == "emulator":
        pids = find_processes(MODULE, f"--port {port}")
        who = "an emulator that this checkout did not start" + (f" (process {pids[0]})" if pids else "")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        free = unused.getsockname()[1]
    return (
        f"Port {port} is in use by {who}. Stop it, or choose another port, such as {free}, "
        f"in every http://127.0.0.1:{port} line of {STACK_FILE}."
    )


def _data_file(paths: Paths) -> Path:
    return paths.local / "emulator.sqlite"


def _pid_file(paths: Paths) -> Path:
    return paths.local / "emulator.pid"


def _has_arguments(pid: int, wanted: list[str]) -> bool:
    # The program itself may run under another name than the one that started it.
    return " ".join(wanted[1:]) in command_line(pid)


def _end(pid: int) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + SECONDS_TO_STOP
        while time.monotonic() < deadline:
            if MODULE not in command_line(pid):
                return
            time.sleep(0.05)
