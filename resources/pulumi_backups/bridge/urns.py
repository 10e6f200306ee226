"""A resource's own URN: how a program computes it, and how messages use it.

The stock host tells a dynamic provider neither the name nor the URN of a resource. So each resource passes its URN as
an input. Pulumi shows no property whose name begins with two underscores, in no preview and no diff.
"""

from __future__ import annotations

from typing import Any

import pulumi

URN_KEY = "__urn"
STACK_TYPE = "pulumi:pulumi:Stack"


def urn_of(resource_name: str, type_token: str, parent: pulumi.Resource | None) -> pulumi.Input[str]:
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


def urn_in(properties: Any) -> str | None:
    """The URN in a resource's properties. States of version 0.1.0 have none."""
    urn = properties.get(URN_KEY)
    return urn if isinstance(urn, str) else None
