"""Which requests use a proxy from the environment."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.client import Client
from pulumi_backups.http.errors import Unavailable
from pulumi_backups.http.retry_policy import RetryPolicy

if TYPE_CHECKING:
    from tests.conftest import Emulator


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """Names a proxy in the environment, and returns what the proxy received. It closes each connection."""
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    received.append(connection.recv(4096))

        threading.Thread(target=serve, daemon=True).start()
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.upper(), raising=False)
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.getsockname()[1]}")
        yield received
        server.shutdown(socket.SHUT_RDWR)


def test_server_on_loopback_is_reached_without_the_proxy(proxied: list[bytes], emulator: Emulator) -> None:
    client = Client("Vendor", f"{emulator.base_url}/planetscale/v1", None, retry_policy=RetryPolicy(0.0, 0.0))
    assert ApiCall(client, "list the regions").get("/regions")["data"]
    assert proxied == []


def test_other_server_is_reached_through_the_proxy(proxied: list[bytes]) -> None:
    client = Client("Vendor", "https://api.example.test", None, retry_policy=RetryPolicy(0.0, 0.0))
    with pytest.raises(Unavailable):
        ApiCall(client, "read the thing").get("/thing")
    assert [request.split(b"\r\n")[0] for request in proxied] == [b"CONNECT api.example.test:443 HTTP/1.1"]
