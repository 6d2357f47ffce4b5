"""Random small centres with anything around them, for properties of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from hypothesis import strategies as st

from models.base import Model
from models.centre import Centre, CentreProfile
from models.demand import DemandGroup, Requirement, ShiftCover, Skill, WaitingCurve, Weekday
from models.fairness import FairEntry, FairKind
from models.people import Agent, Leave, LeaveStatus, LeaveType, PastShift, Role, Unavailability, Wish, WishKind
from models.policy import ContractTerms, FairnessPolicy, LeavePolicy, Policy, RosterPolicy, RuleSetting
from models.result import Strength
from models.roster import Lock
from models.shifts import ShiftClass, ShiftTemplate
from models.time import Period, Timeline
from scheduler.instance import Instance
from scheduler.rules import rule_classes
from scheduler.rules.base import AgentRule, StaffRule

MONDAY = date(2026, 8, 3)
"""No holiday for weeks before and after it."""

_DAY = 24 * 60
_WEIGHTS = st.sampled_from([0, 1, 7, 60, 1000])
_MOSTLY_SOFT = st.sampled_from([Strength.SOFT] * 18 + [Strength.OFF, Strength.HARD])
_OFTEN_HARD = st.sampled_from([Strength.SOFT, Strength.OFF, Strength.HARD, Strength.HARD])


class Setting(Model):
    """A planning problem; its text can be read back: `Setting.model_validate_json`."""

    centre: Centre
    requirement: Requirement

    def instance(self) -> Instance:
        return Instance(self.centre, self.requirement)

    def __repr__(self) -> str:
        return self.model_dump_json(exclude_defaults=True)


@st.composite
def settings_of(
    draw: st.DrawFn, *, most_agents: int = 8, most_days: int = 14, clock_changes: bool = True, strict: bool = False
) -> Setting:
    """A centre of 2 to 8 agents and 2 to 6 shifts over 3 to 14 days; with `strict`, rules about staff are often hard."""
    first, zone = MONDAY + timedelta(days=draw(st.integers(0, 6))), "Asia/Shanghai"
    if clock_changes and draw(st.integers(0, 7)) == 7:
        zone, first = "Europe/Berlin", draw(st.sampled_from([date(2026, 3, 26), date(2026, 10, 22)]))
    period = Period(start=first, end=first + timedelta(days=draw(_mostly_few(3, 5, most_days)) - 1))
    step = draw(st.sampled_from([60, 60, 30]))
    skills = draw(_skills())
    shifts = tuple(draw(shift_templates(f"S{i}", step)) for i in range(draw(_mostly_few(2, 3, 6))))
    agents = tuple(draw(_agents(f"A{i}", skills, period)) for i in range(draw(_mostly_few(2, 4, most_agents))))
    names, codes = [agent.id for agent in agents], [shift.code for shift in shifts]
    centre = Centre(
        profile=CentreProfile(name="random", interval_minutes=step, time_zone=zone),
        policy=draw(policies(_OFTEN_HARD if strict else _MOSTLY_SOFT, codes)),
        skills=skills,
        agents=agents,
        shifts=shifts,
        shift_cover=tuple(draw(_cover(codes))),
        leave=tuple(draw(st.lists(_leave(names, period), max_size=2))),
        unavailability=tuple(draw(st.lists(_unavailability(names, period), max_size=2))),
        wishes=tuple(draw(st.lists(_wishes(names, codes, period), max_size=5))),
        past_shifts=tuple(draw(_past(names, codes, first))),
        fairness=tuple(draw(_ledger(names, first))),
        locks=tuple(draw(_locks(names, codes, period))),
    )
    return Setting(centre=centre, requirement=draw(requirements(centre, centre.timeline(period), most=3)))


@st.composite
def tiny_settings(draw: st.DrawFn) -> Setting:
    """Two agents, two days and two shifts, or one shift on three days: few enough rosters to look at every one."""
    period = Period(start=MONDAY, end=MONDAY + timedelta(days=draw(st.integers(1, 2))))
    shifts = tuple(draw(shift_templates(f"S{i}", 60, most_places=2)) for i in range(4 - len(period.days)))
    skills = draw(_skills())
    agents = tuple(draw(_agents(name, skills, period)) for name in ("A0", "A1"))
    names, codes = [agent.id for agent in agents], [shift.code for shift in shifts]
    centre = Centre(
        profile=CentreProfile(name="tiny", interval_minutes=60),
        policy=draw(policies(_MOSTLY_SOFT, codes)),
        skills=skills,
        agents=agents,
        shifts=shifts,
        shift_cover=tuple(draw(_cover(codes))),
        leave=tuple(draw(st.lists(_leave(names, period), max_size=1))),
        wishes=tuple(draw(st.lists(_wishes(names, codes, period), max_size=2))),
        past_shifts=tuple(draw(_past(names, codes, period.start))),
        fairness=tuple(draw(_ledger(names, period.start))),
        locks=tuple(draw(_locks(names, codes, period))),
    )
    return Setting(centre=centre, requirement=draw(requirements(centre, centre.timeline(period), most=2)))


def _mostly_few(least: int, few: int, most: int) -> st.SearchStrategy[int]:
    return st.one_of(st.integers(least, few), st.integers(least, few), st.integers(least, most))


@st.composite
def shift_templates(draw: st.DrawFn, code: str, step: int, most_places: int = 4) -> ShiftTemplate:
    """A shift at any time of the day, often across midnight, with a meal break that has few places or none at all."""
    start = draw(st.integers(0, _DAY // step - 1)) * step
    length = draw(st.sampled_from([240, 480, 480, 540, 720, 960]))
    meal = draw(st.sampled_from([0, 30, 60]))
    facts = {}
    if meal:
        places = draw(st.integers(1, most_places))
        begin = draw(st.integers(0, (length - meal) // 30 - 1)) * 30
        until = min(length, begin + meal + (places - 1) * step)
        facts = {"meal_minutes": meal, "meal_from": _clock(start + begin), "meal_until": _clock(start + until)}
    return ShiftTemplate(
        code=code,
        shift_class=draw(st.sampled_from(ShiftClass)),
        start=_clock(start),
        length_minutes=length,
        paid_minutes=length - meal,
        **facts,
    )


def _clock(minutes: int) -> time:
    return time(minutes % _DAY // 60, minutes % 60)


@st.composite
def _skills(draw: st.DrawFn) -> tuple[Skill, ...]:
    """One to three skills, those beside the first with a minimum within some hours."""
    clock = st.builds(time, st.integers(0, 23))
    more = [
        Skill(code=code, minimum_staff=draw(st.integers(0, 2)), time_from=draw(clock), time_until=draw(clock))
        for code in draw(st.sampled_from([(), ("dialect",), ("dialect", "cards")]))
    ]
    return (Skill(code="mandarin"), *more)


@st.composite
def _agents(draw: st.DrawFn, name: str, skills: Sequence[Skill], period: Period) -> Agent:
    codes = [skill.code for skill in skills]
    hired = draw(st.one_of(st.none(), st.none(), st.integers(-2, len(period.days) + 1)))
    return Agent(
        id=name,
        name=name,
        team=draw(st.sampled_from(["red", "blue"])),
        role=draw(st.sampled_from([Role.AGENT, Role.AGENT, Role.AGENT, Role.SUPERVISOR, Role.TRAINER])),
        skills=tuple(draw(st.sampled_from([codes, codes, codes[:1], codes[1:], []]))),
        level=draw(st.integers(1, 3)),
        hire_date=None if hired is None else period.start + timedelta(days=hired),
        contract_hours=draw(st.sampled_from([40, 40, 20, 37.5])),
        contract=draw(st.sampled_from(["", "", "student"])),
        night_ok=draw(st.sampled_from([True, True, False])),
        shift_classes=draw(st.sampled_from([tuple(ShiftClass), tuple(ShiftClass), (ShiftClass.DAY,), ()])),
    )


def policies(staff: st.SearchStrategy[Strength], codes: Sequence[str]) -> st.SearchStrategy[Policy]:
    """Settings and rules at random; `staff` draws how rules about staff bind, which so few people can hardly keep."""
    centre = {
        "fair_tolerance": st.integers(0, 2),
        "deep_shortage_share": st.sampled_from([0, 0.15, 0.5]),
        "minimum_staff": st.integers(0, 2),
        "supervisor_minimum": st.integers(0, 1),
        "experienced_minimum": st.integers(0, 2),
        "experienced_level": st.integers(1, 3),
        "phone_roles": st.sampled_from([(Role.AGENT,), tuple(Role)]),
        "team_rotation": st.dictionaries(
            st.sampled_from(["red", "blue"]),
            st.lists(st.sampled_from(ShiftClass), min_size=1, max_size=2).map(tuple),
            max_size=2,
        ),
    }
    leave = {"annual_leave_at_once": st.integers(0, 2), "annual_leave_scope": st.sampled_from(["centre", "team"])}
    fairness: dict[str, st.SearchStrategy[object]] = {
        "months": st.integers(0, 2),
        "most_carried": st.sampled_from([0, 1.5, 10]),
        "new_start_days": st.just(2),
    }
    return st.builds(
        Policy,
        roster=_some(_terms(codes) | centre).map(lambda own: RosterPolicy(**own)),
        leave=_some(leave).map(lambda own: LeavePolicy(**own)),
        fairness=_some(fairness).map(lambda own: FairnessPolicy(**own)),
        contracts=_some(_terms(codes)).map(lambda own: {"student": ContractTerms(**own)}),
        rules=_rules(staff),
    )


def _some(fields: dict[str, st.SearchStrategy[object]]) -> st.SearchStrategy[dict[str, object]]:
    """A few of the fields: with all of them at random hardly any roster is left."""
    return st.lists(st.sampled_from(sorted(fields)), max_size=6, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: fields[name] for name in names})
    )


def _terms(codes: Sequence[str]) -> dict[str, st.SearchStrategy[object]]:
    """What a centre sets for everybody, and a kind of contract for its own."""
    code = st.sampled_from(codes)
    return {
        "average_weekly_hours": st.sampled_from([38, 40, 60]),
        "max_weekly_hours": st.sampled_from([24, 48, 84]),
        "min_period_hours": st.sampled_from([8, 20, 60]),
        "max_period_hours": st.sampled_from([16, 40, 80]),
        "continuous_hours": st.sampled_from([4, 8, 12, 16]),
        "meal_break_counts": st.booleans(),
        "min_rest_hours": st.sampled_from([0, 8, 11, 24]),
        "max_consecutive_days": st.integers(1, 6),
        "min_consecutive_days": st.integers(1, 4),
        "min_consecutive_days_off": st.integers(1, 3),
        "max_consecutive_nights": st.integers(1, 4),
        "days_off_after_nights": st.integers(0, 2),
        "days_off_window": st.integers(2, 7),
        "full_weekends_off": st.integers(0, 2),
        "max_weekends": st.integers(0, 2),
        "max_shifts": st.dictionaries(code, st.integers(0, 4), max_size=2),
        "not_after": st.dictionaries(code, st.lists(code, max_size=2).map(tuple), max_size=2),
        "start_change_minutes": st.sampled_from([0, 60, 180]),
        "rotation_days_off": st.integers(0, 2),
        "contract_tolerance_hours": st.sampled_from([0, 8, 2.5]),
    }


@st.composite
def _rules(draw: st.DrawFn, staff: st.SearchStrategy[Strength]) -> dict[str, RuleSetting]:
    """Strengths, weights and scopes; every rule of the folder may be among them."""
    strength, weight = st.one_of(st.none(), st.sampled_from(Strength)), st.one_of(st.none(), _WEIGHTS)
    rules = {}
    for rule in rule_classes():
        if issubclass(rule, StaffRule):
            rules[rule.name] = RuleSetting(strength=draw(staff), weight=draw(weight))
    others = [rule for rule in rule_classes() if not issubclass(rule, StaffRule)]
    for rule in draw(st.lists(st.sampled_from(others), max_size=6, unique=True)):
        scope = draw(_scopes()) if issubclass(rule, AgentRule) else {}
        rules[rule.name] = RuleSetting(strength=draw(strength), weight=draw(weight), **scope)
    return rules


def _scopes() -> st.SearchStrategy[dict[str, tuple[object, ...]]]:
    """Whom a rule holds for: mostly everybody."""
    return st.sampled_from(
        [
            {},
            {},
            {"teams": ("red",)},
            {"roles": (Role.AGENT,)},
            {"teams": ("blue",), "roles": (Role.AGENT, Role.TRAINER)},
        ]
    )


def _cover(codes: Sequence[str]) -> st.SearchStrategy[list[ShiftCover]]:
    """Agents asked for on shifts, mostly nothing."""
    entry = st.builds(
        ShiftCover,
        shift=st.sampled_from(codes),
        weekdays=st.lists(st.sampled_from(Weekday), max_size=3, unique=True).map(tuple),
        required=st.integers(0, 2),
        under=st.integers(0, 9),
        over=st.integers(0, 9),
    )
    return st.one_of(st.just([]), st.lists(entry, max_size=4))


@st.composite
def requirements(draw: st.DrawFn, centre: Centre, timeline: Timeline, most: int) -> Requirement:
    """Agents required by the hour of the day, pooled and perhaps for each queue; with or without waiting curves."""
    groups = [tuple(skill.code for skill in centre.skills)]
    if len(centre.skills) > 1 and draw(st.booleans()):
        groups += [(skill.code,) for skill in centre.skills]
    hours = [moment.hour for moment in timeline.interval_starts]
    made = []
    for i, skills in enumerate(groups):
        by_hour = draw(_by_hour(most))
        curves = draw(_curves()) if draw(st.booleans()) else None
        made.append(
            DemandGroup(
                name="all" if i == 0 else skills[0],
                skills=skills,
                required=tuple(by_hour[hour] for hour in hours),
                waiting=() if curves is None else tuple(curves[by_hour[hour] % len(curves)] for hour in hours),
            )
        )
    return Requirement(timeline=timeline, groups=tuple(made), method="random")


@st.composite
def _by_hour(draw: st.DrawFn, most: int) -> list[int]:
    """A figure for each hour of the day, changing a few times."""
    changes = draw(st.lists(st.tuples(st.integers(0, 23), st.integers(0, most)), max_size=5))
    figures = [draw(st.integers(0, 1))] * 24
    for hour, figure in sorted(changes):
        figures[hour:] = [figure] * (24 - hour)
    return figures


def _curves() -> st.SearchStrategy[list[WaitingCurve]]:
    """A few curves, the first of them empty: no calls."""
    return st.lists(_curve(), min_size=1, max_size=3).map(lambda found: [(), *found])


@st.composite
def _curve(draw: st.DrawFn) -> WaitingCurve:
    """Convex and falling to 0, so many hundredths saved by each agent between two corners."""
    steps = draw(st.lists(st.tuples(st.integers(1, 2), st.integers(1, 900)), min_size=1, max_size=3))
    steps.sort(key=lambda step: -step[1])
    agents, late = 0, sum(heads * saved for heads, saved in steps)
    curve = [(agents, late)]
    for heads, saved in steps:
        agents, late = agents + heads, late - heads * saved
        curve.append((agents, late))
    return tuple(curve)


@st.composite
def _span(draw: st.DrawFn, period: Period) -> tuple[date, date]:
    first = draw(st.integers(-2, len(period.days) - 1))
    return period.start + timedelta(days=first), period.start + timedelta(days=first + draw(st.integers(0, 3)))


@st.composite
def _leave(draw: st.DrawFn, names: Sequence[str], period: Period) -> Leave:
    first, last = draw(_span(period))
    return Leave(
        agent_id=draw(st.sampled_from(names)),
        start=first,
        end=last,
        type=draw(st.sampled_from(LeaveType)),
        status=draw(st.sampled_from([LeaveStatus.APPROVED, LeaveStatus.APPROVED, LeaveStatus.REQUESTED])),
    )


def _locks(names: Sequence[str], codes: Sequence[str], period: Period) -> st.SearchStrategy[list[Lock]]:
    """Mostly none, so that it stays possible; each cell at most once."""
    lock = st.builds(
        Lock,
        agent_id=st.sampled_from(names),
        day=st.sampled_from(period.days),
        shift=st.one_of(st.none(), st.sampled_from(codes)),
    )
    some = st.lists(lock, max_size=2, unique_by=lambda lock: (lock.agent_id, lock.day))
    return st.one_of(st.just([]), st.just([]), some)


@st.composite
def _unavailability(draw: st.DrawFn, names: Sequence[str], period: Period) -> Unavailability:
    first, last = draw(_span(period))
    clock = st.builds(time, st.integers(0, 23))
    return Unavailability(
        agent_id=draw(st.sampled_from(names)), start=first, end=last, time_from=draw(clock), time_until=draw(clock)
    )


@st.composite
def _wishes(draw: st.DrawFn, names: Sequence[str], codes: Sequence[str], period: Period) -> Wish:
    kind = draw(st.sampled_from(WishKind))
    what: dict[str, object] = {}
    if kind is not WishKind.DAY_OFF and draw(st.booleans()):
        what = {"shift": draw(st.sampled_from(codes))}
    elif kind is not WishKind.DAY_OFF:
        what = {"shift_class": draw(st.sampled_from(ShiftClass))}
    return Wish(
        agent_id=draw(st.sampled_from(names)),
        day=period.start + timedelta(days=draw(st.integers(0, len(period.days) - 1))),
        kind=kind,
        **what,
        weight=draw(st.integers(1, 10)),
    )


@st.composite
def _past(draw: st.DrawFn, names: Sequence[str], codes: Sequence[str], first: date) -> list[PastShift]:
    """Shifts of the nine days before, also such as no rule would allow."""
    worked = draw(
        st.dictionaries(st.tuples(st.sampled_from(names), st.integers(1, 9)), st.sampled_from(codes), max_size=6)
    )
    return [
        PastShift(agent_id=name, day=first - timedelta(days=ago), shift=code) for (name, ago), code in worked.items()
    ]


def _ledger(names: Sequence[str], first: date) -> st.SearchStrategy[list[FairEntry]]:
    """Entries of the months before, some of them long ago."""
    entry = st.builds(
        FairEntry,
        agent_id=st.sampled_from(names),
        day=st.sampled_from([1, 1, 40]).map(lambda ago: first - timedelta(days=ago)),
        kind=st.sampled_from([FairKind.NIGHTS, FairKind.WEEKENDS, FairKind.REFUSED_WISHES]),
        amount=st.sampled_from([0, 1, 4.25, 12]),
        share=st.sampled_from([0, 2, 3.3333]),
    )
    return st.lists(entry, max_size=6)
