"""Who may sign in is found by an index: people are disabled and given another role as well."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('operator_added', 'operator_disabled', 'operator_role_set')"


def upgrade() -> None:
    """The index over all three kinds."""
    op.drop_index("entry_operators", "entry")
    op.create_index(
        "entry_operators",
        "entry",
        ["incident", "seq"],
        sqlite_where=sa.text(_KINDS),
        postgresql_where=sa.text(_KINDS),
    )


def downgrade() -> None:
    """Never: what was recorded is not removed."""
    raise NotImplementedError("a ledger goes forward only")
