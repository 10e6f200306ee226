"""The file of results: complete after each one, with the machine and the versions."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.fleet import Measurement
from benchmarks.record import Record, results


def test_file_is_complete_after_each_result(tmp_path: Path) -> None:
    file = tmp_path / "new" / "fleet.json"
    record = Record(file)
    added = []
    for n in (10, 100):
        added.append(Measurement("plans", n, 50, "first up", 2.5, 2.0, 0.5, 70.0, {"create_backup_policy": n}, 2734.0))
        record.add(added[-1])
        assert [Measurement(**each) for each in results([file])] == added
    assert "Pulumi v" in json.loads(file.read_text())["machine"]["cli"]
    assert list(file.parent.iterdir()) == [file]
