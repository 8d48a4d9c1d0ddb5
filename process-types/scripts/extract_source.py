#!/usr/bin/env python3
"""Reads one source, CSV or JSON, checks its columns and its key, and writes the records one a line."""

import argparse
import csv
import json
import pathlib

from task_io import TaskError, give_outputs, read_records, run, written_whole


def csv_records(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        try:
            for row in reader:
                if None in row or None in row.values():
                    raise TaskError(f"{path}, line {reader.line_num}: expected {len(reader.fieldnames)} columns")
                yield row
        except csv.Error as error:
            raise TaskError(f"{path}, line {reader.line_num}: {error}") from None
        except UnicodeDecodeError as error:
            raise TaskError(f"{path}: not UTF-8 at byte {error.start + 1}") from None


def checked(records, path, key, required):
    """The records, each with every required field and a key of its own."""
    keys = set()
    for number, record in enumerate(records, start=1):
        missing = [name for name in (key, *required) if record.get(name) in (None, "")]
        if missing:
            raise TaskError(f"{path}, record {number}: no {' and no '.join(missing)}")
        if not isinstance(record[key], (str, int)):
            raise TaskError(f"{path}, record {number}: {key} is neither text nor a whole number")
        if record[key] in keys:
            raise TaskError(f"{path}, record {number}: {key} {record[key]} occurs twice")
        keys.add(record[key])
        yield record


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=pathlib.Path, help="a file that ends in .csv or .json")
    parser.add_argument("output", help="where the records go, one a line")
    parser.add_argument("--key", required=True, help="the field that tells records apart")
    parser.add_argument("--require", action="append", default=[], metavar="FIELD", help="a field that must have a value")
    arguments = parser.parse_args()

    read = csv_records if arguments.source.suffix == ".csv" else read_records
    rows = 0
    with written_whole(arguments.output) as file:
        for record in checked(read(arguments.source), arguments.source, arguments.key, arguments.require):
            file.write(json.dumps(record) + "\n")
            rows += 1
    give_outputs(rows=rows)
    print(f"extracted {rows} records from {arguments.source}")


run(main)
