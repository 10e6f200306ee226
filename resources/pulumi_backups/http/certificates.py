"""The certificates that clients trust. A process loads them once, which takes as long as importing httpx."""

from __future__ import annotations

import os
import threading
from concurrent.futures import Future
from functools import cache
from typing import TYPE_CHECKING

from pulumi_backups.errors import BackupsError

if TYPE_CHECKING:
    import ssl


def is_https(base_url: str) -> bool:
    """Whether a client of this server needs them."""
    return base_url.lower().startswith("https:")


@cache
def load_certificates() -> Future[ssl.SSLContext]:
    """Starts to load them in a thread of its own. OpenSSL lets Python run in the meantime."""
    loading: Future[ssl.SSLContext] = Future()

    def load() -> None:
        try:
            loading.set_result(_load())
        except Exception as error:  # noqa: BLE001 - whoever waits for it raises it
            loading.set_exception(error)

    threading.Thread(target=load, name="load-certificates", daemon=True).start()
    return loading


def _load() -> ssl.SSLContext:
    """As httpx does it: from what the environment names, else those of certifi."""
    import ssl

    import certifi

    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    try:
        if file or not folder:
            return ssl.create_default_context(cafile=file or certifi.where())
        return ssl.create_default_context(capath=folder)
    except OSError as error:
        raise BackupsError(
            f"The certificates of {file or folder or certifi.where()} could not be loaded: {error.strerror or error}. "
            "SSL_CERT_FILE names a file of them, or SSL_CERT_DIR a folder."
        ) from error
