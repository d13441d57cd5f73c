"""What stays on MySQLdb, and why."""
import MySQLdb


def raw():
    conn = MySQLdb.connect(host="db")
    conn.query("SELECT 1")
    print(conn.store_result().fetch_row())
    conn.close()


def quoted(text):
    conn = MySQLdb.connect(host="db")
    print(conn.literal(text))
    conn.close()


def encrypted():
    conn = MySQLdb.connect(host="db", ssl={"ca": "ca.pem"}, ssl_mode="VERIFY_CA")
    conn.close()


def compressed():
    conn = MySQLdb.connect(host="db", compress=True, conv={})
    conn.close()


def warned():
    conn = MySQLdb.connect(host="db")
    cur = conn.cursor()
    cur.execute("SELECT 1")
    print(cur.warning_count, cur.description_flags)
    conn.close()
