"""What can be typed about incidents, and what of them is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

    show = command(
        "show",
        "One incident as text: the one screen, and the log.",
        """\
Without --ask, what agencies hold is shown from memory, with its age. With --ask they are asked
first, and the status is 1 when one of them could not be checked.

TIME for --at: 02:14, 02:14 BST, 02:14:05, "25 Nov 2026 02:14 GMT", 2026-11-25T02:14:05Z. A time
without seconds means the whole minute; a clock time alone, the latest in this incident. Entries
recorded later are not there then, and agencies are shown as they were on the screen.

Each page of the desk has its twin in plain lines, to be heard as well as read: --screen told.
--screen child-protection --ask asks the national service; the look is on record there.""",
    )
    show.add_argument("reference", metavar="REF", help="as `incidents` lists it")
    show.add_argument("--at", metavar="TIME", help="as it stood at this time")
    show.add_argument("--ask", action="store_true", help="ask the agencies first")
    show.add_argument(
        "--screen",
        metavar="NAME",
        nargs="?",
        const="",
        help="one page of the desk as plain lines; without a NAME the pages are listed",
    )

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
