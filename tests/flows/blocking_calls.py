"""What only blocks, and has no asynchronous counterpart, goes to a thread where the event loop would wait for it."""

import sqlite3
import subprocess
import sys
import threading


def ask(text):
    command = [sys.executable, "-S", "-E", "-c", f"print({text!r})"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


class Version:
    def __init__(self, name):
        self.text = ask(name)


def answers(texts):
    for text in texts:
        yield ask(text)


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
    conn.close()


if __name__ == "__main__":
    main()
