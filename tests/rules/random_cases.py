"""Random small centres and rosters, for properties that every rule has."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import strategies as st

from models.demand import ShiftCover, Skill, Weekday
from models.fairness import FairKind
from models.people import WishKind
from models.shifts import ShiftClass
from scheduler.rules.cases import FIRST_DAY, SHIFTS, Case

_CODES = "".join(shift.code for shift in SHIFTS)
_SKILLS = (
    Skill(code="mandarin", minimum_staff=1, time_from=time(18), time_until=time(2)),
    Skill(code="dialect", minimum_staff=1, time_from=time(20), time_until=time(10)),
)


def _words(length: int) -> st.SearchStrategy[str]:
    return st.one_of(
        st.text(alphabet="." + _CODES, min_size=length, max_size=length),
        # Long runs and many nights, which even odds would hardly make.
        st.text(alphabet=".NNL", min_size=length, max_size=length),
        st.text(alphabet="DDDDDES.", min_size=length, max_size=length),
    )


_CONTRACTS = ("part", "student")

_AGENTS = st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from(["agent", "agent", "supervisor", "trainer"]),
        "night_ok": st.booleans(),
        "contract_hours": st.sampled_from([20, 37.5, 40, 38.6]),
        "shift_classes": st.sampled_from([("day",), ("day", "evening"), ("night",), ("day", "evening", "night")]),
        "skills": st.sampled_from([("mandarin",), ("mandarin", "dialect"), ()]),
        "contract": st.sampled_from(["", *_CONTRACTS]),
        "level": st.sampled_from([1, 2, 3]),
        "team": st.sampled_from(["red", "blue"]),
    },
)

_TERMS = {
    "min_rest_hours": st.sampled_from([0, 8, 11, 12.5, 24]),
    "continuous_hours": st.sampled_from([4, 6, 8, 10.25]),
    "meal_break_counts": st.booleans(),
    "max_consecutive_days": st.integers(1, 8),
    "max_consecutive_nights": st.integers(1, 5),
    "days_off_window": st.integers(2, 9),
    "average_weekly_hours": st.sampled_from([38, 40, 44.4]),
    "max_overtime_hours_month": st.sampled_from([0, 36, 17.5]),
    "max_weekly_hours": st.sampled_from([24, 48, 41.7]),
    "min_period_hours": st.sampled_from([20, 37.3]),
    "max_period_hours": st.sampled_from([20, 41.7]),
    "min_consecutive_days": st.integers(1, 4),
    "min_consecutive_days_off": st.integers(1, 4),
    "days_off_after_nights": st.integers(0, 3),
    "full_weekends_off": st.integers(0, 2),
    "max_weekends": st.integers(0, 1),
    "max_shifts": st.dictionaries(st.sampled_from(_CODES), st.integers(0, 2), max_size=3),
    "not_after": st.dictionaries(
        st.sampled_from(_CODES), st.lists(st.sampled_from(_CODES), max_size=3).map(tuple), max_size=3
    ),
    "start_change_minutes": st.sampled_from([0, 60, 300]),
    "rotation_days_off": st.integers(0, 2),
    "contract_tolerance_hours": st.sampled_from([0, 8, 2.5]),
}
"""What a centre sets for all agents, and a kind of contract for its own."""

_POLICIES = st.fixed_dictionaries(
    {
        "roster": st.fixed_dictionaries(
            {},
            optional={
                **_TERMS,
                "team_rotation": st.dictionaries(
                    st.sampled_from(["red", "blue"]),
                    st.lists(st.sampled_from(ShiftClass), min_size=1, max_size=3).map(tuple),
                ),
                "team_rotation_start": st.dates(date(2025, 1, 1), date(2027, 1, 1)),
                "fair_tolerance": st.integers(0, 2),
                "deep_shortage_share": st.sampled_from([0, 0.15, 0.5]),
                "minimum_staff": st.integers(0, 2),
                "supervisor_minimum": st.integers(0, 2),
                "experienced_minimum": st.integers(0, 2),
                "experienced_level": st.integers(1, 3),
            },
        ),
        "contracts": st.fixed_dictionaries({name: st.fixed_dictionaries({}, optional=_TERMS) for name in _CONTRACTS}),
        "fairness": st.fixed_dictionaries(
            {},
            optional={
                "months": st.integers(0, 2),
                "most_carried": st.sampled_from([0, 1.5, 4]),
                "new_start_days": st.integers(1, 3),
            },
        ),
        "leave": st.fixed_dictionaries(
            {},
            optional={
                "annual_leave_at_once": st.integers(0, 2),
                "annual_leave_scope": st.sampled_from(["centre", "team", "skill"]),
            },
        ),
    }
)

_WISHES = st.sampled_from(
    [
        (WishKind.DAY_OFF, None),
        *((kind, of) for kind in (WishKind.WANT, WishKind.AVOID) for of in (*ShiftClass, *_CODES)),
    ]
)


_COVER = st.lists(
    st.builds(
        ShiftCover,
        shift=st.sampled_from(_CODES),
        weekdays=st.lists(st.sampled_from(Weekday), max_size=3, unique=True).map(tuple),
        required=st.integers(0, 3),
        under=st.integers(0, 9),
        over=st.integers(0, 9),
    ),
    max_size=5,
)


_LEDGER = st.lists(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from([-40, -2, -1, 1]), st.sampled_from(FairKind)),
    max_size=8,
    unique=True,
)


@st.composite
def cases(draw: st.DrawFn, zones: bool = True) -> Case:
    """A centre of up to four agents and a roster of up to ten days, with anything around it; `amount` means nothing."""
    names = "ABCD"[: draw(st.integers(1, 4))]
    length = draw(st.integers(1, 10))
    day = st.integers(-2, length)
    clock = st.builds(time, st.integers(0, 23))
    # An ordinary week, or one around Mid-Autumn and National Day.
    around = draw(st.sampled_from([FIRST_DAY, date(2026, 9, 25)]))
    zone, first = "Asia/Shanghai", around + timedelta(days=draw(st.integers(0, 6)))
    if zones and draw(st.booleans()):
        zone, first = "Europe/Berlin", draw(st.sampled_from([date(2026, 3, 26), date(2026, 10, 22)]))
    wished = draw(st.dictionaries(st.tuples(st.sampled_from(names), day), _WISHES, max_size=4))
    return Case(
        "random",
        {name: draw(_words(length)) for name in names},
        0,
        past={name: draw(_words(draw(st.integers(0, 12)))) for name in names},
        agents={name: draw(_AGENTS) for name in names},
        hired=draw(st.dictionaries(st.sampled_from(names), st.integers(-2, length + 1), max_size=2)),
        policy=draw(_POLICIES),
        leave={name: draw(st.text(alphabet="....ASP", max_size=length)) for name in names},
        locked={name: draw(st.text(alphabet=".....-" + _CODES, max_size=length)) for name in names},
        wishes=[(name, d, kind, of, draw(st.integers(1, 10))) for (name, d), (kind, of) in wished.items()],
        unavailable=draw(st.lists(st.tuples(st.sampled_from(names), day, clock, clock), max_size=3)),
        skills=_SKILLS,
        required=draw(st.lists(st.integers(0, 4), min_size=24, max_size=24)),
        cover=draw(_COVER),
        ledger=[
            (name, d, kind, draw(st.sampled_from([0, 1, 2.5, 7])), draw(st.sampled_from([0, 1.3333, 3])))
            for name, d, kind in draw(_LEDGER)
            if name in names
        ],
        meals=draw(st.sampled_from([None, 180, 300])),
        first_day=first,
        zone=zone,
    )
