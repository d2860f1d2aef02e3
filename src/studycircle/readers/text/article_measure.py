"""How much text there is in an element, and how much of it is links: one pass over the tree, whatever its shape."""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from studycircle.readers.text.article_signs import COMMAS

HERE = 0.3  # a link within the page counts less: contents and footnotes are part of an article


@dataclass(slots=True)
class Tally:
    """A running count of words read so far, white space counted as readers see it."""

    length: int = 0
    commas: int = 0
    linked: float = 0.0
    after_space: bool = True

    def add(self, words: str | None) -> None:
        """Count the words of one piece of text."""
        if not words:
            return
        pieces = words.split()
        if pieces:
            inner = len(pieces) - 1 + sum(map(len, pieces))
            self.length += inner + (words[0].isspace() and not self.after_space)
            self.commas += len(COMMAS.findall(words))
        if not pieces or words[-1].isspace():
            self.length += bool(pieces) or not self.after_space
            self.after_space = True
        else:
            self.after_space = False


@dataclass(frozen=True, slots=True)
class Size:
    """Of one element: letters, commas, and the part of the letters that is links (0 to 1)."""

    length: int
    commas: int
    links: float


def link_weight(element: Any) -> float:
    """How much the words of a link count as links."""
    return HERE if len(written := element.get("href") or "") > 1 and written[0] == "#" else 1.0


def measure(root: Any) -> dict[Any, Size]:
    """The size of every element in ``root``, itself among them."""
    sizes: dict[Any, Size] = {}
    tally = Tally()
    begun: list[tuple[int, int, float]] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            begun.append((tally.length, tally.commas, tally.linked))
            tally.add(element.text)
            continue
        length, commas, linked = begun.pop()
        letters = tally.length - length
        letters -= letters > 0 and tally.after_space
        share = (tally.linked - linked) / letters if letters else 0.0
        sizes[element] = Size(letters, tally.commas - commas, share)
        if element.tag == "a":
            tally.linked = linked + link_weight(element) * letters
        if element is not root:
            tally.add(element.tail)
    return sizes
