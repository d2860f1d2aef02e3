"""Running heads and feet, told by what repeats from page to page, and the page numbers printed in them."""

import re
from collections import Counter
from collections.abc import Sequence

from studycircle.readers.text.pdf_lines import Line

_NUMBER = re.compile(r"(?<![\w.,])(\d{1,4}|[ivxlcdm]{1,8})(?![\w,]|\.\d)", re.I)
_ONLY_NUMBER = re.compile(
    r"^\W*(?:(?:page|seite|p\.?|página|страница)\s*)?(\d{1,4}|[ivxlcdm]{1,8})(?:\s*(?:/|of|von|de)\s*\d+)?\W*$", re.I
)
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
EDGE = 3  # lines of a page's top and foot that may be running
NEAR = 4  # pages a running head comes again within


def roman(numeral: str) -> int:
    """The value of a Roman numeral, or 0."""
    total, last = 0, 0
    for letter in reversed(numeral.lower()):
        value = _VALUES.get(letter, 0)
        total += value if value >= last else -value
        last = max(last, value)
    return total


def _value(said: str) -> int:
    return int(said) if said.isdigit() else roman(said)


def without_heads(pages: Sequence[list[Line]]) -> tuple[list[list[Line]], list[str]]:
    """The pages without running heads and feet, and the number printed on each page ("" where there is none)."""
    edges = [_edge(page) for page in pages]
    offset = _offset(edges)
    rows = [[(line, _shape(line.words)) for line in edge] for edge in edges]
    kept: list[list[Line]] = []
    labels: list[str] = []
    for at, page in enumerate(pages):
        running: list[Line] = []
        label = ""
        told = [(line, shape, _page_number(line, at, offset)) for line, shape in rows[at]]
        # A page has one number: where it stands by itself, another line with the same is a note or a heading.
        alone = any(mine and _ONLY_NUMBER.match(line.words) for line, _, mine in told)
        for line, shape, mine in told:
            only = bool(_ONLY_NUMBER.match(line.words))
            if not only and _is_note(line, page, "" if alone else mine):
                continue
            again = _comes_again(line, shape, at, rows)
            if (mine and (only or (not alone and _same_height(line, at, edges)))) or again:
                running.append(line)
                label = label or mine
        held = _outermost(running, page)
        kept.append([line for line in page if id(line) not in held])
        labels.append(label if held else "")
    return kept, labels


def _page_number(line: Line, at: int, offset: dict[bool, list[int]]) -> str:
    """The number of page ``at`` among the words of a line, as printed; "" where there is none."""
    numbers = (found[1] for found in _NUMBER.finditer(line.words))
    return next((number for number in numbers if _value(number) - at in offset.get(number.isdigit(), [])), "")


def _is_note(line: Line, page: Sequence[Line], mine: str) -> bool:
    """Whether a line in the lower half begins with a note's mark: many say "Ibid.", page after page."""
    mark = re.match(r"(\d{1,3})(?:[.)\s]|(?=\D))", line.words)
    lower = 2 * line.base < max(one.base for one in page) + min(one.base for one in page)
    raised = line.runs[0].shift == "sup"
    return lower and mark is not None and mark[1] != mine and (raised or len(line.words.split()) > 2)


def _edge(page: list[Line]) -> list[Line]:
    """The lines at the top and foot of a page."""
    by_height = sorted(page, key=lambda line: -line.base)
    heights = sorted({round(line.base) for line in page}, reverse=True)
    ends = set(heights[:EDGE] + heights[-EDGE:])
    return [line for line in by_height if round(line.base) in ends]


def _shape(words: str) -> str:
    """What stays of a running head from page to page: its words without numbers."""
    return re.sub(r"[\W_]+", " ", _NUMBER.sub(" ", words)).strip().lower()


def _offset(edges: Sequence[list[Line]]) -> dict[bool, list[int]]:
    """How far the numbers printed at the edges are from the count of pages, for digits (``True``) and Roman."""
    found: dict[bool, Counter[int]] = {True: Counter(), False: Counter()}
    for at, edge in enumerate(edges):
        said = {
            (n[1].isdigit(), _value(n[1]) - at)
            for line in edge
            if len(line.words) < 120
            for n in _NUMBER.finditer(line.words)
        }
        for digits, distance in said:
            found[digits][distance] += 1
    least = 2 if len(edges) < 6 else 3
    return {
        digits: [d for d, count in counts.most_common(3) if count >= max(least, 0.04 * len(edges))]
        for digits, counts in found.items()
    }


def _comes_again(line: Line, shape: str, at: int, rows: Sequence[list[tuple[Line, str]]]) -> bool:
    """Whether the same words stand at the same height of two near pages, or of one in a short document."""
    if not shape or len(line.words) > 150:
        return False
    near = [at + step for step in range(-NEAR, NEAR + 1) if step and 0 <= at + step < len(rows)]
    count = sum(
        any(other_shape == shape and abs(other.base - line.base) < 2.5 for other, other_shape in rows[page])
        for page in near
    )
    # Of a few pages, left and right have their own: once again is enough of a line that stands apart.
    few = len(rows) < 4 or (len(rows) < 10 and _stands_apart(line, rows[at]))
    return count >= (1 if few else 2)


def _stands_apart(line: Line, row: Sequence[tuple[Line, str]]) -> bool:
    """Whether there is more room between a line and the next than text has between its own."""
    return all(abs(other.base - line.base) > 1.9 * line.size for other, _ in row if abs(other.base - line.base) > 1)


def _same_height(line: Line, at: int, edges: Sequence[list[Line]]) -> bool:
    """Whether near pages have a line with a number at this height too."""
    near = [at + step for step in range(-NEAR, NEAR + 1) if step and 0 <= at + step < len(edges)]
    count = sum(
        any(abs(other.base - line.base) < 1.5 and _NUMBER.search(other.words) for other in edges[page]) for page in near
    )
    return count >= 2


def _outermost(running: Sequence[Line], page: Sequence[Line]) -> set[int]:
    """Of the lines taken for running, those with no line of text between them and the page's end."""
    held: set[int] = set()
    candidates = {id(line) for line in running}
    by_height = sorted(page, key=lambda line: -line.base)
    for ordered in (by_height, by_height[::-1]):
        for line in ordered:
            if id(line) not in candidates and id(line) not in held:
                break
            held.add(id(line))
    return held
