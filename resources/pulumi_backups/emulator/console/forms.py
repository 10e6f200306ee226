"""The form that edits an object on the console's page: its fields, and what a person typed into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..store import Body


class FormError(Exception):
    """A form field has an unreadable value. The message is one line."""


@dataclass(frozen=True)
class FormField:
    """One field of a form. An empty field of type `integer` is null; `integers` are separated by commas."""

    name: str
    type: Literal["text", "integer", "integers"] = "text"
    choices: tuple[tuple[str, str], ...] = ()
    """Values and their labels. If there are any, the field is a list to select from."""
    wide: bool = False
    note: str = ""
    """Text behind the field's name."""

    def write(self, value: Any) -> str:
        """The text that the field shows for a value."""
        if self.type == "integers" and isinstance(value, list):
            return ", ".join(map(str, value))
        return "" if value is None else str(value)

    def read(self, text: str) -> Any:
        """The value that a person typed. Raises FormError."""
        if self.type == "text":
            return text
        try:
            if self.type == "integers":
                return [int(part) for part in text.split(",") if part.strip()]
            return int(text) if text.strip() else None
        except ValueError as error:
            raise FormError(f"{self.name} takes whole numbers, not {text!r}") from error


def choices(values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Choices whose labels are their values."""
    return tuple((value, value) for value in values)


def numbered(labels: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Choices of a number from 0, or of none."""
    return (("", "none"), *((str(number), label) for number, label in enumerate(labels)))


def default_fields(body: Body) -> tuple[FormField, ...]:
    """A field for each text and each whole number of an object. Its id cannot be edited."""
    types: dict[type, Literal["text", "integer"]] = {str: "text", int: "integer"}
    return tuple(
        FormField(name, types[type(value)]) for name, value in body.items() if type(value) in types and name != "id"
    )


def typed_values(fields: Sequence[FormField], values: Body, form: Mapping[str, str]) -> Body:
    """The values that differ from those that the form showed. Raises FormError."""
    return {
        field.name: field.read(form[field.name])
        for field in fields
        if field.name in form and form[field.name] != field.write(values.get(field.name))
    }
