"""Functions in programs: they run in a preview, wait for unknown inputs, and leave nothing in the state."""

from __future__ import annotations

import json

from tests.engine.programs import export, policy, schedule
from tests.engine.stack import Stack
from tests.engine.vendors import Vendors
from tests.faults.size import at_full_size

LIVE = ("last_ran_at", "next_run_at", "updated_at")


@at_full_size
def test_plain_functions_run_in_a_preview_and_output_functions_wait_for_unknown_inputs(
    stack: Stack, vendors: Vendors
) -> None:
    vendors.control("POST", "/clock", {"now": "2026-01-31T09:00:00Z", "frozen": True})
    stack.declare(
        policy(),
        schedule(),
        "print('regions:', [region.slug for region in planetscale.get_regions()])",
        "one = planetscale.get_backup_policy_output(database='storefront', policy_id=nightly.id)",
        "all_of_them = planetscale.get_backup_policies_output(database='storefront',"
        " opts=pulumi.InvokeOutputOptions(depends_on=[nightly]))",
        "schedules = northflank.get_addon_backup_schedules_output(project_id=orders.project_id,"
        " addon_id=orders.schedule_id.apply(lambda _: 'orders-db'))",
        "token = planetscale.get_service_token_output(token_id='engine-tests')",
        export(
            user="planetscale.get_user().display_name",
            name="one.name",
            names="all_of_them.apply(lambda found: sorted(policy.name for policy in found))",
            kept="schedules.apply(lambda found: [schedule.retention_time for schedule in found])",
            next_run="nightly.next_run_at.apply(lambda moment: moment.isoformat())",
            last_run="nightly.last_ran_at.apply(lambda moment: moment.isoformat() if moment else 'never')",
            token="token.apply(lambda found: found.display_name)",
        ),
    )
    ran = stack.preview()
    assert ran.code == 0, ran.text
    assert "regions: ['us-east', 'eu-west']" in ran.text
    asked = {operation for _, operation in vendors.sent()}
    assert asked == {"list_public_regions", "get_current_user", "get_service_token"}

    ran = stack.up()
    assert ran.code == 0, ran.text
    system = [each["name"] for each in vendors.control("GET", "/planetscale/policies?database=storefront")["policies"]]
    assert stack.outputs() == {
        "user": "Ada Lovelace",
        "name": "nightly",
        "names": sorted(system),
        "kept": [30],
        "next_run": "2026-02-01T03:00:00+00:00",
        "last_run": "never",
        "token": "[secret]",
    }
    vendors.sent()

    # A day passes. The live values change, and nothing else.
    vendors.control("POST", "/clock", {"now": "2026-02-01T09:00:00Z"})
    ran = stack.preview()
    assert ran.code == 0, ran.text
    assert ran.ops == []
    assert "2026-02-02T03:00:00+00:00" in ran.text, "known in a preview, now that the policy exists"
    assert {method for method, _ in vendors.sent()} == {"GET"}
    ran = stack.up()
    assert (ran.code, ran.ops) == (0, []), ran.text
    outputs = stack.outputs()
    assert (outputs["next_run"], outputs["last_run"]) == ("2026-02-02T03:00:00+00:00", "2026-02-01T03:00:00+00:00")
    assert stack.refresh("--expect-no-changes").code == 0
    state = json.dumps(stack.resources())
    assert [moving for moving in LIVE if moving in state] == []


def test_failed_function_ends_the_program_with_one_line(stack: Stack, vendors: Vendors) -> None:
    for call in (
        "planetscale.get_backup_policies(database='nowhere')",
        "pulumi.export('x', planetscale.get_backup_policies_output(database='nowhere').apply(len))",
    ):
        stack.declare(call)
        ran = stack.preview()
        assert ran.code != 0
        said = ran.errors[0].text
        assert said.startswith("PlanetScale: could not list the backup policies of acme/nowhere: it answered 404")
        assert "\n" not in said
        assert "Traceback" not in ran.text
    assert vendors.sent() == [("GET", "list_backup_policies")] * 2


@at_full_size
def test_live_values_of_one_policy_are_one_request_and_say_when_it_is_gone(stack: Stack, vendors: Vendors) -> None:
    stack.declare(
        policy(),
        export(next_run="nightly.next_run_at.apply(str)", last_run="nightly.last_ran_at.apply(str)"),
    )
    ran = stack.up()
    assert ran.code == 0, ran.text
    assert [operation for _, operation in vendors.sent()].count("get_backup_policy") == 1

    id = vendors.policy()["id"]
    vendors.delete_policy()
    ran = stack.preview()
    assert ran.code != 0
    assert ran.errors[0].text == (
        f"PlanetScale: could not read when 'nightly' runs: it answered 404 for backup policy {id} of acme/storefront. "
        "If the policy was deleted outside Pulumi, run pulumi refresh; the next pulumi up creates it again."
    )
    assert "Traceback" not in ran.text

    assert stack.refresh().code == 0
    ran = stack.up()
    assert (ran.code, ran.ops) == (0, [("create", "nightly")]), ran.text
