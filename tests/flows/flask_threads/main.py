"""Beside Flask's views: a thread of its own, an application factory and a shared object use the same event loop."""

import sqlite3
import tempfile
import threading
import time
from pathlib import Path

from flask import Flask, current_app


class Database:
    def __init__(self, path):
        self.path = path

    def query(self, sql, *values):
        connection = sqlite3.connect(self.path)
        try:
            rows = connection.execute(sql, values).fetchall()
            connection.commit()
            return rows
        finally:
            connection.close()


def fill(database):
    for number in range(3):
        database.query("INSERT INTO item (name) VALUES (?)", f"item {number}")


def create_app(path):
    app = Flask(__name__)
    app.db = Database(path)
    app.db.query("CREATE TABLE item (name TEXT)")

    @app.get("/")
    def index():
        return [name for (name,) in current_app.db.query("SELECT name FROM item ORDER BY name")]

    @app.get("/slow")
    def slow():
        time.sleep(0.001)  # stays
        return "waited in its own thread"

    return app


def main():
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Path(folder, "items.db"))
        thread = threading.Thread(target=fill, args=(app.db,))
        thread.start()
        thread.join()
        client = app.test_client()
        print(client.get("/").get_json(), client.get("/slow").text)


if __name__ == "__main__":
    main()
