"""The base of a resource whose work is done by several parts, so that waiting for it means waiting for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import pulumi

from pulumi_backups.bridge.inputs import fields_of
from pulumi_backups.bridge.provider import Provider
from pulumi_backups.bridge.resource import Resource
from pulumi_backups.bridge.stack_trace import frames_of_the_program
from pulumi_backups.bridge.urns import urn_of


class Component(pulumi.ComponentResource):
    """A component with the inputs and outputs of its first part. `make generate` writes them into a subclass.

    The first part has the component's name, and its options as well. A subclass declares the other parts.
    """

    _first_part: ClassVar[type[Resource]]
    _provider_class: ClassVar[type[Provider]]
    _component_type: ClassVar[str]
    _output_names: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, **options: Any) -> None:
        """Gives the first part the component's outputs: Pulumi takes their types from the part's class.

        Without them, a whole number of the state is a float in the program.
        """
        super().__init_subclass__(**options)
        operations = cls._provider_class.operations
        inputs = (field.name for field in fields_of(operations.inputs))
        cls._output_names = (*inputs, *(output.name for output in operations.outputs))
        for name in cls._output_names:
            if name in vars(cls):
                setattr(cls._first_part, name, vars(cls)[name])

    def _register(self, resource_name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        """Registers the component and its parts."""
        own = pulumi.ResourceOptions.merge(opts, None)
        # A component has no id: whoever gives one means the first part.
        own.id = own.import_ = None
        with frames_of_the_program():
            super().__init__(self._component_type, resource_name, None, own)
        first = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(parent=self))
        # In version 0.1.0 the first part had no parent of its own: the component did not exist.
        first.aliases = [urn_of(resource_name, self._first_part.type_token(), opts.parent if opts else None)]
        part = self._first_part(resource_name, inputs, first)
        self.__dict__.update({name: part.__dict__[name] for name in self._output_names if name in part.__dict__})
        self._declare_parts(resource_name, inputs, part)
        self.register_outputs({})

    def _declare_parts(self, resource_name: str, inputs: Mapping[str, Any], first: Any) -> None:
        """Declares the parts after the first one."""
        raise NotImplementedError
