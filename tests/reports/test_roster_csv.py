"""The roster CSV and the certificate file."""

from __future__ import annotations

import csv
from pathlib import Path

from report_case import Case

from models.result import Certificate
from reports.certificate import write_certificate
from reports.roster_csv import write_roster_csv


def test_the_csv_has_a_byte_order_mark_and_a_row_for_each_assignment(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    write_roster_csv(path, case.centre, case.roster, "zh")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["工号", "姓名", "日期", "班次", "上班", "下班", "用餐开始", "计薪工时"]
    assert rows[1] == ["A000", "张伟", "2026-09-28", "D07", "07:00", "16:00", "10:00", "8"]
    assert len(rows) == 1 + len(case.roster.assignments)


def test_the_certificate_file_holds_the_certificate(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    write_certificate(path, case.certificate)
    content = path.read_text(encoding="utf-8")
    assert Certificate.model_validate_json(content) == case.certificate
    assert "至少休息11小时" in content
