"""The service that a roster is expected to deliver."""

from __future__ import annotations

from models.base import Text
from models.centre import Centre
from models.demand import Requirement
from models.result import GroupCoverage
from models.roster import Roster
from models.service import ServicePrediction
from models.time import Period
from scheduler.demand.availability import staffing_policy
from scheduler.demand.errors import DemandError
from scheduler.demand.prediction import USUAL, PredictionOptions, predict
from scheduler.demand.requirement import plan_requirement
from scheduler.evaluate import coverage_of
from scheduler.instance import Instance
from scheduler.view import View


def predict_service(instance: Instance, roster: Roster, options: PredictionOptions = USUAL) -> ServicePrediction:
    """The service of a roster. A centre that hands in its requirement ready-made needs calls or a forecast besides.

    Raises:
        DemandError: no calls are known.
    """
    known = instance if instance.requirement.total.offered else _with_calls(instance.centre, instance.period)
    requirement: Requirement = known.requirement
    coverage: tuple[GroupCoverage, ...] = coverage_of(View(known, roster))
    return predict(requirement, coverage, staffing_policy(known.centre), options)


def service_if_known(instance: Instance, roster: Roster) -> tuple[ServicePrediction | None, Text | None]:
    """The service of a roster, or why it cannot be told."""
    try:
        return predict_service(instance, roster), None
    except DemandError as error:
        return None, error.text


def _with_calls(centre: Centre, period: Period) -> Instance:
    """The same centre, its requirement made from its calls."""
    if not (centre.calls or centre.forecast):
        return Instance(centre, plan_requirement(centre, period))
    own = centre.model_copy(update={"requirement": ()})
    return Instance(own, plan_requirement(own, period))
