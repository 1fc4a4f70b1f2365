"""The package that wires: its names are there, and asking for one imports no more than it needs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ooh_console import bootstrap

FILE = Path(str(bootstrap.__file__))


def named_for_readers() -> set[str]:
    """What a type checker and a reader find in `__init__`."""
    lines = ast.walk(ast.parse(FILE.read_text(encoding="utf-8")))
    found = {
        name.asname or name.name
        for one in lines
        if isinstance(one, ast.ImportFrom) and one.module
        for name in one.names
        if one.module.startswith("ooh_console.bootstrap.")
    }
    assert found
    return found


@pytest.mark.parametrize("name", sorted(named_for_readers()))
def test_every_name_that_is_written_there_is_there(name: str) -> None:
    assert getattr(bootstrap, name) is not None


def test_no_name_is_there_unwritten() -> None:
    assert set(bootstrap._ANSWERED_BY) == named_for_readers()
    with pytest.raises(AttributeError, match="no_such_name"):
        bootstrap.no_such_name  # noqa: B018
