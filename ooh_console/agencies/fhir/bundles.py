"""One page of an answer: which resources match, what came beside them, and what the server says of
its own search. Pure; a long page is read beside the event loop."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.failures import issue_words, own_words
from ooh_console.agencies.fhir.elements import record, records, words
from ooh_console.agencies.jsontext import flat, json_members
from ooh_console.domain.text import line

Params = Sequence[tuple[str, str]]

_NARROWING = frozenset(
    {
        *("_id", "_lastUpdated", "_tag", "_profile", "_security", "_text", "_content", "_list"),
        *("_filter", "_has", "_type", "_query", "active", "category", "code", "date", "deceased"),
        *("encounter", "gender", "identifier", "intent", "modified", "owner", "patient", "period"),
        *("performer", "priority", "status", "subject"),
    }
)
"""Parameters of the standard that make an answer smaller: one that was not asked for, and is in the
server's own account of its search, means that it did not look at everything."""


@dataclass
class Page:
    """What one Bundle of the type `searchset` holds."""

    matches: list[Any] = field(default_factory=list)
    """What was searched for, every entry of it, whatever it is."""
    included: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """(full URL, resource) of what came beside it."""
    matched: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """The same of those matches that are resources."""
    troubles: list[str] = field(default_factory=list)
    """What the server says went wrong with its own search, in its own words."""
    total: int | None = None
    self_link: str = ""
    next_link: str = ""


def read_page(body: bytes, wanted: str) -> Page:
    """A page of an answer to a search for resources of the type `wanted`.

    Raises `CouldNotCheck` when it is no such page.
    """
    page = Page()
    top: dict[str | None, Any] = {}
    entries: list[Any] = []
    for name, value in json_members(body, "entry"):
        if name is None or (name == "entry" and not isinstance(value, list)):
            entries.append(value)
        else:
            top[name] = value
    if top.get("resourceType") == "OperationOutcome":
        said = line(own_words(top), 160)
        raise CouldNotCheck(f"did not search{f'; it says: {said}' if said else ''}")
    if top.get("resourceType") != "Bundle" or top.get("type") != "searchset":
        raise CouldNotCheck("sent something that is no answer to a search")
    for entry in entries:
        _take(flat(entry), wanted, page)
    total = top.get("total")
    page.total = total if isinstance(total, int) and not isinstance(total, bool) else None
    for link in records(top.get("link")):
        relation, url = words(link.get("relation")), words(link.get("url"))
        if relation == "self":
            page.self_link = page.self_link or url
        elif relation == "next":
            page.next_link = page.next_link or url
    return page


def _take(entry: Any, wanted: str, page: Page) -> None:
    if not isinstance(entry, dict) or not isinstance(entry.get("resource"), dict):
        page.matches.append(entry)
        return
    resource = entry["resource"]
    mode = words(record(entry.get("search")).get("mode"))
    kind = resource.get("resourceType")
    if mode not in ("match", "include", "outcome"):
        mode = "outcome" if kind == "OperationOutcome" else "include"
        mode = "match" if kind == wanted else mode
    if mode == "outcome" or (kind == "OperationOutcome" != wanted):
        page.troubles += troubles(resource)
        return
    if mode == "match":
        page.matches.append(resource)
    beside = page.matched if mode == "match" else page.included
    beside.append((words(entry.get("fullUrl")), resource))


def troubles(outcome: dict[str, Any]) -> list[str]:
    """What an OperationOutcome says is wrong; remarks for information are nothing wrong."""
    issues = records(outcome.get("issue"))
    found = [
        line(issue_words(one), 160) or "something went wrong"
        for one in issues
        if words(one.get("severity")) != "information"
    ]
    return found if issues else ["something went wrong"]


def not_honoured(asked: Params, self_link: str, base: str) -> str:
    """Why the server's own account of its search is not the question it was asked; empty when it
    is. A server that leaves a parameter out answers another question, and its "none" means
    nothing."""
    if not self_link:
        return "did not say what it searched for"
    try:
        query = urlsplit(urljoin(base + "/", self_link)).query
        said = [_parameter(name, value) for name, value in parse_qsl(query, True)]
    except ValueError:
        return "did not say what it searched for"
    left = list(said)
    for name, value in asked:
        if name in _FORM:
            continue
        wanted = _parameter(name, value)
        if wanted not in left:
            return f"did not search by {name}, as it was asked to"
        left.remove(wanted)
    narrowed = next((name for name, _ in left if name.partition(":")[0] in _NARROWING), "")
    return f"searched by {narrowed} too, which nobody asked for" if narrowed else ""


_FORM = frozenset({"_count", "_format", "_include", "_revinclude", "_sort", "_total"})
"""Parameters that shape an answer, and decide nothing about what is in it."""


_ADDRESS = re.compile(r"https?://[^|]*/([A-Z][A-Za-z]+/[^/|]+)")


def _parameter(name: str, value: str) -> tuple[str, frozenset[str]]:
    """A parameter's name and its alternatives, however they are spelt: `subject:Patient=17` is
    `subject=Patient/17`, and so is the same with the server's own address in front. Text means the
    same in any case."""
    name, _, modifier = name.partition(":")
    parts = [part.strip() for part in value.split(",")]
    if modifier[:1].isupper():
        parts = [part if "/" in part else f"{modifier}/{part}" for part in parts]
    elif modifier:
        name = f"{name}:{modifier}"
    plain = (found[1] if (found := _ADDRESS.fullmatch(part)) else part for part in parts)
    return name, frozenset(" ".join(part.casefold().split()) for part in plain if part)


def next_address(link: str, base: str) -> str:
    """The whole address of a `next` link, which may be given from the base."""
    try:
        return urljoin(base + "/", link)
    except ValueError:
        return link


def unique(resources: Iterable[Any]) -> list[Any]:
    """Each resource once, where several searches found the very same."""
    found: list[Any] = []
    seen: dict[str, list[Any]] = {}
    for one in resources:
        name = f"{record(one).get('resourceType')} {record(one).get('id')}"
        if one not in seen.setdefault(name, []):
            seen[name].append(one)
            found.append(one)
    return found
