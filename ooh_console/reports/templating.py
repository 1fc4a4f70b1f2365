"""The templates of the reports: what is put in is escaped, what is missing is an error (I8)."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("ooh_console.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template(name: str) -> Template:
    """A template of the package. Names that it has and is not given raise `UndefinedError`."""
    return _environment().get_template(name)


def source(name: str) -> str:
    """The text of a file among the templates that is none itself, such as a style sheet."""
    environment = _environment()
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]
