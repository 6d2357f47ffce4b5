"""The service that a roster is expected to deliver."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models.base import Text
from models.demand import Requirement
from models.result import GroupCoverage
from models.roster import Roster
from models.service import ServiceFigures, ServicePrediction
from scheduler.demand.availability import staffing_policy
from scheduler.demand.errors import DemandError
from scheduler.demand.prediction import USUAL, PredictionOptions, predict, quick_days
from scheduler.demand.requirement import plan_requirement
from scheduler.evaluate import coverage_of
from scheduler.instance import Instance
from scheduler.view import View


def predict_service(instance: Instance, roster: Roster, options: PredictionOptions = USUAL) -> ServicePrediction:
    """The service of a roster. A centre that hands in its requirement ready-made needs calls or a forecast besides.

    Raises:
        DemandError: no calls are known.
    """
    known = Instance(instance.centre, _with_calls(instance))
    coverage: tuple[GroupCoverage, ...] = coverage_of(View(known, roster))
    return predict(known.requirement, coverage, staffing_policy(known.centre), options)


def service_if_known(instance: Instance, roster: Roster) -> tuple[ServicePrediction | None, Text | None]:
    """The service of a roster, or why it cannot be told."""
    try:
        return predict_service(instance, roster), None
    except DemandError as error:
        return None, error.text


def quick_services(views: Sequence[View], days: Sequence[date]) -> list[tuple[ServiceFigures | None, ...]]:
    """The expected service of some days under each of several rosters of one period, by the quick method; None where no
    calls are known."""
    instance = views[0].instance
    try:
        requirement = _with_calls(instance)
        policy, crew = staffing_policy(instance.centre), instance.phone_crew(requirement.total.skills)
        return [quick_days(requirement, _pooled(view, requirement, crew), policy, days) for view in views]
    except DemandError:
        return [(None,) * len(days) for _ in views]


def _pooled(view: View, requirement: Requirement, crew: frozenset[int]) -> GroupCoverage:
    total = requirement.total
    staffed = tuple(int(heads) for heads in view.staff(crew))
    return GroupCoverage(name=total.name, required=total.required, staffed=staffed, before=view.instance.covered_before)


def _with_calls(instance: Instance) -> Requirement:
    """The instance's requirement, or one made from the centre's calls where that is given without them."""
    centre = instance.centre
    if instance.requirement.total.offered:
        return instance.requirement
    if centre.calls or centre.forecast:
        centre = centre.model_copy(update={"requirement": ()})
    return plan_requirement(centre, instance.period)
