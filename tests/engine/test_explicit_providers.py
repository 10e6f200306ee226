"""Several accounts in one program, on the real engine: each provider is a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.programs import Code, export, policy, schedule
from tests.engine.stack import STACK, Stack
from tests.engine.vendors import API_TOKEN, SERVICE_TOKEN, TOKEN_ID, Vendors
from tests.faults.size import at_full_size

OTHER_TOKEN = "planted-token-of-the-other-account-93ab"
USES_OTHER = Code("pulumi.ResourceOptions(provider=other)")
USES_OWN = Code("pulumi.ResourceOptions(provider=own)")
USES_TEAM = Code("pulumi.ResourceOptions(provider=team)")


def account(vendors: Vendors, name: str = "other", /, **settings: str) -> str:
    """Declares a provider for another organization of the emulator."""
    given = {
        "organization": "'acme-data'",
        "service_token_id": "'other-id'",
        "service_token": "pulumi.Config().require_secret('otherToken')",
        "server_url": repr(f"{vendors.url}/planetscale/v1"),
    } | settings
    return f"{name} = planetscale.Provider({name!r}, {', '.join(f'{key}={value}' for key, value in given.items())})"


@pytest.fixture(autouse=True)
def another_organization(stack: Stack, vendors: Vendors) -> None:
    databases = {"ledger": {"kind": "postgresql", "region": "us-east"}}
    tokens = {"other-id": {"token": OTHER_TOKEN, "organization": "acme-data"}}
    vendors.control(
        "POST",
        "/seed",
        {"planetscale": {"organizations": {"acme-data": {"databases": databases}}, "service_tokens": tokens}},
    )
    stack.call("config", "set", "--stack", STACK, "--secret", "otherToken", OTHER_TOKEN)


def own_account(vendors: Vendors, name: str = "own") -> str:
    """Declares a provider for the account of the stack's config."""
    return account(
        vendors,
        name,
        organization="'acme'",
        service_token_id=repr(TOKEN_ID),
        service_token="pulumi.Config('planetscale').require_secret('serviceToken')",
    )


def team(vendors: Vendors) -> str:
    """Declares a provider for Northflank, for the emulator of these vendors."""
    return (
        "team = northflank.Provider('team', api_token=pulumi.Config('northflank').require_secret('apiToken'),"
        f" base_url={f'{vendors.url}/northflank'!r})"
    )


@pytest.fixture
def elsewhere() -> Iterator[Vendors]:
    """Another account: another emulator, which has a project and an add-on of the same ids."""
    elsewhere = Vendors()
    yield elsewhere
    elsewhere.close()


@at_full_size
def test_two_organizations_in_one_program(stack: Stack, vendors: Vendors) -> None:
    stack.declare(
        account(vendors),
        policy(),
        policy("ledger-nightly", database="ledger", name="nightly", opts=USES_OTHER),
        "found = planetscale.get_backup_policies(database='ledger', opts=pulumi.InvokeOptions(provider=other))",
        "later = planetscale.get_backup_policies_output(database=ledger_nightly.database,"
        " opts=pulumi.InvokeOutputOptions(provider=other, depends_on=[ledger_nightly]))",
        export(
            organization="ledger_nightly.organization",
            found="[each.required for each in found]",
            later="later.apply(lambda found: sorted(each.name for each in found if not each.required))",
            next_run="ledger_nightly.next_run_at.apply(lambda moment: moment.hour)",
        ),
    )
    ran = stack.preview()
    assert ran.code == 0, ran.text
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert stack.outputs() == {"organization": "acme-data", "found": [True], "later": ["nightly"], "next_run": 3}
    assert stack.files_with(OTHER_TOKEN) == []
    ran = stack.preview("--refresh", "--expect-no-changes")
    assert ran.code == 0, ran.text
    assert stack.destroy().code == 0
    assert vendors.policies() == []


@at_full_size
def test_default_providers_can_be_disabled(stack: Stack, vendors: Vendors) -> None:
    stack.call("config", "set", "--stack", STACK, "--path", "pulumi:disable-default-providers[0]", "pulumi-python")
    stack.declare(account(vendors), policy("nightly", database="ledger", opts=USES_OTHER))
    ran = stack.up()
    assert ran.code == 0, ran.text
    stack.declare(account(vendors), policy("nightly", database="ledger"))
    assert "Default provider for 'pulumi-python' disabled" in stack.preview().text


def test_new_token_changes_the_provider_and_no_resource(stack: Stack, vendors: Vendors) -> None:
    stack.declare(account(vendors), policy("nightly", database="ledger", opts=USES_OTHER))
    assert stack.up().code == 0
    tokens = {"new-id": {"token": SERVICE_TOKEN, "organization": "acme-data"}}
    vendors.control("POST", "/seed", {"planetscale": {"service_tokens": tokens}})
    stack.call("config", "set", "--stack", STACK, "--secret", "otherToken", SERVICE_TOKEN)
    stack.declare(
        account(vendors, service_token_id="'new-id'"),
        policy("nightly", database="ledger", retention_value=21, opts=USES_OTHER),
    )
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert ran.ops == [("update", "nightly")]
    assert vendors.policy()["retention_value"] == 21


@at_full_size
def test_move_to_a_provider_of_the_same_account_changes_nothing(stack: Stack, vendors: Vendors) -> None:
    backup = "planetscale.BranchBackup('before', database='storefront', branch='main', wait=False{})"
    stack.declare(policy(), schedule(), backup.format(""))
    assert stack.up().code == 0
    ids = vendors.policy()["id"], vendors.schedule()["id"]
    backups = vendors.control("GET", "/planetscale/backups")["backups"]
    stack.declare(
        own_account(vendors),
        team(vendors),
        policy(opts=USES_OWN),
        schedule(opts=USES_TEAM),
        backup.format(f", opts={USES_OWN}"),
    )
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert ran.ops == []
    ran = stack.preview("--refresh", "--expect-no-changes")
    assert ran.code == 0, ran.text
    assert (vendors.policy()["id"], vendors.schedule()["id"]) == ids
    assert len(vendors.control("GET", "/planetscale/backups")["backups"]) == len(backups)


