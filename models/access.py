"""People and roles: who may do what. This table is the only place that says so."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from models.base import Model, Text, text
from models.centre import Centre


class Duty(StrEnum):
    """In which role somebody acts. An agent's is that of the agents table; the policy's `people` names more of them."""

    PLANNER = "planner"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    AGENT = "agent"

    @property
    def label(self) -> Text:
        return {
            Duty.PLANNER: text("planner", "排班员"),
            Duty.SUPERVISOR: text("supervisor", "主管"),
            Duty.TRAINER: text("trainer", "培训专员"),
            Duty.AGENT: text("agent", "坐席"),
        }[self]


class Deed(StrEnum):
    """What can be done or seen."""

    REQUEST = "request"
    REQUEST_FOR_OTHERS = "request_for_others"
    DECIDE_LEAVE = "decide_leave"
    DECIDE_SWAP = "decide_swap"
    DRAFT_ROSTER = "draft_roster"
    PUBLISH_ROSTER = "publish_roster"
    SEE_PUBLISHED = "see_published"
    SEE_DRAFTS = "see_drafts"
    SEE_OTHERS_REQUESTS = "see_others_requests"
    SEE_PRIVATE_NOTES = "see_private_notes"
    SEE_OTHERS_FAIRNESS = "see_others_fairness"
    SEE_AUDIT = "see_audit"
    PLAN_STANDBY = "plan_standby"
    RECORD_CALL = "record_call"
    ENTER_HOURS = "enter_hours"
    CLOSE_HOURS = "close_hours"
    SEE_OTHERS_HOURS = "see_others_hours"
    APPEAL = "appeal"
    CORRECT_ATTENDANCE = "correct_attendance"
    SEE_TEAM_ATTENDANCE = "see_team_attendance"
    SEE_OTHERS_ATTENDANCE = "see_others_attendance"
    CLOSE_SCORES = "close_scores"
    SEE_TEAM_SCORES = "see_team_scores"
    SEE_OTHERS_SCORES = "see_others_scores"
    REMOVE_OLD = "remove_old"

    @property
    def label(self) -> Text:
        return _DEEDS[self]


_DEEDS = {
    Deed.REQUEST: text("request leave and swaps for oneself", "为本人申请休假与调班"),
    Deed.REQUEST_FOR_OTHERS: text("file requests for others", "代他人提出申请"),
    Deed.DECIDE_LEAVE: text("decide about leave", "审批休假"),
    Deed.DECIDE_SWAP: text("decide about swaps", "审批调班"),
    Deed.DRAFT_ROSTER: text("make and import drafts of rosters", "编制与导入班表草稿"),
    Deed.PUBLISH_ROSTER: text("publish rosters", "发布班表"),
    Deed.SEE_PUBLISHED: text("see published rosters", "查看已发布班表"),
    Deed.SEE_DRAFTS: text("see drafts of rosters", "查看班表草稿"),
    Deed.SEE_OTHERS_REQUESTS: text("see others' requests", "查看他人的申请"),
    Deed.SEE_PRIVATE_NOTES: text("see why others asked for leave", "查看他人请假的原因"),
    Deed.SEE_OTHERS_FAIRNESS: text("see others' fairness ledger", "查看他人的公平台账"),
    Deed.SEE_AUDIT: text("see the audit trail", "查看审计记录"),
    Deed.PLAN_STANDBY: text("plan standby groups", "编制备班组"),
    Deed.RECORD_CALL: text("record calls of standby", "登记备班呼叫"),
    Deed.ENTER_HOURS: text("enter hours, comp time and choices of others", "登记他人的工时、调休与选择"),
    Deed.CLOSE_HOURS: text("close months of the hours ledger", "工时月结"),
    Deed.SEE_OTHERS_HOURS: text("see others' hours and overtime", "查看他人的工时与加班"),
    Deed.APPEAL: text("appeal against exceptions of one's own", "对本人考勤异常提出申诉"),
    Deed.CORRECT_ATTENDANCE: text("correct attendance and decide about appeals", "更正考勤与处理申诉"),
    Deed.SEE_TEAM_ATTENDANCE: text("see their team's attendance", "查看本班组考勤"),
    Deed.SEE_OTHERS_ATTENDANCE: text("see everybody's attendance", "查看所有人考勤"),
    Deed.CLOSE_SCORES: text("close months of scores", "考核关账"),
    Deed.SEE_TEAM_SCORES: text("see their team's scores", "查看本班组成绩"),
    Deed.SEE_OTHERS_SCORES: text("see everybody's scores", "查看所有人成绩"),
    Deed.REMOVE_OLD: text("remove what is kept no longer", "清除过期数据"),
}

_P, _S, _T, _A = Duty.PLANNER, Duty.SUPERVISOR, Duty.TRAINER, Duty.AGENT

ALLOWED: Mapping[Deed, frozenset[Duty]] = MappingProxyType(
    {
        Deed.REQUEST: frozenset({_P, _S, _T, _A}),
        Deed.REQUEST_FOR_OTHERS: frozenset({_P, _S}),
        Deed.DECIDE_LEAVE: frozenset({_S}),
        Deed.DECIDE_SWAP: frozenset({_S}),
        Deed.DRAFT_ROSTER: frozenset({_P}),
        Deed.PUBLISH_ROSTER: frozenset({_P}),
        Deed.SEE_PUBLISHED: frozenset({_P, _S, _T, _A}),
        Deed.SEE_DRAFTS: frozenset({_P, _S}),
        Deed.SEE_OTHERS_REQUESTS: frozenset({_P, _S}),
        Deed.SEE_PRIVATE_NOTES: frozenset({_S}),
        Deed.SEE_OTHERS_FAIRNESS: frozenset({_P, _S}),
        Deed.SEE_AUDIT: frozenset({_P, _S}),
        Deed.PLAN_STANDBY: frozenset({_P}),
        Deed.RECORD_CALL: frozenset({_P, _S}),
        Deed.ENTER_HOURS: frozenset({_P, _S}),
        Deed.CLOSE_HOURS: frozenset({_P}),
        Deed.SEE_OTHERS_HOURS: frozenset({_P, _S}),
        Deed.APPEAL: frozenset({_P, _S, _T, _A}),
        Deed.CORRECT_ATTENDANCE: frozenset({_S}),
        Deed.SEE_TEAM_ATTENDANCE: frozenset({_P, _S, _T}),
        Deed.SEE_OTHERS_ATTENDANCE: frozenset({_P, _T}),
        Deed.CLOSE_SCORES: frozenset({_S}),
        Deed.SEE_TEAM_SCORES: frozenset({_S, _T}),
        Deed.SEE_OTHERS_SCORES: frozenset({_T}),
        Deed.REMOVE_OLD: frozenset({_P}),
    }
)
"""In which roles each deed may be done. Nobody decides about a request of their own, or enters their own hours, whatever their role."""


class Person(Model):
    """Who acts, in all their roles."""

    id: str
    duties: frozenset[Duty]

    def may(self, deed: Deed) -> bool:
        return bool(self.duties & ALLOWED[deed])

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles by name, as the audit trail notes them."""
        return tuple(duty.value for duty in Duty if duty in self.duties)


def person_of(centre: Centre, name: str) -> Person | None:
    """The person with this id, or None where the centre knows nobody of it."""
    people = centre.policy.people
    named = {
        Duty.PLANNER: people.planners,
        Duty.SUPERVISOR: people.supervisors,
        Duty.TRAINER: people.trainers,
    }
    duties = {duty for duty, ids in named.items() if name in ids}
    if name in centre.agents_by_id:
        duties.add(Duty(centre.agents_by_id[name].role.value))
    return Person(id=name, duties=frozenset(duties)) if duties else None


def in_sight(centre: Centre, person: Person, of_team: Deed, of_everybody: Deed) -> frozenset[str]:
    """Ids of the agents whose own affairs a person sees: themselves; with one deed their team, with the other everybody."""
    me = centre.agents_by_id.get(person.id)
    team = me.team if me is not None and person.may(of_team) else ""
    everybody = person.may(of_everybody)
    return frozenset(
        agent.id for agent in centre.agents if everybody or agent.id == person.id or (team and agent.team == team)
    )
