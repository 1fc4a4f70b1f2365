"""An entry is taken only in the place after the last of its chain, with the chain value there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ooh_console.ledger import guards, postgres_guards

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The guard, anew where somebody made one of that name."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(sa.text(f"DROP TRIGGER IF EXISTS {guards.PLACE}"))
        op.execute(sa.text(guards.PLACE_GUARD))
    else:
        op.execute(sa.text(f"DROP TRIGGER IF EXISTS {guards.PLACE} ON entry"))
        for statement in postgres_guards.statements((guards.PLACE,)):
            op.execute(sa.text(statement))


def downgrade() -> None:
    """Never: what was recorded is not removed."""
    raise NotImplementedError("a ledger goes forward only")
