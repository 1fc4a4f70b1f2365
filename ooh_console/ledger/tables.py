"""The tables of the ledger: the one definition, from which migrations are made.

Importing this module is slow (SQLModel); only a migration and the tests do.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

OF_OPERATORS = "kind IN ('operator_added', 'operator_disabled', 'operator_role_set')"


class EntryRow(SQLModel, table=True):
    """One entry: what was signed, then its place in the chain. Times are UTC text as written."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("incident", "seq", name="entry_place"),
        Index(
            "entry_bearing",
            "incident",
            "seq",
            sqlite_where=text("kind <> 'note'"),
            postgresql_where=text("kind <> 'note'"),
        ),
        Index(
            "entry_operators",
            "incident",
            "seq",
            sqlite_where=text(OF_OPERATORS),
            postgresql_where=text(OF_OPERATORS),
        ),
    )

    id: str = Field(sa_column=Column(Text, primary_key=True, nullable=False))
    incident: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    occurred_at: str = Field(sa_type=Text)
    recorded_at: str = Field(sa_type=Text)
    late_reason: str = Field(sa_type=Text)
    operator: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    agency: str = Field(sa_type=Text)
    desk: str = Field(sa_type=Text)
    seq: int
    digest: str = Field(sa_type=Text)
    signature: str = Field(sa_type=Text)
    prev: str = Field(sa_type=Text)
    chain: str = Field(sa_type=Text)


class ContentRow(SQLModel, table=True):
    """A kept text under its SHA-256: what an agency sent, what a screen showed."""

    __tablename__ = "content"

    digest: str = Field(sa_column=Column(Text, primary_key=True, nullable=False))
    body: str = Field(sa_type=Text)


class ScreenRow(SQLModel, table=True):
    """What a desk showed from a moment on."""

    __tablename__ = "screen"
    __table_args__ = (Index("screen_when", "incident", "shown_at"),)

    number: int | None = Field(
        default=None, sa_column=Column(Integer, primary_key=True, nullable=False)
    )
    incident: str = Field(sa_type=Text)
    desk: str = Field(sa_type=Text)
    shown_at: str = Field(sa_type=Text)
    screen: str = Field(sa_type=Text)


class LastKnownRow(SQLModel, table=True):
    """The last answer per agency, offer and query: a cache, and no evidence."""

    __tablename__ = "last_known"

    agency: str = Field(sa_column=Column(Text, primary_key=True, nullable=False))
    offer: str = Field(sa_column=Column(Text, primary_key=True, nullable=False))
    query: str = Field(sa_column=Column(Text, primary_key=True, nullable=False))
    digest: str = Field(sa_type=Text)
    fetched_at: str = Field(sa_type=Text)
    etag: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)


TABLES = tuple(
    SQLModel.metadata.tables[name] for name in ("entry", "content", "screen", "last_known")
)
