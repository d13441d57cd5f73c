"""An attribute that SQLAlchemy loads when it is read."""  # slow

import sqlite3

from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    items: Mapped[list["Item"]] = relationship()


class Item(Base):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


def count(session):
    user = session.scalars(select(User)).one()
    return len(user.items)


def main():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    conn = sqlite3.connect(":memory:")
    with Session(engine) as session:
        session.add(User(items=[Item(), Item()]))
        session.commit()  # told: ASY401
        print(count(session), conn.execute("SELECT 1").fetchone())  # told: ASY401
    conn.close()
    engine.dispose()


if __name__ == "__main__":
    main()
