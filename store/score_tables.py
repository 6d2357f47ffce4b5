"""The tables that scores are made of: facts, registers, pay and places on ladders."""

from __future__ import annotations

from models.base import text
from models.facts import Fact, FactKind, Rater
from models.registers import Complaint, Exam, FigureEntry, LevelPlace, QualityCheck, RatingEntry
from models.score import PayBasis
from store.cells import DAY, DECIMAL, ID, MOMENT, MONTH, TEXT, YES_NO, enum_choice
from store.table import Column, Table, column

_AGENT = column(
    "agent_id",
    "工号",
    ID,
    "the agent's id; a team's name or centre where a scheme is about these",
    "员工工号；针对团队或中心的方案填团队名或 centre",
    aliases=("员工编号", "员工号"),
)
_DAY = column("day", "日期", DAY, "the day: 2026-10-01", "日期：2026-10-01", aliases=("date",))
_MONTH_COLUMN = column("month", "月份", MONTH, "the month: 2026-10", "月份：2026-10")
_AUTHOR = column("entered_by", "登记人", ID, "id of who entered it", "登记人工号")
_EVIDENCE = column("evidence", "依据", TEXT, "what shows it, or the reason", "证据或理由")
_RATER = column("rater", "评分人类别", enum_choice(Rater), "self, superior or panel", "自评、上级或评审组")

_FACT_COLUMNS: tuple[Column, ...] = (
    column("event_id", "记录编号", ID, "unique id of the entry", "唯一记录编号", field="id", aliases=("id", "编号")),
    _AGENT,
    column(
        "kind",
        "事项",
        enum_choice(FactKind),
        "the kind of fact: paiban score schemes kinds",
        "事项种类，见 paiban score kinds",
    ),
    _DAY,
    column("month", "月份", MONTH, "the month, where it has no day", "月份（没有具体日期时填写）"),
    column(
        "amount",
        "数量",
        DECIMAL,
        "minutes, days, points or yuan as the kind says; 1 if empty",
        "按事项为分钟、天、分或元；留空为 1",
    ),
    column("subject", "名目", ID, "the figure, the rated item, or what it is about", "数据项、评分项或其他名目"),
    _RATER,
    column("points", "分值", DECIMAL, "points, where the scheme leaves a range", "方案留有幅度时的分值"),
    _AUTHOR,
    column("entered_on", "登记日期", DAY, "the day it was entered", "登记日期"),
    _EVIDENCE,
    column(
        "corrects",
        "更正编号",
        ID,
        "id of the fact this one takes the place of; a month to add to it once closed",
        "被更正记录的编号；关账后补登填月份",
    ),
)

