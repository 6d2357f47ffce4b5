"""Why somebody's activity found no place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from models.activities import Session
from models.base import Text, text
from scheduler.activities.rounds import Duty, Round
from scheduler.activities.staffing import Staffing


@dataclass(frozen=True)
class Standing:
    """A plan as it stands: who and which room is taken when, and who is away."""

    duty: Duty
    staffing: Staffing
    rounds: tuple[Round, ...]
    sessions: tuple[Session, ...]

    @cached_property
    def _placed(self) -> list[tuple[Round, Session, range]]:
        by_key = {round_.key: round_ for round_ in self.rounds}
        timeline, found = self.duty.instance.timeline, []
        for session in self.sessions:
            round_ = by_key[session.activity, session.round]
            touched = self.duty.touched(timeline.interval_of(session.start), round_.activity.minutes)
            found.append((round_, session, touched))
        return found

    @cached_property
    def busy(self) -> dict[str, set[int]]:
        """For each agent, trainers included, and each room the intervals taken; a room's name stands after a slash."""
        taken: dict[str, set[int]] = defaultdict(set)
        for round_, session, touched in self._placed:
            for who in filter(None, (*session.agents, round_.activity.trainer)):
                taken[who] |= set(touched)
            if round_.activity.room:
                taken[f"/{round_.activity.room}"] |= set(touched)
        return taken

    @cached_property
    def away(self) -> Counter[tuple[int, int]]:
        """How many of each staff class are away in each interval."""
        heads: Counter[tuple[int, int]] = Counter()
        instance = self.duty.instance
        for who, intervals in self.busy.items():
            if who in instance.agent_index:
                a = instance.agent_index[who]
                heads.update((instance.class_of[a], k) for k in self.duty.away(a, intervals))
        return heads

    def is_short(self, a: int, k: int) -> bool:
        """Whether one more of the agent's class away would break a hard rule."""
        c = self.duty.instance.class_of[a]
        return any(
            c in crew and sum(self.away[other, k] for other in crew) >= most[k]
            for crew, most in self.staffing.most.items()
        )

    def seats(self, round_: Round, k: int) -> int | None:
        """Free seats of a session of the round that begins with the interval; None where there is none, or no limit."""
        step = self.duty.step
        for other, session, touched in self._placed:
            begins = self.duty.instance.timeline.interval_of(session.start) * step == k * step and bool(touched)
            if other.key == round_.key and begins and round_.activity.seats is not None:
                return round_.activity.seats - len(session.agents)
        return None


def why_not(standing: Standing, round_: Round, a: int, starts: Sequence[int]) -> Text:
    """Why an agent is left without a round, by what stands in the way at each start that would be possible."""
    duty, window = standing.duty, round_.window
    days = f"{window.start}..{window.end}"
    shifts = [d for d, _ in duty.view.shifts(a, first=0) if duty.instance.date_of(d) in window]
    if not shifts:
        return text(f"no shift in {days}", f"{days} 没有班次")
    if not starts:
        if round_.activity.trainer and any(True for _ in duty.starts(a, _without_trainer(round_))):
            who = round_.activity.trainer
            return text(f"never on shift together with {who} in {days}", f"{days} 与主持人 {who} 没有共同在班时间")
        return text(
            f"no {round_.activity.minutes} minutes beside the meal in its shifts in {days}",
            f"{days} 班次内除用餐外没有连续 {round_.activity.minutes} 分钟",
        )
    counts = Counter(_obstacle(standing, round_, a, k) for k in starts)
    words = [_OBSTACLES[what].format(count=count) for what, count in counts.most_common()]
    joined = text("; ".join(w.en for w in words), "；".join(w.zh for w in words))
    return text("of {count} possible starts: {words}", "可行的 {count} 个时点中：{words}").format(
        count=len(starts), words=joined
    )


_OBSTACLES = {
    "own": text("{count} in another activity of the agent", "{count} 个与本人其他活动冲突"),
    "trainer": text("{count} with the trainer busy", "{count} 个主持人已有安排"),
    "room": text("{count} with the room taken", "{count} 个场地已占用"),
    "staff": text("{count} with too few left on the phones or on duty", "{count} 个将使在线或在岗人数不足"),
    "full": text("{count} with every seat taken", "{count} 个名额已满"),
    "together": text("{count} where not everybody can come", "{count} 个无法全体同场"),
    "other": text(
        "{count} that the search did not come to, or that cost more than going without",
        "{count} 个未及搜索，或代价高于不安排",
    ),
}


def _obstacle(standing: Standing, round_: Round, a: int, k: int) -> str:
    activity, duty = round_.activity, standing.duty
    touched = set(duty.touched(k, activity.minutes))
    busy, seats = standing.busy, standing.seats(round_, k)
    if touched & busy.get(duty.instance.agents[a].id, set()):
        return "own"
    if any(standing.is_short(a, j) for j in duty.away(a, touched)):
        return "staff"
    if seats is not None:
        return "full" if seats <= 0 else "other"
    if activity.trainer:
        trainer = duty.instance.agent_index[activity.trainer]
        if touched & busy.get(activity.trainer, set()):
            return "trainer"
        if any(standing.is_short(trainer, j) for j in duty.away(trainer, touched)):
            return "staff"
    if activity.room and touched & busy.get(f"/{activity.room}", set()):
        return "room"
    return "together" if activity.seats is None else "other"


def _without_trainer(round_: Round) -> Round:
    activity = round_.activity.model_copy(update={"trainer": ""})
    return Round(activity, round_.number, round_.window, round_.people)
