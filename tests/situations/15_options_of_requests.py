"""What other HTTP clients lack or name otherwise keeps working: adapters, streams, `verify=`, hooks."""

import http.server
import sqlite3
import threading

import requests
from requests.adapters import HTTPAdapter


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


def lines(url):
    seen = []
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=1))
        session.hooks["response"].append(lambda response, **kwargs: seen.append(response.ok))
        with session.get(url, stream=True, verify=False, timeout=5, proxies={}) as response:  # stays
            return [line.decode() for line in response.iter_lines()], seen


def store(conn, url):
    found, seen = lines(url)  # -> found, seen = await asyncio.to_thread(lines, url)
    conn.executemany("INSERT INTO line VALUES (?)", [(line,) for line in found])
    return seen


def main():
    server = served()
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE line (line TEXT)")
    print(store(conn, f"http://127.0.0.1:{server.server_port}"), conn.execute("SELECT line FROM line").fetchall())
    conn.close()
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    main()
