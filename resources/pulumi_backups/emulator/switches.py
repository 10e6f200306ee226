"""What the contracts leave unknown: how this server behaves in each such case, settable while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .store import Store


@dataclass(frozen=True)
class Switch:
    """`choices` are the values taken; None stands for any whole number from 0."""

    default: Any
    choices: tuple[Any, ...] | None
    why: str


ON_OFF = (True, False)

SWITCHES: dict[str, Switch] = {
    "planetscale.patch_null": Switch(
        "accept", ("accept", "ignore", "refuse"), "what an explicit null for schedule_day or schedule_week does"
    ),
    "planetscale.unused_schedule_fields": Switch(
        "store",
        ("store", "drop", "refuse"),
        "schedule_day or schedule_week where the frequency does not use it; stored by default, because the "
        "contract refuses it nowhere and a partial update leaves such values behind",
    ),
    "planetscale.required_policy_update": Switch(
        "refuse", ("refuse", "accept"), "an update of a `required` policy (422); its deletion is always refused"
    ),
    "planetscale.unique_policy_names": Switch(False, ON_OFF, "whether a second policy of one name gets 422"),
    "planetscale.service_token_reads_user": Switch(
        True, ON_OFF, "whether GET /user answers a service token; the document names OAuth scopes only"
    ),
    "planetscale.backup_seconds": Switch(3, None, "how long a backup takes, by the emulator's clock"),
    "planetscale.backup_outcome": Switch(
        "success",
        ("success", "failed", "canceled", "ignored", "running"),
        "how the backups that begin from now on end; running is never, until the control plane ends them",
    ),
    "planetscale.concurrent_backup_status": Switch(
        422, (422, 409, 400), "the answer to a manual backup while another runs on the branch"
    ),
    "planetscale.protected_backup_delete": Switch(
        "refuse", ("refuse", "accept"), "the deletion of a protected backup (422)"
    ),
    "planetscale.gone_backups": Switch(
        "not_found",
        ("not_found", "deleted_at"),
        "what GET of a deleted or expired backup answers: 404, or the backup with its deleted_at; lists have neither",
    ),
    "planetscale.promotion_seconds": Switch(
        2, None, "how long the promotion of a branch takes, by the emulator's clock"
    ),
    "planetscale.promote_production": Switch(
        "accept", ("accept", "refuse"), "promoting a production branch: 200 and the branch as it is, or 422"
    ),
    "planetscale.promote_again": Switch(
        "accept", ("accept", "refuse"), "promoting a branch while its promotion is under way: 200, or 422"
    ),
    "planetscale.rate_limit": Switch(0, None, "requests a minute for each credential; 0 is no limit, 600 the real one"),
    "planetscale.retry_after": Switch(True, ON_OFF, "whether a 429 carries Retry-After"),
    "northflank.backup_seconds": Switch(3, None, "how long a backup takes, by the emulator's clock"),
    "northflank.backup_outcome": Switch(
        "completed",
        ("completed", "failed", "aborted", "in-progress"),
        "how the backups that begin from now on end; in-progress is never",
    ),
    "northflank.rate_limit": Switch(0, None, "requests an hour for each credential; 0 is no limit, 1000 the real one"),
    "northflank.retry_after": Switch(False, ON_OFF, "whether a 429 carries Retry-After beside x-ratelimit-reset"),
    "northflank.interval_retention_limits": Switch(
        False, ON_OFF, "whether 7 days hourly, 60 daily, 120 weekly is firm, as the older documents say"
    ),
    "northflank.not_applicable": Switch(
        "refuse",
        ("refuse", "ignore"),
        "a field that does not apply to the backup type, as compressionType of a snapshot",
    ),
    "northflank.destinations_exist": Switch(
        False, ON_OFF, "whether additionalDestinations and customDestinationId must name a known destination"
    ),
    "northflank.schedule_pages": Switch(
        True, ON_OFF, "whether lists of schedules come in pages; the contract documents it for other lists only"
    ),
    "northflank.array_order": Switch(
        "keep", ("keep", "sorted", "reversed"), "in which order minute, hour and day come back"
    ),
    "northflank.delete_missing": Switch(404, (404, 200, 400, 410), "the answer to deleting a schedule that is gone"),
    "northflank.duplicate_status": Switch(409, (409, 400), "the answer to a second schedule of one type and interval"),
    "rate_limit_clock": Switch(
        "emulator", ("emulator", "real"), "whether the windows of the rate limits move with the emulator's clock"
    ),
}


class Switches:
    """The switches as they stand now."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, name: str) -> Any:
        return self._store.setting("switches", {}).get(name, SWITCHES[name].default)

    def all(self) -> dict[str, Any]:
        """Every switch with its present value."""
        return {name: self[name] for name in SWITCHES}

    def set(self, changes: dict[str, Any]) -> None:
        """Sets all of them or none; raises ValueError with one line that says what would be right."""
        for name, value in changes.items():
            switch = SWITCHES.get(name)
            if switch is None:
                raise ValueError(f"no switch {name!r}; there are {', '.join(SWITCHES)}")
            number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            # A plain `in` would take 1 for true.
            known = any(value == c and type(value) is type(c) for c in switch.choices or ())
            if not (number if switch.choices is None else known):
                allowed = "a whole number from 0" if switch.choices is None else f"one of {list(switch.choices)}"
                raise ValueError(f"{name} is {allowed}, not {value!r}")
        self._store.set("switches", {**self._store.setting("switches", {}), **changes})
