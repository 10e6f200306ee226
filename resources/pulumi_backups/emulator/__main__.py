"""`pulumi-backups emulator`, or `python -m pulumi_backups.emulator`: serves the emulator until it is interrupted."""

from __future__ import annotations

import argparse
import errno
import shlex
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from .clock import parse
from .emulator import Emulator
from .server import Server
from .store import DataFileError


def main(arguments: list[str] | None = None, program: str = "python -m pulumi_backups.emulator") -> int:
    """Serves until SIGINT or SIGTERM, then returns 0. Returns 1 after one sentence if it cannot start.

    program: what its help calls it.
    """
    options = _options(arguments, program)
    try:
        from .app import create_app
    except ModuleNotFoundError as error:
        print(f"The emulator needs {error.name}: pip install 'pulumi-backups[emulator]'.", file=sys.stderr)
        return 1
    try:
        app = create_app(options.data, empty=options.empty)
    except DataFileError as error:
        print(f"{error}. Give another file with --data, or remove this one.", file=sys.stderr)
        return 1
    emulator: Emulator = app.extensions["emulator"]
    if not _prepare(emulator, options):
        return 1
    try:
        server = Server(app, options.port, verbose=options.verbose)
    except (OSError, OverflowError) as error:
        print(_listen_error(options.port, error), file=sys.stderr)
        return 1
    _serve_until_signal(server, emulator)
    return 0


def _serve_until_signal(server: Server, emulator: Emulator) -> None:
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    addresses = (f"{vendor.title} at {server.base_url}{vendor.base_path}" for vendor in emulator.vendors)
    print(f"The emulator is ready: {', '.join(addresses)}")
    print("In another shell, these lines make pulumi and pulumi-backups use it:")
    for name, value in emulator.environment(server.base_url).items():
        print(f"export {name}={shlex.quote(value)}")
    sys.stdout.flush()
    stopped.wait()
    emulator.stopping.set()
    server.shutdown()
    server.server_close()
    emulator.store.close()


def _options(arguments: list[str] | None, program: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=program,
        description="A local emulator of the vendors' backup APIs, on 127.0.0.1 only.",
    )
    parser.add_argument("--port", type=int, default=8765, help="default 8765; 0 means any free port")
    parser.add_argument("--data", type=Path, default=":memory:", help="SQLite file for all data; default memory")
    parser.add_argument(
        "--empty", action="store_true", help="start with accounts and credentials only; an existing file stays as it is"
    )
    parser.add_argument("--clock", metavar="TIME", help="a time to start at, such as 2026-01-31T09:00:00Z, or `real`")
    parser.add_argument(
        "--rate-limits",
        action=argparse.BooleanOptionalAction,
        help="enforce the rate limits that the vendors document, or none; default as the data file has it",
    )
    parser.add_argument("--verbose", action="store_true", help="print every request")
    return parser.parse_args(arguments)


def _prepare(emulator: Emulator, options: argparse.Namespace) -> bool:
    """Sets the clock and the rate limits. False after one sentence if the time is invalid."""
    with emulator.store.transaction():
        if options.rate_limits is not None:
            limits = {vendor.name: vendor.rate_limit for vendor in emulator.vendors if vendor.rate_limit}
            for name, limit in limits.items():
                emulator.world.switches.set({f"{name}.rate_limit": limit.requests if options.rate_limits else 0})
        if options.clock == "real":
            emulator.move_clock(real=True)
        elif options.clock:
            try:
                parse(options.clock)
            except ValueError as error:
                print(f"--clock: {error}", file=sys.stderr)
                return False
            emulator.move_clock(now=options.clock)
    return True


def _listen_error(port: int, error: OSError | OverflowError) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use: stop the process that listens there, or choose another port with --port."
    return f"Cannot listen on port {port}: {error}."


if __name__ == "__main__":
    sys.exit(main())
