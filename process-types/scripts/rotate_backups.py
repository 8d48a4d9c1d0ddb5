#!/usr/bin/env python3
"""Deletes the oldest backups of one database; touches only names that this process type gives."""

import argparse
import pathlib
import re

from task_io import give_outputs, run


def backups(folder, stem):
    """The backups of one database, newest first: `STEM-20260301T120000Z.sqlite.gz`, whose names sort by time."""
    pattern = re.compile(re.escape(stem) + r"-\d{8}T\d{6}Z\.sqlite\.gz")
    names = (entry.name for entry in folder.iterdir() if entry.is_file() and not entry.is_symlink())
    return [folder / name for name in sorted(filter(pattern.fullmatch, names), reverse=True)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("database", type=pathlib.Path, help="whose backups are counted")
    parser.add_argument("--keep", type=int, required=True, metavar="N", help="how many of the newest stay")
    arguments = parser.parse_args()
    if arguments.keep < 1:
        parser.error("--keep must be at least 1")

    found = backups(arguments.folder, arguments.database.stem)
    kept, old = found[: arguments.keep], found[arguments.keep :]
    for backup in old:
        # The checksum goes last, so that an interruption never leaves a backup without one.
        backup.unlink()
        backup.with_name(backup.name + ".sha256").unlink(missing_ok=True)
        print(f"deleted {backup.name}")
    give_outputs(kept=len(kept), deleted=len(old))
    print(f"backups kept: {len(kept)}, deleted: {len(old)}")


run(main)
