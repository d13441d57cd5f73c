import sqlite3
import tempfile
from pathlib import Path

PATH = str(Path(tempfile.mkdtemp(), "db"))


def connect():  # twin
    return sqlite3.connect(PATH)


def setting(name):  # twin
    conn = connect()
    try:
        conn.execute("CREATE TABLE IF NOT EXISTS setting (name TEXT, value TEXT)")
        row = conn.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return row[0] if row else name.upper()
    finally:
        conn.close()


LANGUAGE = setting("language")  # -> return await setting_async("language")


def described(theme=setting("theme")):  # -> async def described(theme=setting("theme")):
    return f"{LANGUAGE} {theme}"  # -> return f"{await LANGUAGE()} {theme}"
