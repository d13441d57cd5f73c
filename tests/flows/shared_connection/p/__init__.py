from .db import conn, repo
