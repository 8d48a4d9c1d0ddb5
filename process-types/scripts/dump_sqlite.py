#!/usr/bin/env python3
"""Takes a consistent snapshot of an SQLite database while others go on writing to it."""

import argparse
import contextlib
import datetime
import os
import pathlib
import sqlite3

from task_io import TaskError, give_outputs, run

PAGES_A_STEP = 1000


def snapshot(database, target):
    """Copies `database` to `target` through SQLite's backup interface, in steps that let writers in between."""
    if not database.is_file():
        raise TaskError(f"there is no database {database}")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        # Through a URI, because a plain path would be created where it is missing.
        with contextlib.closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as source:
            with contextlib.closing(sqlite3.connect(target)) as copy:
                source.backup(copy, pages=PAGES_A_STEP)
                # A copy in WAL mode would leave -wal and -shm files beside it when it is opened.
                copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        raise TaskError(f"{database}: {error}") from None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=pathlib.Path)
    parser.add_argument("snapshot", type=pathlib.Path, help="where the copy goes")
    arguments = parser.parse_args()

    taken = datetime.datetime.now(datetime.timezone.utc)
    snapshot(arguments.database, arguments.snapshot)
    size = os.path.getsize(arguments.snapshot)
    give_outputs(name=f"{arguments.database.stem}-{taken:%Y%m%dT%H%M%SZ}.sqlite.gz", bytes=size)
    print(f"copied {size:,} bytes from {arguments.database}")


run(main)
