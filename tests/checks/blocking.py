"""Calls that stop the event loop, and the same ones where they do not."""

import asyncio
import contextlib
import functools
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import requests


def fetch(url):
    return parse(requests.get(url))


def parse(response):
    time.sleep(0.1)
    return response.text


def plain(number):
    return number + 1


class Repo:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def names(self):
        return [row[0] for row in self.conn.execute("SELECT name FROM item")]

    def rows(self):
        for row in self.conn.execute("SELECT name FROM item"):
            yield row

    def __enter__(self):
        self.conn.execute("BEGIN")
        return self

    def __exit__(self, *error):
        pass

    @property
    def total(self):
        return self.conn.execute("SELECT sum(price) FROM item").fetchone()



@contextlib.contextmanager
def transaction(repo):
    yield repo.conn
    repo.conn.commit()


async def directly(process):
    time.sleep(1)  # found: ASY601
    requests.get("https://example.org")  # found: ASY601
    subprocess.run(["true"], check=True)  # found: ASY601
    session = requests.Session()
    session.get("https://example.org")  # found: ASY601
    started = subprocess.Popen(["true"])  # found: ASY601
    started.wait()  # found: ASY601
    print(plain(1))


async def through_others():
    fetch("https://example.org")  # found: ASY601
    repo = Repo("shop.db")  # found: ASY601
    repo.names()  # found: ASY601
    for row in repo.rows():  # found: ASY601
        print(row)
    with repo:  # found: ASY601
        pass
    with transaction(repo):  # found: ASY601
        pass
    print(repo.total)  # found: ASY601
    print(sorted(["a"], key=fetch))  # found: ASY601
    print([fetch(url) for url in ("a", "b")])  # found: ASY601
    call = functools.partial(fetch, "a")
    call()  # found: ASY601


async def in_threads():
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(fetch, "a")
    await loop.run_in_executor(None, fetch, "a")
    await loop.run_in_executor(None, functools.partial(fetch, "a"))
    await asyncio.to_thread(time.sleep, 1)
    threading.Thread(target=fetch, args=("a",)).start()
    await asyncio.to_thread(lambda: fetch("a"))


async def called_back():
    asyncio.get_running_loop().call_soon(tick)
    asyncio.get_running_loop().call_later(5, plain, 1)


def tick():
    time.sleep(1)  # found: ASY601


async def files(name):
    with open(name) as file:  # found: ASY608
        print(file.read())  # found: ASY608
    (Path(name).parent / "b").write_text("b")  # found: ASY608
    load(name)  # found: ASY608
    await asyncio.to_thread(load, name)
    print(Path(name).parent / "c", Path(name).name)


def load(name):
    return Path(name).read_text()


async def threads():
    done = threading.Event()
    done.wait()  # found: ASY601
    lock = threading.Lock()
    lock.acquire()  # found: ASY601
    if lock.acquire(blocking=False) or lock.acquire(False):
        lock.release()
    with lock:
        done.set()
    thread = threading.Thread(target=tick)
    thread.start()
    thread.join()  # found: ASY601


async def allowed():
    time.sleep(0)  # asyncify: ignore[ASY601]
    quiet()
    time.sleep(0)  # asyncify: ignore[ASY602]  # found: ASY601


def quiet():
    time.sleep(0)  # asyncify: ignore


async def loop_in_loop():
    asyncio.run(called_back())  # found: ASY605
    start()  # found: ASY605


def start():
    asyncio.run(called_back())


def main():
    time.sleep(1)
    fetch("https://example.org")
    asyncio.run(through_others())
