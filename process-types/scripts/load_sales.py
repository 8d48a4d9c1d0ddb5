#!/usr/bin/env python3
"""Writes sales into SQLite in one transaction; doing it again changes nothing."""

import argparse
import contextlib
import pathlib
import sqlite3

from task_io import TaskError, give_outputs, read_records, run

TABLE = """
CREATE TABLE IF NOT EXISTS sales (
    order_id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    customer TEXT NOT NULL,
    country TEXT NOT NULL,
    product TEXT NOT NULL,
    category TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    revenue_cents INTEGER NOT NULL
)
"""

UPSERT = """
INSERT INTO sales (order_id, day, customer, country, product, category, quantity, revenue_cents)
VALUES (:order_id, :day, :customer, :country, :product, :category, :quantity, :revenue_cents)
ON CONFLICT (order_id) DO UPDATE SET
    day = excluded.day, customer = excluded.customer, country = excluded.country, product = excluded.product,
    category = excluded.category, quantity = excluded.quantity, revenue_cents = excluded.revenue_cents
WHERE (day, customer, country, product, category, quantity, revenue_cents) IS NOT
    (excluded.day, excluded.customer, excluded.country, excluded.product, excluded.category, excluded.quantity,
     excluded.revenue_cents)
"""


def load(database, sales):
    """How many rows were new, and how many changed."""
    # The transaction is opened and ended by hand: the module's own handling leaves CREATE TABLE outside of it.
    with contextlib.closing(sqlite3.connect(database, timeout=30, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(TABLE)
        before = connection.execute("SELECT count(*) FROM sales").fetchone()[0]
        written = connection.executemany(UPSERT, sales).rowcount
        inserted = connection.execute("SELECT count(*) FROM sales").fetchone()[0] - before
        connection.execute("COMMIT")
        return inserted, max(written, 0) - inserted


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sales", help="what transform_orders.py wrote")
    parser.add_argument("database", type=pathlib.Path, help="the SQLite database, made when it is missing")
    arguments = parser.parse_args()

    arguments.database.parent.mkdir(parents=True, exist_ok=True)
    try:
        inserted, updated = load(arguments.database, read_records(arguments.sales))
    except sqlite3.Error as error:
        raise TaskError(f"{arguments.database}: {error}") from None
    give_outputs(inserted=inserted, updated=updated)
    print(f"{inserted} rows inserted, {updated} updated")


run(main)
