"""Settings come from the stack config, then from the environment; credentials from one of them as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi import RunError
from pulumi.runtime import set_all_config
from pulumi_backups.bridge import Settings, Vendor
from pulumi_backups.bridge.resource import refuse_plain_secrets
from pulumi_backups.bridge.settings import Authorization
from pulumi_backups.errors import BackupsError
from pulumi_backups.northflank import settings as northflank
from pulumi_backups.planetscale import settings as planetscale


def of(vendor: Vendor, config: dict[str, str], environment: dict[str, str] | None = None) -> Settings:
    return Settings(vendor, config.get, environment or {})


@pytest.mark.parametrize(
    ("config", "environment", "found"),
    [
        ({}, {}, None),
        ({"maker:serverUrl": "a"}, {}, "a"),
        ({}, {"MAKER_SERVER_URL": "b"}, "b"),
        ({"maker:serverUrl": "a"}, {"MAKER_SERVER_URL": "b"}, "a"),
        ({"maker:serverUrl": " a\n"}, {}, "a"),
        ({"maker:serverUrl": " "}, {"MAKER_SERVER_URL": "b"}, "b"),
        ({}, {"MAKER_SERVER_URL": ""}, None),
        ({"maker:key": "k"}, {"MAKER_SERVER_URL": "b"}, "b"),
        ({"other:serverUrl": "a"}, {"SERVER_URL": "b"}, None),
    ],
)
def test_stack_config_wins_over_the_environment(
    maker: Vendor, config: dict[str, str], environment: dict[str, str], found: str | None
) -> None:
    assert of(maker, config, environment).get("server_url") == found


@pytest.mark.parametrize(
    ("config", "environment", "found"),
    [
        ({}, {"MAKER_KEY_ID": "i", "MAKER_KEY": "k"}, ("i", "k")),
        ({"maker:keyId": "I", "maker:key": "K"}, {"MAKER_KEY_ID": "i", "MAKER_KEY": "k"}, ("I", "K")),
        ({"maker:keyId": "I"}, {"MAKER_KEY_ID": "i", "MAKER_KEY": "k"}, ("I", None)),
        ({"maker:key": "K"}, {"MAKER_KEY_ID": "i"}, (None, "K")),
        ({"maker:key": "  "}, {"MAKER_KEY_ID": "i", "MAKER_KEY": "k"}, ("i", "k")),
        ({"maker:serverUrl": "a"}, {"MAKER_KEY": "k"}, (None, "k")),
    ],
)
def test_credentials_come_from_one_place_as_a_whole(
    maker: Vendor, config: dict[str, str], environment: dict[str, str], found: tuple[str | None, str | None]
) -> None:
    settings = of(maker, config, environment)
    assert (settings.get("key_id"), settings.get("key")) == found


@pytest.mark.parametrize(("text", "seconds"), [(None, 60.0), ("0", 0.0), ("5", 5.0), (" 2.5 ", 2.5), ("1e3", 1000.0)])
def test_seconds(maker: Vendor, text: str | None, seconds: float) -> None:
    config = {} if text is None else {"maker:retrySeconds": text}
    assert of(maker, config).seconds("retry_seconds", 60.0) == seconds


@pytest.mark.parametrize("text", ["soon", "-1", "nan", "inf", "1e999", "5 s", "0x10"])
def test_seconds_that_are_none_name_the_setting(maker: Vendor, text: str) -> None:
    words = r"^Maker: maker:retrySeconds \(or MAKER_RETRY_SECONDS\) must be a number of seconds, 0 or more\.$"
    with pytest.raises(BackupsError, match=words):
        of(maker, {"maker:retrySeconds": text}).seconds("retry_seconds", 60.0)


@pytest.mark.parametrize(
    ("config", "header"),
    [
        ({"serviceTokenId": "id", "serviceToken": "word"}, "id:word"),
        ({"accessToken": "word"}, "Bearer word"),
        ({"serviceTokenId": " id\n", "serviceToken": "word "}, "id:word"),
    ],
)
def test_planetscale_header(config: dict[str, str], header: str) -> None:
    named = {f"planetscale:{name}": value for name, value in config.items()}
    assert of(planetscale.PLANETSCALE, named).authorization().header == header


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({}, r"planetscale:serviceTokenId \(or PLANETSCALE_SERVICE_TOKEN_ID\) and planetscale:serviceToken"),
        (
            {"serviceTokenId": "id"},
            r"no credential: planetscale:serviceToken not set \(the stack config has a credential",
        ),
        ({"serviceToken": "word"}, r"no credential: planetscale:serviceTokenId not set \(the stack config"),
        ({"accessToken": "word", "serviceTokenId": "id"}, "both a service token and an OAuth token are set"),
    ],
)
def test_planetscale_credential_that_is_missing_or_wrong(config: dict[str, str], words: str) -> None:
    named = {f"planetscale:{name}": value for name, value in config.items()}
    with pytest.raises(BackupsError, match=words) as caught:
        of(planetscale.PLANETSCALE, named).authorization()
    assert "word" not in str(caught.value)


def test_northflank_credential() -> None:
    def settings(**config: str) -> Settings:
        return of(northflank.NORTHFLANK, {f"northflank:{name}": value for name, value in config.items()})

    assert settings(apiToken=" word ").authorization() == Authorization("Bearer word", ("word",))
    with pytest.raises(BackupsError, match="pulumi config set --secret northflank:apiToken"):
        settings().authorization()


@pytest.fixture
def stack_config() -> Any:
    """Sets the stack config of the program, and takes it away again."""
    yield set_all_config
    set_all_config({}, [])


@pytest.mark.parametrize(
    ("vendor", "key"),
    [
        (planetscale.PLANETSCALE, "planetscale:serviceToken"),
        (planetscale.PLANETSCALE, "planetscale:accessToken"),
        (northflank.NORTHFLANK, "northflank:apiToken"),
    ],
)
def test_credential_in_plain_text_is_refused_before_it_can_reach_the_state(
    stack_config: Callable[..., None], vendor: Vendor, key: str
) -> None:
    stack_config({key: "word-in-plain-text"}, [])
    with pytest.raises(RunError, match=f"pulumi config set --secret {key}") as caught:
        refuse_plain_secrets(vendor)
    assert "word-in-plain-text" not in str(caught.value)
    stack_config({key: "word-encrypted"}, [key])
    refuse_plain_secrets(vendor)


def test_id_of_a_token_may_stand_in_plain_text(stack_config: Callable[..., None]) -> None:
    stack_config({"planetscale:serviceTokenId": "id"}, [])
    refuse_plain_secrets(planetscale.PLANETSCALE)
