from .. import db
