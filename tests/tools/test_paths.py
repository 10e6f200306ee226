from pathlib import Path

import pytest

from tools.paths import Paths, find_paths


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"PULUMI_BACKUPS_ENGINE": "/somewhere/else", "XDG_CACHE_HOME": "/cache"}, "/somewhere/else"),
        ({"XDG_CACHE_HOME": "/my cache"}, "/my cache/pulumi-backups/engine"),
        ({"XDG_CACHE_HOME": "relative"}, "~/.cache/pulumi-backups/engine"),
        ({"XDG_CACHE_HOME": ""}, "~/.cache/pulumi-backups/engine"),
        ({"PULUMI_BACKUPS_ENGINE": ""}, "~/.cache/pulumi-backups/engine"),
        ({"PULUMI_BACKUPS_ENGINE": "~/engine"}, "~/engine"),
    ],
)
def test_environment_chooses_the_shared_folder(environ: dict[str, str], expected: str) -> None:
    assert find_paths(Path("/checkout"), environ).engines == Path(expected).expanduser()


def test_changed_go_module_gets_another_engine_folder(paths: Paths) -> None:
    before = paths.engine_folder()
    assert before.name.startswith("v3.259.0-")
    assert Paths(paths.root, paths.engines).engine_folder() == before

    sums = paths.go_modules / "cli" / "go.sum"
    sums.write_text(sums.read_text() + "another line\n")
    assert paths.engine_folder() != before
