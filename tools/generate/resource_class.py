"""The generated part of a resource class: its constructor and its outputs."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent, wrap

from pulumi_backups.bridge.inputs import Field, Output

from tools.generate.annotations import argument_type, input_type, output_type
from tools.generate.described import WIDTH, ResourceClass, docstring, is_mandatory, sentences, shown_fields


def class_block(cls: ResourceClass) -> str:
    """The lines between the markers of a resource class, indented."""
    operations = cls._provider_class.operations
    fields = shown_fields(operations.inputs)
    parts = [_constructor(cls, fields)]
    facts = ((field, field.argument) for field in fields)
    parts += [_input_property(field) for field, fact in facts if not (fact.create_only or fact.passive)]
    parts += [_output_property(output) for output in operations.outputs if not output.hidden]
    return indent("\n\n".join(parts), "    ")


def _constructor(cls: ResourceClass, fields: list[Field]) -> str:
    ordered = sorted(fields, key=lambda field: not is_mandatory(field))
    vendor = cls._provider_class.operations.vendor
    lines = ["def __init__(", "    self,", "    resource_name: str,", "    *,"]
    lines += [f"    {_parameter(field)}," for field in ordered]
    lines += ["    opts: pulumi.ResourceOptions | None = None,", ") -> None:"]
    lines += ['    """Declares the resource.', ""]
    for field in ordered:
        text = f":param {field.name}: {' '.join(sentences(field, vendor))}"
        lines += wrap(text, WIDTH - 4, initial_indent="    ", subsequent_indent="        ")
    lines += ['    """']
    lines += [line for field in ordered if field.argument.plain for line in _plain_check(cls, field)]
    lines += ["    self._register(", "        resource_name,", "        {"]
    lines += [f'            "{field.name}": {_value(field)},' for field in fields]
    lines += ["        },", "        opts,", "    )"]
    return "\n".join(lines)


def _parameter(field: Field) -> str:
    if field.argument.plain:
        return f"{field.name}: {argument_type(field.hint)} = {field.default!r}"
    if is_mandatory(field):
        return f"{field.name}: {input_type(field)}"
    optional = " | None" if field.argument.resource_name else ""
    return f"{field.name}: {input_type(field)}{optional} = None"


def _value(field: Field) -> str:
    return f"resource_name if {field.name} is None else {field.name}" if field.argument.resource_name else field.name


def _plain_check(cls: ResourceClass, field: Field) -> Iterator[str]:
    kind = argument_type(field.hint)
    yield f"    if not isinstance({field.name}, {kind}):"
    yield (
        f'        raise TypeError("{cls.__name__}: {field.name} must be a plain {kind}, not an Output, '
        'because the program itself needs it.")'
    )


def _input_property(field: Field) -> str:
    optional = " | None" if not field.required and field.default is None else ""
    return _property(field.name, f"{output_type(field.hint)}{optional}", field.argument.doc)


def _output_property(output: Output) -> str:
    return _property(output.name, output_type(output.kind), output.doc)


def _property(name: str, kind: str, doc: str) -> str:
    return "\n".join(
        (
            "@property",
            "@pulumi.getter",
            f"def {name}(self) -> pulumi.Output[{kind}]:",
            # It is indented once more, into the class.
            *docstring(doc, "    ", WIDTH - 4),
            f'    return pulumi.get(self, "{name}")',
        )
    )
