"""What can be typed about incidents, and what of them is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ooh_console.cli.arguments_of_agencies import signs_in
from ooh_console.cli.spelling import reference

if TYPE_CHECKING:
    from ooh_console.cli.arguments import Command


def add(command: Command) -> None:
    """Adds these commands."""
    command(
        "incidents",
        "Every incident at this desk, the open ones first.",
        "Each with place, opening, number of entries and of alarms, the loudest alarm, and who\n"
        "decides, who leads, and whether OOH attends.",
    )

    new = command(
        "new",
        "Open an incident.",
        """\
  ooh-console new
  ooh-console new address="14 Saltpan Lane, Merrowby" postcode="ZZ99 3VZ" nature="birth at home"

Without fields it says what is asked, and opens nothing.""",
    )
    new.add_argument("fields", metavar="FIELD=WORDS", nargs="*", help="each field as name=words")

    show = command(
        "show",
        "One incident as text: the one screen, and the log.",
        """\
Without --ask, what agencies hold is shown from memory, with its age. With --ask they are asked
first, and the status is 1 when one of them could not be checked.

TIME for --at: 02:14, 02:14 BST, 02:14:05, "25 Nov 2026 02:14 GMT", 2026-11-25T02:14:05Z. A time
without seconds means the whole minute; a clock time alone, the latest in this incident. Entries
recorded later are not there then, and agencies are shown as they were on the screen. log:12 is the
moment at which entry 12 was recorded, where it was: so a night is stepped entry by entry.

Each page of the desk has its twin in plain lines, to be heard as well as read: --screen told.
--screen log --only "by:ann kind:notice dog" finds entries: all of these must be there, anywhere or
in by:, agency: and kind:. --screen changes --since 02:02 --at 02:14 says what changed between.
--screen child-protection --ask asks the national service; the look is on record there.

--follow tells each new entry, each alarm that begins or has ended, and what agencies say otherwise:
as a desk with this log hears it, or with --ask by asking them. With --ask it also does what a desk
does by itself: agencies that take notices are told each answer by their own system. With --sign-in
you are signed in there for as long as it follows. With --json one document a line.""",
    )
    show.add_argument("reference", metavar="REF", type=reference, help="as `incidents` lists it")
    show.add_argument("--at", metavar="TIME", help="as it stood at this time")
    show.add_argument("--ask", action="store_true", help="ask the agencies first")
    show.add_argument(
        "--screen",
        metavar="NAME",
        nargs="?",
        const="",
        help="one page of the desk as plain lines; without a NAME the pages are listed",
    )
    show.add_argument("--only", metavar="WORDS", default="", help="with --screen log: a filter")
    show.add_argument(
        "--since", metavar="TIME", default="", help="with --screen changes: compared with then"
    )
    show.add_argument(
        "--follow",
        action="store_true",
        help="print what is new, a line each, until it is closed or Ctrl+C",
    )
    signs_in(show)

    debrief = command(
        "debrief",
        "How long what matters took in one incident.",
        "Minutes from the opening until the birth plan was opened, each warning marker read,\n"
        "somebody decided and OOH answered, and from a changed answer until nobody believed the\n"
        "old one; beside each the alarm of the configuration. The status is 1 when it was late.",
    )
    debrief.add_argument("reference", metavar="REF", type=reference, help="as `incidents` lists it")

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
        "--csv",
        action="store_true",
        help="for a spreadsheet, on standard output: for the on-call manager",
    )

    report = command(
        "report",
        "A report of one incident, as a file.",
        """\
  ooh-console report REF                             the whole night, as a page to read and print
  ooh-console report REF --kind handover --format pdf         for the day team, at most two pages
  ooh-console report REF --format json --out FOLDER           for `verify FILE`, without this log

