"""`python -m pulumi_backups.emulator`: serves the emulator until it is interrupted."""

from __future__ import annotations

import argparse
import errno
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from .clock import parse
from .dispatch import World
from .passing import move_clock
from .server import Server
from .store import DataFileError


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 after SIGINT or SIGTERM, 1 with one sentence where it cannot start."""
    options = _options(arguments)
    try:
        from .app import create_app
    except ModuleNotFoundError as error:
        print(f"The emulator needs {error.name}: pip install 'pulumi-backups[emulator]'.", file=sys.stderr)
        return 1
    try:
        app = create_app(options.data)
    except DataFileError as error:
        print(f"{error}. Give another file with --data, or remove this one.", file=sys.stderr)
        return 1
    world: World = app.extensions["emulator"]
    if not _prepare(world, options):
        return 1
    try:
        server = Server(app, options.port, verbose=options.verbose)
    except (OSError, OverflowError) as error:
        print(_why_not(options.port, error), file=sys.stderr)
        return 1
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    places = (f"{vendor.title} at {server.base_url}{vendor.base}" for vendor in world.vendors)
    print(f"The emulator is ready: {', '.join(places)}", flush=True)
    stopped.wait()
    world.stopping.set()
    server.shutdown()
    server.server_close()
    world.store.close()
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m pulumi_backups.emulator",
        description="A local stand-in for the vendors' backup APIs, on 127.0.0.1 only.",
    )
    parser.add_argument("--port", type=int, default=8765, help="default 8765; 0 takes any free port")
    parser.add_argument("--data", type=Path, default=":memory:", help="SQLite file to keep everything in")
    parser.add_argument("--clock", metavar="TIME", help="set the clock first, as 2026-01-31T09:00:00Z, or `real`")
    parser.add_argument(
        "--rate-limits",
        action=argparse.BooleanOptionalAction,
        help="enforce the vendors' real limits, as 600 requests a minute of PlanetScale's; else as they were",
    )
    parser.add_argument("--verbose", action="store_true", help="print every request")
    return parser.parse_args(arguments)


def _prepare(world: World, options: argparse.Namespace) -> bool:
    """Sets clock and limits as asked; False after a sentence where the clock cannot be read."""
    with world.store.transaction():
        if options.rate_limits is not None:
            for vendor in world.vendors:
                world.switches.set({f"{vendor.name}.rate_limit": vendor.real_limit if options.rate_limits else 0})
        if options.clock == "real":
            move_clock(world, real=True)
        elif options.clock:
            try:
                parse(options.clock)
            except ValueError as error:
                print(f"--clock: {error}", file=sys.stderr)
                return False
            move_clock(world, now=options.clock)
    return True


def _why_not(port: int, error: OSError | OverflowError) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use: stop what listens there, or choose another with --port."
    return f"Cannot listen on port {port}: {error}."


if __name__ == "__main__":
    sys.exit(main())
