import logging
import os

from flask import Flask, jsonify

from app.config import Config
from app.db import close_pool, get_cursor, init_pool

logger = logging.getLogger(__name__)


def create_app(config=None):
    app = Flask(__name__)
    app.config.from_object(config or Config())
    init_pool(app.config["DATABASE_URL"], app.config["POOL_MIN"], app.config["POOL_MAX"])

    from app.blueprints.accounts import accounts
    from app.blueprints.reports import reports

    app.register_blueprint(accounts, url_prefix="/accounts")
    app.register_blueprint(reports, url_prefix="/reports")

    @app.errorhandler(ValueError)
    def bad_request(error):
        logger.warning("bad request: %s", error)
        return jsonify(error=str(error)), 400

    @app.route("/ping")
    def ping():
        with get_cursor() as cur:
            cur.execute("SELECT 1")
            cur.fetchone()
        return "pong"

    return app
