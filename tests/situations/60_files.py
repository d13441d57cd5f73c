"""Files, read and written between statements: `open`, `Path`, `json`, a file in a `with` beside a connection."""

import json
import sqlite3
import tempfile
from pathlib import Path


def settings(path):
    with open(path) as file:
        return json.load(file)


def export(conn, path):
    with conn, open(path, "w") as file:  # told: ASY408
        for name, count in conn.execute("SELECT name, count FROM item ORDER BY name"):
            file.write(f"{name},{count}\n")  # told: ASY408


def load(conn, path):
    for line in path.read_text().splitlines():  # told: ASY408
        name, count = line.split(",")
        conn.execute("INSERT INTO item VALUES (?, ?)", (name, int(count)))


def main():
    with tempfile.TemporaryDirectory() as name:  # told: ASY408
        folder = Path(name)
        (folder / "settings.json").write_text('{"path": ":memory:"}')  # told: ASY408
        (folder / "in.csv").write_text("tea,2\nmilk,1\n")  # told: ASY408
        conn = sqlite3.connect(settings(folder / "settings.json")["path"])  # told: ASY408
        conn.execute("CREATE TABLE item (name TEXT, count INTEGER)")
        load(conn, folder / "in.csv")
        export(conn, folder / "out.csv")
        print((folder / "out.csv").read_text(), end="")  # told: ASY408
        conn.close()


if __name__ == "__main__":
    main()
