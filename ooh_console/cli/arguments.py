"""The command line: what can be typed, and which file answers it. Imports nothing heavy."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ooh_console.cli.outcome import NOT_DONE

if TYPE_CHECKING:
    from ooh_console.cli.outcome import Outcome

CONSOLE = "ooh_console.cli"

STATUS = "Exit status: 0 fine, 1 a finding, 2 wrong usage or configuration, or it was not done."

SIGNING_IN = """\
Signing in: an exercise's folder signs in by itself. Elsewhere the operator is --operator, else
OOH_CONSOLE_OPERATOR, else the only one there is; the passphrase is in OOH_CONSOLE_PASSPHRASE, else
it is asked for on the terminal. A desk to which nobody was added yet lets the account of this
computer list, show and look. Whatever is opened is on the register."""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What was typed. Exits with 2, and says how it is done, when that makes no sense."""
    _Parser.as_json = "--json" in arguments
    return _parser().parse_args(arguments)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, as JSON too when that was asked for."""

    as_json = False

    def error(self, message: str) -> NoReturn:
        from ooh_console.cli.printing import put_json, say

        sentence = f"{message[:1].upper()}{message[1:]}."
        if self.as_json:
            put_json({"error": sentence})
        say(f"{sentence} See: {self.prog} --help")
        sys.exit(NOT_DONE)


class _Version(argparse.Action):
    """Says which version this is; looked up only when somebody asks."""

    def __call__(self, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version("ooh-console")
        except PackageNotFoundError:
            found = "from a folder, not installed"
        print(f"ooh-console {found}")
        sys.exit(0)


def _answered_by(module: str) -> Callable[[argparse.Namespace], Outcome | int]:
    """The `run` of a module of this package, imported when it is needed."""

    def run(chosen: argparse.Namespace) -> Outcome | int:
        found: Outcome | int = importlib.import_module(f"{CONSOLE}.{module}").run(chosen)
        return found

    return run


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="ooh-console",
        description="The out-of-hours incident command console. Without a command: opens the desk.",
        epilog=f"{STATUS} `ooh-console COMMAND --help` says more of each.",
        allow_abbrev=False,
    )
    _folders(parser, first=True)
    parser.add_argument("--version", action=_Version, nargs=0, help="say which version this is")
    parser.set_defaults(run=_answered_by("desk"), json=False)
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", parser_class=_Parser, dest="command"
    )

    def command(
        name: str,
        words: str,
        more: str = "",
        *,
        json: bool = True,
        signed: bool = True,
    ) -> argparse.ArgumentParser:
        parts = (more, SIGNING_IN if signed else "", STATUS if json else "")
        found: argparse.ArgumentParser = commands.add_parser(
            name,
            help=words,
            description=words,
            epilog="\n\n".join(part for part in parts if part),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        found.set_defaults(run=_answered_by(name))
        _folders(found)
        if json:
            found.add_argument(
                "--json",
                action="store_true",
                help="one JSON document on standard output and nothing else, also for an error: "
                '{"error": "sentence"}',
            )
        if signed:
            found.add_argument("--operator", metavar="NAME", help="sign in as this operator")
        return found

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

    command(
        "incidents",
        "Every incident at this desk, the open ones first.",
        "Each with place, opening, number of entries and of alarms, the loudest alarm, and who\n"
        "decides, who leads, and whether OOH attends.",
    )

    show = command(
        "show",
        "One incident as text: the one screen, and the log.",
        """\
Without --ask, what agencies hold is shown from memory, with its age. With --ask they are asked
first, and the status is 1 when one of them could not be checked.

TIME for --at: 02:14, 02:14 BST, 02:14:05, "25 Nov 2026 02:14 GMT", 2026-11-25T02:14:05Z. A time
without seconds means the whole minute; a clock time alone, the latest in this incident. Entries
recorded later are not there then, and agencies are shown as they were on the screen.""",
    )
    show.add_argument("reference", metavar="REF", help="as `incidents` lists it")
    show.add_argument("--at", metavar="TIME", help="as it stood at this time")
    show.add_argument("--ask", action="store_true", help="ask the agencies first")

    debrief = command(
        "debrief",
        "How long what matters took in one incident.",
        "Minutes from the opening until the birth plan was opened, each warning marker read,\n"
        "somebody decided and OOH answered, and from a changed answer until nobody believed the\n"
        "old one; beside each the alarm of the configuration. The status is 1 when it was late.",
    )
    debrief.add_argument("reference", metavar="REF", help="as `incidents` lists it")

    learning = command(
        "learning",
        "How long what matters took, over every incident, per month.",
        """\
Of each measure of `debrief` the median, the worst, how often it never happened and how often it was
later than its alarm; besides, the time in which nobody decided, promises kept late, protocol steps
missed and late entries. Exercises stand apart from live nights. It names nobody.""",
    )
    learning.add_argument(
        "--from", dest="since", metavar="YYYY-MM", default="", help="from this month on"
    )
    learning.add_argument(
        "--csv", action="store_true", help="for a spreadsheet, on standard output"
    )

    record = command(
        "record",
        "Record one line in the log of an incident.",
        """\
  ooh-console record REF "dog is in the garden, on a chain"
  ooh-console record REF "02:10 dog is in the garden" --late "both hands full"

