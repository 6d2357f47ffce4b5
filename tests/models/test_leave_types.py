"""A centre's own leave types stand on top of the rulebook's."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.people import LeaveType
from models.policy import LeavePolicy, LeaveTypeRule, Policy

DEFAULTS = LeavePolicy().types


def test_a_type_that_is_given_leaves_the_others_as_they_are() -> None:
    sick = LeaveTypeRule(paid=False)
    types = LeavePolicy(types={LeaveType.SICK: sick}).types
    assert types == {**DEFAULTS, LeaveType.SICK: sick}
    assert list(types) == list(DEFAULTS)


def test_settings_of_a_type_that_are_left_out_stay_as_they_are() -> None:
    policy = Policy.model_validate({"leave": {"types": {"marriage": {"paid": False}}}})
    marriage = policy.leave.types[LeaveType.MARRIAGE]
    assert (marriage.notice_days, marriage.notice_months, marriage.certificate, marriage.paid) == (0, 1, True, False)


def test_what_is_written_is_read_back() -> None:
    policy = LeavePolicy(types={LeaveType.PERSONAL: LeaveTypeRule(quota_days=3)})
    assert LeavePolicy.model_validate_json(policy.model_dump_json()) == policy


@pytest.mark.parametrize("types", [{"holiday": {}}, {"sick": {"pay": True}}, {"sick": 3}, {"sick": None}, [], "sick"])
def test_what_is_no_leave_type_is_refused(types: object) -> None:
    with pytest.raises(ValidationError):
        LeavePolicy.model_validate({"types": types})
