import functools

from flask import Blueprint, Flask, abort, g, jsonify, request
from flask.views import MethodView

from . import db

bp = Blueprint("notes", __name__)


def author_required(view):
    @functools.wraps(view)
    def wrapped(**kwargs):
        if g.author is None:
            abort(401)
        return view(**kwargs)

    return wrapped


@bp.before_app_request
def load_author():
    name = request.headers.get("X-Author")
    g.author = None
    if name is not None:
        g.author = db.get_db().execute("SELECT id, name FROM author WHERE name = ?", (name,)).fetchone()


@bp.get("/")
def index():
    return jsonify([dict(row) for row in db.get_db().execute("SELECT id, body FROM note ORDER BY id")])


@bp.post("/")
@author_required
def create():
    connection = db.get_db()
    with connection:
        cursor = connection.execute(
            "INSERT INTO note (author, body) VALUES (?, ?)", (g.author["id"], request.get_json()["body"])
        )
    return jsonify(id=cursor.lastrowid), 201


class Note(MethodView):
    """One note."""

    def get(self, number):
        row = db.get_db().execute("SELECT id, body FROM note WHERE id = ?", (number,)).fetchone()
        if row is None:
            abort(404)
        return dict(row)

    def delete(self, number):
        db.get_db().execute("DELETE FROM note WHERE id = ?", (number,))
        db.get_db().commit()
        return "", 204


def count():
    """How many there are."""
    return str(db.get_db().execute("SELECT count(*) FROM note").fetchone()[0])


def create_app(database):
    app = Flask(__name__)
    app.config["DATABASE"] = database
    db.init_app(app)
    app.register_blueprint(bp)
    app.add_url_rule("/count", view_func=count)
    app.add_url_rule("/<int:number>", view_func=Note.as_view("note"))

    @app.errorhandler(404)
    def missing(error):
        known = db.get_db().execute("SELECT max(id) FROM note").fetchone()[0]
        return jsonify(last=known), 404

    @app.route("/static-text")
    def text():
        return "no database"

    return app
