"""The official release of the Pulumi CLI, as Pulumi's installer would fetch it, but into our own folder."""

import tarfile
import threading
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from tools.terminal import Progress

SERVER = "https://get.pulumi.com"
SECONDS_TO_ANSWER = 4.0
SECONDS_OF_SILENCE = 15.0
SYSTEMS = {"Linux": "linux", "Darwin": "darwin"}
MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


class UnavailableError(Exception):
    """The release cannot be had here; the text says why, in a few words."""


def release_url(version: str, system: str, machine: str, server: str = SERVER) -> str:
    """Where Pulumi publishes this version (`v3.259.0`) for this system."""
    if system not in SYSTEMS or machine.lower() not in MACHINES:
        raise UnavailableError(f"none is published for {system} on {machine}")
    built_for = f"{SYSTEMS[system]}-{MACHINES[machine.lower()]}"
    return f"{server}/releases/sdk/pulumi-{version}-{built_for}.tar.gz"


def fetch_release(url: str, into: Path) -> None:
    """Download the archive and put its programs for Python into the folder; give up quickly if refused."""
    answer = _open_quickly(url)
    archive = into.with_suffix(".tar.gz")
    try:
        with answer:
            _save(answer, archive)
        _unpack(archive, into)
    except (OSError, HTTPException) as error:
        raise UnavailableError(f"the download broke off: {error}") from error
    except (tarfile.TarError, EOFError) as error:
        raise UnavailableError("what came is not an archive") from error
    finally:
        archive.unlink(missing_ok=True)


def _open_quickly(url: str) -> HTTPResponse:
    """In a thread: looking up a name has no time limit, and hangs on some machines without a network."""
    got: list[HTTPResponse] = []
    refused: list[str] = []

    def ask() -> None:
        try:
            got.append(urllib.request.urlopen(url, timeout=SECONDS_OF_SILENCE))  # noqa: S310
        except urllib.error.HTTPError as error:
            refused.append(f"the server answered {error.code}")
        except (OSError, HTTPException) as error:
            refused.append(str(getattr(error, "reason", error)) or type(error).__name__)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(SECONDS_TO_ANSWER)
    if got:
        return got[0]
    raise UnavailableError(refused[0] if refused else f"no answer within {SECONDS_TO_ANSWER:.0f} seconds")


def _save(answer: HTTPResponse, archive: Path) -> None:
    expected = int(answer.headers.get("Content-Length") or 0)
    progress = Progress("Pulumi CLI: downloading the official release")
    size = 0
    try:
        with archive.open("wb") as out:
            while chunk := answer.read(1 << 16):
                size += out.write(chunk)
                whole = f" of {expected >> 20}" if expected else ""
                progress.show(f"{size >> 20}{whole} MB")
    except BaseException:
        progress.broken_off()
        raise
    if size < expected:
        progress.broken_off()
        raise UnavailableError(f"the download broke off after {size} of {expected} bytes")
    progress.done(f"{size >> 20} MB")


def _unpack(archive: Path, into: Path) -> None:
    """Only plain files, by their last name: nothing in an archive can then reach outside the folder."""
    into.mkdir(parents=True)
    with tarfile.open(archive) as tar:
        for member in tar:
            name = Path(member.name).name
            content = tar.extractfile(member) if member.isfile() else None
            if content is None or not (name == "pulumi" or "python" in name):
                continue
            program = into / name
            with program.open("wb") as out:
                while chunk := content.read(1 << 20):
                    out.write(chunk)
            program.chmod(0o755)
