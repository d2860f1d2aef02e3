"""A block in the making: what the passes of a text reader work on before it is frozen."""

from dataclasses import dataclass, field
from typing import Any

from studycircle.documents.inline import Inline, to_plain
from studycircle.documents.problem import Problem
from studycircle.documents.text import BlockKind, Image, Matter, Row


@dataclass(slots=True)
class Look:
    """How the source's stylesheet sets a class: enough to tell a heading that is only a class."""

    align: str = ""  # "centre", "right"
    bold: bool = False
    size: float = 1.0  # relative to the text around it

    def over(self, below: "Look") -> "Look":
        """This look where it says something, else the one ``below`` it."""
        size = self.size if self.size != 1.0 else below.size
        return Look(self.align or below.align, self.bold or below.bold, size)


@dataclass(slots=True)
class Draft:
    """One block of the source.

    ``ids``: the anchors of the source that lead here. ``classes``: its own class, type and role; ``around``: those
    of what it stands in. ``source``: the element it came from; ``box``: the innermost element that holds it.
    """

    kind: BlockKind
    words: str = ""
    ids: list[str] = field(default_factory=list)
    tag: str = ""
    classes: str = ""
    around: str = ""
    look: Look = field(default_factory=Look)
    level: int = 0
    marker: str = ""
    quoted: bool = False
    matter: Matter = Matter.BODY
    lang: str = ""
    direction: str = ""
    rows: tuple[Row, ...] = ()
    image: str = ""
    alternative: str = ""
    number: str = ""  # where the source says it: our own Markdown
    line: int | None = None
    source: Any = None
    box: Any = None

    @property
    def plain(self) -> str:
        return to_plain(Inline(self.words))

    @property
    def signature(self) -> tuple[str, str]:
        """What blocks set alike have in common."""
        return self.tag, self.classes


@dataclass(slots=True)
class DraftNote:
    """A note in the making; references to it stand in the drafts' words as ``#note:KEY``."""

    key: str
    mark: str
    drafts: list[Draft]


@dataclass(slots=True)
class About:
    """What a source says of itself, gathered on the way."""

    title: str = ""
    author: str = ""
    translator: str = ""
    year: str = ""
    language: str = ""
    source: str = ""
    rights: str = ""


@dataclass(slots=True)
class Book:
    """A whole text in the making."""

    drafts: list[Draft] = field(default_factory=list)
    notes: list[DraftNote] = field(default_factory=list)
    images: dict[str, Image] = field(default_factory=dict)
    apart: list[tuple[str, str]] = field(default_factory=list)
    about: About = field(default_factory=About)
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, words: str, line: int | None = None, excerpt: str = "") -> None:
        """Add a problem; the same one is told once, and of one kind no more than twenty."""
        alike = [known for known in self.problems if known.code == code]
        if len(alike) < 20 and not any(known.excerpt == excerpt[:80] for known in alike):
            self.problems.append(Problem(code, words, line, excerpt[:80]))
