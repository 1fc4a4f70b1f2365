"""The browser that the journeys use: nothing leaves this computer, and what tries to is told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Visit, stays_here

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_outside_host_is_not_reached_and_is_told_of(visit: Visit, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<!doctype html><title>Asks</title><img src="http://pictures.example/one.png" alt="">'
        "<script>console.error('said'); throw new Error('thrown')</script>"
    )
    await visit.page.goto(page.as_uri())
    assert visit.outside == ["http://pictures.example/one.png"]
    assert "said" in visit.errors
    assert any("thrown" in error for error in visit.errors)
    visit.outside.clear()
    visit.errors.clear()


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        ("http://127.0.0.1:8000/", True),
        ("ws://localhost:1/ws", True),
        ("data:text/plain,x", True),
        ("https://127.0.0.1.pictures.example/", False),
        ("http://localhost@pictures.example/", False),
        ("//pictures.example/", False),
    ],
)
async def test_which_addresses_stay_here(address: str, stays: bool) -> None:
    assert stays_here(address) is stays
