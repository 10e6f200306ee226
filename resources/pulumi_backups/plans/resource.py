"""The base of the plans that people type: what their settings promise, as properties."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

import pulumi

from pulumi_backups.bridge import Resource, canonical_form
from pulumi_backups.objectives import BackupRule, Promise, promise_of
from pulumi_backups.plans.operations import PlanOperations


class Plan(Resource):
    """A resource for all backup policies or schedules of a database or add-on."""

    @staticmethod
    @abstractmethod
    def _rules(entries: Any) -> Iterable[BackupRule]:
        """The backup rules in the input that holds the policies or schedules."""

    @property
    def recovery_point_hours(self) -> pulumi.Output[float]:
        """Most hours between two backups, as the settings promise it. Known in a preview."""
        return self._promise.apply(lambda promise: promise.recovery_point_hours)

    @property
    def reach_days(self) -> pulumi.Output[float]:
        """Days for which the longest retention keeps a backup, as the settings promise it. Known in a preview."""
        return self._promise.apply(lambda promise: promise.reach_days)

    @property
    def kept_backups(self) -> pulumi.Output[int]:
        """Most backups of one branch or add-on that are kept at once. Known in a preview."""
        return self._promise.apply(lambda promise: promise.kept_backups)

    @property
    def _promise(self) -> pulumi.Output[Promise]:
        operations = self._provider_class.operations
        assert issubclass(operations, PlanOperations)  # noqa: S101 - for the type checker
        noun, entries = operations.noun, getattr(self, operations.noun)

        def promise(known: Any) -> Promise:
            # Under mocks no provider has checked the inputs, so that they may be in another form.
            return promise_of(self._rules(canonical_form(operations.inputs, {noun: known})[noun]))

        return pulumi.Output.from_input(entries).apply(promise)