@at_full_size
def test_policy_that_moves_to_another_organization_is_created_there_and_deleted_here(
    stack: Stack, vendors: Vendors
) -> None:
    databases = {"storefront": {"kind": "mysql", "region": "us-east"}}
    vendors.control("POST", "/seed", {"planetscale": {"organizations": {"acme-data": {"databases": databases}}}})
    stack.declare(policy())
    assert stack.up().code == 0
    stack.declare(account(vendors), policy(opts=USES_OTHER))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert vendors.policy()["organization"] == "acme-data"


@at_full_size
def test_schedule_that_moves_to_another_account_needs_another_name(
    stack: Stack, vendors: Vendors, elsewhere: Vendors
) -> None:
    stack.declare(schedule())
    assert stack.up().code == 0
    # Project, add-on, type and interval are the same in both accounts, so Pulumi sees no change.
    stack.declare(team(elsewhere), schedule(opts=USES_TEAM))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert ran.ops == []
    assert (len(vendors.schedules()), len(elsewhere.schedules())) == (1, 0)
    # The way back changes nothing either.
    stack.declare(schedule())
    assert stack.up().code == 0
    stack.declare(team(elsewhere), schedule("orders-of-the-team", opts=USES_TEAM))
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert (len(vendors.schedules()), len(elsewhere.schedules())) == (0, 1)


@at_full_size
def test_renamed_resource_that_moves_to_another_provider_keeps_its_object(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy(), schedule())
    assert stack.up().code == 0
    ids = vendors.policy()["id"], vendors.schedule()["id"]
    stack.declare(
        own_account(vendors),
        team(vendors),
        policy("renamed", name="nightly", adopt=True, opts=USES_OWN),
        schedule("moved", adopt=True, opts=USES_TEAM),
    )
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert "is kept: the resource 'renamed' of this program has it now" in ran.text
    assert "the resource 'moved' of this program has it now" in ran.text
    assert (vendors.policy()["id"], vendors.schedule()["id"]) == ids
    ran = stack.preview("--refresh", "--expect-no-changes")
    assert ran.code == 0, ran.text


@at_full_size
def test_failed_run_leaves_the_old_entry_and_the_next_one_keeps_the_object(stack: Stack, vendors: Vendors) -> None:
    stack.declare(policy())
    assert stack.up().code == 0
    renamed = policy("renamed", name="nightly", adopt=True, opts=USES_OWN)
    failing = policy("elsewhere", database="nowhere", opts=Code("pulumi.ResourceOptions(depends_on=[renamed])"))
    stack.declare(own_account(vendors), renamed, failing)
    assert stack.up().code != 0
    stack.declare(own_account(vendors), renamed)
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert "is kept" in ran.text
    assert len(vendors.policies()) == 1


@at_full_size
def test_backup_whose_resource_moves_is_kept(stack: Stack, vendors: Vendors) -> None:
    vendors.control("POST", "/clock", {"now": "2026-01-31T09:00:00Z", "frozen": True})
    declared = "planetscale.BranchBackup('before', database='storefront', branch='main', wait=False"
    stack.declare(f"{declared})")
    assert stack.up().code == 0
    (old,) = (each["id"] for each in vendors.control("GET", "/planetscale/backups")["backups"])
    vendors.control("POST", "/clock", {"now": "2026-01-31T19:00:00Z", "frozen": True})
    stack.declare(own_account(vendors), f"{declared}, name='anew', opts=pulumi.ResourceOptions(provider=own))")
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert f"(id {old}) is kept: its resource has another provider now" in ran.text
    names = [
        each["name"]
        for each in vendors.control("GET", "/planetscale/backups")["backups"]
        if each["backup_policy"] is None
    ]
    assert sorted(names) == ["anew", "before"]


def test_provider_of_another_vendor_is_refused(stack: Stack, vendors: Vendors) -> None:
    stack.declare(account(vendors), schedule(opts=USES_OTHER))
    ran = stack.preview()
    assert ran.code != 0
    assert (
        "Northflank: the resource 'orders' has the provider 'other', which is one of PlanetScale. Pulumi passes one "
        "provider to all children of a component." in " ".join(ran.text.split())
    )
    assert "Traceback" not in ran.text


def test_missing_setting_is_said_of_the_provider(stack: Stack, vendors: Vendors) -> None:
    stack.declare(account(vendors, service_token="None"), policy("nightly", database="ledger", opts=USES_OTHER))
    ran = stack.up()
    assert ran.code != 0
    assert "service_token not set (the provider 'other' has a credential, so the environment is ignored)" in ran.text
    stack.declare(account(vendors, organization="None"), policy("nightly", database="ledger", opts=USES_OTHER))
    ran = stack.preview()
    assert ran.code != 0
    assert "set organization of the provider 'other' (or PLANETSCALE_ORGANIZATION)" in ran.text


def test_plain_provider_resource_is_refused(stack: Stack) -> None:
    stack.declare(
        "other = pulumi.ProviderResource('pulumi-python', 'other', {})",
        policy(opts=USES_OTHER),
    )
    ran = stack.preview()
    assert ran.code != 0
    assert "Declare it with the vendor's own class instead" in ran.text
    assert API_TOKEN not in ran.text
