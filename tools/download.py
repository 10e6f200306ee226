"""Downloads the official release of the Pulumi CLI, as Pulumi's installer would, but into a folder of our own."""

import tarfile
import threading
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from tools.terminal import Progress

SERVER = "https://get.pulumi.com"
SECONDS_TO_CONNECT = 4.0
SECONDS_WITHOUT_DATA = 15.0
SYSTEMS = {"Linux": "linux", "Darwin": "darwin"}
MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


class UnavailableError(Exception):
    """The release cannot be downloaded. The text is a short reason."""


def release_url(version: str, system: str, machine: str, server: str = SERVER) -> str:
    """The URL of this version (`v3.259.0`) for this system. Raises UnavailableError if Pulumi publishes none."""
    if system not in SYSTEMS or machine.lower() not in MACHINES:
        raise UnavailableError(f"Pulumi publishes none for {system} on {machine}")
    platform = f"{SYSTEMS[system]}-{MACHINES[machine.lower()]}"
    return f"{server}/releases/sdk/pulumi-{version}-{platform}.tar.gz"


def fetch_release(url: str, folder: Path) -> None:
    """Download the archive and create the folder with its programs for Python. Raises UnavailableError."""
    response = _open(url)
    archive = folder.with_suffix(".tar.gz")
    try:
        with response:
            _save(response, archive)
        _unpack(archive, folder)
    except (OSError, HTTPException) as error:
        raise UnavailableError(f"the download was interrupted: {error}") from error
    except (tarfile.TarError, EOFError) as error:
        raise UnavailableError("the response is not an archive") from error
    finally:
        archive.unlink(missing_ok=True)


def _open(url: str) -> HTTPResponse:
    """Open the URL in a thread, because a name lookup has no timeout and hangs on some machines without a network."""
    opened: list[HTTPResponse] = []
    failed: list[str] = []

    def request() -> None:
        try:
            opened.append(urllib.request.urlopen(url, timeout=SECONDS_WITHOUT_DATA))  # noqa: S310
        except urllib.error.HTTPError as error:
            failed.append(f"the server responded with status {error.code}")
        except (OSError, HTTPException) as error:
            failed.append(str(getattr(error, "reason", error)) or type(error).__name__)

    thread = threading.Thread(target=request, daemon=True)
    thread.start()
    thread.join(SECONDS_TO_CONNECT)
    if opened:
        return opened[0]
    raise UnavailableError(failed[0] if failed else f"no response within {SECONDS_TO_CONNECT:.0f} seconds")


def _save(response: HTTPResponse, archive: Path) -> None:
    expected = int(response.headers.get("Content-Length") or 0)
    progress = Progress("Pulumi CLI: downloading the official release")
    size = 0
    try:
        with archive.open("wb") as out:
            while chunk := response.read(1 << 16):
                size += out.write(chunk)
                total = f" of {expected >> 20}" if expected else ""
                progress.show(f"{size >> 20}{total} MB")
    except BaseException:
        progress.interrupt()
        raise
    if size < expected:
        progress.interrupt()
        raise UnavailableError(f"the download was interrupted after {size} of {expected} bytes")
    progress.done(f"{size >> 20} MB")


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack plain files only, without their folders, so that no file can land outside our own folder."""
    folder.mkdir(parents=True)
    with tarfile.open(archive) as tar:
        for member in tar:
            name = Path(member.name).name
            content = tar.extractfile(member) if member.isfile() else None
            if content is None or not (name == "pulumi" or "python" in name):
                continue
            program = folder / name
            with program.open("wb") as out:
                while chunk := content.read(1 << 20):
                    out.write(chunk)
            program.chmod(0o755)
