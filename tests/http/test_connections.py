"""How many connections a client opens, counted by a server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from pulumi_backups.http.client import CONNECTIONS, Client

PATIENCE = 30


class Counting(ThreadingHTTPServer):
    """Counts its connections, and answers when as many requests as `meeting` expects are there."""

    daemon_threads = True
    request_queue_size = 2 * CONNECTIONS

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.connections = 0
        self.meeting: threading.Barrier | None = None
        self.keeps_connections = True

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections += 1
        super().process_request(request, client_address)


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Counting

    def do_GET(self) -> None:
        if self.server.meeting:
            self.server.meeting.wait(PATIENCE)
        self.send_response(200)
        self.send_header("content-length", "2")
        if not self.server.keeps_connections:
            self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Counting]:
    with Counting() as found:
        threading.Thread(target=found.serve_forever, args=(0.01,), daemon=True).start()
        yield found
        found.shutdown()


@pytest.fixture
def client(server: Counting) -> Client:
    made = Client("Vendor", f"http://127.0.0.1:{server.server_port}", None)
    # After five seconds, httpx opens a new connection. The machine may take that long between two requests.
    made._new_http.keywords["limits"] = httpx.Limits(keepalive_expiry=None)
    made._idle = []
    return made


def send(client: Client, requests: int, at_once: int) -> list[int]:
    with ThreadPoolExecutor(at_once) as executor:
        return list(executor.map(lambda _: client.send_once("GET", "/", None, None).status, range(requests)))


def test_requests_one_after_the_other_share_a_connection(client: Client, server: Counting) -> None:
    assert send(client, 20, at_once=1) == [200] * 20
    assert server.connections == 1


def test_each_request_in_flight_has_a_connection_and_the_next_ones_take_it_over(
    client: Client, server: Counting
) -> None:
    server.meeting = threading.Barrier(CONNECTIONS)
    assert send(client, CONNECTIONS, at_once=CONNECTIONS) == [200] * CONNECTIONS
    assert server.connections == CONNECTIONS
    server.meeting = None
    assert send(client, CONNECTIONS, at_once=4) == [200] * CONNECTIONS
    assert server.connections == CONNECTIONS


def test_more_requests_than_connections_wait(client: Client, server: Counting) -> None:
    assert send(client, 4 * CONNECTIONS, at_once=2 * CONNECTIONS) == [200] * 4 * CONNECTIONS
    assert server.connections <= CONNECTIONS


def test_connection_that_the_server_closed_is_replaced(client: Client, server: Counting) -> None:
    server.keeps_connections = False
    assert send(client, 3, at_once=1) == [200] * 3
    assert server.connections == 3
