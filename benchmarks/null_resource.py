"""The smallest possible Pulumi dynamic resources. The benchmarks compare ours with them."""

from typing import Any

import pulumi
from pulumi import dynamic

# What a policy has besides the properties of a null resource: inputs, one that check adds, outputs, and inputs that the
# program leaves out.
INPUTS, DEFAULT, RETURNED, UNSET = ("name", "urn"), ("default",), ("title", "created", "required"), ("day", "week")


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


class WideNullProvider(NullProvider):
    """Returns as many properties as the provider of a policy."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        return dynamic.CheckResult({**news, **dict.fromkeys(DEFAULT, "text")}, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        return super().diff(_id, {name: olds.get(name) for name in news}, news)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        return super().create({**props, **dict.fromkeys(RETURNED, "text")})


class Null(dynamic.Resource, module="bench", name="Null"):
    """A resource that accepts the same arguments as ours and ignores them."""

    def __init__(self, name: str, **inputs: pulumi.Input[Any]) -> None:
        super().__init__(NullProvider(), name, inputs)


class WideNull(dynamic.Resource, module="bench", name="WideNull"):
    """The same, with as many properties as a policy."""

    def __init__(self, name: str, **inputs: pulumi.Input[Any]) -> None:
        outputs = dict.fromkeys((*DEFAULT, *RETURNED, *UNSET))
        super().__init__(WideNullProvider(), name, {**inputs, **dict.fromkeys(INPUTS, "text"), **outputs})
