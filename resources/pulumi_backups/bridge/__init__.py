"""Turns the description of a resource into a Pulumi dynamic provider. It imports no vendor and no HTTP client."""

from pulumi_backups.bridge.check import canonical_form
from pulumi_backups.bridge.inputs import (
    AsSet,
    Expected,
    InputWarning,
    Interval,
    MinLen,
    Name,
    OnlyWhen,
    Output,
    PathPart,
    Predicate,
    Violation,
    Violations,
    adoption,
    argument,
    inputs,
)
from pulumi_backups.bridge.operations import Operations, PriorState, RemoteState
from pulumi_backups.bridge.provider import Provider
from pulumi_backups.bridge.resource import Resource
from pulumi_backups.bridge.settings import Credential, Settings, Vendor

__all__ = [
    "AsSet",
    "Credential",
    "Expected",
    "InputWarning",
    "Interval",
    "MinLen",
    "Name",
    "OnlyWhen",
    "Operations",
    "Output",
    "PathPart",
    "Predicate",
    "PriorState",
    "Provider",
    "RemoteState",
    "Resource",
    "Settings",
    "Vendor",
    "Violation",
    "Violations",
    "adoption",
    "argument",
    "canonical_form",
    "inputs",
]
