"""What can be typed about the desk itself: its log, whether it works, and exercises."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ooh_console.cli.arguments import Command


def add(command: Command) -> None:
    """Adds these commands."""
    exercise = command(
        "exercise", "A scripted night on loopback agencies.", json=False, signed=False
    )
    exercise.add_argument(
        "name",
        nargs="?",
        default="first-night",
        help="which night: a file in exercises/ of the configuration",
    )
    exercise.add_argument("--role", choices=("duty", "control", "manager"), default="duty")
    exercise.add_argument("--speed", type=float, help="how much faster than the clock")
    exercise.add_argument(
        "--headless", action="store_true", help="play the desk side too, and print the night"
    )

    exercise.add_argument(
        "--lines",
        action="store_true",
        help="no screen: it runs until Ctrl+C, and commands in another terminal are its desk",
    )

    command(
        "keys",
        "Every key of the desk in words, and what is typed in its place.",
        "How to type a time, and what the words of an agency's answer mean, too.",
        signed=False,
    )

    verify = command(
        "verify",
        "Whether the log is complete and unchanged.",
        """\
Every entry's signature and place in its chain, the register, and what was on the screens. No
content is shown, so nobody signs in; an encrypted log is opened with somebody's passphrase. A
missing end of a log shows only with a checkpoint: the newest that this desk keeps, or the one that
--checkpoint names; what was compared is said.
FILE is a log that was exported (report REF --format json): it is checked by itself, without this
desk. The status is 1 when something was found.""",
        signed=False,
    )
    verify.add_argument(
        "reference", metavar="REF|FILE", nargs="?", help="this incident alone, or an export"
    )
    verify.add_argument("--operator", metavar="NAME", help="encrypted: open it as this operator")
    verify.add_argument("--checkpoint", metavar="FILE", type=Path, help="compare with this one")

    checkpoint = command(
        "checkpoint",
        "Sign the heads of every chain into a file to keep elsewhere.",
        "Holds references, counts and digests; no content. A file that is there already is left\n"
        "as it is, with status 2.",
    )
    checkpoint.add_argument("file", metavar="FILE", type=Path, help="a new file, or a folder")

    operators = command(
        "operators",
        "Who signs in here, and as what: list, add, disable, a new passphrase, a role.",
        """\
  ooh-console operators list
  ooh-console operators add "Bo Example" --role manager
  ooh-console operators disable "Bo Example" --why "left the team"
  ooh-console operators disable "Bo Example" --key 3f2a --since 22:10 --why "laptop stolen"
  ooh-console operators reset "Bo Example"
  ooh-console operators roles
  ooh-console operators roles "Bo Example" --role duty

At a new desk `add NAME --role …` makes its first operator, and shows the recovery key, once, for
writing down. Later an on-call manager does this; while a desk has none, anybody who signs in there.
Nobody disables themselves or gives themselves a role. A passphrase of one's own anybody may change
(reset).
A passphrase is asked for on the terminal, the new one by whoever it is for, or stands in
OOH_CONSOLE_NEW_PASSPHRASE; it has 15 characters or more, and no other rule.

Each computer has a key of its own, which never leaves it. At a second computer that shares the log,
`operators add NAME` for somebody who is there already makes one more key. Where nobody can sign in
yet, it makes the key and says what a manager types elsewhere to admit it (add NAME --key).

What was recorded before somebody was disabled stays theirs, and verifies; `verify` names whatever
is signed with that key after.""",
    )
    operators.add_argument("action", choices=("list", "add", "disable", "reset", "roles"))
    operators.add_argument("name", metavar="NAME", nargs="?", help="the operator meant")
    operators.add_argument("--role", choices=("duty", "control", "manager"), help="as what")
    operators.add_argument("--agency", help="add: for whom they work (else yours)")
    operators.add_argument("--why", metavar="REASON", help="disable: needed; reset, roles: if said")
    operators.add_argument(
        "--key",
        metavar="HEX",
        help="add: a key made at another computer; disable: this key alone, by its beginning",
    )
    operators.add_argument("--since", metavar="TIME", help="disable: when the key was lost (22:10)")

    database = command(
        "database",
        "Where the log is kept: a server that several desks share, or an encrypted file.",
        """\
  ooh-console database encrypt
  ooh-console database init --owner postgresql://postgres@db.example/ooh --owner-password env:PG
  ooh-console database move
  ooh-console database move --to-file back.db
  ooh-console database lost --put-back

encrypt turns the plain log of an older desk into an encrypted one, for everybody who can sign in
here, and prints a recovery key once; every hash and count is checked before the plain file goes.
recovery-key makes another in its place; where the log is on a server, one for what this computer
keeps of it, and has not shared yet. Both need somebody to sign in, and encrypt needs every other
console of the desk closed.

