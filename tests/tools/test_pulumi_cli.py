from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.tools import fake
from tools import pulumi_cli
from tools.paths import Paths
from tools.terminal import SetupError


class RefusingHandler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(403)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing, because tests read standard error."""


@pytest.fixture
def refusing() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), RefusingHandler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_complete_cli_on_path_is_used(paths: Paths, bin_folder: Path) -> None:
    fake.pulumi(bin_folder)
    cli = pulumi_cli.ensure(paths)
    assert cli.folder is None
    assert cli.origin == f"v3.272.0, found on PATH ({bin_folder}/pulumi)"
    assert not paths.engines.exists()


def test_link_to_a_complete_cli_adds_the_folder_of_its_target(paths: Paths, bin_folder: Path, tmp_path: Path) -> None:
    (bin_folder / "pulumi").symlink_to(fake.pulumi(tmp_path / "opt" / "pulumi"))
    assert pulumi_cli.ensure(paths).folder == (tmp_path / "opt" / "pulumi").resolve()


@pytest.mark.parametrize(
    ("version", "without", "reason"),
    [
        ("v3.199.3", "", "v3.199.3 is older than 3.200"),
        ("3.5.0", "", "3.5.0 is older than 3.200"),
        ("nonsense", "", "`pulumi version` fails"),
        ("v3.272.0", "pulumi-language-python-exec", "pulumi-language-python-exec is missing"),
    ],
)
def test_unsuitable_cli_on_path_is_not_used_and_the_reason_is_shown(
    paths: Paths,
    bin_folder: Path,
    refusing: str,
    capsys: pytest.CaptureFixture[str],
    version: str,
    without: str,
    reason: str,
) -> None:
    fake.pulumi(bin_folder, version, without)
    fake.go(bin_folder / "go")
    assert pulumi_cli.ensure(paths, refusing).folder == paths.engine_folder()
    assert f"Pulumi on PATH ({bin_folder}/pulumi) is not used: {reason}.\n" in capsys.readouterr().err


def test_go_builds_once_for_all_checkouts_if_the_download_is_refused(
    paths: Paths, bin_folder: Path, refusing: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOFLAGS", "-mod=mod")
    fake.go(bin_folder / "go")
    cli = pulumi_cli.ensure(paths, refusing)
    assert cli.origin == f"v3.259.0, built with go1.26.8 from PATH, in {paths.engine_folder()}"
    assert "is not available (the server responded with status 403). Go builds the CLI" in capsys.readouterr().err

    again = Paths(paths.root.parent / "another", paths.engines)
    (again.root).symlink_to(paths.root)
    assert pulumi_cli.ensure(again, refusing) == cli
    builds = (bin_folder / "builds").read_text().splitlines()
    assert len(builds) == 2, "the CLI and the language host, once"
    assert all("-mod=readonly" in build and "GOFLAGS=-mod=mod GOTOOLCHAIN=local" in build for build in builds)
    assert sorted(entry.name for entry in paths.engines.iterdir()) == ["lock", paths.engine_folder().name]


def test_own_engine_folder_on_path_is_not_mistaken_for_the_users_pulumi(
    paths: Paths, bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.pulumi(paths.engine_folder())
    (paths.engine_folder() / "origin").write_text("v3.259.0, built\n")
    monkeypatch.setenv("PATH", f"{paths.engine_folder()}:{bin_folder}:/usr/bin:/bin")
    assert pulumi_cli.ensure(paths).folder == paths.engine_folder()


def test_failed_build_leaves_nothing_and_says_what_to_do(
    paths: Paths, bin_folder: Path, refusing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.go(bin_folder / "go", fails=True)
    with pytest.raises(SetupError, match=r"run the same command again.*put it on PATH"):
        pulumi_cli.ensure(paths, refusing)
    assert "    no route to host\n" in capsys.readouterr().err
    assert [entry.name for entry in paths.engines.iterdir()] == ["lock"]


def test_unfinished_build_is_removed_and_never_used(
    paths: Paths, bin_folder: Path, refusing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.pulumi(paths.engines / ".unfinished-1234" / "programs")
    fake.go(bin_folder / "go")
    assert pulumi_cli.ensure(paths, refusing).folder == paths.engine_folder()
    assert "Removing an unfinished installation" in capsys.readouterr().err
    assert not list(paths.engines.glob(".unfinished-*"))


@pytest.mark.parametrize("lost", ["pulumi", "pulumi-language-python", "origin"])
def test_engine_folder_that_lost_a_file_is_built_again(
    paths: Paths, bin_folder: Path, refusing: str, lost: str
) -> None:
    fake.go(bin_folder / "go")
    pulumi_cli.ensure(paths, refusing)
    (paths.engine_folder() / lost).unlink()
    assert pulumi_cli.is_complete(pulumi_cli.ensure(paths, refusing).folder or Path())
