"""A class that others import, under several names: each needs its import as before."""

import p
import p.repo as repo_module
from p import Repository
from p.repo import Repo


def show(repo):
    try:
        print(repo.one())
    finally:
        repo.close()


def main():
    show(Repo(":memory:"))
    show(Repository(":memory:"))
    show(p.Repository(dsn=":memory:"))
    show(repo_module.Repo(":memory:"))


def local():
    from p.repo import Repo as Inner

    show(Inner(":memory:"))


if __name__ == "__main__":
    main()
    local()
