"""Runs inside pyworkforce's own environment: two questions in as JSON, counts and roster out as JSON."""

import contextlib
import json
import sys
import time

from pyworkforce.rostering import MinHoursRoster
from pyworkforce.scheduling import MinAbsDifference


def main() -> None:
    asked = json.load(sys.stdin)
    end = time.monotonic() + asked["seconds"]
    with contextlib.redirect_stdout(sys.stderr):
        # The search time must be a float; the number of workers has no effect.
        counts = MinAbsDifference(**asked["coverage"], max_search_time=float(asked["seconds"] / 3)).solve()
        found = {"coverage": counts["status"], "roster": "not tried", "shifts": []}
        if counts["status"] in ("OPTIMAL", "FEASIBLE"):
            days = range(asked["coverage"]["num_days"])
            required = {shift: [0 for _ in days] for shift in asked["roster"]["shifts"]}
            for row in counts["resources_shifts"]:
                required[row["shift"]][row["day"]] = row["resources"]
            left = max(1.0, end - time.monotonic())
            roster = MinHoursRoster(**asked["roster"], required_resources=required, max_search_time=left).solve()
            found["roster"] = roster["status"]
            if roster["status"] in ("OPTIMAL", "FEASIBLE"):
                found["shifts"] = roster["resource_shifts"]
    json.dump(found, sys.stdout)


main()
