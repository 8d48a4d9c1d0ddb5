#!/usr/bin/env python3
"""Unpacks a compressed SQLite backup and lets SQLite check every page and index of it."""

import argparse
import contextlib
import gzip
import pathlib
import shutil
import sqlite3
import zlib

from task_io import TaskError, give_outputs, run


def check(database):
    """The number of tables in a database that SQLite finds intact."""
    try:
        with contextlib.closing(sqlite3.connect(database)) as connection:
            verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if verdict != "ok":
                raise TaskError(f"the backup is damaged: {verdict}")
            return connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise TaskError(f"the backup is damaged: {error}") from None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("backup", type=pathlib.Path, help="a database compressed with gzip")
    arguments = parser.parse_args()

    unpacked = arguments.backup.with_name("verify.sqlite")
    try:
        with gzip.open(arguments.backup, "rb") as source, open(unpacked, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        tables = check(unpacked)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise TaskError(f"{arguments.backup} can't be unpacked: {error}") from None
    finally:
        unpacked.unlink(missing_ok=True)
    give_outputs(tables=tables)
    print(f"intact; tables: {tables}")


run(main)
