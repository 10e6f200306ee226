"""What follows from the order in which the engine asks."""

from __future__ import annotations

from pulumi_backups.bridge.run import Run


def test_resource_is_declared_once_it_is_checked() -> None:
    run = Run()
    assert not run.declares("urn:a")
    assert not run.checked("urn:a")
    assert run.declares("urn:a")


def test_second_check_without_a_changed_input_is_a_forced_replacement() -> None:
    run = Run()
    run.checked("urn:a")
    assert not run.is_forced("urn:a")
    assert run.checked("urn:a")
    assert run.is_forced("urn:a")
    assert run.replaced_id("urn:a") is None


def test_second_check_after_a_changed_input_is_not() -> None:
    run = Run()
    run.checked("urn:a")
    run.replaces("urn:a", "p1")
    run.checked("urn:a")
    assert not run.is_forced("urn:a")
    assert run.replaced_id("urn:a") == "p1"
