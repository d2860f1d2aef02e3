"""Which lines of a PDF are one paragraph: by the space between them, by indents, and by lines that end early."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from studycircle.readers.text.pdf_insets import Frame, Inset, insets, usual_indent
from studycircle.readers.text.pdf_lines import Line

BULLET = re.compile(r"^([•◦▪‣●○■□∙·⁃–—*➢✓-])\s+(?=\S)")
COUNTED = re.compile(r"^((?:\d{1,3}|[ivx]{1,5})\.|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})\))\s+(?=\S)")
SURE = re.compile(r"[•◦▪‣●○■□∙⁃➢✓]")  # a dash or a number may begin any paragraph, these only an item
TERMINAL = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
ORNAMENT = re.compile(r"^[*•·⁂∗✻❦~\s—–_-]{1,15}$")
LEADERS = re.compile(r"(?:[.·…_]\s?){4,}\s*[\divxlc]+$")  # an entry of printed contents
_NUMBERED_END = re.compile(r"\s[\divxlc]+$")  # an entry so long that it has no room for leaders
_PARTED = re.compile(r"[^\W\d_]-$")
SPARSE = 10  # lines of a page that hardly tell its edges
NEAR = 0.35  # of the letters' size: two edges this close are one


@dataclass(slots=True)
class Para:
    """Lines that belong together. ``breaks``: the places of lines that begin anew in it, as verse does."""

    lines: list[Line]
    breaks: set[int] = field(default_factory=set)
    marker: str = ""
    heading: bool = False
    centred: bool = False
    text_left: float = 0.0  # where its lines after the first begin


@dataclass(frozen=True, slots=True)
class Column:
    """The edges of a column of running text."""

    left: float
    right: float


@dataclass(slots=True)
class Measure:
    """How the running text of a document is set: letters, leading, and what a paragraph begins with."""

    size: float
    pitch: dict[float, float]
    columns: dict[tuple[int, int], Column]
    sizes: tuple[float, ...] = ()
    indents: bool = False
    gaps: bool = False
    insets: dict[int, Inset] = field(default_factory=dict)  # by the identity of a line

    def column(self, line: Line) -> Column:
        """The edges a line is set between: its column's, and on the right those of what is set in with it."""
        column, inset = self.columns[line.page, line.column], self.insets.get(id(line))
        return column if inset is None else Column(column.left, inset.right)

    def verse(self, line: Line) -> Inset | None:
        """The verse a line is one of."""
        inset = self.insets.get(id(line))
        return inset if inset is not None and inset.verse else None

    def together(self, last: Line, line: Line) -> bool:
        """Whether two lines are set in together."""
        inset = self.insets.get(id(last))
        return inset is not None and inset is self.insets.get(id(line))

    def leading(self, line: Line) -> float:
        return self.pitch.get(round(line.size * 2) / 2, line.size * 1.25)


def measure(pages: Sequence[Sequence[Line]]) -> Measure:
    """The measure of all pages together."""
    sizes = Counter[float]()
    for page in pages:
        for line in page:
            sizes[round(line.size * 2) / 2] += len(line.letters)
    size = sizes.most_common(1)[0][0]
    found = Measure(
        size, _pitches(pages), _column_edges(pages, size), tuple({line.size for page in pages for line in page})
    )
    indent = _style(found, pages)
    found.insets = insets(pages, lambda line: _frame(found, line, indent), lambda line: _may_be_set_in(found, line))
    return found


def _frame(found: Measure, line: Line, indent: float) -> Frame:
    column = found.column(line)
    return Frame(column.left, column.right, indent, found.size, found.leading(line))


def _may_be_set_in(found: Measure, line: Line) -> bool:
    """Whether a line may be of a quotation or verse: neither an item, an entry of contents, a formula nor a heading."""
    listed = BULLET.match(line.words) or COUNTED.match(line.words) or LEADERS.search(line.words)
    return not listed and not looks_heading(line, found) and not _is_formula(line)


def _is_formula(line: Line) -> bool:
    """Whether most signs of a line are no letters."""
    signs = line.words.replace(" ", "")
    return 2 * sum(sign.isalpha() for sign in signs) < len(signs)


