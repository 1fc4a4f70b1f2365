"""`ooh-console operators`: who signs in here, and as what."""

from __future__ import annotations

import argparse
import shlex
from contextlib import closing

from ooh_console.bootstrap import LiveOpening, People, open_live
from ooh_console.cli.checks_of_operators import NO_MANAGER, lacks_manager
from ooh_console.cli.operators_shapes import OperatorKeyShape, OperatorsDone, OperatorShape
from ooh_console.cli.outcome import CannotDo, Outcome
from ooh_console.cli.recovery_words import recovery_words
from ooh_console.cli.sharing import not_shared
from ooh_console.cli.sign_in import Seat, seated
from ooh_console.cli.unseen import new_passphrase
from ooh_console.desk import operators as acts
from ooh_console.domain.bodies import OOH
from ooh_console.domain.entries import REGISTER
from ooh_console.domain.operators import RECOVERY, Person
from ooh_console.domain.roles import IN_WORDS, Role
from ooh_console.domain.text import line
from ooh_console.domain.times import day_clock, split_time, stamp

ROLES = {"duty": Role.DUTY, "control": Role.CONTROL, "manager": Role.MANAGER}
_SHORT = 12
"""Characters of a public key that are shown."""


def run(chosen: argparse.Namespace) -> Outcome:
    """Does what was chosen; it is on the register when it says so. Status 0.

    Raises `CannotDo`, `Rejected`, `NotAllowed` (with the refusal on the register), what signing in
    raises, and the ledger's errors; nothing was changed then.
    """
    if chosen.action in ("add", "disable", "reset") and not chosen.name:
        raise CannotDo(f"Say whom: operators {chosen.action} NAME. Nothing was changed.")
    if chosen.action == "roles" and not chosen.name:
        words = [f"{role:<16} {words}." for role, words in IN_WORDS.items()]
        return Outcome("\n".join(words), OperatorsDone(done="", operators=[]))
    if chosen.action == "add" and not chosen.key and (made := _before_anybody(chosen)):
        return made
    does = {"list": _list, "add": _add, "disable": _disable, "reset": _reset, "roles": _role}
    with seated(chosen, records=chosen.action != "list") as seat:
        done = does[chosen.action](seat, chosen)
        done += not_shared(seat.desk, REGISTER) if done else ""
        people = seat.opening.parts.people
        people.admit_all()
        everybody = tuple(people.register().people.values())
        lines = [done] if done else _in_lines(everybody, people)
        return Outcome(
            text="\n".join(lines),
            document=OperatorsDone(
                done=done,
                operators=[_shape(one, people) for one in everybody],
                problems=list(seat.desk.notices),
            ),
            notes=seat.desk.notices,
        )


def _list(seat: Seat, chosen: argparse.Namespace) -> str:
    seat.run(lambda desk: desk.opened("who signs in here"))
    return ""


def _add(seat: Seat, chosen: argparse.Namespace) -> str:
    role = ROLES[chosen.role] if chosen.role else None
    person = seat.run(lambda desk: acts.adding(desk, chosen.name, role, chosen.agency))
    if chosen.key:
        key = _public(chosen.key)
    else:
        typed = new_passphrase(person.name)
        key = seat.opening.parts.people.make_key(person.name, typed, (person.agency,)).public_key
    added = seat.run(lambda desk: acts.add(desk, person, key))
    where = "at the computer where that key is" if chosen.key else "here"
    return f"{added.name} signs in {where} from now on, as {added.role} of {added.agency}."


def _disable(seat: Seat, chosen: argparse.Namespace) -> str:
    desk = seat.desk
    since, words = None, ""
    if chosen.since:
        try:
            since, words = split_time(chosen.since, desk.clock(), desk.habits.tz)
        except ValueError as error:
            raise CannotDo(f"{error} Nothing was changed.") from error
        if since is None or words:
            raise CannotDo("--since is a time such as 22:10. Nothing was changed.")
    why = chosen.why or ""
    late = why if since else ""
    key = chosen.key or ""
    done = seat.run(
        lambda desk: acts.disable(desk, chosen.name, why, key=key, since=since, late_reason=late)
    )
    what = f"One key of {done.name}" if done.public_key else done.name
    when = f"from {day_clock(since, desk.habits.tz)} on" if since else "from now on"
    return (
        f"{what} signs no more, {when}. What was recorded before stays theirs; `verify` names "
        "whatever is signed with it after."
    )


def _reset(seat: Seat, chosen: argparse.Namespace) -> str:
    people = seat.opening.parts.people
    person = seat.run(lambda desk: acts.resetting(desk, chosen.name, people.keys_here))
    key = people.make_key(person.name, new_passphrase(person.name), (person.agency,)).public_key
    seat.run(lambda desk: acts.reset(desk, person, key, chosen.why or "a new passphrase"))
    return (
        f"{person.name} signs in here with the new passphrase. What the old key signed stays good."
    )


