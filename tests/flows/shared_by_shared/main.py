"""Values that a module makes of a connection which it shares."""

import db
from db import names, run


def main():
    db.cur.execute("SELECT 7")
    print(db.cur.fetchone()[0], names, run("SELECT 2").fetchone()[0])
    print([name.upper() for name in db.names])


if __name__ == "__main__":
    main()
