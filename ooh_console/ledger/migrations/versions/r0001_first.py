"""The first tables: entries, kept content, screens shown, last known answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ooh_console.ledger import guards, postgres_guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    # By bytes, as SQLite orders: the same on every server, and quicker.
    by_bytes = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, by_bytes, nullable=False)


def upgrade() -> None:
    """Create everything, and the guards last."""
    op.create_table(
        "entry",
        *(
            _text(name)
            for name in (
                "id", "incident", "kind", "body", "occurred_at", "recorded_at", "late_reason",
                "operator", "role", "agency", "desk",
            )
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        *(_text(name) for name in ("digest", "signature", "prev", "chain")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("incident", "seq", name="entry_place"),
    )  # fmt: skip
    for name, where in (
        ("entry_bearing", "kind <> 'note'"),
        ("entry_operators", "kind = 'operator_added'"),
    ):
        op.create_index(
            name,
            "entry",
            ["incident", "seq"],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_table("content", _text("digest"), _text("body"), sa.PrimaryKeyConstraint("digest"))
    op.create_table(
        "screen",
        sa.Column("number", sa.Integer(), nullable=False),
        *(_text(name) for name in ("incident", "desk", "shown_at", "screen")),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("screen_when", "screen", ["incident", "shown_at"])
    op.create_table(
        "last_known",
        *(
            _text(name)
            for name in (
                "agency", "offer", "query", "digest", "fetched_at", "etag", "state", "reason",
            )
        ),
        sa.PrimaryKeyConstraint("agency", "offer", "query"),
    )  # fmt: skip
    if op.get_bind().dialect.name == "sqlite":
        for statement in guards.FIRST.values():
            op.execute(sa.text(statement))
    else:
        # Which transaction added an entry: by that a desk finds what it has not seen yet.
        op.execute(sa.text("ALTER TABLE entry ADD tx xid8 NOT NULL DEFAULT pg_current_xact_id()"))
        op.create_index("entry_tx", "entry", ["tx"])
        for statement in postgres_guards.statements(postgres_guards.FIRST):
            op.execute(sa.text(statement))


def downgrade() -> None:
    """Never: what was recorded is not removed."""
    raise NotImplementedError("a ledger goes forward only")
