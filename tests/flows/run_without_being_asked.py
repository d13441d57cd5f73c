"""What Python runs without being asked would block the event loop: who makes it do so stays synchronous."""

import copy
import operator
import sqlite3
import time
from dataclasses import dataclass, field


def count():
    conn = sqlite3.connect(":memory:")
    found = conn.execute("SELECT 3").fetchone()[0]
    conn.close()
    return found


class Text:
    def __str__(self):
        return f"text {count()}"  # refused: ASY101


class Length:
    def __len__(self):
        return count()  # refused: ASY101


class Attributes:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return count()  # refused: ASY101


class Missing(dict):
    def __missing__(self, key):
        return count()  # refused: ASY101


class Same:
    def __eq__(self, other):
        return count() == 3  # refused: ASY101

    def __hash__(self):
        return count()  # refused: ASY101


class Copied:
    def __deepcopy__(self, memo):
        return count()  # refused: ASY101


class Hooked:
    def __init_subclass__(cls):
        cls.found = count()  # refused: ASY101


class Property:
    @property
    def found(self):
        return count()  # refused: ASY102


@dataclass
class Made:
    found: int = field(default_factory=count)  # refused: ASY201


def texts():
    time.sleep(0)
    print(Text(), [str(Text())], f"{Text()}", "%s" % Text())  # refused: ASY211


def lengths():
    time.sleep(0)
    if Length():  # refused: ASY211
        print("long")


def attributes():
    time.sleep(0)
    print(Attributes().name)  # refused: ASY211


def items():
    time.sleep(0)
    print(Missing()["key"])  # refused: ASY211


def equals():
    time.sleep(0)
    print([Same()].index(Same()))  # refused: ASY211


def keys():
    time.sleep(0)
    print(len({Same(): 1}))  # refused: ASY211


def copies():
    time.sleep(0)
    print(copy.deepcopy([Copied()]))  # refused: ASY211


def classes():
    time.sleep(0)

    class Local(Hooked):  # refused: ASY211
        pass

    print(Local.found)


def properties():
    time.sleep(0)
    print(operator.attrgetter("found")(Property()))  # refused: ASY211


def made():
    time.sleep(0)
    print(Made())  # refused: ASY211 ASY202


def main():
    texts()
    lengths()
    attributes()
    items()
    equals()
    keys()
    copies()
    classes()
    properties()
    made()


if __name__ == "__main__":
    main()
