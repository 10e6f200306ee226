"""Who may use the emulator: clients on this machine that name a loopback host in the Host header."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def is_loopback(host: str) -> bool:
    """Whether a host name or an address without port is a loopback one."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str:
    """The host in a Host header without the port. Empty if the header is malformed."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _is_cross_site(environ: WSGIEnvironment, host: str) -> bool:
    """Whether a page of another site sent the request. Browsers say so, other clients do not."""
    origin = environ.get("HTTP_ORIGIN")
    if origin is not None and origin != f"http://{host}":
        return True
    reads = environ["REQUEST_METHOD"] in ("GET", "HEAD")
    return not reads and environ.get("HTTP_SEC_FETCH_SITE") in ("cross-site", "same-site")


class LoopbackOnly:
    """Refuses other machines, other host names, and forms of other sites' pages.

    Without the check of the host name, a web page could resolve its own name to 127.0.0.1 (DNS rebinding) and reach the
    emulator through its visitor's browser.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        client = environ.get("REMOTE_ADDR", "")
        host = environ.get("HTTP_HOST", "")
        if is_loopback(client) and is_loopback(host_of(host)) and not _is_cross_site(environ, host):
            return self._app(environ, start_response)
        body = b"The emulator serves only this machine, under a loopback host name: use http://127.0.0.1.\n"
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
        start_response("403 Forbidden", headers)
        return [body]
