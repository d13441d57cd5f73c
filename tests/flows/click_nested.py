"""Commands that a function makes: click calls them all the same, so each stays callable. Two have one name."""

import sqlite3

import click


def build(prefix):
    @click.group()
    def cli():
        """Tools."""

    shown = 0

    @cli.command()
    @click.argument("table")
    def show(table):
        """Show it."""
        nonlocal shown
        conn = sqlite3.connect(":memory:")
        for (name,) in conn.execute("select ? union select 'b'", (table,)):
            shown += 1
            click.echo(f"{prefix} {name} {shown}")
        conn.close()

    @cli.command("count")
    def show():
        conn = sqlite3.connect(":memory:")
        click.echo(conn.execute("select 7").fetchone()[0] + shown)
        conn.close()

    return cli


@click.command("first")
def _():
    conn = sqlite3.connect(":memory:")
    click.echo(conn.execute("select 'first'").fetchone()[0])
    conn.close()


first = _


@click.command("second")
def _():
    conn = sqlite3.connect(":memory:")
    click.echo(conn.execute("select 'second'").fetchone()[0])
    conn.close()


if __name__ == "__main__":
    tools = build("x")
    tools(["show", "a"], standalone_mode=False)
    tools(["count"], standalone_mode=False)
    tools(["show", "c"], standalone_mode=False)
    first([], standalone_mode=False)
    _([], standalone_mode=False)
