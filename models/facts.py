"""What is known to have happened, as it reaches the scores: the door between attendance, the registers and `scoring`.

Attendance derives facts from clock records and leave, `scoring` derives them from the registers (complaints, quality
checks, exams, figures, ratings), and people enter the rest with evidence. A score looks at facts and at nothing else.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field, model_validator

from models.base import Model, Text, text
from models.time import MONTH_PATTERN, month_of


class Origin(StrEnum):
    """Where facts of a kind come from. A score can tell "nothing happened" from "nobody has handed it in"."""

    ATTENDANCE = "attendance"
    COMPLAINTS = "complaints"
    QUALITY = "quality"
    EXAMS = "exams"
    FIGURES = "figures"
    RATINGS = "ratings"
    ENTRY = "entry"

    @property
    def label(self) -> Text:
        return _ORIGIN_LABELS[self]


_ORIGIN_LABELS = {
    Origin.ATTENDANCE: text("attendance", "考勤"),
    Origin.COMPLAINTS: text("complaint register", "投诉登记"),
    Origin.QUALITY: text("quality checks", "质检"),
    Origin.EXAMS: text("exams", "考试"),
    Origin.FIGURES: text("KPI figures", "指标数据"),
    Origin.RATINGS: text("ratings", "评分"),
    Origin.ENTRY: text("entered by hand", "手工登记"),
}


class Nature(StrEnum):
    """What a fact says of the agent: a gain, a fault, a grave fault, or nothing by itself."""

    GAIN = "gain"
    FAULT = "fault"
    GRAVE = "grave"
    PLAIN = "plain"


class FactKind(StrEnum):
    """Every kind of fact. `about` tells its names, the unit of its amount, where it comes from and its nature."""

    # derived by attendance
    LATE = "late"
    EARLY_LEAVE = "early_leave"
    ABSENT_WITHOUT_LEAVE = "absent_without_leave"
    AWAY = "away"
    PREPARATION_MISSED = "preparation_missed"
    MISSING_RECORD = "missing_record"
    MEETING_MISSED = "meeting_missed"
    LEAVE_ANNUAL = "leave_annual"
    LEAVE_SICK = "leave_sick"
    LEAVE_PERSONAL = "leave_personal"
    LEAVE_MARRIAGE = "leave_marriage"
    LEAVE_MATERNITY = "leave_maternity"
    LEAVE_BEREAVEMENT = "leave_bereavement"
    LEAVE_COMP_TIME = "leave_comp_time"
    FULL_ATTENDANCE = "full_attendance"
    WORKED = "worked"
    OVERTIME_WORKDAY = "overtime_workday"
    OVERTIME_REST_DAY = "overtime_rest_day"
    OVERTIME_HOLIDAY = "overtime_holiday"
    STANDBY_CALL_IN = "standby_call_in"
    SWAP = "swap"
    OFF_DUTY = "off_duty"
    # derived from the registers
    COMPLAINT = "complaint"
    VALID_COMPLAINT = "valid_complaint"
    COMPLAINT_CLOSED = "complaint_closed"
    COMPLAINT_IN_TIME = "complaint_in_time"
    COMPLAINT_LATE = "complaint_late"
    COMPLAINT_MISS = "complaint_miss"
    COMPLAINT_SATISFIED = "complaint_satisfied"
    COMPLAINT_RATED = "complaint_rated"
    RESOLUTION_MINUTES = "resolution_minutes"
    QUALITY_CHECK = "quality_check"
    QUALITY_CHECK_FAILED = "quality_check_failed"
    EXAM = "exam"
    LEVEL_EXAM = "level_exam"
    FIGURE = "figure"
    RATING = "rating"
    # entered by hand: gains
    EXTRA_TASK = "extra_task"
    IMPROVEMENT = "improvement"
    COMMENDATION = "commendation"
    GOOD_CASE = "good_case"
    CORE_RESULT = "core_result"
    CONFIRMED_IN_POST = "confirmed_in_post"
    CERTIFICATE = "certificate"
    # entered by hand: faults
    NOT_MANDARIN = "not_mandarin"
    MESSY_DESK = "messy_desk"
    CLEANING_MISSED = "cleaning_missed"
    RECORDS_NOT_FILLED = "records_not_filled"
    APPEAL_NEGLECTED = "appeal_neglected"
    PRIVATE_CHAT = "private_chat"
    LOUD_NOISE = "loud_noise"
    SMOKING_OR_EATING = "smoking_or_eating"
    DATA_ENTRY_ERROR = "data_entry_error"
    INCIDENT_OVERRUN = "incident_overrun"
    SPOT_CHECK_ERROR = "spot_check_error"
    DUTY_LATE = "duty_late"
    FILMS_OR_GAMES = "films_or_games"
    RECORDS_INFLATED = "records_inflated"
    EVENT_HIDDEN = "event_hidden"
    UNAPPROVED_SOFTWARE = "unapproved_software"
    RECORDS_SKIPPED = "records_skipped"
    QUARREL = "quarrel"
    OUTSIDERS = "outsiders"
    EQUIPMENT_TAKEN = "equipment_taken"
    ASLEEP = "asleep"
    PHONE_OFF_HOOK = "phone_off_hook"
    CLIQUE = "clique"
    ABUSE_OF_OFFICE = "abuse_of_office"
    CUSTOMER_LOSS = "customer_loss"
    LAW_BROKEN = "law_broken"
    BANK_DISCIPLINE = "bank_discipline"
    DATA_DISCLOSED = "data_disclosed"
    VIOLENCE = "violence"
    THEFT = "theft"
    SERIOUS_COMPLAINT = "serious_complaint"
    WILFUL_LOSS = "wilful_loss"
    VERBAL_GUIDANCE = "verbal_guidance"
    WRITTEN_GUIDANCE = "written_guidance"
    DECISION_DAY = "decision_day"
    DISCIPLINE_BREACH = "discipline_breach"
    # entered by hand: neither
    ADJUSTMENT = "adjustment"
    OTHER = "other"

    @property
    def about(self) -> About:
        return _ABOUT[self]

    @property
    def label(self) -> Text:
        return self.about.label

    @property
    def is_violation(self) -> bool:
        return self.about.nature in (Nature.FAULT, Nature.GRAVE)


class About(NamedTuple):
    """What a kind of fact is; `unit` is that of its amount ("times" where each fact is one time)."""

    label: Text
    unit: Text
    origin: Origin
    nature: Nature


TIMES, MINUTES, DAYS = text("times", "次"), text("minutes", "分钟"), text("days", "天")
POINTS, YUAN, PERCENT = text("points", "分"), text("yuan", "元"), text("percent", "%")
_UNIT = text("its own unit", "自有单位")


def _kinds(
    origin: Origin, nature: Nature, *rows: tuple[FactKind, str, str] | tuple[FactKind, str, str, Text]
) -> dict[FactKind, About]:
    return {row[0]: About(text(row[1], row[2]), row[3] if len(row) > 3 else TIMES, origin, nature) for row in rows}


_K = FactKind
_ABOUT: dict[FactKind, About] = {
    **_kinds(
        Origin.ATTENDANCE,
        Nature.FAULT,
        (_K.LATE, "late", "迟到", MINUTES),
        (_K.EARLY_LEAVE, "left early", "早退", MINUTES),
        (_K.AWAY, "away from the post untold", "擅自离岗", MINUTES),
        (_K.PREPARATION_MISSED, "preparation before the shift missed", "未提前到岗准备", MINUTES),
        (_K.MEETING_MISSED, "absent from the department meeting without leave", "无故缺席部门例会"),
    ),
    **_kinds(Origin.ATTENDANCE, Nature.GRAVE, (_K.ABSENT_WITHOUT_LEAVE, "absent without leave", "旷工", DAYS)),
    **_kinds(
        Origin.ATTENDANCE,
        Nature.PLAIN,
        (_K.MISSING_RECORD, "clock record missing", "缺卡"),
        (_K.LEAVE_ANNUAL, "annual leave", "年假", DAYS),
        (_K.LEAVE_SICK, "sick leave", "病假", DAYS),
        (_K.LEAVE_PERSONAL, "personal leave", "事假", DAYS),
        (_K.LEAVE_MARRIAGE, "marriage leave", "婚假", DAYS),
        (_K.LEAVE_MATERNITY, "maternity leave", "产假", DAYS),
        (_K.LEAVE_BEREAVEMENT, "bereavement leave", "丧假", DAYS),
        (_K.LEAVE_COMP_TIME, "comp time", "调休", DAYS),
        (_K.WORKED, "time worked", "出勤时长", MINUTES),
        (_K.OVERTIME_WORKDAY, "overtime on a working day", "工作日加班", MINUTES),
        (_K.OVERTIME_REST_DAY, "work on a rest day, not compensated", "休息日加班（未调休）", MINUTES),
        (_K.OVERTIME_HOLIDAY, "work on a statutory holiday", "法定节假日加班", MINUTES),
        (_K.SWAP, "voluntary swap", "主动调班"),
        (_K.OFF_DUTY, "off duty", "离岗未在岗", DAYS),
    ),
    **_kinds(
        Origin.ATTENDANCE,
        Nature.GAIN,
        (_K.FULL_ATTENDANCE, "full attendance", "全勤"),
        (_K.STANDBY_CALL_IN, "came in on call in an emergency or a campaign", "应急或活动期间应召到岗"),
    ),
    **_kinds(
        Origin.COMPLAINTS,
        Nature.PLAIN,
        (_K.COMPLAINT, "complaint received", "收到投诉"),
        (_K.COMPLAINT_CLOSED, "complaint resolved", "投诉已解决"),
        (_K.COMPLAINT_IN_TIME, "complaint step done in time", "投诉环节按时完成"),
        (_K.COMPLAINT_LATE, "complaint step late", "投诉环节超时"),
        (
            _K.COMPLAINT_MISS,
            "complaint not answered in 2 hours or not solved in 3 working days",
            "投诉未在 2 小时内答复或未在 3 个工作日内解决",
        ),
        (_K.COMPLAINT_SATISFIED, "customer satisfied with the answer", "客户对处理满意"),
        (_K.COMPLAINT_RATED, "customer said whether satisfied", "客户已评价处理结果"),
        (_K.RESOLUTION_MINUTES, "time until resolved", "解决时长", MINUTES),
    ),
    **_kinds(Origin.COMPLAINTS, Nature.FAULT, (_K.VALID_COMPLAINT, "valid complaint", "有效投诉")),
    **_kinds(
        Origin.QUALITY,
        Nature.PLAIN,
        (_K.QUALITY_CHECK, "quality check", "质检得分", POINTS),
        (_K.QUALITY_CHECK_FAILED, "failed quality check", "质检不合格", PERCENT),
    ),
    **_kinds(
        Origin.EXAMS,
        Nature.PLAIN,
        (_K.EXAM, "monthly skills exam", "月度技能考试", POINTS),
        (_K.LEVEL_EXAM, "exam for the next level", "晋级考试", POINTS),
    ),
    **_kinds(Origin.FIGURES, Nature.PLAIN, (_K.FIGURE, "figure", "指标数据", _UNIT)),
    **_kinds(Origin.RATINGS, Nature.PLAIN, (_K.RATING, "rating", "评分", POINTS)),
    **_kinds(
        Origin.ENTRY,
        Nature.GAIN,
        (_K.EXTRA_TASK, "extra task done on top of finished own work", "完成本职后承担额外任务"),
        (_K.IMPROVEMENT, "improvement idea that proved itself", "改进建议经验证有效"),
        (_K.COMMENDATION, "commendation", "嘉奖"),
        (_K.GOOD_CASE, "good case", "优秀案例"),
        (_K.CORE_RESULT, "customer with a core result", "核心业绩客户"),
        (_K.CONFIRMED_IN_POST, "confirmed in post", "转正"),
        (_K.CERTIFICATE, "certificate of a level", "等级证书"),
    ),
    **_kinds(
        Origin.ENTRY,
        Nature.FAULT,
        (_K.NOT_MANDARIN, "not speaking Mandarin at work", "上班未讲普通话"),
        (_K.MESSY_DESK, "messy desk after handover", "交班后台面凌乱"),
        (_K.CLEANING_MISSED, "cleaning duty not done", "未做值日"),
        (_K.RECORDS_NOT_FILLED, "handover or form records not filled in", "未填交接班或表格记录"),
        (_K.APPEAL_NEGLECTED, "customer appeal not answered in time or impatiently", "客户诉求答复不及时或不耐烦"),
        (_K.PRIVATE_CHAT, "on-duty chat unrelated to work", "上班闲聊"),
        (_K.LOUD_NOISE, "loud noise", "大声喧哗"),
        (_K.SMOKING_OR_EATING, "smoking or eating at the desk", "工位吸烟或进食"),
        (_K.DATA_ENTRY_ERROR, "data entry error", "数据录入错误"),
        (_K.INCIDENT_OVERRUN, "incident handled past its limit", "事件超时处理", MINUTES),
        (_K.SPOT_CHECK_ERROR, "error in the supervisor's spot check", "主管抽查差错"),
        (_K.DUTY_LATE, "duties not carried out in time", "未及时履行职责"),
        (_K.FILMS_OR_GAMES, "films or games at work", "上班看影视或玩游戏"),
        (_K.RECORDS_INFLATED, "records that do not match the work, inflated workload", "记录与实际不符、虚报工作量"),
        (_K.EVENT_HIDDEN, "abnormal event not reported, or hidden", "异常情况不报或隐瞒"),
        (_K.UNAPPROVED_SOFTWARE, "unapproved software on work machines", "工作机安装未批准软件"),
        (_K.RECORDS_SKIPPED, "unsolved problems or other records skipped", "遗留问题或其他记录漏记"),
        (
            _K.EQUIPMENT_TAKEN,
            "equipment taken apart or out (amount: its price)",
            "拆卸或带出设备（数量为赔偿金额）",
            YUAN,
        ),
        (_K.VERBAL_GUIDANCE, "verbal guidance", "口头辅导"),
        (_K.WRITTEN_GUIDANCE, "written guidance", "书面辅导"),
        (_K.DECISION_DAY, "decision day", "决定日"),
        (_K.DISCIPLINE_BREACH, "breach of discipline", "违反纪律"),
    ),
    **_kinds(
        Origin.ENTRY,
        Nature.GRAVE,
        (_K.QUARREL, "quarrel with or rudeness to a customer", "与客户争吵或态度粗暴"),
        (_K.OUTSIDERS, "outsiders brought into the work area", "带外人进入工作区"),
        (_K.ASLEEP, "asleep at work", "上班睡觉"),
        (_K.PHONE_OFF_HOOK, "phone left off-hook", "故意不挂机"),
        (_K.CLIQUE, "forming cliques", "拉帮结派"),
        (_K.ABUSE_OF_OFFICE, "abuse of office", "滥用职权"),
        (
            _K.CUSTOMER_LOSS,
            "customer loss through the agent's error (amount: what is repaid)",
            "因差错造成客户损失（数量为赔偿金额）",
            YUAN,
        ),
        (_K.LAW_BROKEN, "law broken", "违反法律"),
        (_K.BANK_DISCIPLINE, "bank discipline broken", "违反行规行纪"),
        (_K.DATA_DISCLOSED, "confidential data disclosed", "泄露机密资料"),
        (_K.VIOLENCE, "violence", "暴力行为"),
        (_K.THEFT, "theft of files or property", "偷盗文件或财物"),
        (_K.SERIOUS_COMPLAINT, "complaint that did serious harm", "投诉造成严重影响"),
        (_K.WILFUL_LOSS, "loss through a wilful operating error", "故意违规操作造成损失"),
    ),
    **_kinds(
        Origin.ENTRY,
        Nature.PLAIN,
        (_K.ADJUSTMENT, "points given or taken with a stated reason", "说明理由的加减分"),
        (_K.OTHER, "other (its subject names it)", "其他（由名目说明）", _UNIT),
    ),
}


class Rater(StrEnum):
    """Who gives a rating."""

    SELF = "self"
    SUPERIOR = "superior"
    PANEL = "panel"

    @property
    def label(self) -> Text:
        return {
            Rater.SELF: text("self", "自评"),
            Rater.SUPERIOR: text("superior", "上级"),
            Rater.PANEL: text("panel", "评审组"),
        }[self]


class Fact(Model):
    """One thing that happened to one agent (or, for schemes about teams or the centre, under that name).

    `amount` is in the unit of the kind and may be left out for single times. `subject` names the figure, the rated item or what an `other` fact is about.
    `points` are given where a scheme leaves a range to the one who enters it, without sign. `source` is the file and row
    or the record it was derived from. A fact with `corrects` takes the place of the fact with that id, with a reason in
    `evidence`; nothing else may change a closed month.
    """

    id: str = Field(min_length=1, max_length=120)
    agent_id: str = Field(min_length=1, max_length=80)
    kind: FactKind
    month: str = Field(default="", pattern=MONTH_PATTERN + "|^$")
    day: date | None = None
    amount: Decimal = Field(default=Decimal(1), ge=-1_000_000_000, le=1_000_000_000)
    subject: str = Field(default="", max_length=80)
    rater: Rater | None = None
    points: Decimal | None = Field(default=None, ge=-1000, le=1000)
    source: str = Field(default="", max_length=200)
    entered_by: str = Field(default="", max_length=80)
    entered_on: date | None = None
    evidence: str = Field(default="", max_length=500)
    corrects: str = Field(default="", max_length=120)

    @model_validator(mode="before")
    @classmethod
    def _month_of_day(cls, given: dict[str, object]) -> dict[str, object]:
        day = given.get("day")
        return {**given, "month": month_of(day)} if isinstance(day, date) and not given.get("month") else given

    @model_validator(mode="after")
    def _when(self) -> Fact:
        if "amount" not in self.model_fields_set and self.kind.about.unit not in (TIMES, _UNIT):
            raise ValueError(f"its amount is missing ({self.kind.about.unit.en})")
        if not self.month:
            raise ValueError("it has neither a day nor a month")
        if self.day is not None and month_of(self.day) != self.month:
            raise ValueError(f"the day ({self.day}) is not in the month ({self.month})")
        if self.kind in (FactKind.FIGURE, FactKind.RATING, FactKind.OTHER) and not self.subject:
            raise ValueError("it names no subject")
        if self.kind is FactKind.RATING and self.rater is None:
            raise ValueError("a rating names who rates: self, superior or panel")
        return self

    @property
    def content(self) -> tuple[object, ...]:
        """What makes two entries of one id the same entry, wherever they were read."""
        return tuple(getattr(self, name) for name in type(self).model_fields if name != "source")
