"""The Python types of inputs and outputs, as source text."""

from __future__ import annotations

from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pulumi_backups.bridge.allowed import base_type, nested_model, set_of
from pulumi_backups.bridge.inputs import Field

from tools.generate.described import is_mandatory

# Where the names in generated code come from.
IMPORTS = {
    "Literal": "typing",
    "Mapping": "collections.abc",
    "Required": "typing",
    "Result": "pulumi_backups.bridge.result",
    "Sequence": "collections.abc",
    "TypedDict": "typing",
    "Any": "typing",
    "pulumi": "",
}


def input_type(field: Field) -> str:
    """The type of an argument that may be an output of another resource."""
    kind = argument_type(field.hint)
    # An optional argument accepts an output without a value. A name does not: the constructor needs to know at once
    # whether to use the resource's name.
    optional = not is_mandatory(field) and not field.argument.resource_name
    return f"pulumi.Input[{kind} | None]" if optional else f"pulumi.Input[{kind}]"


def argument_type(hint: Any) -> str:
    """The type of an argument, inside `pulumi.Input[...]`."""
    kind = base_type(hint)
    if get_origin(kind) is list:
        entry = get_args(kind)[0]
        entries = f"Sequence[pulumi.Input[{argument_type(entry)}]]"
        return f"{argument_type(entry)} | {entries}" if set_of(hint) and not nested_model(entry) else entries
    if get_origin(kind) is dict:
        return f"Mapping[str, pulumi.Input[{argument_type(get_args(kind)[1])}]]"
    if get_origin(kind) in (Union, UnionType):
        return " | ".join(map(argument_type, get_args(kind)))
    nested = nested_model(kind)
    # The outputs of another resource and the results of functions are inputs as well.
    return f"{arguments_type(nested)} | {nested.__name__}Result | Result" if nested else _scalar(kind)


def arguments_type(model: type) -> str:
    """The name of the TypedDict in which a program gives a nested model."""
    return str(vars(model)["__arguments_type__"])


def output_type(hint: Any) -> str:
    """The type of a value in the state, inside `pulumi.Output[...]`."""
    kind = base_type(hint)
    if get_origin(kind) is list:
        return f"Sequence[{output_type(get_args(kind)[0])}]"
    if get_origin(kind) is dict:
        return f"Mapping[str, {output_type(get_args(kind)[1])}]"
    if get_origin(kind) in (Union, UnionType):
        return " | ".join(map(output_type, get_args(kind)))
    nested = nested_model(kind)
    return f"{nested.__name__}Result" if nested else _scalar(kind)


def _scalar(kind: Any) -> str:
    if get_origin(kind) is Literal:
        choices = ", ".join(f'"{choice}"' for choice in get_args(kind))
        return f"Literal[{choices}]"
    return "None" if kind is type(None) else str(kind.__name__)
