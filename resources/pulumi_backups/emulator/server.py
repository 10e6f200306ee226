"""How the emulator is served on a loopback port: HTTP/1.1 with connections kept alive, and cut on demand.

Werkzeug's development server closes each connection after one request and cannot send half a body, so
this is the standard library's server with a WSGI gateway.
"""

from __future__ import annotations

import io
import socket
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

MAX_BODY_BYTES = 10_000_000


class CutError(Exception):
    """Raised by the application where the connection is to break; `reset` sends RST instead of FIN."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__("the emulator cut this connection on purpose")
        self.reset = reset


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: Server
    # Without it a small answer waits for the client's delayed acknowledgement, 40 ms.
    disable_nagle_algorithm = True
    timeout = 120

    def handle(self) -> None:
        self.server.connections.add(self.connection)
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True
        finally:
            self.server.connections.discard(self.connection)

    def answer(self) -> None:
        """Reads one request, calls the application, writes its answer."""
        if not self.path.startswith("/"):
            # A whole URL names a host that nobody checked; only proxies are asked in this form.
            self.close_connection = True
            self.send_error(400, "the request target must be a path")
            return
        try:
            length = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            length = -1
        if "Transfer-Encoding" in self.headers or not 0 <= length <= MAX_BODY_BYTES:
            self.close_connection = True
            self.send_error(411, "a body needs a Content-Length of at most 10 MB")
            return
        body = self.rfile.read(length)
        if len(body) < length:
            # The client went away in the middle: what it did send must not be taken for all of it.
            self.close_connection = True
            return
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _exc: Any = None) -> Any:
            started[:] = [status, headers]
            return lambda _data: None

        out = io.BytesIO()
        reset = False
        try:
            chunks = self.server.app(self._environ(body), start_response)
            self._write_head(out, *started)
            for chunk in chunks:
                out.write(chunk)
        except CutError as cut:
            self.close_connection = True
            reset = cut.reset
        if reset:
            self.server.reset(self.connection)
            return
        self.wfile.write(out.getvalue())
        self.log_request(started[0].split()[0] if started else "cut")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = answer  # noqa: N815

    def _write_head(self, out: io.BytesIO, status: str, headers: list[tuple[str, str]]) -> None:
        names = {name.lower() for name, _ in headers}
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
        if "date" not in names:
            lines.append(f"Date: {self.date_time_string()}")
        if "content-length" not in names and not status.startswith(("204", "304")):
            lines.append("Connection: close")
            self.close_connection = True
        out.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    def _environ(self, body: bytes) -> WSGIEnvironment:
        path, _, query = self.path.partition("?")
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "REQUEST_URI": self.path,
            "SERVER_NAME": str(self.server.server_address[0]),
            "SERVER_PORT": str(self.server.server_address[1]),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "emulator.connection": True,
        }
        for name, value in self.headers.items():
            key = "HTTP_" + name.upper().replace("-", "_")
            if key not in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"):
                environ[key] = value
        return environ

    def log_message(self, format: str, *args: Any) -> None:
        if self.server.verbose:
            super().log_message(format, *args)


class Server(ThreadingHTTPServer):
    """One thread a connection, none of which keeps the process alive."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, app: WSGIApplication, port: int, *, verbose: bool = False) -> None:
        """Binds 127.0.0.1:`port` (0 is any free one); raises OSError where it is taken."""
        self.app = app
        self.verbose = verbose
        self.connections: set[socket.socket] = set()
        self._resets: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), Handler)

    def server_bind(self) -> None:
        # HTTPServer's own looks its name up in DNS, which can take seconds and is never used here.
        socket.socket.setsockopt(self.socket, socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    @property
    def base_url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def reset(self, connection: socket.socket) -> None:
        """Has the connection end with RST once its request is done."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._resets.add(connection)

    def shutdown_request(self, request: Any) -> None:
        """Ends a connection in an orderly way, or without the FIN that would come before a RST."""
        if request in self._resets:
            self._resets.discard(request)
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def server_close(self) -> None:
        """Stops listening and ends the connections that clients keep open: who is down answers nobody."""
        super().server_close()
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of the emulator's."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


@contextmanager
def serve(app: WSGIApplication, port: int = 0) -> Iterator[str]:
    """Serves `app` from a background thread while the block runs; yields the base URL."""
    server = Server(app, port)
    world = getattr(app, "extensions", {}).get("emulator")
    if world is not None:
        world.stopping.clear()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.base_url
    finally:
        if world is not None:
            world.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
