"""The page: what stands in it, and that words are only words."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ooh_console.domain.text import clean
from ooh_console.reports.document import Paragraph, Run, Section, Table, Weight, words
from ooh_console.reports.html import html
from tests.reports.parsed import Page
from tests.reports.written import HOSTILE, SCRIPTS, log, night_drawn, report, report_of

PLAIN = Page(html(report_of("WORD")).decode())

texts = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(
    (*HOSTILE, *SCRIPTS)
)


def examples(test):  # type: ignore[no-untyped-def]
    for text in (*HOSTILE, *SCRIPTS, ""):
        test = example(text)(test)
    return test


@examples
@given(texts)
def test_any_text_at_any_place_leaves_the_page_as_it_was(text: str) -> None:
    """The page is the one with WORD at every place, but for the words."""
    page = Page(html(report_of(text)).decode())
    put = clean(text)
    policy = "Content-Security-Policy"
    expected = [
        (tag, tuple((name, value and value.replace("WORD", put)) for name, value in attrs))
        for tag, attrs in PLAIN.tags
        if ("http-equiv", policy) not in attrs
    ]
    assert [one for one in page.tags if ("http-equiv", policy) not in one[1]] == expected
    assert page.texts == [one.replace("WORD", put) for one in PLAIN.texts]


@examples
@given(texts)
def test_styles_are_those_that_the_policy_names(text: str) -> None:
    """What is printed on each page stands in a style: its hash holds, so it is still one style."""
    page = html(report_of(text)).decode()
    styles = re.findall(r"<style>(.*?)</style>", page, re.S)
    assert len(styles) == 2
    named = re.search(r"style-src ([^;]*);", page)
    assert named is not None
    for style in styles:
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in named[1]
    # Nothing but letters, digits and escapes inside the quotes.
    boxes = re.findall(r'content:"([^"]*)"}', styles[1])
    assert len(boxes) == 3
    for box in boxes:
        assert re.fullmatch(r"(?:[A-Za-z0-9]|\\[0-9a-f]{6})*", box)
    left = re.sub(r"\\([0-9a-f]{6})", lambda code: chr(int(code[1], 16)), boxes[1])
    assert left == clean(text)


def test_what_must_not_be_told_is_said_of_the_page_the_section_and_the_words() -> None:
    secret = Section(
        "Plan", (Paragraph(words(Run("DO NOT TELL FAMILY: removal", Weight.RESTRICTED))),)
    )
    page = Page(html(report(secret)).decode())
    assert any("Has parts marked DO NOT TELL FAMILY" in one for one in page.inside("header"))
    within = Section("Outer", sections=(Section("Inner"),), restricted=True)
    page = Page(html(report(within)).decode())
    assert page.inside("h2") == ["1 Outer DO NOT TELL FAMILY"]
    assert page.inside("h3") == ["1.1 Inner DO NOT TELL FAMILY"]
    place = Paragraph(words(Run("[PROTECTED ADDRESS] ", Weight.RESTRICTED), "14 Saltpan Lane"))
    page = Page(html(report(Section("Open", (place,)))).decode())
    assert "DO NOT TELL" not in "".join(page.texts)


@pytest.mark.parametrize("exercise", [True, False])
def test_an_exercise_says_so(exercise: bool) -> None:
    page = html(report(exercise=exercise)).decode()
    assert ("EXERCISE" in page) is exercise


def test_what_was_struck_is_marked_as_such() -> None:
    entry = words(Run("dog in the garden", Weight.STRUCK), " struck out by Jo: another garden")
    page = Page(html(report(Section("Log", (Paragraph(entry),)))).decode())
    assert page.inside("s") == ["dog in the garden"]


def test_headings_tables_and_links() -> None:
    page = Page(html(report(night_drawn(), log(3))).decode())
    tags = dict(page.tags)
    assert ("lang", "en-GB") in tags["html"]
    ids = {value for _, attrs in page.tags for name, value in attrs if name == "id"}
    links = [value for _, attrs in page.tags for name, value in attrs if name == "href"]
    assert links[1:] == ["#report", "#s1", "#s2"]
    assert {link[1:] for link in links[1:] if link} <= ids
    assert page.inside("caption")[-1] == "Every entry"
    heads = [attrs for tag, attrs in page.tags if tag == "th"]
    assert all(dict(attrs)["scope"] in ("col", "row") for attrs in heads)
    every = [value for _, attrs in page.tags for name, value in attrs if name == "id"]
    assert len(every) == len(set(every))


def test_nothing_is_asked_for_and_nothing_runs() -> None:
    page = Page(html(report(night_drawn(), log(3))).decode())
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "iframe", "object", "form", "base"}
    asked = {
        (name, value)
        for _, attrs in page.tags
        for name, value in attrs
        if name in ("src", "href", "style", "srcset") and not str(value).startswith("#")
    }
    assert asked == {("href", "data:,")}


def test_a_million_letters_in_one_entry() -> None:
    long = "słowo i “słowo” 👶 " * 55_000
    page = Page(html(report(Section("Log", (Paragraph(words(long)),)))).decode())
    assert page.inside("main")[0].count("słowo") == 110_000


def test_each_row_of_a_long_log_is_asked_for_once() -> None:
    """Making one costs more than writing it, and a log need not stand in memory as rows."""
    asked: list[object] = []

    class Rows(tuple):  # type: ignore[type-arg]
        def __iter__(self):  # type: ignore[no-untyped-def]
            for row in tuple.__iter__(self):
                asked.append(row)
                yield row

    table = log(2_000).blocks[0]
    assert isinstance(table, Table)
    rows = Rows(table.rows)
    asked.clear()
    html(report(Section("Log", (Table(table.caption, table.columns, rows),))))
    assert len(asked) == 2_000
