import csv
import io

from flask import Blueprint, Response, jsonify

from app.db import get_cursor
from app.services import AccountService

reports = Blueprint("reports", __name__)


def rows(sql, *params):
    with get_cursor() as cur:
        cur.execute(sql, params)
        yield from cur


@reports.route("/transfers.csv")
def transfers():
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["source", "target", "amount"])
    for row in rows("SELECT source, target, amount FROM transfers WHERE amount > %s ORDER BY id", 0):
        writer.writerow([row["source"], row["target"], row["amount"]])
    return Response(out.getvalue(), mimetype="text/csv")


@reports.route("/total")
def total():
    balances = AccountService().balances()
    return jsonify(total=str(sum(balances.values())), owners=sorted(balances))
