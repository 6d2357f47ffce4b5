"""Whatever consistent centre is written, the same centre is read, from folder and workbook, in both languages."""

from __future__ import annotations

import tempfile
import unicodedata
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.base import Lang
from models.calendar import Calendar, CalendarDay, DayKind, Event, EventKind
from models.centre import Centre, CentreProfile
from models.demand import CallCount, ForecastPoint, Skill
from models.fairness import FairEntry, FairKind
from models.people import (
    Agent,
    Leave,
    LeaveStatus,
    LeaveType,
    PastShift,
    Role,
    Unavailability,
    Wish,
    WishKind,
)
from models.policy import (
    AttendancePolicy,
    ContractTerms,
    HoursPolicy,
    LeavePolicy,
    LeaveTypeRule,
    Policy,
    RosterPolicy,
    RuleSetting,
    StaffingPolicy,
    StandbyPolicy,
)
from models.result import Strength
from models.shifts import ShiftClass, ShiftTemplate
from store.files import content_hash, read_centre
from store.write import write_centre_folder, write_centre_workbook

# Letters, signs and the characters that tempt a spreadsheet; what hygiene would change on reading is left out.
_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"))
_words = st.text(st.one_of(st.sampled_from("=+-@'\"＝＋;,、\n#_x"), _LETTERS), max_size=12).map(str.strip)
_texts = _words.filter(lambda words: not words.startswith("#"))
_names = _texts.filter(bool)
_codes = (
    _words.map(lambda words: unicodedata.normalize("NFKC", words))
    .map(lambda words: "".join(letter for letter in words if not letter.isspace() and letter not in ";,、，；"))
    .map(lambda words: unicodedata.normalize("NFKC", words))
    .filter(lambda words: bool(words) and not words.startswith("#") and len(words) <= 12)
    .filter(lambda words: words == unicodedata.normalize("NFKC", words) and not any(c.isspace() for c in words))
)
_clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
_days = st.dates(date(1950, 1, 1), date(2150, 12, 31))


def _numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return (
        st.floats(low, high, allow_nan=False)
        .map(lambda value: float(f"{value:.12g}"))
        .filter(lambda v: low <= v <= high)
    )


_policies = st.builds(
    Policy,
    roster=st.builds(
        RosterPolicy,
        min_rest_hours=_numbers(0, 24),
        meal_break_counts=st.booleans(),
        supervisor_from=_clocks,
        supervisor_minimum=st.just(0),
        experienced_minimum=st.just(0),
        phone_roles=st.sampled_from([(Role.AGENT,), (Role.AGENT, Role.TRAINER)]),
        max_weekends=st.none() | st.integers(0, 6),
        team_rotation_start=_days,
    ),
    staffing=st.builds(StaffingPolicy, model=st.sampled_from(["erlang_c", "erlang_a"]), shrinkage=_numbers(0, 0.89)),
    leave=st.builds(
        LeaveTypeRule,
        notice_days=st.integers(0, 365),
        paid=st.booleans(),
        quota_days=st.none() | _numbers(0, 366),
    ).map(lambda rule: LeavePolicy(types={**LeavePolicy().types, LeaveType.SICK: rule})),
    standby=st.builds(
        StandbyPolicy,
        group_starts=st.lists(_clocks, min_size=1, max_size=4, unique=True).map(lambda some: tuple(sorted(some))),
        whole_break=st.booleans(),
    ),
    hours=st.builds(
        HoursPolicy,
        system=st.sampled_from(["standard", "comprehensive"]),
        settlement_months=st.sampled_from([1, 3, 6, 12]),
        holiday_multiplier=_numbers(0, 10),
    ),
    attendance=st.builds(AttendancePolicy, late_tolerance_minutes=st.integers(0, 60)),
    contracts=st.dictionaries(
        _codes.filter(lambda words: "." not in words),
        st.builds(
            ContractTerms,
            max_period_hours=st.none() | _numbers(0, 1000),
            meal_break_counts=st.none() | st.booleans(),
            max_shifts=st.sampled_from([None, {}]),
        ),
        max_size=2,
    ),
    rules=st.dictionaries(
        st.from_regex(r"[a-z][a-z_]{0,20}", fullmatch=True),
        st.builds(
            RuleSetting,
            strength=st.sampled_from(Strength) | st.none(),
            weight=st.integers(0, 10**6),
            roles=st.lists(st.sampled_from(Role), max_size=2, unique=True).map(tuple),
        ),
        max_size=2,
    ),
)


@st.composite
def _naming(draw: st.DrawFn, roster: RosterPolicy, shift_codes: list[str], teams: list[str]) -> RosterPolicy:
    """The roster's settings with those that name shifts and teams."""
    keys = [code for code in shift_codes if "=" not in code]
    rotating = [team for team in teams if team and not set(team) & set("=＝;；\n")]
    some_codes = st.lists(st.sampled_from(shift_codes), unique=True).map(tuple)
    some_classes = st.lists(st.sampled_from(ShiftClass), min_size=1, max_size=4).map(tuple)

    def by(names: list[str], values: st.SearchStrategy[Any]) -> dict[str, Any]:
        return draw(st.dictionaries(st.sampled_from(names), values, max_size=2)) if names else {}

    return roster.model_copy(
        update={
            "max_shifts": by(keys, st.integers(0, 366)),
            "not_after": by(keys, some_codes),
            "team_rotation": by(rotating, some_classes),
        }
    )


