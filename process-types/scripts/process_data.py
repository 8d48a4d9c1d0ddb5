#!/usr/bin/env python3
"""Cleans records, drops those that occur twice, and profiles every field.

Works through the records in batches; of each it keeps a digest and its numbers, never the record itself.
"""

import argparse
import array
import collections
import datetime
import hashlib
import itertools
import json
import statistics

from task_io import give_outputs, read_records, run, write_json

MAXIMUM_FIELDS = 200
MAXIMUM_DISTINCT_TEXTS = 10_000
TOP_TEXTS = 12
HISTOGRAM_BARS = 24


class FieldProfile:
    """What is known about one field after any number of records."""

    def __init__(self):
        self.present = 0
        self.kinds = set()
        self.numbers = array.array("d")
        self.texts = collections.Counter()
        self.hours = collections.Counter()

    def add(self, value):
        if value is None:
            return
        self.present += 1
        moment = read_time(value)
        if isinstance(value, bool):
            self.add_text("boolean", str(value).lower())
        elif isinstance(value, (int, float)):
            self.kinds.add("number")
            self.numbers.append(value)
        elif moment is not None:
            self.kinds.add("time")
            self.hours[moment.isoformat(timespec="hours")[:13]] += 1
        else:
            self.add_text("text", value if isinstance(value, str) else json.dumps(value))

    def add_text(self, kind, text):
        self.kinds.add(kind)
        if text in self.texts or len(self.texts) < MAXIMUM_DISTINCT_TEXTS:
            self.texts[text] += 1

    def summary(self, name, rows):
        kind = self.kinds.copy().pop() if len(self.kinds) == 1 else "mixed" if self.kinds else "empty"
        summary = {"name": name, "kind": kind, "present": self.present, "missing": rows - self.present}
        if kind == "number":
            summary.update(number_summary(self.numbers))
        elif kind == "time":
            summary.update(first=min(self.hours), last=max(self.hours), hours=dict(sorted(self.hours.items())))
        elif kind in ("text", "boolean"):
            top = sorted(self.texts.items(), key=lambda item: (-item[1], item[0]))
            summary.update(distinct=len(top), top=top[:TOP_TEXTS])
        return summary


def read_time(value):
    """The moment that a text in ISO 8601 names, in UTC where it says an offset; None for anything else."""
    if not isinstance(value, str) or not 10 <= len(value) <= 35 or value[4:5] != "-":
        return None
    try:
        moment = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        return moment.astimezone(datetime.timezone.utc) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None


def number_summary(numbers):
    ordered = sorted(numbers)
    quarter, median, three_quarters = (
        statistics.quantiles(ordered, n=4, method="inclusive") if len(ordered) > 1 else ordered * 3
    )
    spread = three_quarters - quarter
    low, high = quarter - 3 * spread, three_quarters + 3 * spread
    return {
        "minimum": ordered[0],
        "maximum": ordered[-1],
        "mean": statistics.fmean(ordered),
        "median": median,
        # Tukey calls "far out" what lies more than three interquartile ranges outside the middle half.
        "outliers": sum(1 for number in ordered if number < low or number > high),
        "histogram": histogram(ordered),
    }


def histogram(ordered):
    first, last = ordered[0], ordered[-1]
    width = last / HISTOGRAM_BARS - first / HISTOGRAM_BARS
    if width == 0:
        return [[first, last, len(ordered)]]
    counts = [0] * HISTOGRAM_BARS
    for number in ordered:
        counts[min(int(number / width - first / width), HISTOGRAM_BARS - 1)] += 1
    return [[first + width * bar, first + width * (bar + 1), count] for bar, count in enumerate(counts)]


def cleaned(record):
    """The record flat (`address.city`), with text trimmed and empty text as null."""
    flat = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat.update((f"{name}.{inner}", item) for inner, item in cleaned(value).items())
        elif isinstance(value, str):
            flat[name] = value.strip() or None
        else:
            flat[name] = value
    return flat


def batches(records, size):
    while batch := list(itertools.islice(records, size)):
        yield batch


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("input", help="what load_data.py wrote")
    parser.add_argument("output", help="where the profile goes, as JSON")
    parser.add_argument("--batch", type=int, default=100, metavar="ROWS", help="records a batch (default: 100)")
    arguments = parser.parse_args()
    if arguments.batch < 1:
        parser.error("--batch must be at least 1")

    fields, seen, rows, duplicates, number = {}, set(), 0, 0, 0
    for number, batch in enumerate(batches(read_records(arguments.input), arguments.batch), start=1):
        for record in map(cleaned, batch):
            digest = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).digest()[:16]
            if digest in seen:
                duplicates += 1
                continue
            seen.add(digest)
            rows += 1
            for name, value in record.items():
                if name in fields or len(fields) < MAXIMUM_FIELDS:
                    fields.setdefault(name, FieldProfile()).add(value)
        print(f"batch {number}: {rows} rows, {duplicates} duplicates so far")

    write_json(
        arguments.output,
        {
            "rows": rows,
            "duplicates": duplicates,
            "batches": number,
            "fields": [profile.summary(name, rows) for name, profile in fields.items()],
        },
    )
    give_outputs(rows=rows, duplicates=duplicates, fields=len(fields))
    print(f"processed {rows} rows with {len(fields)} fields in {number} batches")


run(main)