A time in front is when it happened; with a zone (02:10 BST) on the night of the clock change. More
than five minutes ago needs --late. Nothing is recorded when the status is 2.""",
    )
    record.add_argument("reference", metavar="REF", help="as `incidents` lists it")
    record.add_argument(
        "text", metavar="TEXT", nargs="+", help="what happened; may begin with a time: 02:10"
    )
    record.add_argument("--late", metavar="REASON", default="", help="why it is recorded late")

    look = command(
        "look",
        "What every agency holds, without opening an incident.",
        """\
  ooh-console look 9990000018
  ooh-console look "Jodie Penhallow" --born 2003-04-17
  ooh-console look --address "14 Saltpan Lane, ZZ99 3VZ"

Every agency is asked at once for people, plans, markers and attendance. The status is 1 when any
of them could not be checked: then what is shown is not all there is. A match by name and date of
birth is possible, never certain; plans are asked by NHS number alone.

With --child-protection the national service is asked as well, about an NHS number (for an unborn
child, the mother's). Each look is on record there, and on the register here.""",
    )
    look.add_argument(
        "who", metavar="NHS-NUMBER|NAME", nargs="*", default=[], help="with or without blanks"
    )
    look.add_argument("--born", metavar="YYYY-MM-DD", help="date of birth, with a name")
    look.add_argument("--address", metavar="TEXT", default="", help="a place, with its postcode")
    look.add_argument(
        "--child-protection",
        action="store_true",
        help="ask the national child-protection service too; the look is on record there",
    )

    expected = command(
        "watch-list",
        "Births expected, and what is not ready for each.",
        """\
Every agency is asked for the births that it expects, and then about each family: plan agreed and
held by everybody in the same version, lead, numbers, home birth, markers, legal step. The status is
1 when something is not ready for a birth within 14 days, overdue or without a date, and when a
watch list could not be checked. --print gives a page for the day team, 80 columns wide.""",
    )
    expected.add_argument("--print", action="store_true", help="a plain page for the day team")
    expected.set_defaults(run=_answered_by("watch_list"))

    verify = command(
        "verify",
        "Whether the log is complete and unchanged.",
        """\
Every entry's signature and place in its chain, the register, and what was on the screens. Nobody
needs to sign in, since no content is shown. A missing end of a log shows only with --checkpoint.
The status is 1 when something was found.""",
        signed=False,
    )
    verify.add_argument("reference", metavar="REF", nargs="?", help="this incident alone")
    verify.add_argument("--checkpoint", metavar="FILE", type=Path, help="compare with this one")

    checkpoint = command(
        "checkpoint",
        "Sign the heads of every chain into a file to keep elsewhere.",
        "Holds references, counts and digests; no content. A file that is there already is left\n"
        "as it is, with status 2.",
    )
    checkpoint.add_argument("file", metavar="FILE", type=Path, help="a new file, or a folder")

    template = command(
        "template",
        "The standard birth plan, part by part.",
        """\
  ooh-console template --fhir > birth-plan.json

With --fhir it is a FHIR R4 Questionnaire, for an agency whose system keeps birth plans as a
CarePlan with a QuestionnaireResponse: the linkIds are the keys.""",
        json=False,
        signed=False,
    )
    template.add_argument("--fhir", action="store_true", help="as a FHIR Questionnaire, in JSON")

    secret = command(
        "secret",
        "A key for an agency, in the system keyring.",
        """\
  ooh-console secret set MATERNITY

The secret is typed unseen, or piped in. agencies.toml then says: secret = "keyring:MATERNITY".""",
        json=False,
        signed=False,
    )
    secret.add_argument("action", choices=("set", "delete"), metavar="set|delete")
    secret.add_argument("name", metavar="NAME", help="under which it is kept")

    command(
        "doctor",
        "Whether configuration, agencies, database, clock and terminal work.",
        """\
Each line begins with OK, CHECK (look at it) or FAILED. Agencies are asked about an NHS number that
is nobody's (999 999 9999). The status is 1 when something failed.""",
        signed=False,
    )
    check = command(
        "agency-check",
        "For an agency's developer: does your server keep the contract?",
        """\
  ooh-console agency-check https://agency.example/ooh --key-env OOH_KEY

Each clause of the native contract is asked over HTTP, and passed or failed in words. Only NHS
numbers of the range for tests (999) are sent. No desk and no configuration is needed. What answers
404 counts as not offered, unless --expect names it. The status is 1 when a clause failed.""",
        signed=False,
    )
    check.add_argument("url", metavar="URL", help="the base address; the contract's paths follow")
    check.add_argument("--key-env", metavar="NAME", help="the variable that holds the credential")
    check.add_argument(
        "--header", metavar="NAME", help="send it in this header, not as a bearer token"
    )
    check.add_argument(
        "--nhs-number",
        metavar="NUMBER",
        default="9990000018",
        help="of somebody whom your test data holds; begins with 999",
    )
    check.add_argument(
        "--expect",
        metavar="OFFER",
        action="append",
        default=[],
        choices=("people", "plans", "markers", "commitments", "watch-list", "changes"),
        help="must be offered; may be repeated",
    )
    check.add_argument(
        "--notices", action="store_true", help="send a notice too, marked as an exercise"
    )
    check.set_defaults(run=_answered_by("agency_check"))
    return parser


def _folders(parser: argparse.ArgumentParser, *, first: bool = False) -> None:
    """`--config` and `--data`, before or after the command."""
    # A default on a command's own parser would overwrite what stood before the command.
    default = None if first else argparse.SUPPRESS
    for name, words in (("config", "configuration"), ("data", "the log and the keys")):
        parser.add_argument(
            f"--{name}", metavar="DIR", type=Path, default=default, help=f"the folder of {words}"
        )
