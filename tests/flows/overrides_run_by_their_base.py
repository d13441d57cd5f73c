"""What inherits from a class outside is called by it: a visitor, an encoder, a log handler, a file for `print`."""

import ast
import json
import logging
import sqlite3
import time
import weakref


def count():
    conn = sqlite3.connect(":memory:")
    found = conn.execute("SELECT 3").fetchone()[0]
    conn.close()
    return found


class Visitor(ast.NodeVisitor):
    def visit_Name(self, node):
        print(node.id, count())  # refused: ASY108


class Encoder(json.JSONEncoder):
    def default(self, o):
        return count()  # refused: ASY108


class Handler(logging.Handler):
    def emit(self, record):
        print(record.getMessage(), count())  # refused: ASY108


class Stream:
    def write(self, text):
        count()

    def flush(self):
        pass


def visit():
    time.sleep(0)
    Visitor().visit(ast.parse("name"))  # refused: ASY211


def encode():
    time.sleep(0)
    print(json.dumps({1: {2}}, cls=Encoder))  # refused: ASY211


def log():
    time.sleep(0)
    logger = logging.getLogger("overrides")
    logger.addHandler(Handler())
    logger.warning("text")  # refused: ASY211


def write():
    print("text", file=Stream())  # refused: ASY201


def gone():
    stream = Stream()
    reference = weakref.ref(stream, lambda _: print(count()))  # refused: ASY104
    del stream
    return reference


def evaluated():
    return count()


def main():
    visit()
    encode()
    log()
    write()
    gone()
    print(eval("evaluated()"))  # refused: ASY211 ASY201


if __name__ == "__main__":
    main()