Without --out it is put into the folder of reports (console.toml), for you alone to read. What must
not be told to the family, warning markers and protected addresses are left out, and it is said so
where they stood; --include-restricted puts them in, marked. A redacted report replaces names,
numbers and places by the same word everywhere; it lists what a person must read before it leaves.
A duty worker exports incidents in which they took part. Each export is on the register first.""",
    )
    report.add_argument("reference", metavar="REF", type=reference, help="as `incidents` lists it")
    report.add_argument(
        "--format",
        choices=("html", "pdf", "csv", "json"),
        help="else as the file that --out names ends; else html",
    )
    report.add_argument("--kind", choices=("full", "handover", "redacted"), default="full")
    report.add_argument(
        "--out",
        metavar="FILE|FOLDER",
        help="a new file, or a folder; - is standard output (csv and json)",
    )
    report.add_argument(
        "--include-restricted",
        action="store_true",
        help="with what must not be told to the family",
    )
    report.add_argument(
        "--with-screens",
        action="store_true",
        help="json: with what agencies had sent, as it was on the screens",
    )
    report.add_argument(
        "--keep",
        action="append",
        choices=("agencies", "professionals", "dates"),
        default=[],
        help="redacted: do not replace these; may be given several times",
    )

    link = command(
        "link",
        "Search people at every agency, and link them to an incident.",
        """\
  ooh-console link REF                           whoever is held at its address, and the family
  ooh-console link REF 9990000018
  ooh-console link REF "Jodie Penhallow" --born 17/04/2003
  ooh-console link REF --choose 3f2a9c                                     everything about one
  ooh-console link REF --choose 3f2a9c --relation mother                        and linked

At a terminal it asks for the number of whom to link, what they are to the baby, and for a yes where
it is not certain that it is them. Elsewhere each has a key: it names the same person the next time,
which a number does not. A possible match, a number that is held for somebody else too, and somebody
alike one who is linked are linked with --confirm alone. The status is 1 when an agency could not be
checked: then the list may not be whole. That people were searched is on the register.""",
    )
    link.add_argument("reference", metavar="REF", type=reference, help="as `incidents` lists it")
    link.add_argument(
        "who", metavar="NHS-NUMBER|NAME", nargs="*", default=[], help="with or without blanks"
    )
    link.add_argument("--born", metavar="DAY", default="", help="date of birth, with a name")
    link.add_argument("--address", metavar="TEXT", default="", help="a place, with its postcode")
    link.add_argument("--choose", metavar="KEY", default="", help="whom, by the key of the list")
    link.add_argument("--relation", metavar="WORDS", default="", help="what they are to the baby")
    link.add_argument(
        "--also",
        action="store_true",
        help="whoever may be the same person at another agency is the same person",
    )
    link.add_argument(
        "--confirm", action="store_true", help="it is the right person, though that is in doubt"
    )
    signs_in(link)

    record = command(
        "record",
        "Record one line in the log of an incident.",
        """\
  ooh-console record REF "dog is in the garden, on a chain"
  ooh-console record REF "02:10 dog is in the garden" --late "both hands full"

A time in front is when it happened; with a zone (02:10 BST) on the night of the clock change. More
than five minutes ago needs --late. Nothing is recorded when the status is 2.

  ooh-console record REF --form lead
  ooh-console record REF --form lead name="Moira Stanbury" contact="01632 960132"

Whatever can be recorded at the desk has its form here, with the same rules. Without fields a form
says what it asks, --form alone names every form; neither records anything.""",
    )
    record.add_argument("reference", metavar="REF", type=reference, help="as `incidents` lists it")
    record.add_argument(
        "text", metavar="TEXT", nargs="*", help="what happened; may begin with a time: 02:10"
    )
    record.add_argument(
        "--form",
        metavar="NAME",
        nargs="*",
        help="a form of the desk, and after it its fields as name=words",
    )
    record.add_argument(
        "--look",
        action="store_true",
        help="with --form: say what it asks and what to read out, and record nothing",
    )
    record.add_argument("--late", metavar="REASON", default="", help="why it is recorded late")
