"""A page of HTML as its tags and texts, for comparing two."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = tuple[tuple[str, str | None], ...]


@dataclass
class Page(HTMLParser):
    """Tags in order, each with the text up to the next one. Isolation counts as no tag, and styles
    have no text."""

    source: str
    tags: list[tuple[str, Attributes]] = field(default_factory=list)
    texts: list[str] = field(default_factory=lambda: [""])

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "bdi":
            self._next(tag, tuple(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag != "bdi":
            self._next(f"/{tag}", ())

    def handle_comment(self, data: str) -> None:
        self._next("comment", ())

    def unknown_decl(self, data: str) -> None:
        self._next("declaration", ())

    def handle_pi(self, data: str) -> None:
        self._next("instruction", ())

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] != "style":
            self.texts[-1] += data

    def _next(self, tag: str, attrs: Attributes) -> None:
        self.tags.append((tag, attrs))
        self.texts.append("")

    def inside(self, tag: str) -> list[str]:
        """The whole text of each such element."""
        found: list[str] = []
        depth = 0
        for (name, _), text in zip(self.tags, self.texts[1:], strict=True):
            if name == tag:
                depth += 1
                if depth == 1:
                    found.append("")
            elif name == f"/{tag}":
                depth -= 1
            if depth:
                found[-1] += text
        return found
