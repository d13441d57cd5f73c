"""SQLAlchemy has no model yet: its calls stay, and are told where a coroutine makes them."""  # slow

import sqlite3

from sqlalchemy import String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))


def names(engine):
    with Session(engine) as session:
        session.add(Item(name="a"))
        session.commit()
        return [item.name for item in session.query(Item).order_by(Item.name)]


def main():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    conn = sqlite3.connect(":memory:")
    print(names(engine), conn.execute("SELECT 1").fetchone())  # told: ASY401
    conn.close()
    engine.dispose()


if __name__ == "__main__":
    main()
