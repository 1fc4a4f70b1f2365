"""What `doctor` finds of who signs in: whether somebody can review a night, and say who comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ooh_console.bootstrap import has_log, is_account, is_exercise, open_log, sealed
from ooh_console.cli.check_shapes import CheckShape
from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Unsaved
from ooh_console.domain.operators import Operators
from ooh_console.domain.roles import Role

if TYPE_CHECKING:
    from ooh_console.bootstrap import Settings

NO_MANAGER = (
    "No on-call manager signs in: nobody can review a night or sign it off, and anybody who signs "
    "in may say who else does. `ooh-console operators add NAME --role manager` adds one."
)


def lacks_manager(operators: Operators) -> bool:
    """Whether people sign in, and no on-call manager among them."""
    roles = _roles(operators)
    return bool(roles) and Role.MANAGER not in roles


def _roles(operators: Operators) -> list[str]:
    people = (one for one in operators.active if not is_account(one.name))
    return [one.role for one in people if one.role in set(Role)]


def operators(settings: Settings) -> Iterator[CheckShape]:
    """Who signs in, in numbers; nothing of an exercise, nor where the log cannot be read without a
    passphrase, which is said already."""
    try:
        if is_exercise(settings) or not has_log(settings) or sealed(settings):
            return
        with open_log(settings) as log:
            found = log.operators()
    except (CannotOpen, Unsaved, OSError):
        return
    number = len(_roles(found))
    if not number:
        return
    lacks = lacks_manager(found)
    signs = "1 person signs" if number == 1 else f"{number} people sign"
    yield CheckShape(
        about="operators",
        subject="",
        state="check" if lacks else "ok",
        sentence=NO_MANAGER if lacks else f"{signs} in, an on-call manager among them.",
    )