EVENTS = Table(
    "events", "事项登记", Fact, text("facts entered by hand, with evidence", "手工登记的事项及依据"), _FACT_COLUMNS
)
ATTENDANCE = Table(
    "attendance", "考勤事实", Fact, text("facts that attendance derives", "考勤得出的事实"), _FACT_COLUMNS
)
COMPLAINTS = Table(
    "complaints",
    "投诉登记",
    Complaint,
    text("the complaint register", "投诉登记簿"),
    (
        column("complaint_id", "投诉编号", ID, "unique id", "唯一编号", field="id", aliases=("id", "编号")),
        column("received", "受理时间", MOMENT, "when it was received", "受理时间"),
        column("agent_id", "被投诉人工号", ID, "whom it is about", "被投诉人工号", aliases=("工号",)),
        column("handler_id", "处理人工号", ID, "who handles it", "处理人工号"),
        column("type", "投诉类型", TEXT, "kind of complaint", "投诉类型"),
        column("answered", "答复时间", MOMENT, "when the customer was answered", "答复客户的时间"),
        column("passed_on", "转办日期", DAY, "when it went to the department", "转交责任部门的日期"),
        column("department", "责任部门", TEXT, "responsible department", "责任部门"),
        column("department_answered", "部门答复日期", DAY, "when the department answered", "责任部门答复日期"),
        column("resolved", "解决时间", MOMENT, "when it was resolved", "解决时间"),
        column("called_back", "回访日期", DAY, "when the customer was called back", "回访日期"),
        column("satisfied", "是否满意", YES_NO, "whether the customer is satisfied", "客户是否满意"),
        column("valid", "是否有效", YES_NO, "whether the complaint is valid", "是否有效投诉"),
        _AUTHOR,
    ),
)
QUALITY = Table(
    "quality",
    "质检",
    QualityCheck,
    text("quality checks", "质检记录"),
    (
        column("check_id", "质检编号", ID, "unique id", "唯一编号", aliases=("id", "编号")),
        _AGENT,
        _DAY,
        column("score", "得分", DECIMAL, "0 to 100", "0 至 100"),
        column("passed", "是否合格", YES_NO, "whether it was passed", "是否合格"),
        column("share", "扣减比例", DECIMAL, "percent of performance pay if failed", "不合格时扣减绩效工资的百分比"),
        _AUTHOR,
        _EVIDENCE,
    ),
)
EXAMS = Table(
    "exams",
    "考试",
    Exam,
    text("results of exams", "考试成绩"),
    (
        _AGENT,
        _DAY,
        column("score", "得分", DECIMAL, "0 to 100", "0 至 100"),
        column("level", "晋级考试", YES_NO, "whether it is the exam for a level", "是否晋级考试"),
        _AUTHOR,
    ),
)
FIGURES = Table(
    "figures",
    "指标数据",
    FigureEntry,
    text("figures of each month, for KPI", "每月指标数据"),
    (
        _AGENT,
        _MONTH_COLUMN,
        column("figure", "数据项", ID, "the figure: paiban score schemes measures", "数据项，见 paiban score measures"),
        column("amount", "数值", DECIMAL, "the number", "数值"),
        _AUTHOR,
    ),
)
RATINGS = Table(
    "ratings",
    "评分",
    RatingEntry,
    text("ratings of items", "评分记录"),
    (
        _AGENT,
        _MONTH_COLUMN,
        column("item", "评分项", ID, "code of the item in the scheme", "方案中的评分项代码"),
        _RATER,
        column("points", "分值", DECIMAL, "points given", "给分"),
        _AUTHOR,
        column("entered_on", "登记日期", DAY, "the day it was given", "评分日期"),
    ),
)
PAY = Table(
    "pay",
    "薪酬基数",
    PayBasis,
    text("what an agent's pay is made of", "员工薪酬构成"),
    (
        _AGENT,
        _MONTH_COLUMN,
        column("fixed_pay", "固定工资", DECIMAL, "yuan", "元"),
        column("performance_pay", "绩效工资", DECIMAL, "yuan, in full", "元，全额"),
        column("post_pay", "岗位工资", DECIMAL, "yuan", "元"),
        column("personal_commission", "个人提成", DECIMAL, "yuan", "元"),
        column("shared_commission", "公共提成", DECIMAL, "yuan", "元"),
        column("seniority_pay", "工龄工资", DECIMAL, "yuan", "元"),
        column("hourly_pay", "小时工资", DECIMAL, "yuan an hour, for overtime", "元／小时，用于加班费"),
    ),
)
LEVELS = Table(
    "levels",
    "级别",
    LevelPlace,
    text("where agents stand on ladders", "员工所在级别"),
    (
        _AGENT,
        column("ladder", "晋升通道", ID, "the ladder: paiban score schemes list", "晋升通道名称"),
        column("level", "级别", ID, "code of the level", "级别代码"),
        column("since", "起始日期", DAY, "since when", "自何日起"),
    ),
)
SCORE_TABLES = (EVENTS, ATTENDANCE, COMPLAINTS, QUALITY, EXAMS, FIGURES, RATINGS, PAY, LEVELS)
