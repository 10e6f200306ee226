"""Turns the description of a resource into a Pulumi dynamic provider. It imports no vendor and no HTTP client."""

from pulumi_backups.bridge.adoption import Adopt, Adoption, adoption, nothing_to_adopt, similar_name
from pulumi_backups.bridge.allowed import AsSet, Expected, Interval, MinLen, Predicate
from pulumi_backups.bridge.check import canonical_form
from pulumi_backups.bridge.component import Component
from pulumi_backups.bridge.inputs import Name, OnlyWhen, Output, PathPart, argument, inputs, plain
from pulumi_backups.bridge.operations import Declared, Operations, PriorState, RemoteState, Successor
from pulumi_backups.bridge.owners import Owners
from pulumi_backups.bridge.provider import Provider
from pulumi_backups.bridge.resource import Resource
from pulumi_backups.bridge.settings import Credential, Settings, Vendor
from pulumi_backups.bridge.violations import InputWarning, Violation, Violations

__all__ = [
    "Adopt",
    "Adoption",
    "AsSet",
    "Component",
    "Credential",
    "Declared",
    "Expected",
    "InputWarning",
    "Interval",
    "MinLen",
    "Name",
    "OnlyWhen",
    "Operations",
    "Output",
    "Owners",
    "PathPart",
    "Predicate",
    "PriorState",
    "Provider",
    "RemoteState",
    "Resource",
    "Settings",
    "Successor",
    "Vendor",
    "Violation",
    "Violations",
    "adoption",
    "argument",
    "canonical_form",
    "inputs",
    "nothing_to_adopt",
    "plain",
    "similar_name",
]
