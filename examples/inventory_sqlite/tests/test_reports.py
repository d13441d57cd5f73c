import io
import sqlite3
import unittest

from inventory import db, reports
from inventory.services import InventoryService


class ReportsTest(unittest.TestCase):
    def setUp(self):
        self.conn = sqlite3.connect(":memory:")
        self.conn.row_factory = sqlite3.Row
        db.migrate(self.conn)
        service = InventoryService(self.conn)
        service.add_warehouse("north")
        service.add_warehouse("south")
        service.add_product("HAM-1", "Claw hammer", 1250)
        service.add_product("SAW-1", "Hand saw", 1999)
        service.receive("HAM-1", "north", 4)
        service.receive("SAW-1", "north", 10)
        self.service = service

    def tearDown(self):
        self.conn.close()

    def test_value_by_warehouse(self):
        self.assertEqual(reports.value_by_warehouse(self.conn), {"north": 24990, "south": 0})
        self.assertEqual(reports.total_value(self.conn), 24990)

    def test_low_stock(self):
        self.assertEqual([line.sku for line in reports.low_stock(self.conn, 5)], ["HAM-1"])

    def test_stream_can_be_left_early(self):
        for line in reports.stream_stock(self.conn):
            first = line
            break
        self.assertEqual(first.value_cents, 5000)

    def test_csv(self):
        out = io.StringIO()
        self.assertEqual(reports.write_csv(self.conn, out), 2)
        self.assertEqual(out.getvalue().splitlines()[1], "HAM-1,Claw hammer,north,4,50.00")

    def test_pages(self):
        self.assertEqual(reports.page_of_products(self.conn, 0, size=1), (["HAM-1  Claw hammer"], True))
        self.assertEqual(reports.page_of_products(self.conn, 1, size=1), (["SAW-1  Hand saw"], False))

    def test_negative_stock_is_refused_by_the_database(self):
        with self.assertRaises(sqlite3.IntegrityError):
            self.conn.execute("UPDATE stock SET quantity = -1")


if __name__ == "__main__":
    unittest.main()
