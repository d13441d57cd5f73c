"""Commands of click stay, with their decorators, and run the coroutine behind them."""

import sqlite3

import click


@click.group()
def cli():
    pass


@cli.command()
@click.argument("name")
@click.option("--times", default=1)
def add(name, times):  # -> async def _add(name, times):
    conn = sqlite3.connect(":memory:")
    try:
        click.echo(conn.execute("SELECT ?", (name * times,)).fetchone()[0])  # -> click.echo((await (await conn.execute("SELECT ?", (name * times,))).fetchone())[0])
    finally:
        conn.close()


if __name__ == "__main__":
    cli(["add", "ab", "--times", "2"], standalone_mode=False)
