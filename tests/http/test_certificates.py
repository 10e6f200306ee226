"""The certificates that clients trust: loaded once, from where the environment says."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest
from pulumi_backups.errors import BackupsError
from pulumi_backups.http.certificates import load_certificates
from pulumi_backups.http.client import Client

FIRST_CERTIFICATE = Path(certifi.where()).read_text("utf-8").partition("-----END CERTIFICATE-----")
URL = "https://api.example.test"


@pytest.fixture(autouse=True)
def not_loaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    load_certificates.cache_clear()
    yield
    load_certificates.cache_clear()


def test_all_clients_share_the_certificates() -> None:
    Client("Vendor", URL, None)
    loaded = load_certificates().result()
    Client("Vendor", URL, None)
    assert load_certificates().result() is loaded
    assert loaded.verify_mode == ssl.CERT_REQUIRED
    assert loaded.check_hostname
    assert len(loaded.get_ca_certs()) > 100


def test_client_of_a_server_without_tls_loads_none() -> None:
    Client("Vendor", "http://127.0.0.1:1", None)
    assert load_certificates.cache_info().misses == 0


def test_file_of_the_environment_replaces_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "own.pem"
    file.write_text("".join(FIRST_CERTIFICATE[:2]), "utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    assert len(load_certificates().result().get_ca_certs()) == 1


def test_folder_of_the_environment_replaces_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert load_certificates().result().get_ca_certs() == []


def test_file_that_cannot_be_read_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/own.pem")
    with pytest.raises(BackupsError, match=r"certificates of /nowhere/own\.pem could not be loaded: No such file"):
        Client("Vendor", URL, None)