def _pitches(pages: Sequence[Sequence[Line]]) -> dict[float, float]:
    """The usual distance of two lines of each size."""
    counts: dict[float, Counter[float]] = {}
    for page in pages:
        for one, other in pairwise(page):
            key = round(one.size * 2) / 2
            gap = one.base - other.base
            if key == round(other.size * 2) / 2 and one.column == other.column and 0.8 * key < gap < 2.4 * key:
                counts.setdefault(key, Counter())[round(gap * 4) / 4] += 1
    pitches = {}
    for key, seen in counts.items():
        most = max(seen.values())
        pitches[key] = min(gap for gap, count in seen.items() if count >= 0.5 * most)
    return pitches


def _column_edges(pages: Sequence[Sequence[Line]], size: float) -> dict[tuple[int, int], Column]:
    """The edges of every column; a page of few lines borrows the width other pages have."""
    members: dict[tuple[int, int], list[Line]] = {}
    for page in pages:
        for line in page:
            members.setdefault((line.page, line.column), []).append(line)
    edges = {key: _edges([one for one in lines if one.size >= 0.9 * size] or lines) for key, lines in members.items()}
    widths = sorted(right - left for key, (left, right) in edges.items() if len(members[key]) > 4)
    usual = widths[len(widths) * 3 // 4] if widths else 0.0
    lefts: dict[tuple[int, int], Counter[float]] = {}  # of left and right pages
    for (number, place), (left, _) in edges.items():
        if len(members[number, place]) > SPARSE:
            lefts.setdefault((number % 2, place), Counter())[left] += 1
    made = {}
    for key, (left, right) in edges.items():
        alone = all(other == key or other[0] != key[0] for other in members)
        others = lefts.get((key[0] % 2, key[1]))
        if len(members[key]) <= SPARSE and alone and others:
            left = min(left, others.most_common(1)[0][0])  # a page of nothing but verse
        made[key] = Column(left, max(right, left + usual) if alone else right)
    return made


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    """Where most lines begin, and the furthest any of them goes but for a stray one."""
    lefts = Counter[float]()
    for line in lines:
        lefts[round(line.left)] += 1
    often = [left for left, count in lefts.items() if count >= max(2, 0.15 * len(lines))]
    usual = min(often, default=lefts.most_common(1)[0][0])
    left = min((line.left for line in lines if abs(line.left - usual) <= 1), default=usual)
    rights = sorted(line.right for line in lines)
    return left, rights[-1 - len(rights) // 40]


def _style(found: Measure, pages: Sequence[Sequence[Line]]) -> float:
    """Whether paragraphs begin with an indent, or with space above, or with neither; how deep the indent is."""
    indented = spaced = short = 0
    depths = Counter[float]()
    for page in pages:
        for before, line in pairwise(page):
            if abs(before.size - found.size) > 0.6 or abs(line.size - found.size) > 0.6 or before.column != line.column:
                continue
            left, gap = found.column(line).left, before.base - line.base
            flush = abs(before.left - left) < NEAR * line.size
            deep = line.left - left
            tight = gap < 1.2 * found.leading(line)
            if tight and flush and 0.7 * line.size < deep < 4 * line.size and not BULLET.match(line.words):
                indented += 1
                depths[round(deep)] += 1
            elif not tight and gap < 3 * found.leading(line) and abs(deep) < NEAR * line.size:
                spaced += 1
            elif tight and flush and abs(deep) < NEAR * line.size and TERMINAL.search(before.words):
                short += ends_early(before, line, found)
    found.indents = indented >= 3 and indented > spaced
    found.gaps = not found.indents and (spaced >= short or spaced > 3)
    return usual_indent(depths) if found.indents else 0.0


def ends_early(before: Line, line: Line, measured: Measure) -> bool:
    """Whether the first word of ``line`` had still had room on the line before it."""
    room = measured.column(before).right - before.right
    return room > line.first_word + 0.3 * line.size


def paragraphs(pages: Sequence[Sequence[Line]], measured: Measure) -> list[Para]:
    """All paragraphs, those that go on over columns and pages whole."""
    made: list[Para] = []
    for line in (line for page in pages for line in page):
        if made and not _begins(made, line, measured):
            para = made[-1]
            if _breaks(para, line, measured):
                para.breaks.add(len(para.lines))
            moved = measured.column(line).left - measured.column(para.lines[-1]).left
            para.text_left = line.left if len(para.lines) == 1 else min(line.left, para.text_left + moved)
            para.lines.append(line)
        else:
            made.append(_new(line, measured))
    return made


def _new(line: Line, measured: Measure) -> Para:
    found = BULLET.match(line.words) or COUNTED.match(line.words)
    return Para(
        [line],
        marker=found[1] if found else "",
        heading=looks_heading(line, measured),
        centred=_centred(line, measured),
        text_left=line.left,
    )


def looks_heading(line: Line, measured: Measure) -> bool:
    """Whether a line is set as headings are: larger than the text."""
    return line.size > measured.size * 1.1 and any(letter.sign.isalnum() for letter in line.letters)


def _centred(line: Line, measured: Measure) -> bool:
    column = measured.column(line)
    before, after = line.left - column.left, column.right - line.right
    return min(before, after) > 1.5 * line.size and abs(before - after) < 0.12 * (column.right - column.left)


def _begins(made: Sequence[Para], line: Line, measured: Measure) -> bool:
    """Whether ``line`` begins a paragraph after those made so far."""
    para = made[-1]
    last = para.lines[-1]
    if abs(last.size - line.size) > 0.07 * max(last.size, line.size):
        return True
    if (last.page, last.column) != (line.page, line.column) or line.below_figure:
        return _begins_over(para, line, measured)
    gap = last.base - line.base
    if gap <= 0:
        return True
    if (verse := measured.verse(line)) is not measured.verse(last):
        return True
    if verse is not None:
        return gap > 1.22 * measured.leading(line) + 0.3  # the next stanza
    if measured.together(last, line) and gap > 1.12 * measured.leading(line) and TERMINAL.search(last.words):
        return True
    limit = 1.65 if measured.indents and not para.heading else 1.22 if measured.gaps else 1.35
    limit = min(limit, 1.3) if para.centred and not _centred(line, measured) else limit
    if gap > limit * measured.leading(line) + 0.3:
        return not (_goes_on_after_display(para, line, measured) or _is_mid_sentence(para, line, measured))
    if _differs_in_weight(para, line, measured):
        return True
    return _begins_by_edges(para, line, measured)


def _is_mid_sentence(para: Para, line: Line, measured: Measure) -> bool:
    """Whether a sentence goes on, or a word: a fraction in a line pushes it further from the one above."""
    last = para.lines[-1]
    if para.heading or not line.words[:1].islower() or last.base - line.base > 2.6 * measured.leading(line):
        return False
    flush = abs(line.left - measured.column(line).left) < NEAR * line.size
    full = TERMINAL.search(last.words) is None and not ends_early(last, line, measured)
    return flush and (full or _PARTED.search(last.words) is not None)


def _differs_in_weight(para: Para, line: Line, measured: Measure) -> bool:
    """A line all in bold above or below one that is not is a heading without larger letters."""
    last = para.lines[-1]
    return last.bold != line.bold and (
        ends_early(last, line, measured) or (last.bold and len(para.lines) < 3 and line.left != last.left)
    )


def _begins_by_edges(para: Para, line: Line, measured: Measure) -> bool:
    if para.heading:
        return False
    last = para.lines[-1]
    near = NEAR * line.size
    early = ends_early(last, line, measured)
    centred = _centred(line, measured)
    if para.centred and not centred and not early and last.left - line.left < 2.2 * line.size:
        para.centred = False  # only set in as far on both sides, by chance
    if para.centred:
        return not centred
    if LEADERS.search(last.words) or (LEADERS.search(line.words) and _NUMBERED_END.search(last.words)):
        return True
    if BULLET.match(line.words) and (para.marker or early or SURE.match(line.words)):
        return True
    if COUNTED.match(line.words) and early and (para.marker or line.left <= para.lines[0].left + near):
        return bool(para.marker) or TERMINAL.search(last.words) is not None
    shift = line.left - (para.text_left if len(para.lines) > 1 else last.left)
    if len(para.lines) == 1:
        return _second(para, line, measured, shift, early)
    if shift > near:
        return not (centred and not TERMINAL.search(last.words) and measured.indents)
    if shift < -near:
        return not _was_display(para, line, measured)
    inset = last.left - measured.column(last).left > near
    return early and (inset or not measured.indents) and not para.breaks and TERMINAL.search(last.words) is not None


def _was_display(para: Para, line: Line, measured: Measure) -> bool:
    """Whether a line at the column's edge goes on after something set in, in text whose paragraphs are indented."""
    return measured.indents and abs(line.left - measured.column(line).left) < NEAR * line.size and len(para.breaks) > 0


def _second(para: Para, line: Line, measured: Measure, shift: float, early: bool) -> bool:
    """Whether the line after a paragraph's first begins another."""
    near, last = NEAR * line.size, para.lines[0]
    inset = last.left - measured.column(last).left > near
    if shift < -near:
        return (early and TERMINAL.search(last.words) is not None) or shift < -8 * line.size
    if shift > near:
        hangs = para.marker and shift < 5 * line.size
        display = _centred(line, measured) and not TERMINAL.search(last.words) and measured.indents
        return not (hangs or display)
    if inset and measured.indents:
        return early or TERMINAL.search(last.words) is not None
    return early and not measured.indents and not para.breaks and TERMINAL.search(last.words) is not None


def _goes_on_after_display(para: Para, line: Line, measured: Measure) -> bool:
    """In text with indents, a formula in the middle of a sentence does not end the paragraph, whatever its space."""
    if not measured.indents or para.heading:
        return False
    last = para.lines[-1]
    if last.base - line.base > 4 * measured.leading(line):
        return False
    if _centred(line, measured) and not para.centred:
        return TERMINAL.search(last.words) is None
    flush = abs(line.left - measured.column(line).left) < NEAR * line.size
    return flush and bool(para.breaks) and _centred(last, measured) and not para.centred


def _begins_over(para: Para, line: Line, measured: Measure) -> bool:
    """Whether the first line of a column or page begins a paragraph."""
    last = para.lines[-1]
    if measured.verse(last) and measured.verse(line):
        return TERMINAL.search(last.words) is not None
    if para.heading != looks_heading(line, measured) or last.bold != line.bold:
        return True
    if para.heading:
        return True
    if _PARTED.search(last.words) and line.words[:1].islower():
        return False
    deep = line.left - measured.column(line).left
    flush = abs(deep) < NEAR * line.size
    ended = TERMINAL.search(last.words) is not None
    early = measured.column(last).right - last.right > line.first_word + 0.3 * line.size
    if BULLET.match(line.words) or (para.marker and COUNTED.match(line.words)):
        return True
    if measured.indents:
        inset = para.text_left - measured.column(last).left
        if len(para.lines) == 1:
            inset = 0.0
        return (not flush and abs(deep - inset) > NEAR * line.size) or (flush and early and ended and not para.breaks)
    same = abs((last.left - measured.column(last).left) - deep) < NEAR * line.size or len(para.lines) == 1
    if not same:
        return True
    return early and (ended or not line.words[:1].islower())


def _breaks(para: Para, line: Line, measured: Measure) -> bool:
    """Whether a line within a paragraph begins anew, as those of verse, addresses and formulas do."""
    last = para.lines[-1]
    if para.heading or measured.verse(line):
        return not para.heading
    if (last.page, last.column) != (line.page, line.column) or line.below_figure:
        return False
    return ends_early(last, line, measured) or (
        _centred(last, measured) != _centred(line, measured) and last.left - line.left > 2 * line.size
    )


def is_item(para: Para, beside: Sequence[Para]) -> bool:
    """Whether a paragraph that begins like a list item is one: by its sign, by hanging, or by those ``beside`` it."""
    if not para.marker:
        return False
    if SURE.match(para.marker) or (
        len(para.lines) > 1 and para.text_left > para.lines[0].left + 0.5 * para.lines[0].size
    ):
        return True
    left = para.lines[0].left
    return len(para.lines) == 1 and any(
        other.marker and abs(other.lines[0].left - left) < 2 and (len(other.lines) == 1 or is_item(other, ()))
        for other in beside
    )
