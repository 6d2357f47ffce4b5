"""The charts of a roster, each written as PNG and SVG."""

from __future__ import annotations

from reports.chart_comparison import CoverageCase, write_comparison_chart
from reports.chart_coverage import write_coverage_chart
from reports.chart_gantt import write_gantt_chart
from reports.chart_requirement import write_requirement_chart
from reports.chart_service import write_service_chart

__all__ = [
    "CoverageCase",
    "write_comparison_chart",
    "write_coverage_chart",
    "write_gantt_chart",
    "write_requirement_chart",
    "write_service_chart",
]
