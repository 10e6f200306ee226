import pytest

from tools.emulator_port import STACK_FILE, emulator_port
from tools.paths import ROOT, Paths
from tools.terminal import SetupError


def configure(paths: Paths, *lines: str) -> None:
    (paths.root / STACK_FILE).write_text("\n  ".join(["config:", "one:organization: acme", *lines]) + "\n")


@pytest.mark.parametrize(
    ("lines", "port"),
    [
        (["one:serverUrl: http://127.0.0.1:8765/one/v1", "two:baseUrl: http://127.0.0.1:8765/two"], 8765),
        (['one:serverUrl: "http://localhost:99/one/v1"  # the emulator'], 99),
        (["'two:baseUrl': 'http://[::1]:8765/two'"], 8765),
        (["one:serverUrl: http://one.test:80/v1", "two:baseUrl: http://127.0.0.1:8765/two"], 8765),
        (["# one:serverUrl: http://127.0.0.1:1/one/v1", "two:baseUrl: http://127.0.0.1:8765/two"], 8765),
        (["one:serverUrl: https://one.test/v1", "two:baseUrl: https://two.test"], None),
        (["one:note: see http://127.0.0.1:8765/"], None),
        ([], None),
    ],
)
def test_port_is_that_of_the_local_urls(paths: Paths, lines: list[str], port: int | None) -> None:
    configure(paths, *lines)
    assert emulator_port(paths) == port


def test_stack_file_of_this_checkout_has_a_port(paths: Paths) -> None:
    assert emulator_port(Paths(ROOT, paths.engines)) is not None


@pytest.mark.parametrize("url", ["http://127.0.0.1/one/v1", "http://127.0.0.1:many/v1", "http://127.0.0.1:99999/v1"])
def test_local_url_without_a_port_is_named(paths: Paths, url: str) -> None:
    configure(paths, f"one:serverUrl: {url}")
    with pytest.raises(SetupError, match=r"one:serverUrl is 'http://127.0.0.1.*needs a port"):
        emulator_port(paths)


def test_different_ports_are_refused(paths: Paths) -> None:
    configure(paths, "one:serverUrl: http://127.0.0.1:1/one/v1", "two:baseUrl: http://127.0.0.1:2/two")
    with pytest.raises(SetupError, match=r"\(one:serverUrl: 1, two:baseUrl: 2\)\. Use the same port in all URLs"):
        emulator_port(paths)


@pytest.mark.parametrize(("content", "reason"), [(None, "No such file"), (b"\xff\xfe", "not text in UTF-8")])
def test_unreadable_stack_file_says_how_to_restore_it(paths: Paths, content: bytes | None, reason: str) -> None:
    if content is not None:
        (paths.root / STACK_FILE).write_bytes(content)
    with pytest.raises(SetupError, match=rf"{reason}.*git checkout Pulumi\.dev\.yaml"):
        emulator_port(paths)
