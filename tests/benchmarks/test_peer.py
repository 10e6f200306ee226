"""A peer: it is measured with its own requests, and wrong settings end in one sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.fleet import Fleet
from benchmarks.peer import Binaries, Peer, binaries
from benchmarks.project import (
    DESTROY,
    FIRST_UP,
    LIFECYCLE,
    NO_OP_UP,
    PREVIEW,
    REFRESH,
    REFRESH_64,
    UPDATE,
    Policies,
    Step,
    credentials,
    server_settings,
)
from benchmarks.record import Record
from benchmarks.server import running_server

# A command reads both policies first, if they are in the state.
READS = {"get_backup_policy": 2}
REQUESTS = {
    FIRST_UP.name: {"create_backup_policy": 2},
    PREVIEW.name: READS,
    NO_OP_UP.name: READS,
    UPDATE.name: READS | {"update_backup_policy": 2},
    REFRESH.name: READS,
    REFRESH_64.name: READS,
    DESTROY.name: READS | {"delete_backup_policy": 2},
}


@pytest.fixture
def fleet(peer: Binaries, tmp_path: Path) -> Iterator[Fleet]:
    """Two policies of a peer, with their server."""
    with running_server() as server:
        server.add_databases(1)
        project = Peer(tmp_path, Policies(2), peer, server_settings(server) | credentials())
        project.create()
        yield Fleet(project, server, 0)


def test_peer_sends_its_own_requests_in_each_step(fleet: Fleet) -> None:
    assert {step.name: fleet.measure(step).requests for step in LIFECYCLE} == REQUESTS


@pytest.mark.parametrize("step", [REFRESH, REFRESH_64])
def test_refresh_only_reads(fleet: Fleet, step: Step) -> None:
    fleet.measure(FIRST_UP)
    # The configuration of this step has another retention, which an update would send.
    assert fleet.measure(step).requests == READS
    flags = (fleet.project.folder / "output.log").read_text().split()
    assert ("-parallelism=64" in flags) == (step is REFRESH_64)


def test_versions_are_in_the_record(peer: Binaries, tmp_path: Path) -> None:
    record = Record(tmp_path / "fleet.json", peer=peer.version())
    assert record.title().endswith(", OpenTofu v9.8.7 with terraform-provider-planetscale_v1.2.3")


def test_no_settings_mean_no_peer() -> None:
    assert binaries({"PATH": "/bin", "PEER_TOFU": ""}) is None


@pytest.mark.parametrize(("name", "other"), [("PEER_TOFU", "PEER_PROVIDER"), ("PEER_PROVIDER", "PEER_TOFU")])
def test_one_setting_alone_is_refused(name: str, other: str) -> None:
    with pytest.raises(SystemExit, match=f"^{name} is set, but {other} is not"):
        binaries({name: sys.executable})


@pytest.mark.parametrize("name", ["PEER_TOFU", "PEER_PROVIDER"])
@pytest.mark.parametrize("wrong", ["none", "folder", "plain"])
def test_path_of_no_executable_file_is_refused(name: str, wrong: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").write_text("")
    file = str(tmp_path / wrong)
    with pytest.raises(SystemExit, match=f"^{name} is not the path of an executable file: {file}$"):
        binaries({"PEER_TOFU": sys.executable, "PEER_PROVIDER": sys.executable, name: file})


@pytest.mark.parametrize("content", ["#!/bin/sh\nexit 1\n", "of another kind of machine"])
def test_cli_that_does_not_run_is_refused(peer: Binaries, content: str) -> None:
    peer.cli.write_text(content)
    with pytest.raises(SystemExit, match=r"^PEER_TOFU cannot say its version: .*tofu"):
        peer.version()
