"""Which spreadsheet this computer has, and what is in the cells of files that it opened.

It runs without a window and with a profile of its own, so that nobody's settings count and nothing
of theirs is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

NAMES = ("soffice", "libreoffice")

ABSENT = f"The CSV was not opened in a spreadsheet: no LibreOffice was found ({', '.join(NAMES)})."

LONGEST = 65_535
"""Characters of one cell that LibreOffice 7 keeps; Excel keeps 32,767."""

_PATIENCE = 120
"""Seconds: about one on a quiet computer."""

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@dataclass(frozen=True, slots=True)
class Opened:
    """A cell as the spreadsheet has it."""

    text: str
    kind: str | None
    """`string`, `float`, `date`, `time`, `boolean`, `currency`, `percentage`; none when empty."""
    formula: str | None


def executable() -> str | None:
    """Where it is."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def opened(files: Mapping[str, bytes], folder: Path, options: str) -> dict[str, list[list[Opened]]]:
    """Files by name, opened at once; the rows of each. `options` are those of the text import:
    separators, quote, character set (76 is UTF-8), first row, columns, language, quoted fields as
    text, special numbers.

    Raises `AssertionError` when it did not open them all, `subprocess.TimeoutExpired`.
    """
    program = executable()
    assert program
    out = folder / "opened"
    for name, raw in files.items():
        (folder / f"{name}.csv").write_bytes(raw)
    done = subprocess.run(
        [
            *(program, "--headless", "--norestore", "--nologo"),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            f"--infilter=Text - txt - csv (StarCalc):{options}",
            *("--convert-to", "fods", "--outdir", str(out)),
            *(f"{name}.csv" for name in files),
        ],
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert {one.stem for one in out.glob("*.fods")} == set(files), done
    return {name: list(_rows(out / f"{name}.fods")) for name in files}


def _rows(path: Path) -> Iterator[list[Opened]]:
    for row in ElementTree.parse(path).getroot().iter(f"{_TABLE}table-row"):
        cells = [
            Opened(
                "\n".join(_plain(part) for part in cell.iterfind(f"{_TEXT}p")),
                cell.get(f"{_OFFICE}value-type"),
                cell.get(f"{_TABLE}formula"),
            )
            # An empty one stands once for many.
            for cell in row.iterfind(f"{_TABLE}table-cell")
            for _ in range(min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), 100))
        ]
        if any(cell.text for cell in cells):
            yield cells


def _plain(part: ElementTree.Element) -> str:
    text = part.text or ""
    for inner in part:
        if inner.tag == f"{_TEXT}s":
            text += " " * int(inner.get(f"{_TEXT}c", "1"))
        elif inner.tag == f"{_TEXT}tab":
            text += "\t"
        text += _plain(inner) + (inner.tail or "")
    return text
