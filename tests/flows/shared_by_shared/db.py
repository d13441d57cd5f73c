"""Two values, one made of the other; and a function that is a method of the first."""

import sqlite3

conn = sqlite3.connect(":memory:", isolation_level=None)
cur = conn.cursor()
run = conn.execute
names = [name for (name,) in conn.execute("SELECT 'a' UNION SELECT 'b'")]
