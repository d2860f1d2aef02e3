"""A letter to a member, before it is text and HTML: plain frozen data, every word ready, every address absolute."""

from dataclasses import dataclass

from studycircle.documents.rich import NOTHING, Rich
from studycircle.writers.programme.links import Link

__all__ = ["Item", "Letter", "Link", "Part", "Written"]


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list with its links."""

    title: str
    detail: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a letter: a heading, then what it has, in this order; empty is not there.

    ``news``: lines that stand out, what is different now. ``words``: what somebody typed, blank lines part paragraphs.
    ``acts``: what one can do, each a link on a line of its own.
    """

    heading: str = ""
    news: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    words: str = ""
    rich: Rich = NOTHING
    items: tuple[Item, ...] = ()
    acts: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. ``why``: why it came, and ``foot`` what can be done about that. ``calendar``: a part of its own."""

    subject: str
    title: str
    over: str = ""  # whose letter it is
    parts: tuple[Part, ...] = ()
    why: str = ""
    foot: tuple[Link, ...] = ()
    calendar: bytes = b""


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it is sent. ``subject`` is one line without control characters."""

    subject: str
    text: str
    html: str
    calendar: bytes = b""
