"""Inputs of a backup policy: checked without a server, and compared with the emulator's own rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.output import UNKNOWN
from pulumi_backups.planetscale.backup_policy import BackupPolicyProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

PLACE = "/planetscale/v1/organizations/acme/databases/storefront/backup-policies"
DAYS = "a whole number from 0, Sunday, to 6, Saturday"
WEEKS = "a whole number from 0, the first week, to 3, the fourth"
UNITS = ["hour", "day", "week", "month"]
TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
NAMES = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=255)
NEEDS = {"week": ("schedule_day",), "month": ("schedule_day", "schedule_week")}


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    """Valid inputs. Whole numbers are integers, or floats as the engine sends them."""
    unit = draw(st.sampled_from(UNITS))
    declared = {
        "database": "storefront",
        "name": draw(NAMES),
        "target": draw(st.sampled_from(["production", "development"])),
        "frequency_value": draw(st.integers(1, 999)),
        "frequency_unit": unit,
        "schedule_time": draw(TIMES),
        "retention_value": draw(st.integers(1, 999)),
        "retention_unit": draw(st.sampled_from([*UNITS, "year"])),
    }
    if unit in NEEDS:
        declared["schedule_day"] = draw(st.integers(0, 6))
    if unit == "month":
        declared["schedule_week"] = draw(st.integers(0, 3))
    as_float = draw(st.booleans())
    return {k: float(v) if as_float and isinstance(v, int) else v for k, v in declared.items()}


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["a/b", "..", "100%", "a\nb", "é", "x" * 10_000, "\x00", "\ud800", "4am", "24:00", "7", 7.5]),
    st.sampled_from([*UNITS, "year", "production", "03:00", 0, 1, 3, 6, 7, 999, 1000, 10**400, float("inf")]),
)
ARGUMENTS = ["organization", *NEEDS["month"], "database", "name", "target", "frequency_value", "frequency_unit"]
ARGUMENTS += ["schedule_time", "retention_value", "retention_unit", "adopt"]
CHANGES = st.dictionaries(st.sampled_from(ARGUMENTS), ODD, max_size=4)


@pytest.fixture(scope="module")
def offline(new_stack: type[Stack]) -> Stack:
    """A stack without a server and without a credential."""
    return new_stack(BackupPolicyProvider, {"planetscale:organization": "acme"})


@pytest.fixture(scope="module")
def vendor(served: Emulator) -> Iterator[httpx.Client]:
    """A client of the emulator, which refuses all that it may refuse."""
    served.call("POST", "/reset")
    served.switch(planetscale__unused_schedule_fields="refuse")
    headers = {"Authorization": "demo-token-id:demo-token-secret-0000"}
    with httpx.Client(base_url=served.base_url, headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def one_run(new_stack: type[Stack], served: Emulator, run_config: Callable[..., dict[str, str]]) -> Stack:
    """A stack against the emulator, in one run of Pulumi."""
    served.call("POST", "/reset")
    served.switch(planetscale__patch_null="accept")
    return new_stack(BackupPolicyProvider, run_config(served.base_url))


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"target": "staging"}, {"target": 'must be "production" or "development"'}),
        ({"frequency_value": 0}, {"frequency_value": "must be a whole number from 1 to 999"}),
        ({"frequency_value": 1000}, {"frequency_value": "must be a whole number from 1 to 999"}),
        ({"frequency_value": 1.5}, {"frequency_value": "must be a whole number from 1 to 999, not 1.5"}),
        ({"retention_value": "7"}, {"retention_value": 'must be a whole number from 1 to 999, not the text "7"'}),
        ({"retention_value": True}, {"retention_value": "must be a whole number from 1 to 999, not True"}),
        ({"retention_unit": "days"}, {"retention_unit": 'must be "hour", "day", "week", "month" or "year"'}),
        ({"frequency_unit": "year"}, {"frequency_unit": 'must be "hour", "day", "week" or "month"'}),
        *(
            (
                {"schedule_time": time},
                {"schedule_time": "must be a time of day as HH:MM on 24 hours, from 00:00 to 23:59"},
            )
            for time in ("4am", "4:00", "24:00", "12:60", "03:00 ", "03:00\n", "\u0660\u0663:00", "03:00:00", "")
        ),
        (
            {"schedule_time": 3},
            {"schedule_time": "must be a time of day as HH:MM on 24 hours, from 00:00 to 23:59, not 3"},
        ),
        ({"name": " "}, {"name": "must be text on one line, not blank"}),
        ({"name": "a\nb"}, {"name": "must be text on one line, not blank"}),
        (
            {"schedule_day": 1},
            {"schedule_day": 'only valid when frequency_unit is "week" or "month"; remove it'},
        ),
        (
            {"schedule_week": 1},
            {"schedule_week": 'only valid when frequency_unit is "month"; remove it'},
        ),
        ({"frequency_unit": "week"}, {"schedule_day": f'is required when frequency_unit is "week": {DAYS}'}),
        (
            {"frequency_unit": "month"},
            {
                "schedule_day": f'is required when frequency_unit is "month": {DAYS}',
                "schedule_week": f'is required when frequency_unit is "month": {WEEKS}',
            },
        ),
        ({"frequency_unit": "week", "schedule_day": 7}, {"schedule_day": f"must be {DAYS}"}),
        (
            {"frequency_unit": "week", "schedule_day": 7, "schedule_week": 1},
            {
                "schedule_day": f"must be {DAYS}",
                "schedule_week": 'only valid when frequency_unit is "month"; remove it',
            },
        ),
        ({"frequency_unit": "hour", "schedule_day": None}, {}),
        ({"retention": 7}, None),
        ({"adopt": "yes"}, {"adopt": 'must be True, False or "overwrite"'}),
        ({"target": None, "schedule_time": None}, None),
    ],
)
def test_violation_names_its_input_and_says_what_is_valid(
    offline: Stack, nightly: dict[str, Any], change: dict[str, Any], problems: dict[str, str] | None
) -> None:
    found = offline.problems(**{**nightly, **change})
    assert list(found) == list(change) if problems is None else found == problems


@pytest.mark.parametrize("name", ["organization", "database"])
@pytest.mark.parametrize(
    "value", ["", "a/b", "..", ".", "a b", "100%", "%2e", "a\n", "\x00", "é", "a" * 256, "a?b", "a#b", 5, True, [], {}]
)
def test_name_that_no_path_can_hold_is_refused(offline: Stack, nightly: dict[str, Any], name: str, value: Any) -> None:
    assert list(offline.problems(**{**nightly, name: value})) == [name]


def test_organization_comes_from_config(offline: Stack, new_stack: type[Stack], nightly: dict[str, Any]) -> None:
    assert offline.check(**nightly).inputs["organization"] == "acme"
    assert offline.check(**nightly, organization="other").inputs["organization"] == "other"
    nowhere = new_stack(BackupPolicyProvider, {})
    words = "is required: give it here, or set planetscale:organization (or PLANETSCALE_ORGANIZATION)"
    assert nowhere.problems(**nightly) == {"organization": words}


@given(policies())
def test_check_of_checked_inputs_changes_nothing(offline: Stack, declared: dict[str, Any]) -> None:
    once = offline.check(**declared)
    assert not once.failures
    twice = offline.check(**once.inputs)
    assert (twice.inputs, twice.failures) == (once.inputs, [])


@given(policies(), st.randoms())
def test_equal_declarations_are_no_change(offline: Stack, declared: dict[str, Any], random: Any) -> None:
    names = list(declared)
    random.shuffle(names)
    again = {k: float(declared[k]) if isinstance(declared[k], int) else declared[k] for k in names}
    one, other = offline.check(**declared).inputs, offline.check(**again, adopt=None).inputs
    assert not offline.provider.diff("p1", one, other).changes


@given(policies(), CHANGES, st.sets(st.sampled_from(ARGUMENTS), min_size=1))
def test_unknown_input_is_no_violation_and_hides_none(
    offline: Stack, declared: dict[str, Any], changes: dict[str, Any], unknown: set[str]
) -> None:
    declared = {**declared, **changes}
    all_violations = offline.problems(**declared)
    part = offline.problems(**{**declared, **dict.fromkeys(unknown, UNKNOWN)})
    assert part.items() <= {k: v for k, v in all_violations.items() if k not in unknown}.items()
    # The other inputs are still checked, by themselves and against a known frequency.
    by_itself = {
        k: v for k, v in all_violations.items() if k not in unknown and ("must be" in v or "is required: " in v)
    }
    by_the_unit = {k: v for k, v in all_violations.items() if k not in unknown and "frequency_unit is" in v}
    assert by_itself.items() <= part.items()
    assert "frequency_unit" in unknown or by_the_unit.items() <= part.items()


@given(policies(), CHANGES)
def test_any_declaration_gives_inputs_or_one_line_violations(
    offline: Stack, declared: dict[str, Any], changes: dict[str, Any]
) -> None:
    for failure in offline.check(**{**declared, **changes}).failures:
        assert failure.property in ARGUMENTS
        assert failure.reason.isprintable()
        assert len(failure.reason) < 300


@given(policies(), CHANGES)
def test_check_and_the_emulator_accept_the_same_policies(
    offline: Stack, vendor: httpx.Client, declared: dict[str, Any], changes: dict[str, Any]
) -> None:
    # The body has none of these, and the vendor does not know adopt.
    changes = {k: v for k, v in changes.items() if k not in ("organization", "database", "adopt") and v is not None}
    declared = {**declared, **changes}
    problems = offline.problems(**declared)
    content = {name: value for name, value in declared.items() if name != "database"}
    try:
        response = vendor.post(PLACE, json=content)
    except (ValueError, httpx.HTTPError):
        assert problems
        return
    # The emulator accepts any name of up to 255 characters; check requires a printable one of any length.
    problems.pop("name", None)
    too_long = isinstance(declared["name"], str) and not 0 < len(declared["name"]) <= 255
    bad_name = too_long or not isinstance(declared["name"], str) or "\ud800" in declared["name"]
    assert (response.status_code == 201) == (not problems and not bad_name), (problems, response.text)


@given(st.tuples(policies(), policies()))
def test_read_after_a_write_shows_no_drift(one_run: Stack, pair: tuple[dict[str, Any], ...]) -> None:
    for declared in pair:
        one_run.up(**declared)
        assert one_run.refresh()
        assert one_run.up(**declared) == "same"
    one_run.destroy()
