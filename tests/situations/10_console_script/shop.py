import sqlite3


def run(argv=()):  # -> return asyncio.run(_run(argv))
    """What the console script calls."""
    conn = sqlite3.connect(":memory:")
    print(conn.execute("SELECT ?", (len(argv),)).fetchone()[0])
    conn.close()
    return 0
