"""Settings and credentials: a preview needs none, and an error names each missing one."""

from __future__ import annotations

from tests.engine.programs import policy, schedule
from tests.engine.stack import STACK, Stack
from tests.engine.vendors import API_TOKEN, SERVICE_TOKEN, TOKEN_ID, Vendors
from tests.faults.size import at_full_size


def test_preview_needs_neither_a_credential_nor_a_server(stack: Stack, vendors: Vendors) -> None:
    stack.without_credentials()
    vendors.stop()
    stack.declare(policy(), schedule())
    ran = stack.preview()
    assert (ran.code, ran.errors) == (0, []), ran.text
    assert ran.step("nightly").new["inputs"]["organization"] == "acme"


def test_up_without_credentials_names_the_settings_and_how_to_set_them(stack: Stack, vendors: Vendors) -> None:
    stack.without_credentials()
    stack.declare(policy(), schedule())
    ran = stack.up("--continue-on-error")
    assert ran.code != 0
    said = {message.name: message.text for message in ran.errors}
    assert said == {
        "nightly": "PlanetScale: no credential: planetscale:serviceTokenId (or PLANETSCALE_SERVICE_TOKEN_ID) and "
        "planetscale:serviceToken (or PLANETSCALE_SERVICE_TOKEN) not set. Set a service token: "
        "pulumi config set planetscale:serviceTokenId ID; pulumi config set --secret planetscale:serviceToken",
        "orders": "Northflank: no credential: northflank:apiToken (or NORTHFLANK_API_TOKEN) not set. "
        "Set an API token: pulumi config set --secret northflank:apiToken",
    }
    assert "Traceback" not in ran.text
    assert vendors.sent() == []


def test_environment_replaces_the_stack_config(stack: Stack, vendors: Vendors) -> None:
    stack.without_credentials()
    names = ("planetscale:organization", "planetscale:serverUrl", "northflank:baseUrl")
    stack.configure(dict.fromkeys(names))
    stack.declare(policy(), schedule())
    ran = stack.preview()
    assert ran.code != 0
    assert [message.name for message in ran.errors] == ["nightly"]
    assert "organization" in ran.error
    assert "planetscale:organization (or PLANETSCALE_ORGANIZATION)" in ran.error

    stack.environment |= {
        "PLANETSCALE_ORGANIZATION": "acme",
        "PLANETSCALE_SERVER_URL": f"{vendors.url}/planetscale/v1",
        "PLANETSCALE_SERVICE_TOKEN_ID": TOKEN_ID,
        "PLANETSCALE_SERVICE_TOKEN": SERVICE_TOKEN,
        "NORTHFLANK_BASE_URL": f"{vendors.url}/northflank",
        "NORTHFLANK_API_TOKEN": API_TOKEN,
    }
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.policy()["organization"] == "acme"
    assert len(vendors.schedules()) == 1


def test_credential_in_plain_text_in_the_config_is_refused(stack: Stack, vendors: Vendors) -> None:
    stack.configure({"planetscale:serviceToken": "in plain text"})
    stack.declare(policy())
    ran = stack.preview()
    assert ran.code != 0
    assert (
        "planetscale:serviceToken is in the stack config in plain text, and Pulumi would copy it into the state. "
        "Encrypt it: pulumi config set --secret planetscale:serviceToken"
    ) in ran.text
    assert "Traceback" not in ran.text
    assert vendors.sent() == []


@at_full_size
def test_replaced_credential_is_used_with_run_program(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy())
    assert stack.up().code == 0
    replaced = {TOKEN_ID: {"token": "replaced-service-token", "organization": "acme"}}
    vendors.control("POST", "/seed", {"planetscale": {"service_tokens": replaced}})
    stack.call("config", "set", "--secret", "planetscale:serviceToken", "replaced-service-token", "--stack", STACK)

    commands = (("preview", "--refresh"), ("refresh", "--yes"), ("up", "--yes", "--refresh"), ("destroy", "--yes"))
    for command in commands:
        ran = stack.start(*command).wait()
        assert ran.code != 0, command
        assert "it answered 401" in ran.error
        assert ran.error.endswith(
            "the token is wrong, expired or deleted. If you have replaced it since the last pulumi up, add "
            "--run-program: without it, refresh and destroy use the old one."
        )
    for command in commands:
        ran = stack.start(*command, "--run-program").wait()
        assert (ran.code, ran.errors) == (0, []), ran.text


@at_full_size
def test_new_token_is_tried_and_recorded_by_one_command(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy())
    assert stack.up().code == 0
    wrong, right = "a-wrong-service-token", "another-service-token"
    replaced = {TOKEN_ID: {"token": right, "organization": "acme"}}
    vendors.control("POST", "/seed", {"planetscale": {"service_tokens": replaced}})
    for token, works in ((wrong, False), (right, True)):
        stack.call("config", "set", "--secret", "planetscale:serviceToken", token, "--stack", STACK)
        ran = stack.up("--refresh", "--run-program")
        assert (ran.code == 0) is works, ran.text
    assert ran.ops == []
    ran = stack.refresh()
    assert (ran.code, ran.errors) == (0, []), ran.text
