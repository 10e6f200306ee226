"""The emulator on a real loopback port: keep-alive, broken connections, many threads."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest
from flask import Flask
from pulumi_backups.emulator import create_app, serve

AUTHORIZED = {"Authorization": "demo-token-id:demo-token-secret-0000"}
USER = "/planetscale/v1/user"


@pytest.fixture
def base_url(app: Flask) -> Iterator[str]:
    with serve(app) as found:
        yield found


@pytest.fixture
def http_client(base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_url, headers=AUTHORIZED, timeout=10) as found:
        yield found


def test_one_connection_serves_many_requests(base_url: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=10)
    connection.connect()
    first = connection.sock
    for method, path, body, status in [
        ("GET", USER, None, 200),
        ("POST", USER, b"{}", 501),
        ("DELETE", "/planetscale/v1/nothing", None, 501),
        ("GET", "/", None, 200),
        ("HEAD", "/", None, 200),
        ("GET", USER, None, 200),
    ]:
        connection.request(method, path, body, AUTHORIZED)
        response = connection.getresponse()
        response.read()
        assert response.status == status
        assert connection.sock is first
    connection.close()


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("refuse", httpx.ReadError),
        ("cut_before", httpx.RemoteProtocolError),
        ("cut_after", httpx.RemoteProtocolError),
        ("truncated", httpx.RemoteProtocolError),
        ("hang", httpx.RemoteProtocolError),
    ],
)
def test_faults_break_the_connection(http_client: httpx.Client, kind: str, error: type[Exception]) -> None:
    rule = {"kind": kind, "times": 1}
    http_client.post("/_control/faults", json={**rule, "seconds": 0} if kind == "hang" else rule)
    with pytest.raises(error):
        http_client.get(USER)
    assert http_client.get(USER).status_code == 200


def test_hang_ends_with_the_server(app: Flask) -> None:
    with serve(app) as base_url, httpx.Client(base_url=base_url, headers=AUTHORIZED, timeout=0.2) as client:
        client.post("/_control/faults", json={"kind": "hang", "seconds": 600})
        with pytest.raises(httpx.ReadTimeout):
            client.get(USER)


def test_stopped_server_does_not_respond(app: Flask) -> None:
    with httpx.Client(headers=AUTHORIZED, timeout=10) as client:
        with serve(app) as base_url:
            assert client.get(base_url + USER).status_code == 200
        with pytest.raises(httpx.TransportError):
            client.get(base_url + USER)


def test_foreign_host_is_refused(base_url: str) -> None:
    assert httpx.get(base_url + "/_control/clock", headers={"Host": "attacker.example"}).status_code == 403


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET http://attacker.example/_control/clock HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"POST /_control/reset HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
        b"POST /_control/reset HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        b"POST /_control/reset HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n99999999\r\n\r\n",
        b"POST /_control/reset HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Length: 5\r\n\r\n0\r\n\r\n",
        b"POST /_control/reset HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /_control/reset HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"GET /_control/clock HTTP/1.1\r\n\r\n",
    ],
)
def test_malformed_requests_are_refused(base_url: str, request_bytes: bytes) -> None:
    parts = urlsplit(base_url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(request_bytes)
        assert connection.recv(4096).split()[1][:1] == b"4"


def test_body_can_be_sent_in_chunks(http_client: httpx.Client) -> None:
    path = "/planetscale/v1/organizations/acme/databases/storefront/branches/main/backups"
    chunks = [b'{"name": ', b'"in chunks"', b"}"]
    headers = {"Content-Type": "application/json"}
    for _ in range(2):
        made = http_client.post(path, content=iter(chunks), headers=headers)
        assert "chunked" in made.request.headers["Transfer-Encoding"]
        http_client.post("/_control/clock", json={"advance_seconds": 60})
        assert (made.status_code, made.json()["name"]) == (201, "in chunks")


def test_chunks_can_have_extensions_and_trailers(base_url: str) -> None:
    parts = urlsplit(base_url)
    sent = (
        b"POST /_control/latency HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: Chunked\r\n\r\n"
        b'A;name=value\r\n{"seconds"\r\n3\r\n:0}\r\n0\r\nChecksum: none\r\n\r\n'
        b"GET /_control/latency HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(sent)
        received = b"".join(iter(lambda: connection.recv(4096), b""))
    assert received.count(b"HTTP/1.1 200 OK") == 2


def test_id_with_a_slash_is_not_found(http_client: httpx.Client) -> None:
    path = "/planetscale/v1/organizations/acme/databases/storefront/backup-policies"
    for id in ("a%2Fb", "a%2fb"):
        response = http_client.get(f"{path}/{id}")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_options_name_the_methods_of_a_path(http_client: httpx.Client) -> None:
    branch = "/planetscale/v1/organizations/acme/databases/storefront/branches/main"
    response = http_client.options(branch, headers={"Authorization": ""})
    assert response.status_code == 200
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "DELETE", "OPTIONS"}
    assert http_client.options("/planetscale/v1/nothing").status_code == 501


def test_incomplete_request_has_no_effect(base_url: str, http_client: httpx.Client) -> None:
    parts = urlsplit(base_url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(b"POST /_control/clock HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\n{}")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(4096) == b""
    assert http_client.get("/_control/clock").status_code == 200


def test_server_listens_on_loopback_only(base_url: str) -> None:
    assert urlsplit(base_url).hostname == "127.0.0.1"


@pytest.mark.parametrize("over_a_socket", [True, False])
def test_requests_of_many_threads_are_all_handled(over_a_socket: bool) -> None:
    app = create_app()
    path = "/planetscale/v1/organizations/acme/databases/storefront/backup-policies"
    policy = {
        "target": "production",
        "retention_value": 1,
        "retention_unit": "day",
        "frequency_value": 1,
        "frequency_unit": "day",
        "schedule_time": "00:00",
    }
    with serve(app) as base_url:
        transport = None if over_a_socket else httpx.WSGITransport(app=app)
        with (
            httpx.Client(base_url=base_url, headers=AUTHORIZED, transport=transport, timeout=30) as client,
            ThreadPoolExecutor(8) as pool,
        ):
            made = list(pool.map(lambda n: client.post(path, json={**policy, "name": f"p{n}"}), range(60)))
            listed = client.get(path, params={"per_page": 100}).json()["data"]
    assert {each.status_code for each in made} == {201}
    assert len({each.json()["id"] for each in made}) == 60
    assert len(listed) == 61
