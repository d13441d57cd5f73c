import missing_accelerator


def answer(conn):
    return missing_accelerator.answer(conn.execute("SELECT 'fast'").fetchone())
