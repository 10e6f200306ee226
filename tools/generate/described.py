"""The resources of a vendor's package, and what documents say about their fields."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from textwrap import wrap

from pulumi_backups.bridge import Component, PathPart, Resource, Vendor
from pulumi_backups.bridge.allowed import nested_model
from pulumi_backups.bridge.inputs import Field, expected, fields_of
from pulumi_backups.bridge.violations import quoted_choices

# The longest line of generated source, in characters.
WIDTH = 120


# A class that people type, or a part of one.
ResourceClass = type[Resource] | type[Component]


def resource_classes(package: str) -> list[ResourceClass]:
    """The resource classes of a vendor's package, with the parts of components, in the order of their modules.

    Without the first part of a component, because the component has all of its inputs and outputs.
    """
    root = import_module(package)
    modules = [import_module(found.name) for found in walk_packages(root.__path__, f"{package}.")]
    found = [
        each
        for module in sorted(modules, key=lambda module: module.__name__)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Resource | Component) and each.__module__ == module.__name__
    ]
    first_parts = {each._first_part for each in found if issubclass(each, Component)}
    return [each for each in found if each not in first_parts]


def is_typed_by_people(cls: ResourceClass) -> bool:
    """Whether programs declare the class themselves. The parts of a component are declared by the component."""
    return not (issubclass(cls, Resource) and cls._is_part)


def shown_fields(model: type) -> list[Field]:
    """The fields of a model that a person sets, as documents and constructors list them."""
    return [field for field in fields_of(model) if not field.argument.hidden]


def is_mandatory(field: Field) -> bool:
    """Whether the program must give the input, because nothing else supplies it."""
    return field.required and not field.argument.setting and not field.argument.resource_name


def nested_models(model: type) -> Iterator[type]:
    """The models that a model's fields hold, the innermost first."""
    for field in shown_fields(model):
        if nested := nested_model(field.hint):
            yield from nested_models(nested)
            yield nested


def sentences(field: Field, vendor: Vendor) -> list[str]:
    """What a docstring says about an input."""
    facts = field.argument
    found = [*meaning(field)]
    if facts.setting:
        found.append(f"Default: `{vendor.config_key(facts.setting)}` or {vendor.environment_key(facts.setting)}.")
    elif facts.default_words:
        found.append(f"Default: {facts.default_words}.")
    elif not field.required and field.default is not None:
        found.append(f"Default: {default_text(field.default)}.")
    if facts.replaces:
        found.append("A change replaces the resource.")
    return found


def meaning(field: Field) -> list[str]:
    """What an input means, which values it takes, and when it is valid."""
    found = [field.argument.doc]
    # The page explains once, above its tables, what a name in a URL is.
    if not nested_model(field.hint) and field.hint not in (PathPart, bool):
        words = expected(field.hint)
        found.append(f"{words[0].upper()}{words[1:]}.")
    if condition := field.argument.only_when:
        valid = "Required, and only valid," if condition.required else "Only valid"
        found.append(f"{valid} when `{condition.other}` is {quoted_choices(condition.values)}.")
    return found


def default_text(default: object) -> str:
    """A default as documents show it."""
    return f'"{default}"' if isinstance(default, str) else str(default)


def docstring(text: str, margin: str, width: int = WIDTH) -> list[str]:
    """The lines of a docstring: one if it fits, else a paragraph."""
    line = f'{margin}"""{text}"""'
    if len(line) <= width:
        return [line]
    return [
        *wrap(f'"""{text}', width, initial_indent=margin, subsequent_indent=margin),
        f'{margin}"""',
    ]
