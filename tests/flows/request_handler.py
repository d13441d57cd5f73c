"""Handlers of an HTTP server that answers each request in a thread; all of them share one event loop."""

import http.server
import sqlite3
import threading
import urllib.request


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.answer().encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self):
        connection = sqlite3.connect(":memory:")
        try:
            return str(connection.execute("SELECT 40 + ?", (len(self.path),)).fetchone()[0])
        finally:
            connection.close()

    def log_message(self, format, *args):
        pass


def main():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        base = f"http://127.0.0.1:{server.server_port}"
        for path in ("/", "/a"):
            with urllib.request.urlopen(base + path) as answer:
                print(answer.read().decode())
        server.shutdown()
        thread.join()


main()
