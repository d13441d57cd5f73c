"""`requests` has no asynchronous form of its own: what calls it goes to a thread, and a session stays in there."""

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
    response = requests.get(url, timeout=5, headers={"Accept": "*/*"})
    return response.status_code, response.text.split()


def store(conn, url):
    status, words = fetched(url)  # -> status, words = await asyncio.to_thread(fetched, url)
    conn.executemany("INSERT INTO word VALUES (?)", [(word,) for word in words])
    return status, requests.head(url, timeout=5).status_code


def main():
    server = served()
    url = f"http://127.0.0.1:{server.server_port}"
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE word (word TEXT)")
    print(store(conn, url), conn.execute("SELECT word FROM word").fetchall())
    conn.close()
    server.shutdown()  # -> await asyncio.to_thread(server.shutdown)
    server.server_close()


if __name__ == "__main__":
    main()
