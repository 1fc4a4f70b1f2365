"""The README shows the screen as it is now."""

from __future__ import annotations

import re

from tests.picture.drawing import PICTURE, draw, words


async def test_the_picture_in_the_readme_says_what_the_screen_says() -> None:
    kept = PICTURE.read_text(encoding="utf-8")
    assert words(kept) == words(await draw()), "draw it again: python -m tests.picture"
    assert "EXERCISE" in words(kept)


def test_the_picture_fetches_nothing() -> None:
    kept = PICTURE.read_text(encoding="utf-8")
    addresses = set(re.findall(r"https?://[^\s\"')]+", kept))
    assert addresses <= {"http://www.w3.org/2000/svg"}, addresses
