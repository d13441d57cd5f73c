"""Views of Flask keep their names and run their coroutine on one event loop for all."""

import sqlite3

from flask import Flask, abort, g, request

app = Flask(__name__)


def connection():
    if "conn" not in g:
        g.conn = sqlite3.connect(":memory:")
    return g.conn


@app.teardown_appcontext
def close(error):
    conn = g.pop("conn", None)
    if conn is not None:
        conn.close()  # -> await conn.close()


@app.before_request
def check():  # stays
    if request.args.get("bad"):
        abort(400)


@app.get("/<int:number>")
def twice(number):
    return str(connection().execute("SELECT ? * 2", (number,)).fetchone()[0])  # -> return run_coroutine(_twice(number))


def main():
    client = app.test_client()
    print(client.get("/4").text, client.get("/4?bad=1").status_code, client.get("/5").text)


if __name__ == "__main__":
    main()
