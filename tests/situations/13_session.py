"""A session of requests: its calls go to a thread one by one."""

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


class Client:
    def __init__(self, conn, url):
        self.conn = conn
        self.url = url
        self.session = requests.Session()

    def words(self, path):
        response = self.session.get(self.url + path, timeout=5)  # -> response = await asyncio.to_thread(self.session.get, self.url + path, timeout=5)
        for word in response.text.split():
            self.conn.execute("INSERT INTO word VALUES (?)", (word,))
        return response.status_code

    def close(self):
        self.session.close()


def main():
    server = served()
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE word (word TEXT)")
    client = Client(conn, f"http://127.0.0.1:{server.server_port}")
    print(client.words("/"), client.words("/missing"), conn.execute("SELECT count(*) FROM word").fetchone())
    client.close()
    with requests.Session() as session:
        print(session.get(client.url, timeout=5).status_code)
    conn.close()
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    main()
