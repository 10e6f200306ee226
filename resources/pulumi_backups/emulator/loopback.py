"""Who may talk to the emulator: clients on this machine that also say so in the Host header."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without port, is this machine's own."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str:
    """The host in a Host header, without port; empty where it is malformed."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _is_cross_site(environ: WSGIEnvironment, host: str) -> bool:
    """Whether a browser asks on behalf of another site's page; browsers name it, other clients do not."""
    origin = environ.get("HTTP_ORIGIN")
    if origin is not None and origin != f"http://{host}":
        return True
    reads = environ["REQUEST_METHOD"] in ("GET", "HEAD")
    return not reads and environ.get("HTTP_SEC_FETCH_SITE") in ("cross-site", "same-site")


class LoopbackOnly:
    """Refuses foreign clients, and foreign names in Host: a web page that resolves its own name to
    127.0.0.1 (DNS rebinding) would otherwise reach the emulator through the visitor's browser. Nor may
    a foreign page send a form here."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        client = environ.get("REMOTE_ADDR", "")
        host = environ.get("HTTP_HOST", "")
        if is_loopback(client) and is_loopback(host_of(host)) and not _is_cross_site(environ, host):
            return self._app(environ, start_response)
        body = b"This emulator answers clients, host names and pages of this machine only: use http://127.0.0.1.\n"
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
        start_response("403 Forbidden", headers)
        return [body]
