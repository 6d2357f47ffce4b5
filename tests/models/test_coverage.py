"""What a group's coverage says about each interval."""

from __future__ import annotations

from models.result import GroupCoverage


def test_the_difference_is_staffed_minus_required_where_the_roster_can_cover() -> None:
    coverage = GroupCoverage(name="all", required=(3, 3, 3, 3), staffed=(0, 5, 1, 4), before=(0, 1))
    assert [coverage.difference(k) for k in range(4)] == [0, 0, -2, 1]
