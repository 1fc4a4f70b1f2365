"""Draws the picture again."""

import asyncio

from tests.picture.drawing import PICTURE, draw

PICTURE.write_text(asyncio.run(draw()), encoding="utf-8")
print(f"{PICTURE.name} is drawn anew.")
