"""What stays on pymysql, and why."""
import ssl

import pymysql
import pymysql.cursors


def timeouts():
    conn = pymysql.connect(host="db", read_timeout=5, write_timeout=None)
    conn.close()


def certificates():
    conn = pymysql.connect(host="db", ssl={"ca": "ca.pem"})
    conn.close()


def files():
    conn = pymysql.connect(host="db", ssl_ca="ca.pem", ssl_disabled=False)
    conn.close()


def option_file():
    conn = pymysql.connect(host="db", read_default_file="~/.my.cnf")
    conn.close()
    conn = pymysql.connect(read_default_group="shop")
    conn.close()


def later():
    conn = pymysql.connect(host="db", defer_connect=True)
    conn.connect()
    conn.close()


def warned():
    conn = pymysql.connect(host="db")
    with conn.cursor() as cur:
        cur.execute("SELECT 1")
        print(cur.warning_count)
    conn.close()


def described():
    conn = pymysql.connect(host="db")
    print(conn.db.decode(), conn.ssl)
    conn.close()


def encrypted(context: ssl.SSLContext):
    """Turns, with a warning."""
    conn = pymysql.connect(host="db", ssl=context, conv={**pymysql.converters.conversions})
    conn.ping()
    conn.close()


def main():
    timeouts()
    certificates()
    files()
    option_file()
    later()
    warned()
    described()
    encrypted(ssl.create_default_context())


if __name__ == "__main__":
    main()
