"""Exceptions of requests stay what they are, since requests stays."""

import http.server
import sqlite3
import threading

import requests


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path != "/missing"
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(b"one\ntwo\n")

    def log_message(self, *args):
        pass


def served():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def fetched(url):
    response = requests.get(url, timeout=5)
    response.raise_for_status()
    return response.text


def store(conn, url):
    try:
        text = fetched(url)  # -> text = await asyncio.to_thread(fetched, url)
    except requests.exceptions.HTTPError as error:  # stays
        text = f"error {error.response.status_code}"
    except requests.ConnectionError:
        text = "nobody there"
    conn.execute("INSERT INTO page VALUES (?)", (text,))


def main():
    server = served()
    url = f"http://127.0.0.1:{server.server_port}"
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE page (text TEXT)")
    for address in (url, url + "/missing", "http://127.0.0.1:1"):
        store(conn, address)
    print(conn.execute("SELECT text FROM page").fetchall())
    conn.close()
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    main()
