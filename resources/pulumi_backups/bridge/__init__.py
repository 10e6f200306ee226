"""Turns the description of a resource into a Pulumi dynamic provider. It imports no vendor and no HTTP client."""

from pulumi_backups.bridge.inputs import (
    AsSet,
    Between,
    Doubt,
    Expected,
    Findings,
    Name,
    NotEmpty,
    OnlyWhere,
    Passing,
    PathPart,
    Problem,
    adoption,
    argument,
    inputs,
)
from pulumi_backups.bridge.operations import Observed, Operations, Recorded
from pulumi_backups.bridge.provider import Provider
from pulumi_backups.bridge.resource import Resource
from pulumi_backups.bridge.settings import Settings, Vendor

__all__ = [
    "AsSet",
    "Between",
    "Doubt",
    "Expected",
    "Findings",
    "Name",
    "NotEmpty",
    "Observed",
    "OnlyWhere",
    "Operations",
    "Passing",
    "PathPart",
    "Problem",
    "Provider",
    "Recorded",
    "Resource",
    "Settings",
    "Vendor",
    "adoption",
    "argument",
    "inputs",
]
