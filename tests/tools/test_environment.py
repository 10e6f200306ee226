import json
import subprocess
import sys

import pytest

from tools import environment
from tools.paths import Paths
from tools.pulumi_cli import PulumiCli


def shell(lines: str, **environ: str) -> dict[str, str]:
    """The environment of a POSIX shell after `eval "$(make -s env)"`."""
    show = "import json, os; print(json.dumps(dict(os.environ)))"
    python = sys.executable
    done = subprocess.run(
        ["/bin/sh", "-eu", "-c", f'eval "$1"; "$2" -c "{show}"', "sh", lines, python],
        env={"PATH": "/usr/bin:/bin", **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    got: dict[str, str] = json.loads(done.stdout)
    return got


def test_exports_survive_spaces_and_quotes_in_the_path(paths: Paths, cli: PulumiCli) -> None:
    env = shell(environment.shell_exports(paths, cli))
    assert env["PATH"] == f"{paths.venv}/bin:{cli.folder}:/usr/bin:/bin"
    assert env["VIRTUAL_ENV"] == str(paths.venv)
    assert env["PULUMI_HOME"] == str(paths.local / "pulumi-home")
    assert env["PULUMI_BACKEND_URL"].startswith("file:///")
    assert " " not in env["PULUMI_BACKEND_URL"]
    assert env["PULUMI_CONFIG_PASSPHRASE"] == "demonstration"


def test_passphrase_for_other_stacks_is_overridden(paths: Paths, cli: PulumiCli) -> None:
    lines = environment.shell_exports(paths, cli)
    env = shell(lines, PULUMI_CONFIG_PASSPHRASE="mine", PULUMI_CONFIG_PASSPHRASE_FILE="/a/file")
    assert env["PULUMI_CONFIG_PASSPHRASE"] == "demonstration"
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" not in env


@pytest.mark.parametrize(
    "environ",
    [{}, {"PULUMI_CONFIG_PASSPHRASE": "mine"}, {"PULUMI_CONFIG_PASSPHRASE_FILE": "/a/file"}],
)
def test_shell_gets_the_environment_of_make_up(paths: Paths, cli: PulumiCli, environ: dict[str, str]) -> None:
    ours = environment.for_pulumi(paths, cli, {"PATH": "/usr/bin:/bin", **environ})
    theirs = shell(environment.shell_exports(paths, cli), **environ)
    assert {name: theirs.get(name) for name in ours} == ours


def test_other_programs_do_not_get_the_demonstration_stack(paths: Paths, cli: PulumiCli) -> None:
    env = environment.for_programs(paths, cli, {"PATH": "/bin"})
    assert sorted(env) == ["PATH", "VIRTUAL_ENV"]