accept says that the log may be otherwise than this desk has seen it (verify, finding 'witness'),
for example since whoever keeps the server went back to a backup. It needs an on-call manager, and
the reason.

lost lists what the database had and has no more, and this computer has kept: a standby that had not
everything, or a backup, took its place. With --put-back it is recorded there again, as it was
signed, after what was recorded since; the log says that it was put back, and by whom. Any desk may
do it, each entry comes back once; a log in which verify then still finds 'witness' is accepted.

init makes tables, guards and rights on the server, and the login that console.toml names in
[database]; doing it again is safe, and brings tables up to date. move copies the log of this
desk's file to its server, or with --to-file the server's into a new file, with every hash and
signature as it was; it is verified there, and what it was copied from stays as it is. A log in
which verify finds something is moved as it is when an on-call manager says why (--why): that is on
the register, the findings are evidence, and the status is 1.""",
        json=False,
        signed=False,
    )
    database.add_argument(
        "action",
        choices=("encrypt", "recovery-key", "accept", "lost", "init", "move"),
        metavar="encrypt|recovery-key|accept|lost|init|move",
    )
    database.add_argument("--operator", metavar="NAME", help="sign in as this operator")
    database.add_argument(
        "--why", metavar="REASON", default="", help="accept: needed; move: as it is"
    )
    database.add_argument("--owner", metavar="URL", default="", help="init: who owns the database")
    database.add_argument(
        "--owner-password",
        metavar="WHERE",
        default="",
        help="init: env:NAME, file:PATH or keyring:NAME",
    )
    database.add_argument(
        "--put-back", action="store_true", help="lost: record it in the database again"
    )
    database.add_argument(
        "--to-file", metavar="FILE", type=Path, help="move: from the server into this new file"
    )

    backup = command(
        "backup",
        "The whole log in one encrypted file, while the desk is in use.",
        """\
  ooh-console backup /mnt/stick
  ooh-console backup /mnt/stick/night.tar

It is verified after it is written, is on the register, and is opened by whoever can sign in at this
desk now, or by its recovery key. A file that is there already is left as it is.""",
    )
    backup.add_argument("file", metavar="FILE", type=Path, help="a new file, or a folder")

    restore = command(
        "restore",
        "A backup in the place of the log, where nothing is lost by it.",
        """\
Works in an empty folder, and where the log here is the beginning of what is in the backup: that is
kept beside it. A log that is longer, or went another way, is left as it is. The passphrase is that
of an operator of the backup. Every console of the desk must be closed.""",
        signed=False,
    )
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument("--operator", metavar="NAME", help="open it as this operator")
    restore.add_argument(
        "--recovery-key", action="store_true", help="open it with the recovery key"
    )

    recover = command(
        "recover",
        "Let somebody in by the recovery key, when nobody can sign in any more.",
        """\
  ooh-console recover "Ann Example" --role manager

Opens the encrypted log with the recovery key that was printed when it was encrypted, and adds this
operator with a new passphrase; both are asked for, or given in OOH_CONSOLE_RECOVERY_KEY and
OOH_CONSOLE_PASSPHRASE. It is on the register. Where desks share a log on a server, it opens what
this computer keeps of it: whoever has a key here already is admitted with the passphrase they have.
""",
        json=False,
        signed=False,
    )
    recover.add_argument("name", metavar="NAME", help="whoever is to sign in from now on")
    recover.add_argument(
        "--role", choices=("duty", "control", "manager"), default="manager", help="as what"
    )
    recover.add_argument("--agency", metavar="AGENCY")

    doctor = command(
        "doctor",
        "Whether configuration, agencies, database, clock and terminal work.",
        """\
Each line begins with OK, CHECK (look at it) or FAILED. Agencies are asked about an NHS number that
is nobody's (999 999 9999). The status is 1 when something failed.

An encrypted log is opened, and compared with what this desk has seen of it, when --operator says by
whom, or OOH_CONSOLE_PASSPHRASE is set. Otherwise doctor asks nobody, and says so.

--bundle puts what support needs into one zip: these findings, versions, what is configured, the
program log, counts and sizes, and how verify ended. Nothing personal is in it. Somebody signs in
for it, and the register has it; where the log cannot be opened at all, it is made without.""",
        signed=False,
    )
    doctor.add_argument(
        "--bundle",
        metavar="FILE",
        nargs="?",
        const="",
        help="a new zip for support, or the folder for it (else `support` in the data folder)",
    )
    doctor.add_argument(
        "--operator", metavar="NAME", help="who opens an encrypted log, or signs in for --bundle"
    )
