#!/usr/bin/env python3
"""Checks that the report is whole and says in words what stands out in the data."""

import argparse
import hashlib
import pathlib

from task_io import TaskError, give_outputs, read_json, run, write_json

NOTABLE_MISSING = 0.05
# Where more values than this lie far out, that is how the field is distributed.
RARE = 0.05
NOTABLE_PEAK = 1.8


def findings(profile):
    """What somebody should look at, one sentence each, most general first."""
    total = profile["rows"]
    if total == 0:
        yield "The input held no records."
        return
    if profile["duplicates"]:
        yield f"{counted(profile['duplicates'], 'record')} occurred more than once and were counted once."
    for field in profile["fields"]:
        yield from field_findings(field, total)


def field_findings(field, total):
    name, missing = field["name"], field["missing"]
    if field["kind"] == "empty":
        yield f"'{name}' never has a value."
        return
    if missing / total > NOTABLE_MISSING:
        yield f"'{name}' is missing in {missing / total:.0%} of all rows."
    if field["kind"] == "mixed":
        yield f"'{name}' holds values of different kinds."
    if field["kind"] == "number" and 0 < field["outliers"] <= RARE * field["present"]:
        yield (
            f"'{name}' has {counted(field['outliers'], 'outlier')} (median {field['median']:g},"
            f" smallest {field['minimum']:g}, largest {field['maximum']:g})."
        )
    if field.get("distinct") == 1 and total > 1:
        yield f"'{name}' always has the same value."
    if field["kind"] == "time":
        yield from peak(field)


def peak(field):
    days = {}
    for hour, count in field["hours"].items():
        days[hour[:10]] = days.get(hour[:10], 0) + count
    mean = sum(days.values()) / len(days)
    day, most = max(days.items(), key=lambda item: item[1])
    if len(days) >= 7 and most > NOTABLE_PEAK * mean:
        yield f"'{field['name']}': {day} has {most} rows, {most / mean:.1f} times an average day."


def counted(number, noun):
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def digest_of_whole_page(path):
    page = pathlib.Path(path).read_bytes()
    if not page.rstrip().endswith(b"</html>"):
        raise TaskError(f"{path} is not whole; run the process from its start")
    return hashlib.sha256(page).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("profile", help="what process_data.py wrote")
    parser.add_argument("report", help="what generate_report.py wrote")
    parser.add_argument("analysis", help="where the analysis goes, as JSON")
    arguments = parser.parse_args()

    profile = read_json(arguments.profile)
    digest = digest_of_whole_page(arguments.report)
    sentences = list(findings(profile))
    outliers = sum(field.get("outliers", 0) for field in profile["fields"])
    write_json(
        arguments.analysis,
        {"rows": profile["rows"], "report_sha256": digest, "outliers": outliers, "findings": sentences},
    )
    give_outputs(analysis=arguments.analysis, findings=len(sentences), outliers=outliers)
    print("\n".join(sentences) or "Nothing stands out.")


run(main)
