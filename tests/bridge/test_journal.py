"""The provider processes of one run tell each other which resource has which object."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from pulumi_backups.bridge.journal import DAY, Journal
from pulumi_backups.bridge.owners import Names, Owners
from pulumi_backups.errors import BackupsError

P1, P2 = Names("p1", frozenset({"p1"})), Names("p2", frozenset({"p2"}))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "run.jsonl"


def test_object_of_another_process_has_an_owner(file: Path) -> None:
    here, there = Owners("policy", Journal(file)), Owners("policy", Journal(file))
    there.assign("urn:b", P1)
    assert here.owner_of(("p1",)) == "urn:b"
    assert here.user_of(("p1",)) == "urn:b"
    assert here.owner_of(("p1",), besides="urn:b") is None
    assert here.is_elsewhere("urn:b")
    assert not there.is_elsewhere("urn:b")


def test_only_the_vendors_own_ids_mean_the_same_in_every_account(file: Path) -> None:
    here, there = Owners("schedule", Journal(file)), Owners("schedule", Journal(file))
    there.assign("urn:b", Names("shop/db/daily", frozenset({"id-1"})))
    assert here.owner_of(("shop/db/daily",)) is None
    assert here.owner_of(("shop/db/daily", "id-1")) == "urn:b"
    # A plan that replaces all of its parts has none for a moment.
    there.assign("urn:plan", Names("shop/db", frozenset()))
    assert here.owner_of(("shop/db",)) is None


def test_resource_that_is_replaced_there_has_no_object(file: Path) -> None:
    here, there = Owners("policy", Journal(file)), Owners("policy", Journal(file))
    there.assign("urn:b", P1)
    there.release("urn:b")
    assert here.owner_of(("p1",)) is None
    there.assign("urn:b", P2)
    assert here.owner_of(("p1",)) is None
    assert here.owner_of(("p2",)) == "urn:b"


def test_reader_in_another_process_uses_the_object(file: Path) -> None:
    here, there = Owners("policy", Journal(file)), Owners("policy", Journal(file))
    there.read_by("urn:view", P1)
    assert here.user_of(("p1",)) == "urn:view"


def test_kinds_are_kept_apart(file: Path) -> None:
    journal = Journal(file)
    policies, backups = Owners("policy", journal), Owners("backup", journal)
    Owners("backup", Journal(file)).assign("urn:b", P1)
    assert policies.owner_of(("p1",)) is None
    assert backups.owner_of(("p1",)) == "urn:b"


def test_line_that_is_half_written_is_read_when_it_is_whole(file: Path) -> None:
    journal = Journal(file)
    line = b'["other", "policy", "urn:b", ["p1"]]\n'
    with file.open("ab", buffering=0) as other:
        other.write(line[:20])
        assert journal.read("policy") == []
        other.write(line[20:])
        assert journal.read("policy") == [("urn:b", ["p1"])]
    assert journal.read("policy") == []


def test_file_that_cannot_grow_is_an_error_that_names_its_folder(file: Path) -> None:
    journal = Journal(file)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5, hard))
    try:
        with pytest.raises(BackupsError, match=rf"Could not write to {tempfile.gettempdir()}: .+ set TMPDIR"):
            journal.write("policy", "urn:b", ["p1"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_system_without_a_folder_for_temporary_files_has_no_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["host", "127.0.0.1:4711"])
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", list)
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert Journal.of_this_run() is None


def test_file_of_a_run_that_has_ended_is_emptied(file: Path) -> None:
    file.write_text('["old", "policy", "urn:a", ["p1"]]\n')
    assert Owners("policy", Journal(file)).owner_of(("p1",)) is None


def test_processes_of_one_engine_have_one_journal_and_old_ones_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / f"pulumi-backups-{os.getuid()}"
    folder.mkdir(mode=0o700)
    (old := folder / "127.0.0.1-1.jsonl").touch()
    os.utime(old, (old.stat().st_atime - 2 * DAY, old.stat().st_mtime - 2 * DAY))
    program = (
        "import sys; from pulumi_backups.bridge.kinds import kinds_of_this_process\n"
        "from pulumi_backups.bridge.owners import Names\n"
        "owners = kinds_of_this_process().of('policy')[1]\n"
        "for line in sys.stdin:\n"
        "    name = line.strip()\n"
        "    owners.assign('urn:' + name, Names(name, frozenset({name}))) if line[0] == 'p' else None\n"
        "    print(owners.owner_of(('p1',)), flush=True)\n"
    )

    def process(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )

    def ask(asked: subprocess.Popen[str], line: str) -> str:
        assert asked.stdin
        assert asked.stdout
        print(line, file=asked.stdin, flush=True)
        return asked.stdout.readline().strip()

    engine, other = ("--tracing", "http://127.0.0.1:9", "127.0.0.1:4711"), ("127.0.0.1:4712",)
    with process(*engine) as first, process(*engine) as second, process(*other) as third:
        assert [ask(each, "?") for each in (first, second, third)] == ["None"] * 3
        assert ask(first, "p1") == "urn:p1"
        assert [ask(each, "?") for each in (second, third)] == ["urn:p1", "None"]
        for each in (first, second, third):
            assert each.stdin
            each.stdin.close()
    assert not old.exists()
