"""What went wrong with a request, in words that help the person on duty. Loads httpx."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.names import UNKNOWN
from ooh_console.domain.text import line

PASSING = frozenset({429, 502, 503, 504})
"""Statuses that may be over a moment later."""

_STATUS = {
    304: "says that nothing has changed, though we had nothing",
    400: "did not accept the question",
    401: "refused our credentials: tell the agency's service desk",
    403: "does not allow this desk to ask this: tell the agency's service desk",
    404: "has no such service at the address that is configured",
    407: "cannot be reached: the proxy wants credentials",
    409: "has been sent something else under the same number",
    410: "no longer has what was asked for",
    412: "holds the same more than once, and does not say which one counts",
    429: "is asked too often, and wants to be left alone for a while",
}


def of_transport(
    error: httpx.HTTPError, *, answering: bool, shows_certificate: bool = False
) -> CouldNotCheck:
    """A connection that failed, before (`answering` false) or in the middle of an answer.

    An agency that does not like our certificate may simply hang up, since TLS 1.3 after we have
    asked: where we showed one, that is said.
    """
    ended = "ended the connection without an answer"
    if shows_certificate:
        ended = f"{ended}: it may not accept our certificate"
    if isinstance(error, httpx.ProxyError):
        return CouldNotCheck("cannot be reached: the proxy refused", passing=True)
    if any(_about_our_certificate(cause) for cause in _chain(error)):
        return CouldNotCheck("did not accept our certificate, or wants one")
    if answering:
        return CouldNotCheck("broke off in the middle of its answer", passing=True)
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = line(cause.verify_message, 160).rstrip(".")
            return CouldNotCheck(f"could not prove who it is: {why}")
        if isinstance(cause, ssl.SSLEOFError):
            return CouldNotCheck(ended, passing=True)
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLWantReadError):
            return CouldNotCheck("does not speak https at the address that is configured")
        if isinstance(cause, ConnectionRefusedError):
            return CouldNotCheck("is not there: the connection was refused", passing=True)
        if type(cause).__name__ == "gaierror":
            return CouldNotCheck(UNKNOWN, passing=True)
    if isinstance(error, httpx.ConnectError):
        return CouldNotCheck("cannot be reached", passing=True)
    if isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError):
        return CouldNotCheck(ended, passing=True)
    return CouldNotCheck("cannot be asked: the request could not be sent")


def _about_our_certificate(cause: BaseException) -> bool:
    """An alert from the other side; since TLS 1.3 it may come in the middle of the answer."""
    if not isinstance(cause, ssl.SSLError) or isinstance(cause, ssl.SSLCertVerificationError):
        return False
    reason = (cause.reason or "").casefold()
    return "alert" in reason and ("certificate" in reason or "unknown_ca" in reason)


def of_status(
    status: int, headers: httpx.Headers, said: str, now: datetime, clock: Callable[[datetime], str]
) -> CouldNotCheck:
    """An answer other than 200 and 304. `said` is the agency's own sentence, already cleaned."""
    if 300 <= status < 400 and status != 304:
        return CouldNotCheck(
            "sends us on to another address, which the console never follows", status=status
        )
    passing = status in PASSING
    wait = retry_after(headers.get("retry-after", ""), now) if passing else None
    if wait is not None:
        until = clock(datetime.fromtimestamp(now.timestamp() + wait, UTC))
        return CouldNotCheck(
            f"asks to be left alone until {until}", passing=True, retry_after=wait, status=status
        )
    reason = _STATUS.get(status)
    if reason is None:
        fault = "is out of order" if status >= 500 else "gave an answer without data"
        reason = f"{fault} (status {status})"
    if said and status not in (401, 403):
        reason = f"{reason}; it says: {said}"
    return CouldNotCheck(reason, passing=passing, status=status)


def own_words(sent: object) -> str:
    """What an agency says of an error in its own words: `error` of the native contract, or the
    issues of a FHIR OperationOutcome. Empty when it says nothing. Never raises."""
    if not isinstance(sent, dict):
        return ""
    if isinstance(sent.get("error"), str):
        return str(sent["error"])
    issues = sent.get("issue")
    if sent.get("resourceType") != "OperationOutcome" or not isinstance(issues, list):
        return ""
    words = (issue_words(issue) for issue in issues)
    return "; ".join(dict.fromkeys(one for one in words if one))


def issue_words(issue: object) -> str:
    """One issue of an OperationOutcome: the text for people before that for programmers."""
    if not isinstance(issue, dict):
        return ""
    details = issue.get("details")
    details = details if isinstance(details, dict) else {}
    codings = details.get("coding")
    codings = [one for one in codings if isinstance(one, dict)] if isinstance(codings, list) else []
    said = [
        details.get("text"),
        *(one.get("display") for one in codings),
        issue.get("diagnostics"),
        *(one.get("code") for one in codings),
        issue.get("code"),
    ]
    return next((one.strip() for one in said if isinstance(one, str) and one.strip()), "")


def own_codes(sent: object) -> tuple[str, ...]:
    """The codes in the details of a FHIR OperationOutcome's issues. Never raises."""
    issues = sent.get("issue") if isinstance(sent, dict) else None
    found: list[object] = []
    for issue in issues if isinstance(issues, list) else []:
        details = issue.get("details") if isinstance(issue, dict) else None
        codings = details.get("coding") if isinstance(details, dict) else None
        found += codings if isinstance(codings, list) else []
    codes = (one.get("code") for one in found if isinstance(one, dict))
    return tuple(code for code in codes if isinstance(code, str))


LONGEST_WAIT = 366 * 86_400.0


def retry_after(text: str, now: datetime) -> float | None:
    """The header `Retry-After` (seconds, or a date) in seconds from now; `None` without a sense."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT) if len(text) < 12 else LONGEST_WAIT
    try:
        when = parsedate_to_datetime(text)
        if when.tzinfo is None:
            when = when.replace(tzinfo=UTC)
        return min(max(0.0, (when - now).total_seconds()), LONGEST_WAIT)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        todo += [one.__context__, one.__cause__]
        if isinstance(one, BaseExceptionGroup):
            todo += one.exceptions
