"""The words of an office document's paragraph: runs of one look each, nested into elements without repetition."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from lxml import etree

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look, or one element among them (a break, an image, an anchor).

    ``link``: where they lead; ``shift``: "sup" or "sub"; ``lang`` and ``direction``: where not the paragraph's.
    """

    words: str = ""
    element: Any = None
    link: str = ""
    lang: str = ""
    direction: str = ""
    shift: str = ""
    strong: bool = False
    em: bool = False
    code: bool = False


LEVELS = ("link", "lang", "direction", "shift", "strong", "em", "code")


def writable(words: str) -> str:
    """``words`` without what XML cannot hold."""
    return words if words.isprintable() else _UNWRITABLE.sub("", words)


def fill(parent: Any, runs: Sequence[Run]) -> Any:
    """Set ``runs`` into ``parent``, which is given back."""
    _nest(parent, runs, 0)
    return parent


def _nest(parent: Any, runs: Sequence[Run], depth: int) -> None:
    if depth == len(LEVELS):
        for run in runs:
            if run.element is not None:
                parent.append(run.element)
            append(parent, run.words)
        return
    name = LEVELS[depth]
    for value, group in groupby(runs, key=attrgetter(name)):
        child = parent
        if value:
            child = etree.SubElement(parent, _TAGS.get(name) or value)
            if name == "link":
                child.set("href", writable(value))
            elif name in ("lang", "direction"):
                child.set("lang" if name == "lang" else "dir", writable(value))
        _nest(child, list(group), depth + 1)


_TAGS = {"link": "a", "lang": "span", "direction": "span", "strong": "strong", "em": "em", "code": "code"}


def append(parent: Any, words: str) -> None:
    """Add ``words`` at the end of ``parent``'s content."""
    words = writable(words)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words


def plain(runs: Sequence[Run]) -> str:
    """The words alone."""
    return "".join("\n" if run.element is not None and run.element.tag == "br" else run.words for run in runs)


def evenly(runs: Sequence[Run]) -> list[Run]:
    """``runs`` without bold and italics where all of them are: the look of a heading, not a stress within it."""
    said = [run for run in runs if run.words.strip()]
    strong, em = all(run.strong for run in said), all(run.em for run in said)
    return [replace(run, strong=run.strong and not strong, em=run.em and not em) for run in runs]


def line_break() -> Run:
    """A line end."""
    return Run(element=etree.Element("br"))


def anchor(name: str) -> Run:
    """A place links can lead to."""
    element = etree.Element("a")
    element.set("id", writable(name))
    return Run(element=element)


def note_mark(key: str, mark: str) -> Run:
    """A reference to the note ``key``."""
    element = etree.Element("a")
    element.set("class", "footnote-ref")
    element.set("href", f"#{key}")
    element.text = mark
    return Run(element=element)


def picture(source: str, alternative: str) -> Run:
    """An image; ``source`` may be empty where it cannot be had."""
    element = etree.Element("img")
    element.set("src", writable(source))
    element.set("alt", writable(alternative))
    return Run(element=element)
