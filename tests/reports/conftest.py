"""The made-up roster that every report is tried on."""

from __future__ import annotations

import pytest
from report_case import Case, make_case


@pytest.fixture
def case() -> Case:
    return make_case()
