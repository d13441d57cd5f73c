import db
import report


class Service:
    def start(self):
        self.conn = db.connect()

    def fill(self):
        self.conn.execute("CREATE TABLE item (name, price)")
        self.conn.executemany("INSERT INTO item VALUES (?, ?)", [("a", 1), ("b", 2)])

    def report(self):
        return report.lines(self.conn)

    def stop(self):
        self.conn.close()
