"""Runs programs one after the other, each in a fork of a process that has imported what they all import.

A line on standard input is a JSON list: the folder to run in, the program, and what the main thread may not open
connections in: "" in nothing, "program" in the whole program, "loop" while its event loop runs.
The answer is a JSON list: exit status, standard output, standard error.
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import signal
import sqlite3  # noqa: F401  (what the programs would import each)
import sys
import tempfile
import threading
from pathlib import Path

import aiosqlite  # noqa: F401

SECONDS = 60


def audit(event: str, args: object) -> None:
    if event == "sqlite3.connect" and threading.current_thread() is threading.main_thread():
        if task is not None and task[1] == "loop" and asyncio._get_running_loop() is None:
            return
        raise AssertionError("a synchronous sqlite3.connect is left")


def serve() -> tuple[str, str] | None:
    """In the parent: serves to the end of the input, then None. In each child: the program to run."""
    for line in sys.stdin:
        folder, program, guarded = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if not child:
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                os.chdir(folder)
                return program, guarded
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode())
        sys.stdout.write(json.dumps([status, *texts]) + "\n")
        sys.stdout.flush()
    return None


if __name__ == "__main__":
    task = serve()
    if task is not None:
        signal.alarm(SECONDS)
        if task[1]:
            sys.addaudithook(audit)
        sys.path[0], sys.argv = str(Path.cwd()), [task[0]]
        runpy.run_path(task[0], run_name="__main__")
