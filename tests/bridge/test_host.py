"""Our own errors read as their one line; a bug keeps its traceback."""

from __future__ import annotations

import sys
import traceback
from io import StringIO
from types import ModuleType

import pytest
from pulumi_backups.bridge.host import info, show_errors_as_sentences
from pulumi_backups.errors import BackupsError


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program that runs dynamic providers, as far as it matters here."""
    module = ModuleType("__main__")
    module.traceback = traceback  # type: ignore[attr-defined]
    module.DynamicResourceProviderServicer = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "__main__", module)
    return module


def shown_by(host: ModuleType, error: Exception) -> str:
    try:
        raise error
    except Exception:  # noqa: BLE001 - the host catches everything
        return str(host.traceback.format_exc())


def test_our_own_error_is_shown_as_its_sentence(host: ModuleType) -> None:
    show_errors_as_sentences()
    show_errors_as_sentences()
    assert shown_by(host, BackupsError("Maker: no credential.")) == "Maker: no credential."


def test_bug_keeps_its_traceback(host: ModuleType) -> None:
    show_errors_as_sentences()
    shown = shown_by(host, KeyError("x"))
    assert shown.startswith("Traceback (most recent call last)")
    assert "KeyError: 'x'" in shown


def test_the_rest_of_the_module_is_as_it_was(host: ModuleType) -> None:
    show_errors_as_sentences()
    assert host.traceback.print_exc is traceback.print_exc


def test_another_host_is_left_alone(host: ModuleType) -> None:
    del host.DynamicResourceProviderServicer
    show_errors_as_sentences()
    assert host.traceback is traceback


def test_host_that_does_without_the_module_is_left_alone(host: ModuleType) -> None:
    del host.traceback
    show_errors_as_sentences()
    assert not hasattr(host, "traceback")


def test_line_is_one_write_so_that_threads_cannot_mix_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    stderr = StringIO()
    monkeypatch.setattr(stderr, "write", written.append)
    monkeypatch.setattr(sys, "stderr", stderr)
    info("adopted")
    assert written == ["adopted\n"]
