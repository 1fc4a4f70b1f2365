"""`agency-check` as an agency's developer runs it, against the exercise's own servers."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from ooh_console.exercise.process import ExerciseServers, start_servers

NIGHT = Path(__file__).resolve().parents[2] / "config" / "exercises" / "first-night.toml"


@pytest.fixture(scope="module")
def night() -> Iterator[ExerciseServers]:
    """The first night, going by the clock of the wall."""
    with start_servers(NIGHT) as running:
        yield running


def failed(done) -> set[tuple[str, str]]:
    found = done.valid("agency-check")["clauses"]
    return {(one["clause"], one["about"]) for one in found if one["state"] == "failed"}


@pytest.mark.parametrize(
    ("name", "expected", "findings"),
    [
        ("County Maternity", ["plans", "watch-list"], set()),
        # One of its markers is malformed on purpose: whoever checks is told so.
        ("Police", ["changes"], {("items", "markers")}),
    ],
)
def test_the_exercises_servers_keep_the_contract(fresh, night, name, expected, findings):
    agency = next(one for one in night.agencies if one.name == name)
    fresh.environ = {**fresh.environ, **night.environment}
    arguments = ["agency-check", agency.url, "--key-env", agency.auth.secret.partition(":")[2]]
    arguments += ["--header", "X-API-Key"] if agency.auth.method == "api-key" else []
    arguments += ["--notices"] if "notices" in [str(offer) for offer in agency.offers] else []
    done = fresh.run(*arguments, *(f"--expect={offer}" for offer in expected), "--json")
    assert failed(done) == findings
    assert done.status == (1 if findings else 0)
    assert not fresh.data.exists(), "it needs no desk, and leaves none behind"


def test_in_words(fresh, night):
    done = fresh.run("agency-check", night.agencies[0].url)
    assert done.status == 1
    assert "FAILED, credential" not in done.text.partition("PEOPLE")[0]
    assert "FAILED, answer: The answer is 200" in done.text
    assert "The status is 401, not 200." in done.text
    assert done.text.rstrip().splitlines()[-1].endswith("skipped.")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["http://agency.example"], "plain http is only for this machine itself"),
        (["https://127.0.0.1:1", "--nhs-number", "4000000004"], "never about a person"),
        (["https://127.0.0.1:1", "--nhs-number", "9990000017"], "Nothing was checked."),
        (["https://127.0.0.1:1", "--key-env", "NOT_SET_AT_ALL"], "NOT_SET_AT_ALL is empty"),
    ],
)
def test_what_cannot_be_checked_is_said_and_nobody_is_asked(fresh, arguments, why):
    done = fresh.run("agency-check", *arguments, "--json")
    assert done.status == 2
    assert why in done.json["error"]


def test_nobody_there(fresh):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        done = fresh.run("agency-check", f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert done.status == 2
    assert "Nothing answers at" in done.errors
