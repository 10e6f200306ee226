"""The WSGI application: the vendors' operations, the control plane and the console."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from . import control
from .console import page
from .dispatch import handle
from .emulator import Emulator
from .loopback import LoopbackOnly
from .messages import HttpRequest, HttpResponse
from .operation import ApiError, Operation
from .operation import Request as ApiRequest
from .operation import Response as ApiResponse
from .server import CutError
from .store import Store
from .vendor import Vendor
from .vendors import VENDORS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def create_app(
    data: Path | str = ":memory:",
    cut_error: type[Exception] = ConnectionResetError,
    vendors: Sequence[Vendor] = VENDORS,
    *,
    empty: bool = False,
) -> Flask:
    """The emulator as a Flask application.

    data: the SQLite file that keeps everything. An empty file gets the default seed.
    empty: an empty file gets the accounts and credentials only.
    cut_error: raised if a fault breaks the connection but there is none, because the application is called in the
        process. With `httpx.WSGITransport(app=app)`, `cut_error=httpx.ReadError` is what httpx raises on a socket.
    vendors: whose APIs it emulates.
    Raises DataFileError if the file is not the emulator's.
    """
    emulator = Emulator(Store(data), vendors, empty=empty)
    app = Flask(__name__, static_folder=None, template_folder="console/templates")
    app.extensions["emulator"] = emulator
    # A client that builds a path with an empty part gets 404 and no redirect.
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = True
    for vendor in emulator.vendors:
        _add_operations(app, emulator, vendor)
    _add_errors(app, emulator)
    control.add(app, emulator)
    page.add(app, emulator)
    app.wsgi_app = LoopbackOnly(ConnectionBreaker(app.wsgi_app, cut_error))  # type: ignore[method-assign]
    return app


def _add_operations(app: Flask, emulator: Emulator, vendor: Vendor) -> None:
    for operation in vendor.operations:
        for number, path in enumerate(operation.paths):
            rule = vendor.operations_path + path.replace("{", "<").replace("}", ">")
            endpoint = f"{vendor.name}.{operation.id}.{number}"
            app.add_url_rule(rule, endpoint, _view(emulator, vendor, operation), methods=[operation.method])


def _add_errors(app: Flask, emulator: Emulator) -> None:
    """A path or method that the emulator does not have gets an error response of the vendor, and is logged.

    It is 501, because the vendor may have it. A 404 would say that an object is gone. Only a path that names an object
    which cannot exist gets 404: a part is empty or has a slash.
    """
    impossible = ApiError(404, "not_found", "Not Found: the path has an impossible part.")
    views = {
        f"{vendor.operations_path}/": (
            _view(emulator, vendor, _refusing(_not_emulated(vendor))),
            _view(emulator, vendor, _refusing(impossible)),
        )
        for vendor in emulator.vendors
    }

    def respond(error: HTTPException) -> Response:
        for path, (not_emulated, not_found) in views.items():
            # Any other status is an error of the emulator itself and must not look like a vendor's response.
            if error.code in (404, 405) and request.path.startswith(path):
                cannot_exist = "//" in f"{request.path}/" or "%2F" in request.environ.get("REQUEST_URI", "").upper()
                return not_found() if cannot_exist else not_emulated()
        return Response(json.dumps({"error": error.description}), error.code, mimetype="application/json")

    app.register_error_handler(HTTPException, respond)


def _not_emulated(vendor: Vendor) -> ApiError:
    text = f"Not emulated: the emulator has no such path and method. {vendor.title} may have them."
    return ApiError(501, "not_emulated", text)


def _refusing(error: ApiError) -> Operation:
    """An operation without an id that refuses every request."""

    def refuse(_request: ApiRequest) -> ApiResponse:
        raise error

    return Operation(id="", method="", paths=(), handler=refuse, anonymous=True)


def _view(emulator: Emulator, vendor: Vendor, operation: Operation) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        received = HttpRequest(
            method=request.method,
            path=request.path,
            query=request.args.to_dict(),
            body=request.get_data(),
            content_type=request.mimetype,
            authorization=request.headers.get("Authorization", ""),
            user_agent=request.headers.get("User-Agent", ""),
            url=request.base_url,
        )
        sent = handle(emulator, vendor, operation, path, received)
        if sent.delay:
            emulator.stopping.wait(sent.delay)
        request.environ["emulator.cut"] = sent.cut
        return _flask_response(sent)

    return view


def _flask_response(sent: HttpResponse) -> Response:
    response = Response(sent.data, status=sent.status or 500)
    if sent.status == 204:
        del response.headers["Content-Length"]
    for name, value in sent.headers.items():
        response.headers[name] = value
    if "Content-Type" not in sent.headers:
        del response.headers["Content-Type"]
    return response


class ConnectionBreaker:
    """Breaks the connection if a fault asks for it. It wraps Flask, which turns every exception into a response."""

    def __init__(self, app: WSGIApplication, cut_error: type[Exception]) -> None:
        self._app = app
        self._cut_error = cut_error

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["PATH_INFO"] = _to_wsgi_path(environ.get("PATH_INFO", ""))
        chunks = self._app(environ, start_response)
        cut = environ.get("emulator.cut", "")
        if not cut:
            return chunks
        broken = (
            CutError(reset=cut == "reset")
            if "emulator.connection" in environ
            else self._cut_error("the emulator cut this connection on purpose")
        )
        if cut != "truncate":
            raise broken
        return _first_half(b"".join(chunks), broken)


def _to_wsgi_path(path: str) -> str:
    """The path as WSGI requires it: UTF-8 bytes as Latin-1 characters. httpx.WSGITransport gives plain text."""
    try:
        path.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return path.encode("utf-8", "replace").decode("latin-1")
    return path


def _first_half(data: bytes, broken: Exception) -> Iterator[bytes]:
    yield data[: len(data) // 2]
    raise broken
