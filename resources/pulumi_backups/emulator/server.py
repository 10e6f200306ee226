"""How the emulator is served on a loopback port: HTTP/1.1 with keep-alive, and with connections that faults break.

Werkzeug's development server closes each connection after one request and cannot send half a body. So this is the
standard library's server with a WSGI gateway.
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
MAX_LINE = 65_536


def _length(text: str, base: int) -> int:
    """The length of a body or of a chunk. Raises ValueError."""
    digits = "0123456789abcdefABCDEF" if base == 16 else "0123456789"
    # int alone would accept signs, spaces, underscores and digits of other scripts.
    if not text or text.strip(digits) or len(text) > 20 or int(text, base) > MAX_BODY_BYTES:
        raise ValueError("a body needs a length of at most 10 MB")
    return int(text, base)


class CutError(Exception):
    """Raised by the application to break the connection. `reset` sends RST instead of FIN."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__("the emulator cut this connection on purpose")
        self.reset = reset


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: Server
    # Without it, a small response waits 40 ms for the client's delayed acknowledgement.
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

    def respond(self) -> None:
        """Reads one request, calls the application, sends its response."""
        body = self._read_body()
        if body is None:
            self.close_connection = True
            return
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _exc: Any = None) -> Any:
            started[:] = [status, headers]
            return lambda _data: None

        out = io.BytesIO()
        try:
            chunks = self.server.app(self._environ(body), start_response)
            self._write_head(out, *started)
            for chunk in chunks:
                out.write(chunk)
        except CutError as cut:
            self.close_connection = True
            if cut.reset:
                self.server.reset(self.connection)
                return
        self.wfile.write(out.getvalue())
        self.log_request(started[0].split()[0] if started else "cut")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = respond  # noqa: N815

    def _read_body(self) -> bytes | None:
        """The body of the request. None after an error response, or if the client disconnected."""
        if not self.path.startswith("/"):
            # A whole URL names a host that nobody has checked. Only proxies get requests in this form.
            self.send_error(400, "the request target must be a path")
            return None
        try:
            if "Transfer-Encoding" in self.headers:
                return self._read_chunks()
            length = _length(self.headers.get("Content-Length") or "0", 10)
        except ValueError as error:
            self.send_error(400, str(error))
            return None
        body = self.rfile.read(length)
        return body if len(body) == length else None

    def _read_chunks(self) -> bytes | None:
        """A body that is sent in chunks. None if the client disconnected. Raises ValueError."""
        if self.headers["Transfer-Encoding"].strip().lower() != "chunked" or "Content-Length" in self.headers:
            raise ValueError("the only transfer coding is chunked, without a Content-Length")
        body = b""
        while size := _length(self.rfile.readline(MAX_LINE).decode("latin-1").partition(";")[0].strip(), 16):
            chunk = self.rfile.read(size)
            body += chunk
            if len(chunk) < size or not self.rfile.readline(MAX_LINE):
                return None
            _length(str(len(body)), 10)
        while self.rfile.readline(MAX_LINE).strip():
            pass  # Trailers mean nothing here.
        return body

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
            # The application gets the whole body, whichever way it was sent.
            if key not in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"):
                environ[key] = value
        return environ

    def log_message(self, format: str, *args: Any) -> None:
        if self.server.verbose:
            super().log_message(format, *args)


class Server(ThreadingHTTPServer):
    """One thread for each connection. None of them keeps the process alive."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, app: WSGIApplication, port: int, *, verbose: bool = False) -> None:
        """Binds 127.0.0.1:`port`; 0 means any free port. Raises OSError if the port is in use."""
        self.app = app
        self.verbose = verbose
        self.connections: set[socket.socket] = set()
        self._resets: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), Handler)

    def server_bind(self) -> None:
        # The method of HTTPServer looks the host name up in DNS, which can take seconds and is not needed.
        socket.socket.setsockopt(self.socket, socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    @property
    def base_url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def reset(self, connection: socket.socket) -> None:
        """Ends the connection with RST when its request is finished."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._resets.add(connection)

    def shutdown_request(self, request: Any) -> None:
        """Closes a connection: with FIN, or without it if RST must come first."""
        if request in self._resets:
            self._resets.discard(request)
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def server_close(self) -> None:
        """Stops listening and closes the connections that clients keep open, as a server that is down does."""
        super().server_close()
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that disconnects is not an error of the emulator."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


@contextmanager
def serve(app: WSGIApplication, port: int = 0) -> Iterator[str]:
    """Serves `app` from a background thread during the block. Yields the base URL."""
    server = Server(app, port)
    emulator = getattr(app, "extensions", {}).get("emulator")
    if emulator is not None:
        emulator.stopping.clear()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.base_url
    finally:
        if emulator is not None:
            emulator.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
