"""Random programs do the same once they are converted; `random_programs.py` judges as many of them as one likes."""

from __future__ import annotations

from collections import Counter
from textwrap import dedent

import pytest

from random_programs import FAILURES, HEADER, Verdict, judge, judge_sources

FOUND = {
    "offloaded in a generator expression": """
        def numbers(repo):
            yield wait(1)

        def main():
            repo = Repo(sqlite3.connect(":memory:"))
            print(len(dict.fromkeys(numbers(repo))), sum(x for x in (repo.get(1), wait(2)) if wait(x)))
            print(any(wait(x) > 1 for x in [1, 2, 3]), next(x for x in [3, repo.get(2)] if wait(x)))
            repo.conn.close()
        """,
    "a class to catch is computed when a generator is dropped": """
        def numbers(repo):
            try:
                yield wait(1)
            except KeyError if repo.get(2) else TypeError:
                pass

        def main():
            repo = Repo(sqlite3.connect(":memory:"))
            print(next(wait(x) for x in numbers(repo)), wait(3))
            repo.conn.close()
        """,
    "an iterator that blocks is handed to zip": """
        class Numbers:
            def __iter__(self):
                return self

            def __next__(self):
                return wait(1)

        def main():
            repo = Repo(sqlite3.connect(":memory:"))
            for number, _ in zip(Numbers(), range(3)):
                print(number, repo.get(2))
            repo.conn.close()
        """,
    "a key, and items that are made one by one": """
        def numbers():
            for number in (3, 1, 2):
                yield wait(number)

        def main():
            print(min(numbers(), key=wait), min(wait(number) for number in (2, 3)), LOG)
        """,
    "a lambda of plain values beside one that waits": """
        def main():
            for handler in (lambda x: note(x) + 2, ask, abs, lambda x: wait(x)):
                print(handler(-3), LOG)
        """,
}
"""What random programs found, made small."""


@pytest.fixture(scope="module")
def judged() -> dict[str, Verdict]:
    end = '\n\nif __name__ == "__main__":\n    main()\n'
    sources = {number: HEADER + dedent(text) + end for number, text in enumerate(FOUND.values())}
    return dict(zip(FOUND, judge_sources(sources), strict=True))


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_once(name: str, judged: dict[str, Verdict]) -> None:
    assert judged[name].verdict in ("same", "partly", "refused"), judged[name].detail


@pytest.mark.parametrize(
    "seeds", [range(1, 11), pytest.param(range(11, 121), marks=pytest.mark.slow)], ids=str
)
def test_random_programs_do_the_same_once_converted(seeds: range) -> None:
    verdicts = list(judge(seeds))
    wrong = [item for item in verdicts if item.verdict in FAILURES]
    assert not wrong, f"{wrong[0].seed}: {wrong[0].verdict}: {wrong[0].detail}\n{wrong[0].source}"
    counted = Counter(item.verdict for item in verdicts)
    assert counted["same"] > len(verdicts) / 3, counted
    assert counted["invalid"] < len(verdicts) / 8, counted
