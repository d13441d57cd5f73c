"""The command line of the shop."""

import logging

import click

from .config import Settings
from .db import Database, connect, create_tables, server_version
from .errors import OrderError
from .models import Line
from .services import OrderService, ReportService


class LineType(click.ParamType):
    name = "sku:quantity:cents"

    def convert(self, value, param, ctx):
        try:
            return Line.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.group()
@click.option("-v", "--verbose", is_flag=True)
@click.pass_context
def cli(ctx: click.Context, verbose: bool) -> None:
    """The order book of the shop."""
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING)
    ctx.obj = Settings.from_env()


@cli.command()
@click.pass_obj
def init(settings: Settings) -> None:
    """Create the tables."""
    conn = connect(settings)
    create_tables(conn, settings.schema)
    conn.close()
    click.echo(f"tables are in schema {settings.schema} of PostgreSQL {server_version(settings.dsn)}")


@cli.command("add-customer")
@click.argument("email")
@click.argument("name")
@click.pass_obj
def add_customer(settings: Settings, email: str, name: str) -> None:
    """Register a customer."""
    database = Database(settings)
    try:
        customer = OrderService(database).register(email, name)
        click.echo(f"customer {customer.id}: {customer.name}")
    except OrderError as error:
        raise click.ClickException(str(error)) from error
    finally:
        database.close()


@cli.command()
@click.argument("email")
@click.argument("lines", nargs=-1, required=True, type=LineType())
@click.pass_obj
def place(settings: Settings, email: str, lines: tuple[Line, ...]) -> None:
    """Place an order."""
    database = Database(settings)
    try:
        order = OrderService(database).place(email, list(lines))
    except OrderError as error:
        raise click.ClickException(str(error)) from error
    finally:
        database.close()
    click.echo(f"order {order.id}: {order.total_cents / 100:.2f}")


@cli.command()
@click.argument("order_id", type=int)
@click.pass_obj
def pay(settings: Settings, order_id: int) -> None:
    """Mark an order as paid."""
    database = Database(settings)
    try:
        OrderService(database).pay(order_id)
    except OrderError as error:
        raise click.ClickException(str(error)) from error
    finally:
        database.close()
    click.echo(f"order {order_id} is paid")


@cli.command("list")
@click.option("--status", type=click.Choice(["open", "paid", "cancelled"]))
@click.pass_obj
def list_orders(settings: Settings, status: str | None) -> None:
    """Show the orders."""
    conn = connect(settings)
    try:
        for order_id, email, state, cents in ReportService(settings, conn).orders(status):
            click.echo(f"{order_id:6} {email:30} {state.value:10} {cents / 100:10.2f}")
    finally:
        conn.close()


@cli.command()
@click.argument("file", type=click.File("w", lazy=False))
@click.pass_obj
def export(settings, file):
    """Write all order lines as CSV."""
    conn = connect(settings)
    try:
        click.echo(f"{ReportService(settings, conn).export(file)} lines", err=True)
    finally:
        conn.close()


@cli.command()
@click.pass_obj
def report(settings: Settings) -> None:
    """Sales so far."""
    conn = connect(settings)
    try:
        summary = ReportService(settings, conn).summary()
    finally:
        conn.close()
    click.echo(f"{summary['customers']} customers paid {summary['cents'] / 100:.2f}")
    for sku, sold in summary["best_sellers"]:
        click.echo(f"  {sku:10} {sold:6}")


if __name__ == "__main__":
    cli()
