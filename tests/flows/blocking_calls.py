"""What only blocks, and has no asynchronous counterpart, goes to a thread where the event loop would wait for it."""

import concurrent.futures
import http.client
import http.server
import queue
import sqlite3
import subprocess
import sys
import threading
import urllib.request


def ask(text):
    command = [sys.executable, "-S", "-E", "-c", f"print({text!r})"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


class Version:
    def __init__(self, name):
        self.text = ask(name)


def answers(texts):
    for text in texts:
        yield ask(text)


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *args):
        pass


def fetched(conn, port):
    conn.execute("SELECT 2")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/open", timeout=20) as reply:
        first = reply.read()
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    client.request("GET", url="/client")
    second = client.getresponse().read()
    client.close()
    return first, second


def later(conn):
    conn.execute("SELECT 3")
    done = threading.Event()
    threading.Timer(0.01, done.set).start()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        doubled = pool.submit(pow, 2, 5)
        return done.wait(timeout=20), doubled.result(timeout=20)


def handed_over(conn):
    work, done = queue.Queue(), queue.Queue()

    def double():
        while (number := work.get()) is not None:
            done.put(number * 2)
            work.task_done()

    worker = threading.Thread(target=double)
    worker.start()
    for number in range(3):
        conn.execute("SELECT 4")
        work.put(number)
    found = [done.get(timeout=20) for _ in range(3)]
    work.join()
    work.put(None)
    worker.join()
    return sorted(found), done.empty()


def main():
    conn = sqlite3.connect(":memory:")
    print(conn.execute("SELECT 1").fetchone())
    process = subprocess.Popen(
        [sys.executable, "-S", "-E", "-c", "print(3)"], stdout=subprocess.PIPE, text=True
    )
    out, _ = process.communicate(timeout=20)
    print(out.strip(), ask("one"), [ask(text) for text in "ab"], list(answers("cd")), Version("two").text)
    thread = threading.Thread(target=ask, args=("three",))
    thread.start()
    thread.join()
    server = http.server.HTTPServer(("127.0.0.1", 0), Page)
    serving = threading.Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    print(fetched(conn, server.server_port), later(conn), handed_over(conn))
    server.shutdown()
    serving.join()
    server.server_close()
    conn.close()


if __name__ == "__main__":
    main()
