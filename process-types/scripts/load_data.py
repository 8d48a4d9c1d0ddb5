#!/usr/bin/env python3
"""Reads records from a JSON file and writes them one a line, so that the next task can stream them."""

import argparse
import json

from task_io import give_outputs, read_records, run, written_whole


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input", help="one JSON object a line, or one JSON array of objects")
    parser.add_argument("output", help="where the records go, one a line")
    arguments = parser.parse_args()

    rows = 0
    with written_whole(arguments.output) as file:
        for record in read_records(arguments.input):
            file.write(json.dumps(record, separators=(",", ":")) + "\n")
            rows += 1
    give_outputs(rows=rows)
    print(f"loaded {rows} records from {arguments.input}")


run(main)
