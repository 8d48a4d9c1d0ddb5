#!/usr/bin/env python3
"""Joins orders with their customers and products into sales; sets aside what doesn't fit, with the reason."""

import argparse
import datetime
import decimal
import json
import pathlib

from task_io import TaskError, give_outputs, read_records, run, written_whole


def sale(order, customers, products):
    """One row of the target table; raises ValueError with the reason where the order doesn't make sense."""
    customer, product = customers.get(order["customer"]), products.get(order["product"])
    if customer is None:
        raise ValueError(f"unknown customer {order['customer']}")
    if product is None:
        raise ValueError(f"unknown product {order['product']}")
    quantity = order["quantity"]
    if not isinstance(quantity, int) or isinstance(quantity, bool) or not 0 < quantity < 1_000_000:
        raise ValueError(f"quantity {quantity} is not a whole number above 0")
    return {
        "order_id": str(order["order"]),
        "day": datetime.date.fromisoformat(str(order["day"])).isoformat(),
        "customer": customer["name"],
        "country": customer["country"],
        "product": order["product"],
        "category": product["category"],
        "quantity": quantity,
        "revenue_cents": quantity * cents(product["price"]),
    }


def cents(price):
    """A price as whole cents: sums of binary fractions drift."""
    try:
        amount = decimal.Decimal(str(price)) * 100
    except decimal.InvalidOperation:
        raise ValueError(f"price {price} is not a number") from None
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 <= amount < 10**12:
        raise ValueError(f"price {price} is not an amount in whole cents")
    return int(amount)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("staging", type=pathlib.Path, help="the folder with the extracted records")
    parser.add_argument("--max-rejected", type=int, default=0, metavar="N", help="orders that may be set aside")
    arguments = parser.parse_args()

    staging = arguments.staging
    customers = {record["customer"]: record for record in read_records(staging / "customers.jsonl")}
    products = {record["product"]: record for record in read_records(staging / "products.jsonl")}

    sales, rejected, revenue = 0, 0, 0
    with written_whole(staging / "sales.jsonl") as accepted:
        for order in read_records(staging / "orders.jsonl"):
            try:
                row = sale(order, customers, products)
            except (ValueError, TypeError) as error:
                rejected += 1
                print(f"rejected {order['order']}: {error}")
                continue
            accepted.write(json.dumps(row) + "\n")
            sales += 1
            revenue += row["revenue_cents"]
        if rejected > arguments.max_rejected:
            raise TaskError(f"{rejected} orders were rejected, more than the {arguments.max_rejected} allowed")

    give_outputs(sales=sales, rejected=rejected, revenue=revenue / 100)
    print(f"{sales} sales, {rejected} orders rejected")


run(main)
