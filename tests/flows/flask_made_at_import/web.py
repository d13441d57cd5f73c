from flask import Flask
from flask.views import MethodView
from flask_restful import Api, Resource

from store import make_store

app = Flask(__name__)
api = Api(app)


class Note(Resource):
    def __init__(self, store):
        self.store = store

    def post(self, text):
        self.store.add(text)
        return {"added": text}, 201


class Notes(MethodView):
    def __init__(self, store, separator):
        self.store = store
        self.separator = separator

    def get(self):
        return self.separator.join(self.store.all())


store = make_store()  # -> store = run_coroutine(make_store())
api.add_resource(Note, "/note/<text>", resource_class_kwargs={"store": store})
app.add_url_rule("/notes", view_func=Notes.as_view("notes", store, separator=", "))
