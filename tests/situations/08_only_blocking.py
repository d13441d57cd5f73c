"""No driver at all: coroutines that are there block on a client of HTTP, on a process, on a function that does."""

import asyncio
import http.server
import subprocess
import sys
import threading

import requests


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"here")

    def log_message(self, *args):
        pass


def echoed(word):
    command = [sys.executable, "-c", f"print({word!r})"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


async def page(url):
    return requests.get(url, timeout=5).text  # -> return (await asyncio.to_thread(requests.get, url, timeout=5)).text


async def both(url):
    found = await page(url)  # stays
    return found, echoed(found)  # -> return found, await asyncio.to_thread(echoed, found)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()

if __name__ == "__main__":
    print(asyncio.run(both(f"http://127.0.0.1:{server.server_port}")))
    server.shutdown()
    server.server_close()
