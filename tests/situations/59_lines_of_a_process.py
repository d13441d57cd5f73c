"""The lines of a process that goes on, and what is written to it line by line."""

import sqlite3
import subprocess
import sys

ECHO = "import sys\nfor line in sys.stdin: print(line.strip() * 2, flush=True)"


def doubled(words):
    command = [sys.executable, "-S", "-E", "-c", ECHO]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for word in words:
            process.stdin.write(word + "\n")
            process.stdin.flush()
            yield process.stdout.readline().strip()
        process.stdin.close()
        for line in process.stdout:
            yield line


def main():
    conn = sqlite3.connect(":memory:")
    words = [word for (word,) in conn.execute("SELECT 'a' UNION SELECT 'b'")]
    conn.close()
    print(list(doubled(words)))  # -> print(await asyncio.to_thread(list, doubled(words)))


if __name__ == "__main__":
    main()
