"""The smallest possible Pulumi dynamic resource. The benchmarks compare ours with it."""

from typing import Any

import pulumi
from pulumi import dynamic


class NullProvider(dynamic.ResourceProvider):
    """Does nothing. Pickled by reference, as our providers are."""

    serialize_as_secret_always = False

    def __reduce__(self) -> tuple[type["NullProvider"], tuple[()]]:
        return type(self), ()

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        return dynamic.DiffResult(changes=olds != news)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        return dynamic.CreateResult("null", props)

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.UpdateResult:
        return dynamic.UpdateResult(news)


class Null(dynamic.Resource, module="bench", name="Null"):
    """A resource that accepts the same arguments as ours and ignores them."""

    def __init__(self, name: str, **inputs: pulumi.Input[Any]) -> None:
        super().__init__(NullProvider(), name, inputs)
