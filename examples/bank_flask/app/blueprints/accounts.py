from flask import Blueprint, current_app, jsonify, request

from app.services import AccountService, NotFound

accounts = Blueprint("accounts", __name__)
service = AccountService()


@accounts.errorhandler(NotFound)
def not_found(error):
    return jsonify(error=str(error)), 404


@accounts.route("/", methods=["GET", "POST"])
def collection():
    if request.method == "POST":
        data = request.get_json()
        account = service.open(data["owner"], data.get("balance", "0"))
        current_app.logger.info("opened %s", account.id)
        return jsonify(account.to_json()), 201
    return jsonify([account.to_json() for account in service.repository.all()])


@accounts.route("/<int:id>")
def one(id):
    return jsonify(service.repository.get(id).to_json())


@accounts.route("/<int:id>/transfer", methods=["POST"])
def transfer(id):
    data = request.get_json()
    account = service.transfer(id, data["to"], data["amount"])
    return jsonify(account.to_json())
