"""A view that asks its own application must not wait on the event loop that answers: each thing in it is run there."""

import sqlite3

from flask import Flask

app = Flask(__name__)


@app.route("/one")
def one():
    return "1"


@app.route("/two")
def two():
    connection = sqlite3.connect(":memory:")
    try:
        first = app.test_client().get("/one").text
        return first + str(connection.execute("SELECT 2").fetchone()[0])
    finally:
        connection.close()


print(app.test_client().get("/two").text)
