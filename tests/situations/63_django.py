"""Django's ORM."""  # slow

import sqlite3

import django
from django.conf import settings
from django.db import connection, models

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()


class Item(models.Model):
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "shop"


def names():
    Item.objects.create(name="a")
    return [item.name for item in Item.objects.filter(name="a")]


def main():
    with connection.schema_editor() as editor:
        editor.create_model(Item)
    conn = sqlite3.connect(":memory:")
    print(names(), conn.execute("SELECT 1").fetchone())  # refused: ASY211
    conn.close()
    connection.close()


if __name__ == "__main__":
    main()
