"""Deliveries and price lists as CSV files."""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from .errors import BadImport
from .services import InventoryService

T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def read_delivery(path: Path) -> list[tuple[str, str, int]]:
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        missing = {"sku", "warehouse", "quantity"} - set(reader.fieldnames or ())
        if missing:
            raise BadImport(f"{path.name}: no column {', '.join(sorted(missing))}")
        lines = []
        for record in reader:
            try:
                lines.append((record["sku"], record["warehouse"], int(record["quantity"])))
            except ValueError as error:
                raise BadImport(f"{path.name}:{reader.line_num}: {error}") from error
        return lines


def import_delivery(service: InventoryService, path: Path, batch_size: int = 100) -> tuple[int, list[str]]:
    """Book a delivery file; return the number of booked lines and the problems."""
    booked, problems = 0, []
    for batch in batches(read_delivery(path), batch_size):
        failed = service.receive_many(batch)
        booked += len(batch) - len(failed)
        problems += failed
    return booked, problems


def import_prices(conn, prices: Iterable[tuple[str, str, int]]) -> int:
    """Add the products or change name and price of those that exist already."""
    before = conn.total_changes
    with conn:
        conn.executemany(
            """
            INSERT INTO product (sku, name, price_cents) VALUES (?, ?, ?)
            ON CONFLICT (sku) DO UPDATE SET name = excluded.name, price_cents = excluded.price_cents
            """,
            prices,
        )
    return conn.total_changes - before
