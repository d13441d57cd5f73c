"""A base outside the project calls the method synchronously."""

import json
import sqlite3


class Encoder(json.JSONEncoder):
    conn = None

    def default(self, value):
        return self.conn.execute("SELECT ?", (str(value),)).fetchone()[0]  # refused: ASY108


def main():
    Encoder.conn = sqlite3.connect(":memory:")
    print(json.dumps({"a": 1j}, cls=Encoder))
    Encoder.conn.close()


if __name__ == "__main__":
    main()
