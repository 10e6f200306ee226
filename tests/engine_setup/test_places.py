from pathlib import Path

import pytest

from engine.places import Places, places


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
def test_engine_folder_is_chosen_by_environment(environ: dict[str, str], expected: str) -> None:
    assert places(Path("/checkout"), environ).engines == Path(expected).expanduser()


def test_two_checkouts_share_an_engine_and_another_version_gets_another_folder(here: Places) -> None:
    before = here.engine_folder()
    assert before.name.startswith("v3.259.0-")
    assert Places(here.root, here.engines).engine_folder() == before

    sums = here.go_modules / "cli" / "go.sum"
    sums.write_text(sums.read_text() + "another line\n")
    assert here.engine_folder() != before
