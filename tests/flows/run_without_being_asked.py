"""What Python runs without being asked would block the event loop: who makes it do so stays synchronous."""

import collections
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
        return f"text {count()}"


class Length:
    def __len__(self):
        return count()


class Attributes:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return count()


class Missing(dict):
    def __missing__(self, key):
        return count()


class Same:
    def __eq__(self, other):
        return count() == 3

    def __hash__(self):
        return count()


class Copied:
    def __deepcopy__(self, memo):
        return count()


class Hooked:
    def __init_subclass__(cls):
        cls.found = count()


class Property:
    @property
    def found(self):
        return count()


@dataclass
class Made:
    found: int = field(default_factory=count)


def texts():
    time.sleep(0)
    print(Text(), [str(Text())], f"{Text()}", "%s" % Text())


def lengths():
    time.sleep(0)
    if Length():
        print("long")


def attributes():
    time.sleep(0)
    print(Attributes().name)


def items():
    time.sleep(0)
    print(Missing()["key"])


def equals():
    time.sleep(0)
    print([Same()].index(Same()))


def keys():
    time.sleep(0)
    print(len({Same(): 1}))


def copies():
    time.sleep(0)
    print(copy.deepcopy([Copied()]))


def classes():
    time.sleep(0)

    class Local(Hooked):
        pass

    print(Local.found)


def properties():
    time.sleep(0)
    print(operator.attrgetter("found")(Property()))


def made():
    time.sleep(0)
    print(Made())


def apart():
    time.sleep(0)
    print(collections.OrderedDict(a=1))


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
    apart()


if __name__ == "__main__":
    main()
