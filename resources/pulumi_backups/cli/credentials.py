"""Which vendors have a credential. The command line takes all settings from the environment."""

from __future__ import annotations

from pulumi_backups.bridge import Settings, Vendor


def settings_of(vendor: Vendor) -> Settings:
    """The settings in the environment. Outside of a run of Pulumi there is no stack config."""
    return Settings.of(vendor, lambda _: None)


def has_credential(settings: Settings) -> bool:
    """Whether any part of a credential is set."""
    return bool(_given(settings))


def problem_with_credential(settings: Settings) -> str | None:
    """Why the credential that is set cannot be used, as a sentence. None if there is none."""
    vendor, given = settings.vendor, _given(settings)
    used = [credential for credential in vendor.credentials if given & {*credential.settings}]
    if len(used) > 1:
        return f"{vendor.title}: {' and '.join(each.name for each in used)} are set. Keep one: {variables(vendor)}."
    missing = [vendor.environment_key(name) for each in used for name in each.settings if name not in given]
    return f"{vendor.title}: {' and '.join(missing)} is not set, so the credential is incomplete." if missing else None


def _given(settings: Settings) -> set[str]:
    return {name for name in settings.vendor.credential_settings if settings.get(name)}


def variables(vendor: Vendor, suffix: str = "") -> str:
    """The environment variables of each way to authenticate, for messages."""

    def named(setting: str) -> str:
        return vendor.environment_key(setting) + suffix

    return ", or ".join(" and ".join(map(named, each.settings)) for each in vendor.credentials)
