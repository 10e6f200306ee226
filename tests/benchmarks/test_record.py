"""Results in a file: there after each one, with what they were measured on."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.fleet import Measured
from benchmarks.record import Record, results


def test_each_result_is_in_the_file_before_the_next_one(tmp_path: Path) -> None:
    file = tmp_path / "new" / "fleet.json"
    record = Record(file)
    added = []
    for n in (10, 100):
        added.append(Measured("ours", n, 50, "first up", 2.5, 2.0, 0.5, 70.0, {"create_backup_policy": n}, 2734.0))
        record.add(added[-1])
        assert [Measured(**each) for each in results([file])] == added
    assert "Pulumi v" in json.loads(file.read_text())["machine"]["cli"]
    assert list(file.parent.iterdir()) == [file]
