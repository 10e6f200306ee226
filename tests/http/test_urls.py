"""URLs of requests: which servers are accepted, and paths that no id or name can change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.api_call import ApiCall
from pulumi_backups.http.client import Client
from pulumi_backups.http.paths import path_of

MakeVendor = Callable[..., Any]


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://api.example.test", "https://api.example.test/thing"),
        ("https://api.example.test/", "https://api.example.test/thing"),
        ("https://api.example.test/v1", "https://api.example.test/v1/thing"),
        ("https://api.example.test/v1/", "https://api.example.test/v1/thing"),
        ("https://api.example.test:8443/v1", "https://api.example.test:8443/v1/thing"),
        ("HTTPS://API.example.test", "https://api.example.test/thing"),
        ("http://127.0.0.1:8765/planetscale/v1", "http://127.0.0.1:8765/planetscale/v1/thing"),
        ("http://localhost:8765", "http://localhost:8765/thing"),
        ("http://[::1]:8765", "http://[::1]:8765/thing"),
    ],
)
def test_base_url_is_accepted(make_vendor: MakeVendor, base_url: str, url: str) -> None:
    vendor = make_vendor(httpx.Response(200, json={}), base_url=base_url)
    vendor.call.get("/thing")
    assert [str(request.url) for request in vendor.requests] == [url]


@pytest.mark.parametrize(
    "base_url",
    [
        "http://api.example.test",
        "http://api.example.test:443",
        "http://127.0.0.1.example.test",
        "http://localhost.example.test",
        "http://0.0.0.0:8765",
        "http://192.168.0.2",
    ],
)
def test_plain_http_is_refused_outside_loopback(make_vendor: MakeVendor, base_url: str) -> None:
    with pytest.raises(BackupsError, match=r"would send the credential without encryption\. Use https://"):
        make_vendor(httpx.Response(200), base_url=base_url)


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "api.example.test",
        "api.example.test/v1",
        "//api.example.test",
        "https://",
        "https:///v1",
        "https://:8443",
        "ftp://api.example.test",
        "file:///etc/passwd",
        "https://user@api.example.test",
        "https://user:password@api.example.test",
        "https://:password@api.example.test",
        "http://localhost@api.example.test",
        "http://localhost\\@api.example.test",
        "https://api.example.test?a=1",
        "https://api.example.test#part",
        "https://api.example.test:99999",
        "https://api.example.test:port",
        "https://[::1",
        "https://api example.test",
        "https://\N{SNOWMAN}-.test\N{COMBINING GRAVE ACCENT}..",
        "https://api.example.test/\x00",
        "https://api\n.example.test",
    ],
)
def test_invalid_base_url_is_refused_without_its_password(make_vendor: MakeVendor, base_url: str) -> None:
    with pytest.raises(BackupsError, match="the server's address must be like https://host/path") as caught:
        make_vendor(httpx.Response(200), base_url=base_url)
    assert "password" not in str(caught.value)


@given(st.text(max_size=30), st.sampled_from(["", "http://", "https://", "http://localhost", "https://[", "http://@"]))
def test_any_base_url_gives_a_client_or_a_one_line_error(text: str, start: str) -> None:
    try:
        client = Client("Vendor", start + text, "token", transport=httpx.MockTransport(lambda _: httpx.Response(204)))
        ApiCall(client, "read the thing").get("/thing")
    except BackupsError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - some examples are valid


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("plain", "/plain"),
        ("a/b", "/a%2Fb"),
        ("../../organizations", "/..%2F..%2Forganizations"),
        ("100%", "/100%25"),
        ("%2e%2e", "/%252e%252e"),
        ("a?b#c", "/a%3Fb%23c"),
        ("a b", "/a%20b"),
        ("é", "/%C3%A9"),
        ("a\r\nHost: b", "/a%0D%0AHost%3A%20b"),
        ("...", "/..."),
    ],
)
def test_part_is_escaped_as_one_part_of_the_path(make_vendor: MakeVendor, part: str, path: str) -> None:
    vendor = make_vendor(httpx.Response(200, json={}))
    vendor.call.get(path_of(part))
    assert vendor.sent == [f"GET /v1{path}"]


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4))
def test_path_can_be_split_into_its_parts_again(parts: list[str]) -> None:
    try:
        path = path_of(*parts)
    except BackupsError:
        assert any(part in (".", "..") or not part.isprintable() for part in parts)
    else:
        assert [unquote(part) for part in path.split("/")[1:]] == parts
        assert path.isascii()


@pytest.mark.parametrize("part", ["", ".", ".."])
def test_part_that_would_change_the_path_is_refused(part: str) -> None:
    with pytest.raises(BackupsError, match="cannot be part of a path"):
        path_of("organizations", part)
