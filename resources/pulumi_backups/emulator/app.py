"""The WSGI application: the vendors' operations and the control plane under one roof."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from . import console, control, seed
from .call import Answer, Call, Operation, RefusalError, Vendor
from .dispatch import Incoming, World, carry_out
from .loopback import LoopbackOnly
from .server import CutError
from .store import Store
from .vendors import VENDORS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def create_app(data: Path | str = ":memory:", cut_error: type[Exception] = ConnectionResetError) -> Flask:
    """The emulator as a Flask application, with its world in the SQLite file `data`.

    An empty file gets the default world. `cut_error` is raised where a fault breaks the connection and
    there is none to break, because the application is called in the process: with
    `httpx.WSGITransport(app=app)`, `cut_error=httpx.ReadError` gives what httpx raises on a socket.
    Raises DataFileError where the file is not the emulator's.
    """
    world = World(Store(data), VENDORS)
    with world.store.transaction():
        if not world.store.setting("seeded", False):
            seed.reset(world)
    app = Flask(__name__, static_folder=None, template_folder="console/templates")
    app.extensions["emulator"] = world
    # A client that builds a path with an empty part shall see 404, not a helpful redirect.
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = True
    for vendor in VENDORS:
        _add_vendor(app, world, vendor)
    control.add(app, world)
    _add_unknown(app, world)
    console.add(app, world)
    app.wsgi_app = LoopbackOnly(Breaking(app.wsgi_app, cut_error))  # type: ignore[method-assign]
    return app


def _add_vendor(app: Flask, world: World, vendor: Vendor) -> None:
    for operation in vendor.operations:
        for number, path in enumerate(operation.paths):
            rule = vendor.prefix + path.replace("{", "<").replace("}", ">")
            endpoint = f"{vendor.name}.{operation.id}.{number}"
            app.add_url_rule(rule, endpoint, _view(world, vendor, operation), methods=[operation.method])


def _add_unknown(app: Flask, world: World) -> None:
    """A vendor's path or method that the emulator does not have is answered, and logged, as the vendor would."""
    unknown = Operation(id="", method="", paths=(), act=_unknown_path, anonymous=True)
    views = {f"{vendor.prefix}/": _view(world, vendor, unknown) for vendor in VENDORS}

    def answer(error: HTTPException) -> Response:
        for prefix, view in views.items():
            # Anything else is a fault of the emulator's own, and must not look like an answer of the vendor's.
            if error.code in (404, 405) and request.path.startswith(prefix):
                return view()
        return Response(json.dumps({"error": error.description}), error.code, mimetype="application/json")

    app.register_error_handler(HTTPException, answer)


def _unknown_path(_call: Call) -> Answer:
    raise RefusalError(404, "not_found", "Not Found: the API has no such path and method.")


def _view(world: World, vendor: Vendor, operation: Operation) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        incoming = Incoming(
            method=request.method,
            path=request.path,
            query=request.args.to_dict(),
            body=request.get_data(),
            content_type=request.mimetype,
            authorization=request.headers.get("Authorization", ""),
            user_agent=request.headers.get("User-Agent", ""),
            url=request.base_url,
        )
        reply = carry_out(world, vendor, operation, path, incoming)
        if reply.delay:
            world.stopping.wait(reply.delay)
        response = Response(reply.data, status=reply.status or 500)
        if reply.status == 204:
            del response.headers["Content-Length"]
        for name, value in reply.headers.items():
            response.headers[name] = value
        if "Content-Type" not in reply.headers:
            del response.headers["Content-Type"]
        request.environ["emulator.cut"] = reply.cut
        return response

    return view


class Breaking:
    """Breaks the connection where a fault asks for it: above Flask, which would make an answer of any exception."""

    def __init__(self, app: WSGIApplication, cut_error: type[Exception]) -> None:
        self._app = app
        self._cut_error = cut_error

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["PATH_INFO"] = _as_wsgi(environ.get("PATH_INFO", ""))
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
        return _half(b"".join(chunks), broken)


def _as_wsgi(path: str) -> str:
    """The path as WSGI has it, UTF-8 bytes as Latin-1 characters; httpx.WSGITransport passes plain text."""
    try:
        path.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return path.encode("utf-8", "replace").decode("latin-1")
    return path


def _half(data: bytes, broken: Exception) -> Iterator[bytes]:
    yield data[: len(data) // 2]
    raise broken
