"""A function imports a module, perhaps on the event loop: that module must not wait for the loop meanwhile."""

from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    from late import count

    return str(count())


print(app.test_client().get("/").text)
