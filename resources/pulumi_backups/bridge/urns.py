"""A resource's own URN: how a program computes it, and how messages use it.

The stock host tells a dynamic provider neither the name nor the URN of a resource. So each resource passes its URN as
an input. Pulumi shows no property whose name begins with two underscores, in no preview and no diff.
"""

from __future__ import annotations

from typing import Any

import pulumi

URN_KEY = "__urn"
STACK_TYPE = "pulumi:pulumi:Stack"
PREFIX = "urn:pulumi:"


def urn_of(resource_name: str, type_token: str, parent: pulumi.Resource | None) -> str | pulumi.Output[str]:
    """The URN that Pulumi will give a resource."""
    if parent is None:
        return f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{type_token}::{resource_name}"
    urn = parent.urn.apply(lambda parents: _child_urn(parents, type_token, resource_name))
    # A component waits for its children. If they waited for the component's URN in turn, nothing would ever end.
    return pulumi.Output(set(), urn.future(), urn.is_known())  # type: ignore[arg-type]


def _child_urn(parent: str, type_token: str, resource_name: str) -> str:
    # Not `pulumi.create_urn`: it is wrong below the stack itself, and below a parent whose name has "::" in it.
    *prefix, parent_type, _ = parent.split("::", 3)
    types = type_token if parent_type == STACK_TYPE else f"{parent_type}${type_token}"
    return "::".join((*prefix, types, resource_name))


def name_in(urn: str | None) -> str:
    """The resource's name in the program, in quotes, for messages; empty if the state is older than the URN."""
    return f"'{urn.split('::', 3)[-1]}'" if urn else ""


def urn_argument(urn: str | None) -> str:
    """The URN as an argument of a command, ready to paste."""
    quoted = (urn or "").replace("'", "'\\''")
    return f"'{quoted}'" if urn else "URN (pulumi stack --show-urns lists them)"


def short_urn(urn: str | pulumi.Output[str], type_token: str) -> str | pulumi.Output[str]:
    """A URN without what its provider knows, because it is in the state twice: the prefix and the resource's type."""
    if isinstance(urn, pulumi.Output):
        return urn.apply(lambda known: _shortened(known, type_token))
    return _shortened(urn, type_token)


def _shortened(urn: str, type_token: str) -> str:
    stack, project, types, name = urn.removeprefix(PREFIX).split("::", 3)
    parents = types.removesuffix(type_token)
    # A program's own subclass has another type than its provider knows.
    return urn if parents == types else f"{stack}::{project}::{parents}::{name}"


def urn_in(properties: Any, type_token: str) -> str | None:
    """The URN in the properties of a resource of this type. States of version 0.1.0 have none."""
    urn = properties.get(URN_KEY)
    if not isinstance(urn, str):
        return None
    if urn.startswith(PREFIX):
        return urn
    stack, project, parents, name = urn.split("::", 3)
    return f"{PREFIX}{stack}::{project}::{parents}{type_token}::{name}"
