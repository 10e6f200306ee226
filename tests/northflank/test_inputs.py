"""Inputs of an add-on's backup schedule: checked without a server, and compared with the emulator's own rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi.output import UNKNOWN
from pulumi_backups.northflank.addon_backup_schedule import AddonBackupScheduleProvider

if TYPE_CHECKING:
    from tests.conftest import Emulator, Stack

PLACE = "/northflank/v1/projects/shop/addons/orders-db/backup-schedules"
CAMEL = {
    "backup_type": "backupType",
    "retention_time": "retentionTime",
    "compression_type": "compressionType",
    "custom_destination_id": "customDestinationId",
    "additional_destinations": "additionalDestinations",
    "destination_id": "destinationId",
}
HOURS = "one or more whole numbers from 0 to 23"
DAYS = "one or more whole numbers from 0, Monday, to 6, Sunday"


def some(highest: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, highest), min_size=1, max_size=3, unique=True)


IDS = st.from_regex(r"[a-zA-Z0-9]{3,10}(-[a-zA-Z0-9]{1,5}){0,2}", fullmatch=True)
DESTINATIONS = st.lists(
    st.fixed_dictionaries({"destination_id": IDS}, optional={"retention_time": st.integers(1, 120)}),
    min_size=1,
    max_size=3,
    unique_by=lambda entry: str(entry["destination_id"]),
)


@st.composite
def schedules(draw: st.DrawFn) -> dict[str, Any]:
    """Valid inputs. They keep less than 500 backups, however these are counted."""
    interval = draw(st.sampled_from(["hourly", "daily", "weekly"]))
    kind = draw(st.sampled_from(["dump", "snapshot"]))
    scheduling: dict[str, Any] = {"interval": interval, "minute": draw(some(59))}
    if interval != "hourly":
        scheduling["hour"] = draw(some(23))
    if interval == "weekly":
        scheduling["day"] = draw(some(6))
    declared = {
        "project_id": "shop",
        "addon_id": "orders-db",
        "backup_type": kind,
        "scheduling": scheduling,
        "retention_time": draw(st.integers(1, 6 if interval == "hourly" else 55)),
    }
    if draw(st.booleans()):
        if kind == "dump":
            declared["compression_type"] = draw(st.sampled_from(["gz", "zstd"]))
            declared["custom_destination_id"] = draw(IDS)
        else:
            declared["additional_destinations"] = draw(DESTINATIONS)
    return declared


ODD = st.one_of(
    st.none() | st.booleans() | st.integers(-2, 130) | st.floats() | st.text(max_size=6),
    st.lists(st.integers(-1, 60) | st.booleans() | st.text(max_size=2), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["dump", "snapshot", "gz", "zstd", "hourly", "daily", "weekly", "a/b", "..", "x" * 10_000, "\x00"]),
    st.sampled_from([[], {}, [[]], [{}], [None], [float("nan")], "\ud800", 10**400, float("inf"), -0.0]),
)
ARGUMENTS = ["project_id", "addon_id", "backup_type", "scheduling", "retention_time", "compression_type"]
ARGUMENTS += ["custom_destination_id", "additional_destinations", "team_id", "adopt"]
CHANGES = st.dictionaries(st.sampled_from(ARGUMENTS), ODD, max_size=3)
SCHEDULING_CHANGES = st.dictionaries(st.sampled_from(["interval", "minute", "hour", "day", "x\ny"]), ODD, max_size=3)

TWICE = [{"destination_id": "abc"}, {"destination_id": "abc", "retention_time": 5}]


def changed(declared: dict[str, Any], changes: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
    return {**declared, "scheduling": {**declared["scheduling"], **inner}, **changes}


@pytest.fixture(scope="module")
def offline(new_stack: type[Stack]) -> Stack:
    """A stack without a server and without a credential."""
    return new_stack(AddonBackupScheduleProvider, {})


@pytest.fixture(scope="module")
def vendor(served: Emulator) -> Iterator[httpx.Client]:
    """A client of the emulator."""
    served.call("POST", "/reset")
    headers = {"Authorization": "Bearer demo-northflank-token-0000"}
    with httpx.Client(base_url=served.base_url, headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def one_run(new_stack: type[Stack], served: Emulator, run_config: Callable[..., dict[str, str]]) -> Stack:
    """A stack against the emulator, in one run of Pulumi."""
    served.call("POST", "/reset")
    return new_stack(AddonBackupScheduleProvider, run_config(served.base_url))


@pytest.mark.parametrize(
    ("change", "inner", "problems"),
    [
        ({"backup_type": "full"}, {}, {"backup_type": 'must be "dump" or "snapshot"'}),
        ({"retention_time": 0}, {}, {"retention_time": "must be a whole number from 1 to 120"}),
        ({"compression_type": "zip"}, {}, {"compression_type": 'must be "gz" or "zstd"'}),
        (
            {"backup_type": "snapshot", "compression_type": "gz"},
            {},
            {"compression_type": 'only valid when backup_type is "dump"; remove it'},
        ),
        (
            {"backup_type": "snapshot", "custom_destination_id": "own-bucket"},
            {},
            {"custom_destination_id": 'only valid when backup_type is "dump"; remove it'},
        ),
        (
            {"custom_destination_id": "own bucket"},
            {},
            {"custom_destination_id": "must be an id of 3 to 100 letters and digits, with single hyphens between them"},
        ),
        (
            {"additional_destinations": [{"destination_id": "offsite"}]},
            {},
            {"additional_destinations": 'only valid when backup_type is "snapshot"; remove it'},
        ),
        (
            {"backup_type": "snapshot", "additional_destinations": [{"destination_id": "a_b"}, {}]},
            {},
            {
                "additional_destinations[0].destination_id": "must be an id of 3 to 100 letters and digits, "
                'with single hyphens between them, not "a_b"',
                "additional_destinations[1].destination_id": "is required: an id of 3 to 100 letters and digits, "
                "with single hyphens between them",
            },
        ),
        (
            {
                "backup_type": "snapshot",
                "additional_destinations": [{"destination_id": "abc"}, {"destination_id": "abc", "retention_time": 5}],
            },
            {},
            {"additional_destinations": "names abc more than once"},
        ),
        (
            {},
            {"interval": "monthly"},
            {"scheduling.interval": 'must be "hourly", "daily" or "weekly", not "monthly"'},
        ),
        ({}, {"minute": []}, {"scheduling.minute": "must be one or more whole numbers from 0 to 59, not []"}),
        ({}, {"minute": [0, 60]}, {"scheduling.minute[1]": "must be a whole number from 0 to 59, not 60"}),
        ({}, {"hour": None}, {"scheduling.hour": f'is required when interval is "daily": {HOURS}'}),
        (
            {},
            {"day": 1},
            {"scheduling.day": 'only valid when interval is "weekly"; remove it'},
        ),
        (
            {},
            {"interval": "weekly", "hour": None},
            {
                "scheduling.hour": f'is required when interval is "weekly": {HOURS}',
                "scheduling.day": f'is required when interval is "weekly": {DAYS}',
            },
        ),
        (
            {},
            {"interval": "hourly"},
            {"scheduling.hour": 'only valid when interval is "daily" or "weekly"; remove it'},
        ),
        (
            {"scheduling": "daily"},
            {},
            {"scheduling": 'must be a mapping of interval, minute, hour, day, not the text "daily"'},
        ),
        (
            {"retention_time": 100},
            {"hour": [1, 2, 3, 4, 5, 6]},
            {
                "retention_time": "of 100 days would keep 600 backups at once, more than the 500 that a schedule may "
                "keep: at most 83 with this scheduling"
            },
        ),
        ({"zone": "UTC"}, {}, None),
    ],
)
def test_violation_names_its_input_and_says_what_is_valid(
    offline: Stack,
    daily: dict[str, Any],
    change: dict[str, Any],
    inner: dict[str, Any],
    problems: dict[str, str] | None,
) -> None:
    found = offline.problems(**changed(daily, change, inner))
    assert list(found) == list(change) if problems is None else found == problems


def test_retention_above_the_older_limit_is_a_warning_once(
    offline: Stack, daily: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    declared = {**daily, "addon_id": "doubtful-db", "retention_time": 61}
    assert offline.problems(**declared) == {}
    logged = capsys.readouterr().err
    assert logged.startswith("example: warning: Northflank: shop/doubtful-db/dump: retention_time of 61 days: ")
    assert "allow at most 60 for daily backups" in logged
    offline.check(**declared)
    assert capsys.readouterr().err == ""


def test_unused_day_is_refused_even_if_the_hour_is_unknown(offline: Stack, daily: dict[str, Any]) -> None:
    assert list(offline.problems(**changed(daily, {}, {"hour": UNKNOWN, "day": [1]}))) == ["scheduling.day"]
    assert list(offline.problems(**changed(daily, {}, {"hour": [UNKNOWN], "minute": 60}))) == ["scheduling.minute[0]"]


@given(schedules())
def test_check_of_checked_inputs_changes_nothing(offline: Stack, declared: dict[str, Any]) -> None:
    once = offline.check(**declared)
    assert not once.failures
    twice = offline.check(**once.inputs)
    assert (twice.inputs, twice.failures) == (once.inputs, [])


@given(schedules(), st.randoms())
def test_equal_declarations_are_no_change(offline: Stack, declared: dict[str, Any], random: Any) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, list):
            return random.sample(value, len(value))
        if isinstance(value, dict):
            return {key: shuffled(value[key]) for key in random.sample(list(value), len(value))}
        return value

    again = {**shuffled(declared), "adopt": None, "team_id": None}
    again["scheduling"]["minute"] *= 2
    one, other = offline.check(**declared).inputs, offline.check(**again).inputs
    assert one == other
    assert not offline.provider.diff("id", one, other).changes


@given(schedules(), CHANGES, SCHEDULING_CHANGES, st.sets(st.sampled_from([*ARGUMENTS, "hour", "minute"]), min_size=1))
def test_unknown_input_is_no_violation_and_hides_none(
    offline: Stack, declared: dict[str, Any], changes: dict[str, Any], inner: dict[str, Any], unknown: set[str]
) -> None:
    declared = changed(declared, changes, inner)
    whole = offline.problems(**declared)
    part = {**declared, **dict.fromkeys(unknown & set(ARGUMENTS), UNKNOWN)}
    inside = unknown - set(ARGUMENTS)
    if isinstance(part["scheduling"], dict):
        part["scheduling"] = {**part["scheduling"], **dict.fromkeys(inside, UNKNOWN)}
    hidden = unknown | {f"scheduling.{name}" for name in inside}
    known = {k: v for k, v in whole.items() if k.split("[")[0] not in hidden and k.split(".")[0] not in unknown}
    found = offline.problems(**part)
    assert found.items() <= known.items()
    by_itself = {k: v for k, v in known.items() if v.startswith(("must be", "is required: ", "is not an input"))}
    assert by_itself.items() <= found.items()


@given(schedules(), CHANGES, SCHEDULING_CHANGES)
def test_any_declaration_gives_inputs_or_one_line_violations(
    offline: Stack, declared: dict[str, Any], changes: dict[str, Any], inner: dict[str, Any]
) -> None:
    for failure in offline.check(**changed(declared, changes, inner)).failures:
        assert failure.property.partition(".")[0].partition("[")[0] in ARGUMENTS
        assert failure.property.isprintable()
        assert failure.reason.isprintable()
        assert len(failure.reason) < 300


@given(schedules(), CHANGES, SCHEDULING_CHANGES)
def test_check_and_the_emulator_accept_the_same_schedules(
    offline: Stack, vendor: httpx.Client, declared: dict[str, Any], changes: dict[str, Any], inner: dict[str, Any]
) -> None:
    # These are in the path, and the vendor does not know adopt.
    changes = {k: v for k, v in changes.items() if k not in ("project_id", "addon_id", "team_id", "adopt")}
    result = offline.check(**changed(declared, changes, inner))
    # Sent in canonical form: check also accepts a single number and duplicates, the vendor does not.
    body = {name: value for name, value in result.inputs.items() if name not in ("project_id", "addon_id", "__urn")}
    response = vendor.post(PLACE, content=as_json(body), headers={"content-type": "application/json"})
    if response.is_success:
        vendor.delete(f"{PLACE}/{response.json()['data']['id']}").raise_for_status()
    if result.failures:
        # The canonical form lacks names that are no inputs, so the rest of it may be valid.
        assert not response.is_success or all("is not an input" in failure.reason for failure in result.failures)
    else:
        assert response.is_success, response.text


def as_json(value: Any) -> bytes:
    def named(value: Any) -> Any:
        if isinstance(value, dict):
            return {CAMEL.get(key, key): named(entry) for key, entry in value.items()}
        return [named(entry) for entry in value] if isinstance(value, list) else value

    return json.dumps(named(value)).encode()


@settings(max_examples=30)
@given(st.tuples(schedules(), schedules()))
def test_read_after_a_write_shows_no_drift(
    one_run: Stack, served: Emulator, run_config: Callable[..., dict[str, str]], pair: tuple[dict[str, Any], ...]
) -> None:
    for declared in pair:
        # A run of its own, because two reads of one id in a run mean two resources.
        one_run.start(run_config(served.base_url))
        one_run.up(**declared)
        assert one_run.refresh()
        assert one_run.up(**declared) == "same"
    one_run.destroy()
