"""The executor `csv-profile`: statistics of a CSV file."""
import csv
import math
import os

from procession_plugin import Failure, Plugin

plugin = Plugin("csv-profile", version="1.0")

# Distinct values beyond these are not counted.
DISTINCT_LIMIT = 10_000


class Column:
    """What is known of one column so far."""

    def __init__(self, name):
        self.name, self.filled, self.empty = name, 0, 0
        self.distinct, self.shortest, self.longest = set(), None, 0
        self.is_numeric, self.minimum, self.maximum = True, math.inf, -math.inf
        self.mean, self.squares = 0.0, 0.0

    def add(self, text):
        if text == "":
            self.empty += 1
            return
        self.filled += 1
        if len(self.distinct) < DISTINCT_LIMIT:
            self.distinct.add(text)
        length = len(text)
        self.shortest = length if self.shortest is None else min(self.shortest, length)
        self.longest = max(self.longest, length)
        if self.is_numeric:
            self._add_number(text)

    def _add_number(self, text):
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.is_numeric = False
            return
        self.minimum, self.maximum = min(self.minimum, number), max(self.maximum, number)
        # Welford's method: one pass, and no loss of digits.
        difference = number - self.mean
        self.mean += difference / self.filled
        self.squares += difference * (number - self.mean)

    def summary(self):
        shared = {"name": self.name, "filled": self.filled, "empty": self.empty, "distinct": len(self.distinct)}
        if self.filled == 0:
            return {**shared, "kind": "empty"}
        if not self.is_numeric:
            return {**shared, "kind": "text", "shortest": self.shortest, "longest": self.longest}
        deviation = math.sqrt(self.squares / (self.filled - 1)) if self.filled > 1 else 0.0
        return {**shared, "kind": "number", "minimum": plain(self.minimum), "maximum": plain(self.maximum),
                "mean": plain(self.mean), "deviation": plain(deviation)}


def plain(number):
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def validate(configuration):
    return [] if len(configuration["delimiter"]) == 1 else ["'delimiter' must be one character"]


@plugin.executor(
    "csv-profile", "Counts rows and describes the columns of a CSV file.",
    description="Reads the file once, in constant memory. The first row names the columns.",
    parameters={
        "file": {"type": "path", "required": True, "must_exist": True, "description": "The CSV file."},
        "delimiter": {"type": "string", "default": ",", "description": "What stands between fields."},
        "encoding": {"type": "string", "default": "utf-8", "description": "How the file is encoded."},
    },
    outputs={"rows": "integer", "columns": "list"},
    examples=[("Look at an export", "name: profile\ncsv-profile: {file: \"${input_file}\"}\n")],
    validate=validate)
def profile(configuration, task):
    path = configuration["file"]
    size = max(os.path.getsize(path), 1)
    rows = 0
    try:
        with open(path, encoding=configuration["encoding"], newline="") as file:
            reader = csv.reader(file, delimiter=configuration["delimiter"], strict=True)
            columns = [Column(name) for name in next(reader, [])]
            for rows, row in enumerate(reader, start=1):
                if len(row) != len(columns):
                    raise Failure(
                        f"row {rows + 1} has {len(row)} fields, and the first has {len(columns)}", "validation")
                for column, text in zip(columns, row):
                    column.add(text)
                if rows % 5_000 == 0:
                    task.check()
                    task.progress(min(file.buffer.tell() / size, 1))
    except OSError as error:
        raise Failure(f"'{path}' can't be read: {error.strerror}", "not_found") from error
    except (UnicodeError, LookupError, csv.Error) as error:
        raise Failure(f"'{path}' is no such CSV file: {error}", "validation") from error
    summaries = [column.summary() for column in columns]
    task.log(f"{rows} rows, {len(columns)} columns")
    for summary in summaries:
        task.log("  ".join(f"{key}={value}" for key, value in summary.items()))
    return {"rows": rows, "columns": summaries}


plugin.run()
