"""From letters to lines, column by column, in reading order."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from studycircle.readers.text.pdf_letters import Letter
from studycircle.readers.text.runs import Run

GAP = 0.9  # of the letters' size: wider, and a new column may begin
WORD = 0.15  # of the letters' size: that much wider than between letters, and a new word begins
FEWEST = 4  # lines a column has at least


@dataclass
class Line:
    """One line of a column: its letters from left to right."""

    letters: list[Letter]
    page: int = 0
    column: int = 0
    note: str = field(default="", compare=False)
    below_figure: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        sizes = Counter[float]()
        bases = Counter[float]()
        for letter in self.letters:
            sizes[letter.face.size] += 1
        self.size = max(sizes, key=lambda size: (sizes[size], size))
        for letter in self.letters:
            if letter.face.size >= self.size * 0.85:
                bases[round(letter.base, 1)] += 1
        self.base = bases.most_common(1)[0][0]
        self.left = min(letter.left for letter in self.letters)
        self.right = max(letter.right for letter in self.letters)

    @cached_property
    def runs(self) -> list[Run]:
        """The words with their looks; superscripts and subscripts by size and height."""
        made: list[Run] = []
        before: Letter | None = None
        usual = _letter_gap(self.letters)
        for letter in self.letters:
            small = letter.face.size < self.size * 0.86
            rise = letter.base - self.base
            shift = (
                "sup"
                if letter.raised
                else ("sup" if rise > 0.12 * self.size else "sub" if rise < -0.08 * self.size else "")
                if small
                else ""
            )
            run = Run(letter.sign, shift=shift, strong=letter.face.bold, em=letter.face.italic)
            space = before is not None and _parted(before, letter, usual)
            if made and _same_look(made[-1], run):
                made[-1] = Run(made[-1].words + " " * space + letter.sign, shift=shift, strong=run.strong, em=run.em)
            else:
                if space and made:
                    last = made[-1]
                    made[-1] = Run(last.words + " ", shift=last.shift, strong=last.strong, em=last.em)
                made.append(run)
            before = letter
        return made

    def _shift(self, letter: Letter) -> str:
        rise = letter.base - self.base
        if letter.raised:
            return "sup"
        if letter.face.size >= self.size * 0.86:
            return ""
        return "sup" if rise > 0.12 * self.size else "sub" if rise < -0.08 * self.size else ""

    @cached_property
    def words(self) -> str:
        """The words alone."""
        return "".join(run.words for run in self.runs)

    @cached_property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(letter.face.bold for letter in self.letters if letter.sign.isalnum())

    @cached_property
    def first_word(self) -> float:
        """How wide its first word is."""
        length = len(self.words.split(" ", 1)[0])
        for letter in self.letters:
            length -= len(letter.sign)
            if length <= 0:
                return letter.right - self.left
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def _same_look(one: Run, other: Run) -> bool:
    return (one.shift, one.strong, one.em) == (other.shift, other.strong, other.em)


_EASTERN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def _letter_gap(row: Sequence[Letter]) -> float:
    """The space between the letters of words, of the letters' size: above 0 where they are set wide."""
    gaps = sorted((two.left - one.right) / two.face.size for one, two in pairwise(row) if not two.spaced)
    return min(max(gaps[len(gaps) // 4], 0.0), 0.5) if len(gaps) > 7 else 0.0


def _parted(before: Letter, letter: Letter, usual: float) -> bool:
    gap = letter.left - before.right
    size = max(before.face.size, letter.face.size)
    if _EASTERN.match(letter.sign) and _EASTERN.match(before.sign):
        return gap > size
    return (letter.spaced and gap > -0.5 * size) or gap > size * (usual + WORD)


def lines_of(pages: Sequence[Sequence[Letter]]) -> list[list[Line]]:
    """The lines of every page in reading order."""
    pieces = [pieces_of(found) for found in pages]
    gutters = [_gutter(page) for page in pieces]
    usual = _usual_gutter(gutters)
    made = []
    for at, (page, gutter) in enumerate(zip(pieces, gutters, strict=True)):
        if gutter is None and usual is not None and _keeps_free(page, usual):
            gutter = usual  # too few lines to tell, on a last page for instance
        made.append(_ordered(page, at, gutter))
    return made


def _usual_gutter(gutters: Sequence[float | None]) -> float | None:
    """Where most pages are parted, if most are, at one place."""
    found = sorted(gutter for gutter in gutters if gutter is not None)
    middle = found[len(found) // 2] if found else 0.0
    return middle if 2 * sum(abs(gutter - middle) < 6 for gutter in found) > len(gutters) else None


def _keeps_free(page: Sequence[Line], gutter: float) -> bool:
    return all(piece.right < gutter + 1 or piece.left > gutter - 1 or len(piece.letters) < 5 for piece in page)


def pieces_of(found: Iterable[Letter]) -> list[Line]:
    """Letters that follow one another in the file, on one height and without a wide gap."""
    pieces: list[list[Letter]] = []
    for letter in found:
        last = pieces[-1][-1] if pieces else None
        if last is not None:
            size = max(last.face.size, letter.face.size)
            near = -0.6 * size < letter.left - last.right < GAP * size
            drift = abs(letter.base - last.base)
            if near and (drift == 0 or (drift < 0.55 * size and _level(pieces[-1], letter))):
                pieces[-1].append(letter)
                continue
        pieces.append([letter])
    return [Line(piece) for piece in pieces]


def _level(piece: Sequence[Letter], letter: Letter) -> bool:
    """Whether a letter is on the height of the piece's larger letters: a superscript's drift does not add up."""
    largest = max(piece[-12:], key=lambda one: one.face.size)
    return abs(letter.base - largest.base) < 0.6 * max(largest.face.size, letter.face.size)


def _ordered(pieces: list[Line], page: int, gutter: float | None) -> list[Line]:
    made: list[Line] = []
    for column, members in enumerate(_columns(pieces, gutter)):
        for line in _merged(members):
            line.page, line.column = page, column
            made.append(line)
    return made


def _merged(pieces: list[Line]) -> list[Line]:
    """Pieces on one height as one line, the lines from the top down."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda one: one.left - one.right):
        for row in rows:
            main = row[0]
            # Lines of text are further apart than their letters are high; what is nearer is part of a formula.
            reach = 0.35 if piece.right - piece.left > 5 * main.size else 0.9
            if abs(piece.base - main.base) < reach * main.size and not _overlaps(row, piece):
                row.append(piece)
                break
        else:
            rows.append([piece])
    lines = [Line([one for p in sorted(row, key=lambda p: (p.left, -p.base)) for one in p.letters]) for row in rows]
    return sorted(lines, key=lambda line: -line.base)


def _overlaps(row: Sequence[Line], piece: Line) -> bool:
    main = row[0]
    level = (
        one
        for one in row
        if abs(one.base - main.base) < 0.3 * main.size or abs(one.base - piece.base) < 0.3 * main.size
    )
    return any(min(one.right, piece.right) - max(one.left, piece.left) > 0.5 * piece.size for one in level)


def _columns(pieces: list[Line], gutter: float | None) -> list[list[Line]]:
    """The columns of a page in reading order: what runs across all columns parts what is above from what is below."""
    if gutter is None:
        return [pieces]
    across = sorted((p for p in pieces if p.left < gutter - 1 and p.right > gutter + 1), key=lambda p: -p.base)
    rest = [p for p in pieces if not (p.left < gutter - 1 and p.right > gutter + 1)]
    bands: list[list[Line]] = []
    above = float("inf")
    heights = [p.base for p in across]
    for height in [*heights, float("-inf")]:
        inside = [p for p in rest if height < p.base <= above]
        left = [p for p in inside if p.middle < gutter]
        right = [p for p in inside if p.middle >= gutter]
        bands += [band for side in (left, right) if side for band in _columns(side, _gutter(side))]
        if height != float("-inf"):
            bands.append([p for p in across if p.base == height])
        above = height
    return _joined(bands)


def _joined(bands: list[list[Line]]) -> list[list[Line]]:
    """Bands of full width that follow one another are one column."""
    made: list[list[Line]] = []
    for band in bands:
        if made and band is not made[-1] and _wide(band) and _wide(made[-1]) and _below(made[-1], band):
            made[-1] = made[-1] + band
        else:
            made.append(band)
    return made


def _wide(band: list[Line]) -> bool:
    return len({round(piece.base) for piece in band}) == 1 or len(band) == 1


def _below(above: list[Line], band: list[Line]) -> bool:
    """Whether two bands lie over one another, so that their lines can be one column."""
    return min(p.base for p in above) > max(p.base for p in band) and min(
        max(p.right for p in above), max(p.right for p in band)
    ) > max(min(p.left for p in above), min(p.left for p in band))


def _gutter(pieces: list[Line]) -> float | None:
    """Where a white strip parts the page into columns of running text, if one does."""
    if len(pieces) < 2 * FEWEST:
        return None
    left, right = min(p.left for p in pieces), max(p.right for p in pieces)
    width = right - left
    narrow = [p for p in pieces if p.right - p.left < 0.62 * width]
    if len(narrow) < 0.6 * len(pieces):
        return None
    # What is shorter than a few letters, a page's number say, may stand in the strip.
    long = [p for p in narrow if p.right - p.left > 4 * p.size]
    # So may a running head or two, or the name of a chapter, set in the middle of the page.
    for crossing in (0, max(2, len(long) // 20)):
        strips = _strips(long, left + 0.2 * width, left + 0.8 * width, crossing)
        start, stop = max(strips, key=_width, default=(0.0, 0.0))
        if stop - start >= 0.5 * narrow[0].size:
            # What begins or ends within it, as the numbers of a list do, belongs to a column.
            within = [p for p in narrow if p.left > start or p.right < stop]
            start, stop = max(_strips(within, start, stop, 0), key=_width, default=(start, stop))
            middle = (start + stop) / 2
            sides = [p for p in narrow if p.right <= middle], [p for p in narrow if p.left >= middle]
            if all(_runs_on(side) for side in sides) and _beside(*sides):
                return middle
    return None


def _strips(pieces: Sequence[Line], low: float, high: float, crossing: int) -> list[tuple[float, float]]:
    """The stretches between ``low`` and ``high`` that no more than ``crossing`` pieces cover."""
    edges = sorted([(p.left, 1) for p in pieces] + [(p.right, -1) for p in pieces] + [(high, 0)])
    free, at, over = [], low, 0
    for place, change in edges:
        place = min(max(place, low), high)
        if over <= crossing and place > at:
            free.append((at, place))
        at, over = place, over + change
    return _run_together(free)


def _width(stretch: tuple[float, float]) -> float:
    return stretch[1] - stretch[0]


def _run_together(stretches: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Stretches that touch as one."""
    made: list[tuple[float, float]] = []
    for start, stop in stretches:
        if made and start <= made[-1][1]:
            made[-1] = made[-1][0], stop
        else:
            made.append((start, stop))
    return made


def _runs_on(side: Sequence[Line]) -> bool:
    """Whether pieces are lines of running text: enough of them, most of one width and of several words."""
    rows = {round(p.base) for p in side}
    if len(rows) < FEWEST:
        return False
    width = max(p.right for p in side) - min(p.left for p in side)
    full = [p for p in side if p.right - p.left > 0.7 * width]
    return 2 * len(full) >= len(rows) and sum(len(p.words.split()) for p in full) >= 3 * len(full)


def _beside(left: Sequence[Line], right: Sequence[Line]) -> bool:
    top = min(max(p.base for p in left), max(p.base for p in right))
    foot = max(min(p.base for p in left), min(p.base for p in right))
    return top - foot > 3 * left[0].size
