"""Flask calls views and handlers from threads of its own; they share one event loop, and `flask.g` a connection."""

import sqlite3
import tempfile
import threading
from contextlib import closing
from pathlib import Path

from notes.web import create_app


def prepare(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT)")
        connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, author INTEGER, body TEXT)")
        connection.execute("INSERT INTO author (name) VALUES ('ann')")
        connection.commit()


def use(app):
    client = app.test_client()
    ann = {"X-Author": "ann"}
    print(client.get("/static-text").text)
    print(client.post("/", json={"body": "one"}).status_code)
    print(client.post("/", json={"body": "one"}, headers=ann).get_json())
    print(client.post("/", json={"body": "two"}, headers=ann).get_json())
    print(client.get("/").get_json())
    print(client.get("/2").get_json())
    print(client.get("/9").get_json())
    print(client.delete("/1").status_code, client.get("/count").text)
    answers = []

    def ask():
        answers.append(app.test_client().get("/count").text)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(answers)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "notes.db")
        prepare(path)
        use(create_app(path))
