"""A thread's target stays for the thread; who calls it besides, and waits, has a twin of it."""

import sqlite3
import threading

results = []


def work(path, name):  # twin
    conn = sqlite3.connect(path)
    results.append(conn.execute("SELECT ?", (name,)).fetchone()[0])
    conn.close()


def main():
    thread = threading.Thread(target=work, args=(":memory:", "a"))  # stays
    thread.start()
    thread.join()  # -> await asyncio.to_thread(thread.join)
    work(":memory:", "b")  # -> await work_async(":memory:", "b")
    print(results)


if __name__ == "__main__":
    main()
