import io
import tarfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tools import download
from tools.pulumi_cli import PROGRAMS

Serve = Callable[[bytes, int], str]


def archive(names: tuple[str, ...]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 3
            tar.addfile(member, io.BytesIO(b"abc"))
        link = tarfile.TarInfo("pulumi/python-link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    return packed.getvalue()


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers = []

    def start(content: bytes, length: int) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/pulumi.tar.gz"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("system", "machine", "platform"),
    [
        ("Linux", "x86_64", "linux-x64"),
        ("Linux", "aarch64", "linux-arm64"),
        ("Darwin", "arm64", "darwin-arm64"),
        ("Darwin", "x86_64", "darwin-x64"),
    ],
)
def test_url_is_that_of_the_installer(system: str, machine: str, platform: str) -> None:
    assert (
        download.release_url("v3.259.0", system, machine)
        == f"https://get.pulumi.com/releases/sdk/pulumi-v3.259.0-{platform}.tar.gz"
    )


def test_machine_without_a_release_is_named() -> None:
    with pytest.raises(download.UnavailableError, match="Pulumi publishes none for FreeBSD on riscv64"):
        download.release_url("v3.259.0", "FreeBSD", "riscv64")


def test_programs_for_python_are_unpacked_into_the_folder_only(serve: Serve, tmp_path: Path) -> None:
    wanted = [f"pulumi/{name}" for name in PROGRAMS]
    content = archive((*wanted, "pulumi/pulumi-language-go", "../../python-outside", "/tmp/python-absolute"))  # noqa: S108
    folder = tmp_path / "a" / "programs"
    folder.parent.mkdir()
    download.fetch_release(serve(content, len(content)), folder)
    got = sorted(path.name for path in folder.iterdir())
    assert got == sorted([*PROGRAMS, "python-outside", "python-absolute"])
    assert all((folder / name).stat().st_mode & 0o111 for name in PROGRAMS)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert [path.name for path in folder.parent.iterdir()] == ["programs"], "the archive is deleted"


def test_page_instead_of_an_archive_is_refused(serve: Serve, tmp_path: Path) -> None:
    page = b"<html>Sign in to the network</html>"
    with pytest.raises(download.UnavailableError, match="the response is not an archive"):
        download.fetch_release(serve(page, len(page)), tmp_path / "programs")


def test_interrupted_download_is_refused(serve: Serve, tmp_path: Path) -> None:
    content = archive(("pulumi/pulumi",))
    with pytest.raises(download.UnavailableError, match="the download was interrupted"):
        download.fetch_release(serve(content, len(content) * 2), tmp_path / "programs")


def test_closed_port_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(download.UnavailableError, match="refused"):
        download.fetch_release("http://127.0.0.1:9/pulumi.tar.gz", tmp_path / "programs")
