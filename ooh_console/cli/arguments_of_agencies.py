"""What can be typed about agencies: what they hold, and how they are connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from ooh_console.cli.arguments import Command


def signs_in(command: argparse.ArgumentParser) -> None:
    """Adds `--sign-in`, for a command that asks agencies."""
    command.add_argument(
        "--sign-in",
        action="store_true",
        help="first sign in, in the browser, at each agency that wants a person there",
    )


def add(command: Command) -> None:
    """Adds these commands."""
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

    signs_in(look)

    at_agency = command(
        "agency-sign-in",
        "Sign in to an agency that wants a person there, in the browser.",
        """\
  ooh-console agency-sign-in                    which agencies want a person to sign in
  ooh-console agency-sign-in "Shared records"

With a NAME (how it begins is enough) the address to open is printed, a browser opens where there
is a window for it, and the browser's answer is waited for. Then that agency is asked about every
open incident, and what it says is shown. A sign-in is kept nowhere: it ends with the command. Where
other commands take --sign-in they sign in first; show REF --follow --ask --sign-in keeps it for as
long as it follows. The status is 1 when nobody is signed in, or it could not be checked after.""",
    )
    at_agency.add_argument("names", metavar="NAME", nargs="*", help="of the agency")

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
    signs_in(expected)

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