def _role(seat: Seat, chosen: argparse.Namespace) -> str:
    if not chosen.role:
        raise CannotDo("Say as what: --role duty, control or manager. Nothing was changed.")
    role, why = ROLES[chosen.role], chosen.why or ""
    done = seat.run(lambda desk: acts.set_role(desk, chosen.name, role, why))
    return f"{done.name} is {done.role} from now on."


def _before_anybody(chosen: argparse.Namespace) -> Outcome | None:
    """At a desk at which nobody can sign in yet: its first operator is made; or, of a log that
    others have, a key, which somebody elsewhere puts on the register."""
    with closing(open_live(chosen.config, chosen.data)) as opening:
        if opening.automatic or opening.names:
            return None
        return (
            _asked_to_be_admitted(opening, chosen) if opening.elsewhere else _first(opening, chosen)
        )


def _first(opening: LiveOpening, chosen: argparse.Namespace) -> Outcome:
    if not chosen.role:
        raise CannotDo(
            "Nobody was added to this desk yet. Say as what its first operator signs in: --role "
            "duty, control or manager. Nobody was added."
        )
    name, agency = chosen.name.strip(), (chosen.agency or OOH).strip()
    opening.add_first(name, ROLES[chosen.role], agency, new_passphrase(name))
    people = opening.parts.people
    done = (
        f"{line(name, 100)} is the first operator of the new desk in "
        f"{people.settings.data_folder}, as {ROLES[chosen.role]} of {line(agency, 100)}."
    )
    shared = opening.parts.log.is_shared
    made = opening.recovery_key
    key = f"\n\n{recovery_words(made, shared=shared)}" if made else ""
    return Outcome(
        text=f"{done}{key}",
        document=OperatorsDone(
            done=f"{done}{key}",
            operators=[_shape(one, people) for one in people.register().people.values()],
        ),
    )


def _asked_to_be_admitted(opening: LiveOpening, chosen: argparse.Namespace) -> Outcome:
    name = line(chosen.name, 100)
    key = opening.parts.people.ask_to_be_admitted(chosen.name, new_passphrase(chosen.name))
    return Outcome(
        text=(
            f"A key for {name} was made here. It signs once somebody who may has put it on the "
            "register, at a computer where they sign in:\n\n"
            f"  ooh-console operators add {_quoted(chosen.name)} --key {key}\n\n"
            "The key is no secret; what unlocks it stays here. Send it by a way on which they "
            "know that it comes from you. For somebody who is new they add --role as well."
        ),
        document=OperatorsDone(
            done=f"A key for {name} was made here and waits to be put on the register: {key}",
            operators=[],
        ),
    )


def _public(key: str) -> str:
    plain = key.strip().casefold()
    if len(plain) != 64 or any(sign not in "0123456789abcdef" for sign in plain):
        raise CannotDo(
            "--key is what `operators add` printed at the other computer: 64 of 0-9 and a-f. "
            "Nothing was changed."
        )
    return plain


def _quoted(name: str) -> str:
    return shlex.quote(line(name, 100))


def _in_lines(everybody: tuple[Person, ...], people: People) -> list[str]:
    found: list[str] = []
    tz = people.settings.tz
    here = people.names
    for one in everybody:
        may = "signs in here" if one.name in here else "signs in elsewhere"
        if one.role == RECOVERY:
            may = "on paper: opens this desk when nobody can sign in"
        gone = one.disabled
        if gone is not None and gone.disabled_at is not None:
            may = f"DISABLED from {day_clock(gone.disabled_at, tz)} on, by {gone.disabled_by}"
        found.append(line(f"{one.name} · {one.role} · {one.agency} · {may}"))
        for key in one.keys:
            ends = ""
            if key.disabled_at is not None:
                ends = (
                    f", disabled {day_clock(key.disabled_at, tz)} by {key.disabled_by}: {key.why}"
                )
            since = day_clock(key.added_at, tz)
            found.append(line(f"  key {key.public_key[:_SHORT]}… since {since}, {key.desk}{ends}"))
    if lacks_manager(people.register()):
        found += ["", NO_MANAGER]
    return found or [
        "Nobody was added to this desk yet: ooh-console begins with its first operator."
    ]


def _shape(one: Person, people: People) -> OperatorShape:
    here = people.keys_here(one)
    return OperatorShape(
        name=one.name,
        role=one.role,
        agency=one.agency,
        may_sign_in=one.may_sign_in,
        keys=[
            OperatorKeyShape(
                public_key=key.public_key,
                added_at=stamp(key.added_at),
                desk=key.desk,
                here=key.public_key in here,
                disabled_at=stamp(key.disabled_at) if key.disabled_at else None,
                disabled_by=key.disabled_by,
                why=key.why,
            )
            for key in one.keys
        ],
    )
