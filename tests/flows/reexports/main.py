"""Names handed on by packages, under other names and by assignment."""

import store
from store import Repository, open_database


def main():
    conn = open_database(":memory:")
    repo = Repository(conn)
    print(repo.answer(), store.helper(conn), store.impl.answer(conn))
    conn.close()


if __name__ == "__main__":
    main()
