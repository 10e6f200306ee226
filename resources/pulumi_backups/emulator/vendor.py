"""What a vendor's folder gives to the emulator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .console.cards import CardSource, cards_of_scopes
from .editable import Editable
from .operation import ApiError, Operation, Request
from .rate_limit import RateLimit
from .rate_limit import switches as rate_limit_switches
from .seeder import Section
from .store import Body
from .switches import Switch
from .world import World


def authorize_everybody(_request: Request, _operation: Operation) -> str:
    """All clients are one."""
    return "anybody"


def plain_error(error: ApiError, _request_id: str) -> Body:
    """The message alone."""
    return {"message": error.message}


def nothing_is_due(_world: World) -> None:
    """For a vendor whose objects do not change with time."""


@dataclass(frozen=True)
class Vendor:
    """One vendor. The first four fields make an emulator of a vendor; the others have defaults."""

    name: str
    """A word in lower case: the prefix of the vendor's paths, switches and kinds of objects."""
    title: str
    """The name that people read."""
    sections: Mapping[str, Section]
    """The sections of a seed, by name."""
    operations: tuple[Operation, ...]
    base_path: str = ""
    """The path of the base URL that a client is configured with. Default: a slash and `name`."""
    operations_path: str = ""
    """What precedes the paths of all operations. Default: `base_path`."""
    default_seed: Mapping[str, Any] = field(default_factory=dict)
    """What exists after a reset."""
    empty_seed: Mapping[str, Any] = field(default_factory=dict)
    """What exists after an empty start: accounts and credentials, and nothing to back up."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """The variables with which clients connect with the credentials of both seeds. {url} is the emulator's address."""
    authorize: Callable[[Request, Operation], str] = authorize_everybody
    """The credential of a request, as a key for the rate limit. Raises ApiError."""
    error_body: Callable[[ApiError, str], Body] = plain_error
    """The body of an error response, given the request's id."""
    catch_up: Callable[[World], None] = nothing_is_due
    """Does everything that was due by now."""
    turn_back: Callable[[World], None] = nothing_is_due
    """Undoes everything that happened after now, because the clock was set to an earlier time."""
    editables: tuple[Editable, ...] = ()
    """What the control plane and the console can edit."""
    own_switches: Mapping[str, Switch] = field(default_factory=dict)
    """Switches by name, which begins with the vendor's."""
    rate_limit: RateLimit | None = None
    cards: CardSource | None = None
    """What the console shows. Default: a card for each scope that has editable objects."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_path", self.base_path or f"/{self.name}")
        object.__setattr__(self, "operations_path", self.operations_path or self.base_path)

    @property
    def console_cards(self) -> CardSource:
        """The cards of the vendor, or the default ones."""
        return self.cards or cards_of_scopes(self.editables)

    @property
    def switches(self) -> dict[str, Switch]:
        """All switches of the vendor."""
        limit = rate_limit_switches(self.name, self.rate_limit) if self.rate_limit else {}
        return {**self.own_switches, **limit}
