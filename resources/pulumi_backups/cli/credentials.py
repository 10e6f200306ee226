"""Which vendors have a credential. The command line takes all settings from the environment."""

from __future__ import annotations

from pulumi_backups.bridge import Settings, Vendor


def has_credential(vendor: Vendor) -> bool:
    """Whether any part of a credential is set."""
    return bool(_given(vendor))


def problem_with_credential(vendor: Vendor) -> str | None:
    """Why the credential that is set cannot be used, as a sentence."""
    given = _given(vendor)
    used = [credential for credential in vendor.credentials if given & {*credential.settings}]
    if len(used) > 1:
        return f"{vendor.title}: {' and '.join(each.name for each in used)} are set. Keep one: {variables(vendor)}."
    missing = [vendor.environment_key(name) for name in used[0].settings if name not in given]
    return f"{vendor.title}: {' and '.join(missing)} is not set, so the credential is incomplete." if missing else None


def _given(vendor: Vendor) -> set[str]:
    # Outside of a run of Pulumi there is no stack config.
    settings = Settings.of(vendor, lambda _: None)
    return {name for name in vendor.credential_settings if settings.get(name)}


def variables(vendor: Vendor) -> str:
    """The environment variables of each way to authenticate, for messages."""
    return ", or ".join(" and ".join(map(vendor.environment_key, each.settings)) for each in vendor.credentials)
