"""The switches for what PlanetScale's contract leaves open."""

from __future__ import annotations

from ..switches import ON_OFF, Switch

SWITCHES: dict[str, Switch] = {
    "planetscale.patch_null": Switch(
        "refuse",
        ("refuse", "accept", "ignore"),
        "null for schedule_day or schedule_week; refused by default (422), because the contract has integers only",
    ),
    "planetscale.unused_schedule_fields": Switch(
        "store",
        ("store", "drop", "refuse"),
        "schedule_day or schedule_week that the frequency does not use; stored by default, because the "
        "contract does not refuse it and a partial update leaves such values",
    ),
    "planetscale.required_policy_update": Switch(
        "refuse", ("refuse", "accept"), "an update of a `required` policy (422); its deletion is always refused"
    ),
    "planetscale.unique_policy_names": Switch(False, ON_OFF, "whether a second policy of one name gets 422"),
    "planetscale.service_token_reads_user": Switch(
        True, ON_OFF, "whether a service token may read GET /user; the contract names OAuth scopes only"
    ),
    "planetscale.backup_seconds": Switch(3, None, "how long a backup takes, by the emulator's clock"),
    "planetscale.backup_outcome": Switch(
        "success",
        ("success", "failed", "canceled", "ignored", "running"),
        "how backups that start from now on end; with running they end when the control plane says so",
    ),
    "planetscale.concurrent_backup_status": Switch(
        422, (422, 409, 400), "the status of a manual backup while another one runs on the branch"
    ),
    "planetscale.protected_text": Switch(
        "refuse",
        ("refuse", "accept"),
        'the texts "true" and "false" for protected; refused by default (422), because the contract has a boolean, but '
        "the vendor's CLI sends them",
    ),
    "planetscale.protected_false": Switch(
        "accept",
        ("accept", "ignore"),
        "a JSON false for protected; accepted by default, as in the document; the vendor's CLI says that it is ignored",
    ),
    "planetscale.protected_backup_delete": Switch(
        "refuse", ("refuse", "accept"), "the deletion of a protected backup (422)"
    ),
    "planetscale.gone_backups": Switch(
        "not_found",
        ("not_found", "deleted_at"),
        "the response to GET of a deleted or expired backup: 404, or the backup with deleted_at; lists omit it "
        "unless the query has `all`",
    ),
    "planetscale.restore_seconds": Switch(
        3, None, "how long the restore of a backup into a new branch takes, by the emulator's clock"
    ),
    "planetscale.restore_outcome": Switch(
        "ready",
        ("ready", "pending", "vanishes"),
        "how restores that start from now on end: the branch is ready, stays pending, or is gone; the contract has no "
        "failed state of a branch",
    ),
    "planetscale.restored_schema": Switch(
        "whole",
        ("whole", "missing_table", "empty"),
        "the tables of branches that are restored from now on: all, all but the last, or none",
    ),
    "planetscale.restore_branches_limit": Switch(
        3,
        None,
        "how many branches of one database may be restored from backups; the contract has a limit, but not its number",
    ),
    "planetscale.promotion_seconds": Switch(
        2, None, "how long the promotion of a branch takes, by the emulator's clock"
    ),
    "planetscale.promote_production": Switch(
        "accept", ("accept", "refuse"), "promoting a production branch: 200 and the branch as it is, or 422"
    ),
    "planetscale.promote_again": Switch(
        "accept", ("accept", "refuse"), "promoting a branch again during its promotion: 200, or 422"
    ),
}