@st.composite
def centres(draw: st.DrawFn) -> Centre:
    """Consistent centres: what refers to something refers to something that is there."""
    zone = draw(st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"]))
    skills = draw(st.lists(_codes, min_size=1, max_size=3, unique=True))
    ids = draw(st.lists(_codes, min_size=1, max_size=4, unique=True))
    shift_codes = draw(st.lists(_codes, min_size=3, max_size=3, unique=True))
    agent_ids = st.sampled_from(ids)
    days = draw(st.lists(_days, min_size=1, max_size=4, unique=True))
    first, last = min(days), max(days)
    midnight = datetime.combine(draw(st.sampled_from(days)), time(), ZoneInfo(zone))
    instants = [
        midnight.astimezone(ZoneInfo("UTC")) + timedelta(minutes=30 * k) for k in range(draw(st.integers(0, 52)))
    ]
    starts = [instant.astimezone(ZoneInfo(zone)) for instant in instants]
    starts = [start for start in starts if start.minute % 30 == 0]
    hours_a_week = draw(st.lists(_numbers(1, 60), min_size=len(ids), max_size=len(ids)))
    teams = draw(st.lists(_texts, min_size=len(ids), max_size=len(ids)))
    policy = draw(_policies)
    policy = policy.model_copy(update={"roster": draw(_naming(policy.roster, shift_codes, teams))})
    return Centre(
        profile=CentreProfile(name=draw(_names), time_zone=zone, country=draw(st.sampled_from(["CN", "DE"]))),
        policy=policy,
        skills=tuple(
            Skill(code=c, name=draw(_texts), time_from=draw(_clocks), time_until=draw(_clocks)) for c in skills
        ),
        agents=tuple(
            Agent(
                id=agent_id,
                name=draw(_names),
                team=team,
                skills=tuple(skills),
                hire_date=draw(st.none() | _days),
                contract_hours=hours,
                contract=draw(st.sampled_from(["", *policy.contracts])),
                level=draw(st.integers(1, 5)),
            )
            for agent_id, hours, team in zip(ids, hours_a_week, teams, strict=True)
        ),
        shifts=tuple(
            ShiftTemplate(
                code=code,
                shift_class=kind,
                start=time(8 * k),
                length_minutes=480 + draw(st.integers(0, 60)),
                paid_minutes=480,
            )
            for k, (code, kind) in enumerate(zip(shift_codes, ShiftClass, strict=True))
        ),
        calendar=Calendar(
            country="CN",
            own_days=tuple(
                CalendarDay(day=day, kind=draw(st.sampled_from(DayKind)), name=draw(_texts)) for day in days
            ),
        ),
        events=(Event(day=first, kind=draw(st.sampled_from(EventKind)), volume_factor=draw(_numbers(0, 20))),),
        calls=tuple(
            CallCount(
                start=start,
                queue=skills[0],
                offered=draw(_numbers(0, 1000)),
                aht_seconds=draw(st.none() | _numbers(1, 900)),
            )
            for start in starts[:5]
        ),
        forecast=tuple(ForecastPoint(start=start, queue=skills[0], offered=1.5, aht_seconds=200) for start in starts),
        leave=(
            Leave(
                agent_id=draw(agent_ids),
                start=first,
                end=last,
                type=draw(st.sampled_from(LeaveType)),
                status=draw(st.sampled_from(LeaveStatus)),
            ),
        ),
        unavailability=(
            Unavailability(
                agent_id=draw(agent_ids),
                start=first,
                end=last,
                time_from=draw(_clocks),
                time_until=draw(_clocks),
                reason=draw(_texts),
            ),
        ),
        wishes=(
            Wish(
                agent_id=draw(agent_ids), day=first, kind=WishKind.AVOID, shift_class=draw(st.sampled_from(ShiftClass))
            ),
        ),
        past_shifts=(PastShift(agent_id=draw(agent_ids), day=last, shift=draw(st.sampled_from(shift_codes))),),
        fairness=(
            FairEntry(
                agent_id=draw(agent_ids),
                day=first,
                kind=draw(st.sampled_from(FairKind)),
                amount=draw(_numbers(0, 100)),
                share=draw(_numbers(0, 100)),
            ),
        ),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(centre=centres(), lang=st.sampled_from(["en", "zh"]))
def test_a_centre_comes_back_from_folder_and_workbook(centre: Centre, lang: Lang) -> None:
    centre = centre.model_copy(
        update={"calendar": centre.calendar.model_copy(update={"country": centre.profile.country})}
    )
    with tempfile.TemporaryDirectory() as place:
        folder, workbook = Path(place) / "centre", Path(place) / "centre.xlsx"
        write_centre_folder(centre, folder, lang)
        write_centre_workbook(centre, workbook, lang)
        assert read_centre(folder) == centre
        assert read_centre(workbook) == centre
        assert content_hash(read_centre(workbook)) == content_hash(read_centre(folder)) == content_hash(centre)


def test_the_hash_tells_different_centres_apart(centre: Centre) -> None:
    assert content_hash(centre) != content_hash(centre.model_copy(update={"wishes": ()}))
