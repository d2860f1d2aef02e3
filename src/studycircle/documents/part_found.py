"""Where in a text that stands which people ask for: ranges of its blocks, or nothing where it cannot be told."""

import re
from bisect import bisect_right

from studycircle.documents.inline import pages
from studycircle.documents.measure import count_words
from studycircle.documents.numerals import fold, roman
from studycircle.documents.part_asked import Asked, Point, read_asked
from studycircle.documents.part_heads import Head, heads
from studycircle.documents.part_words import RANK, tokens
from studycircle.documents.text import Matter, Text, block_plain

Range = tuple[int, int]

CHAPTERS = frozenset({"chapter", "letter", "canto", "scene", "lecture", "lesson", "essay", "article"})
SURE = 3  # words of a title that tell it even where no sign ends it there
_NUMBER = re.compile(r"(\d+)([a-z]*)")
_EDGE = " .:;,!?–—-\"'“”„«»()[]"
_QUOTED = re.compile(r"[“”\"„«]([^“”\"„«»]+)[“”\"»]")
_JOINING = frozenset({"skip", "and", "comma"})
_OUTSIDE = ' .:;,!?–—-"“”„«»'


def find_ranges(text: Text, words: str) -> tuple[Range, ...]:
    """The blocks that ``words`` mean, in the order of the text; empty where that cannot be told."""
    said = fold(" ".join(words.split())).strip(_OUTSIDE)
    if not said:
        return ()
    ground = _Ground(text)
    if titled := ground.titled(said):
        return (titled,)
    if quoted := ground.quoted(fold(words)):
        return quoted
    if asked := read_asked(said):
        return merged(ground.all(asked, ground.whole))
    if titled := ground.opened(said):
        return (titled,)
    return ground.beside_title(said)


def merged(ranges: list[Range]) -> tuple[Range, ...]:
    """``ranges`` in order, those that touch as one."""
    found: list[Range] = []
    for start, stop in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return tuple(found)


def number_order(number: str) -> tuple[int, int, str]:
    """How paragraph numbers follow one another: 46, 46a, 46b … 46z, 46aa, 47."""
    found = _NUMBER.fullmatch(number)
    return (int(found[1]), len(found[2]), found[2]) if found else (0, 0, number)


