"""Every screen that says that it saves has keys wait for it: nothing typed then is lost (I12)."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.screen import Screen

import ooh_console.tui
from ooh_console.tui.typing import Saves


def saving_classes() -> Iterator[tuple[str, str]]:
    """Module and class wherever a flag about saving is raised."""
    for found in pkgutil.walk_packages(ooh_console.tui.__path__, "ooh_console.tui."):
        spec = importlib.util.find_spec(found.name)
        if found.ispkg or spec is None or spec.origin is None:
            continue
        for node in ast.walk(ast.parse(Path(spec.origin).read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and any(map(_raises_a_flag, ast.walk(node))):
                yield found.name, node.name


def _raises_a_flag(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and node.value.value is True
        and any(isinstance(t, ast.Attribute) and "saving" in t.attr for t in node.targets)
    )


FOUND = sorted(saving_classes())


def test_they_are_found() -> None:
    assert {name for _, name in FOUND} >= {
        "Sheet",
        "StepDialog",
        "LinkPeopleDialog",
        "IncidentPage",
    }


@pytest.mark.parametrize(("module", "name"), FOUND, ids=[name for _, name in FOUND])
def test_keys_wait_for_it(module: str, name: str) -> None:
    kind = getattr(importlib.import_module(module), name)
    assert issubclass(kind, Screen)
    assert issubclass(kind, Saves), f"{name} saves, and keys do not wait for it"
    assert "saving" not in vars(kind), "the flag is that of Saves, under its own name"
