"""How a book is laid out on paper where it is not simply one text: said beside the text, by the keys of its blocks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Opening:
    """A heading that opens a page, with its running head; one that is ``recto`` opens a right-hand page."""

    left: str
    right: str
    recto: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page, with a square code of ``svg`` that says ``address``; the lines are what one must know."""

    title: str
    group: str = ""
    span: str = ""
    lines: tuple[str, ...] = ()
    address: str = ""
    href: str = ""
    svg: str = ""
    code: str = ""  # what the square code is called


@dataclass(frozen=True, slots=True)
class Layout:
    """``openings``: by the key of their heading; without any, chapters open pages where they are long. ``room``: how
    many lines to write on stand below a block. ``apart``: paragraphs that say something of what stands below them, such
    as who wrote it."""

    openings: Mapping[str, Opening] = field(default_factory=dict)
    room: Mapping[str, int] = field(default_factory=dict)
    apart: Collection[str] = frozenset()
    cover: Cover | None = None