class _Ground:
    """A text made ready for being asked: its headings, its paragraph numbers, its printed pages."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.every = heads(text)
        self.heads = [head for head in self.every if not head.beside]
        body = [at for at, block in enumerate(text.blocks) if block.matter is Matter.BODY]
        self.whole: Range = (body[0], body[-1] + 1) if body else (0, 0)
        self.at_number = {block.number: at for at, block in enumerate(text.blocks) if block.number}

    def all(self, asked: tuple[Asked, ...], within: Range) -> list[Range]:
        """The ranges of everything asked for; empty if one of them cannot be told."""
        asked = _outer_first(asked)
        found: list[Range] = []
        scope, rank = within, -1
        for at, one in enumerate(asked):
            if rank >= 0 and _rank(one) <= rank:
                scope, rank = within, -1
            place = self.one(one, scope)
            if place is None:
                return []
            later = asked[at + 1] if at + 1 < len(asked) else None
            if later is not None and _holds(one, later):
                scope, rank = place, _rank(one)
            else:
                found.append(place)
        return found

    def one(self, asked: Asked, scope: Range) -> Range | None:
        """The range of one thing asked for, within ``scope``."""
        first = self.point(asked.first, scope) if asked.first else (scope[0], scope[0])
        last = self.point(asked.last, scope) if asked.last else first
        if asked.first is None and asked.last is None:
            last = scope
        if first is None or last is None:
            return None
        place = (first[0], self.whole[1] if asked.onward else last[1])
        if last[0] < first[0] or place[0] >= place[1]:
            return None
        return self.half(place, asked.half) if asked.half else place

    def half(self, place: Range, which: int) -> Range | None:
        """The first or second half by words; a paragraph is never cut."""
        blocks = self.text.blocks[place[0] : place[1]]
        lengths = [count_words(block_plain(block)) if block.number else 0 for block in blocks]
        so_far, cut, best = 0, place[0], sum(lengths)
        for at, length in enumerate(lengths, place[0] + 1):
            so_far += length
            if (off := abs(2 * so_far - sum(lengths))) < best:
                cut, best = at, off
        halves = ((place[0], cut), (cut, place[1]))
        return None if not place[0] < cut < place[1] else halves[which - 1]

    def point(self, point: Point, scope: Range) -> Range | None:
        """The blocks one point stands for."""
        if "paragraph" in point.units:
            return self.paragraph(point.label, scope)
        if "page" in point.units:
            return self.page(point.label, scope)
        inside = [head for head in self.heads if scope[0] <= head.section.start < scope[1]]
        if scope != self.whole:
            inside = [head for head in inside if head.section.start > scope[0] or len(head.names) > 1]
        places = [
            (head, of)
            for head in inside
            for of, name in enumerate(head.names)
            if (point.named & name.named if point.named else name.units & point.units and name.number == point.number)
        ]
        if point.named and len(places) > 1:
            places = [(head, of) for head, of in places if not head.title and len(head.names) == 1]
        if point.named and not places:
            return self.titled_alike(point, inside)
        if not places and not point.named:
            places = self.bare(point, inside)
        if not places and not point.named:
            return self.by_order(point, inside)
        if len(places) != 1:
            return None
        head, of = places[0]
        return (head.section.start, head.stops[of])

    def titled_alike(self, point: Point, inside: list[Head]) -> Range | None:
        """ "The preface" where one heading alone has the word: "Author's Preface", "Preface to the Second Edition"."""
        found = [
            head
            for head in inside
            if not any(name.units or name.number for name in head.names)
            and any(token.named & point.named for token in tokens(head.said))
        ]
        return (found[0].section.start, found[0].section.stop) if len(found) == 1 else None

    def bare(self, point: Point, inside: list[Head]) -> list[tuple[Head, int]]:
        """Headings that are only numbers, where no heading calls itself what is asked for."""
        numbered = [name for head in self.heads for name in head.names if name.units]
        is_chapter = bool(point.units & CHAPTERS)
        if is_chapter and any(name.units & CHAPTERS for name in numbered):
            return []
        if not is_chapter and "section" not in point.units and numbered:
            return []
        found = [
            (head, of) for head in inside for of, name in enumerate(head.names) if not name.units and not name.named
        ]
        if not found:
            return []
        if "section" not in point.units or not numbered:
            top = min(head.section.level for head, _ in found)
            found = [(head, of) for head, of in found if head.section.level == top]
        return [(head, of) for head, of in found if head.names[of].number == point.number]

    def by_order(self, point: Point, inside: list[Head]) -> Range | None:
        """The third heading as chapter 3, where headings have names but no numbers."""
        if not point.units & {"chapter", "section"} or len(point.number) != 1:
            return None
        if any(name.number for head in self.heads for name in head.names):
            return None
        for level in sorted({head.section.level for head in inside}):
            here = [head for head in inside if head.section.level == level]
            plain = [head for head in here if not head.names]
            if len(plain) < 2:
                continue
            if any(name.named & {"introduction", "prologue"} for head in here for name in head.names):
                return None  # whether these count, nobody can tell
            number = point.number[0]
            if not 0 < number <= len(plain):
                return None
            return (plain[number - 1].section.start, plain[number - 1].section.stop)
        return None

    def paragraph(self, label: str, scope: Range) -> Range | None:
        """The block with a paragraph number."""
        at = self.at_number.get(label)
        return (at, at + 1) if at is not None and scope[0] <= at < scope[1] else None

    def page(self, label: str, scope: Range) -> Range | None:
        """The blocks that stand, if only in part, on one printed page."""
        marks = self.pages()
        wanted = _page_value(label)
        if wanted is None or not marks:
            return None
        kind = [(value[1], at, is_inside) for value, at, is_inside in marks if value[0] == wanted[0]]
        values = [value for value, _, _ in kind]
        if values != sorted(values) or len(set(values)) != len(values):
            return None  # pages of several volumes, or out of order
        place = bisect_right(values, wanted[1]) - 1
        if place < 0 or (values[place] != wanted[1] and place + 1 == len(values)):
            return None
        following = [
            (at, is_inside) for value, at, is_inside in marks if (at, value) > (kind[place][1], (wanted[0], wanted[1]))
        ]
        stop = following[0][0] + following[0][1] if following else self.whole[1]
        start = kind[place][1]
        return (start, max(stop, start + 1)) if scope[0] <= start < scope[1] else None

    def pages(self) -> list[tuple[tuple[str, int], int, bool]]:
        """The value of each page, the block in which it begins, and whether the page before reaches into that."""
        found = []
        for at in range(*self.whole):
            block = self.text.blocks[at]
            for words in (block.words, *(cell.words for row in block.rows for cell in row.cells)):
                for label in pages(words):
                    value = _page_value(fold(label))
                    is_inside = not words.startswith("<span role=") or words is not block.words
                    if value is not None:
                        found.append((value, at, is_inside))
        return found

    def titled(self, said: str) -> Range | None:
        """The section whose heading is ``said``, with its number or without."""
        said = said.strip(_EDGE)
        found = [head for head in self.every if said in (head.said.strip(_EDGE), head.title.strip(_EDGE))]
        return _reach(found)

    def quoted(self, said: str) -> tuple[Range, ...]:
        """The sections whose titles are quoted: "the sections “Of Hives” and “Of Wax”"; every one must be there."""
        titles = _QUOTED.findall(said)
        around = tokens(_QUOTED.sub(" ", said))
        if not titles or not all(token.units or token.senses & _JOINING for token in around):
            return ()
        found = [self.titled(title) for title in titles]
        return merged([one for one in found if one]) if all(found) else ()

    def opened(self, said: str) -> Range | None:
        """The section whose heading begins with ``said``."""
        said = said.strip(_EDGE)
        return _reach([head for head in self.every if _opens(head.said, said) or _opens(head.title, said)])

    def beside_title(self, said: str) -> tuple[Range, ...]:
        """A place and its title, which must agree, "Chapter 2: Of Hives"; or a title and a place in it."""
        for cut in re.finditer(r"\s*(?:[:.,(–—]|\s-\s)\s*[\"“„«']?", said):
            before, after = said[: cut.start()], said[cut.end() :].strip(_EDGE)
            ranges = merged(self.all(asked, self.whole)) if (asked := read_asked(before)) else ()
            if len(ranges) == 1 and after:
                own = next((head for head in self.heads if head.section.start == ranges[0][0]), None)
                if own is not None and (own.title.strip(_EDGE) == after or _opens(own.title, after)):
                    return ranges
            if (titled := self.titled(before)) and (asked := read_asked(said[cut.end() :])):
                return merged(self.all(asked, titled))
        return ()


def _reach(found: list[Head]) -> Range | None:
    if len(found) != 1:
        return None
    return (found[0].section.start, max((found[0].section.stop, *found[0].stops[:1])))


def _opens(title: str, said: str) -> bool:
    """Whether ``title`` begins with the words ``said``, and these tell it."""
    title, rest = title.strip(_EDGE), title.strip(_EDGE)[len(said) :]
    if not title.startswith(said) or rest[:1].isalnum():
        return False
    return rest.lstrip()[:1] in (".", ":", ",", ";", "–", "—", "(") or len(said.split()) >= SURE


def _rank(asked: Asked) -> int:
    point = asked.first or asked.last
    return min((RANK.get(unit, 2) for unit in point.units), default=2) if point else -1


def _holds(outer: Asked, inner: Asked) -> bool:
    """Whether ``inner`` is asked for within ``outer``: "Part Two, chapter 3", "chapter 3, ¶ 12–80"."""
    if inner.joined == "and" or outer.first is None or inner.first is None or outer.half:
        return False
    one, other = outer.first.units, inner.first.units
    if not one or (one & other):
        return False
    if inner.first.named:
        return _rank(outer) < 2 and outer.last is None
    if other & {"paragraph", "page"}:
        return not one & {"paragraph", "page"}
    return outer.last is None and not outer.onward and _rank(outer) <= _rank(inner)


def _outer_first(asked: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """ "Chapters 3 and 4 of Part Two" as "Part Two, chapters 3 and 4"."""
    last = asked[-1]
    if len(asked) < 2 or last.joined not in ("of", "comma") or last.last or last.first is None or last.half:
        return asked
    inner = asked[:-1]
    is_inside = all(
        one.first is not None
        and one.first.units
        and not one.first.units & last.first.units
        and _rank(one) > _rank(last)
        for one in inner
    )
    if not is_inside or (last.joined == "comma" and len(inner) > 1):
        return asked
    first = Asked(inner[0].first, inner[0].last, "comma", inner[0].half, inner[0].onward)
    return (last, first, *inner[1:])


def _page_value(label: str) -> tuple[str, int] | None:
    """A page's label as its kind of numbering and value: ("roman", 12) of "xii"."""
    if label.isdecimal():
        return ("arabic", int(label))
    value = roman(label)
    return ("roman", value) if value else None
