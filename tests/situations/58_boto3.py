"""boto3 has no asynchronous form of its own: what calls it goes to a thread."""  # slow

import http.server
import sqlite3
import threading

import boto3


class Handler(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


def client_of(url):
    return boto3.client(
        "s3", endpoint_url=url, region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
    )


def stored(conn, client, name):
    answer = client.put_object(Bucket="shop", Key=name, Body=b"text")  # -> answer = await asyncio.to_thread(client.put_object, Bucket="shop", Key=name, Body=b"text")
    conn.execute("INSERT INTO file VALUES (?)", (name,))
    return answer["ResponseMetadata"]["HTTPStatusCode"]


SERVER = http.server.HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=SERVER.serve_forever, daemon=True).start()
CLIENT = client_of(f"http://127.0.0.1:{SERVER.server_port}")


def main():
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE file (name TEXT)")
    print(stored(conn, CLIENT, "a"), conn.execute("SELECT name FROM file").fetchall())
    conn.close()
    CLIENT.close()
    SERVER.shutdown()
    SERVER.server_close()


if __name__ == "__main__":
    main()
