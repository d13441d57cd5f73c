"""The command line."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from . import reports
from .config import Settings
from .db import open_database
from .errors import InventoryError
from .importer import import_delivery
from .services import InventoryService


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="inventory", description="Stock keeping for a few warehouses")
    parser.add_argument("-v", "--verbose", action="store_true")
    commands = parser.add_subparsers(dest="command", required=True)

    add_product = commands.add_parser("add-product")
    add_product.add_argument("sku")
    add_product.add_argument("name")
    add_product.add_argument("price_cents", type=int)

    add_warehouse = commands.add_parser("add-warehouse")
    add_warehouse.add_argument("name")

    for name in ("receive", "ship"):
        command = commands.add_parser(name)
        command.add_argument("sku")
        command.add_argument("warehouse")
        command.add_argument("quantity", type=int)

    stock = commands.add_parser("stock")
    stock.add_argument("sku")
    stock.add_argument("--warehouse")

    import_ = commands.add_parser("import")
    import_.add_argument("file", type=Path)

    report = commands.add_parser("report")
    report.add_argument("--low-stock", action="store_true")

    export = commands.add_parser("export")
    export.add_argument("file", type=Path)
    return parser


def do_add_product(service: InventoryService, args: argparse.Namespace, settings: Settings) -> int:
    product = service.add_product(args.sku, args.name, args.price_cents)
    print(f"added {product.sku} at {product.price}")
    return 0


def do_add_warehouse(service: InventoryService, args: argparse.Namespace, settings: Settings) -> int:
    print(f"added {service.add_warehouse(args.name).name}")
    return 0


def do_move(service: InventoryService, args: argparse.Namespace, settings: Settings) -> int:
    move = service.receive if args.command == "receive" else service.ship
    print(f"{args.sku}: {move(args.sku, args.warehouse, args.quantity)} left in {args.warehouse}")
    return 0


def do_stock(service: InventoryService, args: argparse.Namespace, settings: Settings) -> int:
    print(service.level(args.sku, args.warehouse))
    return 0


def do_import(service: InventoryService, args: argparse.Namespace, settings: Settings) -> int:
    booked, problems = import_delivery(service, args.file, settings.import_batch_size)
    print(f"{booked} lines booked")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def do_report(service: InventoryService, args: argparse.Namespace, settings: Settings) -> int:
    if args.low_stock:
        for line in reports.low_stock(service.conn, settings.low_stock):
            print(f"{line.sku:10} {line.warehouse:10} {line.quantity:6}")
        return 0
    for warehouse, cents in sorted(reports.value_by_warehouse(service.conn).items()):
        print(f"{warehouse:20} {cents / 100:12.2f}")
    print(f"{'total':20} {reports.total_value(service.conn) / 100:12.2f}")
    return 0


def do_export(service: InventoryService, args: argparse.Namespace, settings: Settings) -> int:
    with args.file.open("w", newline="", encoding="utf-8") as out:
        print(f"{reports.write_csv(service.conn, out)} lines exported")
    return 0


COMMANDS = {
    "add-product": do_add_product,
    "add-warehouse": do_add_warehouse,
    "receive": do_move,
    "ship": do_move,
    "stock": do_stock,
    "import": do_import,
    "report": do_report,
    "export": do_export,
}


def main(argv: Sequence[str] | None = None) -> int:
    args = build_parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO if args.verbose else logging.WARNING)
    settings = Settings.from_env()
    try:
        with open_database(settings) as conn:
            return COMMANDS[args.command](InventoryService(conn), args, settings)
    except InventoryError as error:
        print(f"inventory: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
