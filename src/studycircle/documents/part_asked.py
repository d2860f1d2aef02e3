"""What people ask for with "chapters 1–3 and 5" or "Book I, ch. 4": the words as data, whatever the text."""

import re
from dataclasses import dataclass, replace

from studycircle.documents.part_words import Token, tokens

_ASIDE = re.compile(r"[(\[（]([^()（）\[\]]*)[)\]）]")
_LENGTH = re.compile(
    r"\W*(?:(?:about|ca\.?|c\.|approx\.?|~|etwa|environ|unos)\s*)?\d[\d.,]*\s*"
    r"(?:pages?|pp?\.?|minutes?|mins?\.?|words|seiten|paginas?|pagine|sidor|stron|стр\.?|σελ\.?|minuten|wörter|woerter|mots|頁|ページ|页)\W*"
)


@dataclass(frozen=True, slots=True)
class Point:
    """One place asked for: the ``label`` or ``number`` of a unit, or a piece that has a name ("preface")."""

    units: frozenset[str] = frozenset()
    number: tuple[int, ...] = ()
    label: str = ""
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """From ``first`` to ``last``, or only ``first``. ``None`` as first: from the beginning.

    ``joined``: the word before it, "", "comma", "and" or "of". ``half``: 1 or 2. ``onward``: to the end of the text.
    """

    first: Point | None
    last: Point | None = None
    joined: str = ""
    half: int = 0
    onward: bool = False


def read_asked(words: str) -> tuple[Asked, ...]:
    """What the folded ``words`` ask for; nothing where any word of them is not understood."""
    try:
        return tuple(_Asking(tokens(_without_asides(words))).all())
    except _NotUnderstoodError:
        return ()


def _without_asides(words: str) -> str:
    """Without bracketed lengths, "(40 pages)", and bracketed pages beside chapters, "(pp. 3–20)": they say it again."""

    def aside(found: re.Match[str]) -> str:
        inner = tokens(found[1])
        is_pages = bool(inner) and "page" in inner[0].units and all(t.number or t.senses or t.units for t in inner)
        return " " if (_LENGTH.fullmatch(found[1]) or is_pages) and found.start() > 2 else f", {found[1]}"

    return _ASIDE.sub(aside, words)


class _NotUnderstoodError(Exception):
    """A word that means nothing here, or stands where it means nothing."""


class _Asking:
    """One reading of the tokens, from left to right."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.at = 0
        self.units: frozenset[str] = frozenset()  # what the numbers that follow count

    def all(self) -> list[Asked]:
        asked: list[Asked] = []
        while True:
            joined = self._joined(is_first=not asked)
            if self.at >= len(self.tokens):
                break
            one = replace(self._one(), joined=joined)
            if not asked or one.first or one.last:
                asked.append(one)
            elif joined == "and" or asked[-1].half:
                raise _NotUnderstoodError
            else:
                asked[-1] = replace(asked[-1], half=one.half)  # "chapter 2, first half"
        if not asked:
            raise _NotUnderstoodError
        return asked

    # Looking and taking.

    def _peek(self, ahead: int = 0) -> Token | None:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else None

    def _take(self, *senses: str) -> bool:
        token = self._peek()
        if token is not None and not token.units and token.senses.intersection(senses):
            self.at += 1
            return True
        return False

    def _skip(self) -> None:
        while (token := self._peek()) is not None and "skip" in token.senses and not self._is_numeral(token):
            self.at += 1

    def _is_numeral(self, token: Token) -> bool:
        """ "i" and "un" are small words too: a numeral only where no unit follows them."""
        follows = self._peek(1)
        return bool(token.number) and not (follows is not None and follows.units and "skip" in token.senses)

    def _joined(self, *, is_first: bool) -> str:
        found = ""
        while (token := self._peek()) is not None and not token.units:
            if token.number and not token.senses & {"and"}:
                break
            if token.senses & {"and"} and not is_first:
                found = "and"
            elif token.senses & {"comma"} and not is_first:
                found = found or "comma"
            elif token.senses & {"of"} and not token.senses & {"upto", "from", "since"}:
                found = found or "of"
            elif not ("skip" in token.senses and not token.number):
                break
            self.at += 1
        return found

    # One thing asked for.

    def _one(self) -> Asked:
        half = self._half()
        if half and self.at >= len(self.tokens):
            return Asked(None, half=half)
        token = self._peek()
        if token is not None and not token.units and token.senses & {"upto", "whole"} and not token.number:
            return self._up_to(half)
        if counted := self._first_few():
            return counted
        is_since, is_from = self._take("since"), self._take("from")
        self._skip()
        first = self._point()
        last = None
        onward = is_since
        token = self._peek()
        if token is not None and "onward" in token.senses and ("to" not in token.senses or self._peek(1) is None):
            self.at += 1
            onward = True
            self._to_the_end()
        elif self._take("to"):
            self._take("whole")
            self._skip()
            if self._take("end"):
                onward = True
            else:
                last = self._last(first)
            self._take("whole")
        if is_from and last is None and not onward:
            raise _NotUnderstoodError  # "from chapter 3": some of it
        return Asked(first, last, half=half, onward=onward)

    def _first_few(self) -> Asked | None:
        """ "The first three chapters", "les trois premiers chapitres"."""
        one, other, unit = self._peek(), self._peek(1), self._peek(2)
        if one is None or other is None or unit is None or not (unit.units and one.number and other.number):
            return None
        first, count = (one, other) if one.first else (other, one)
        if not first.first or count.ordinal:
            return None
        self.at += 3
        return Asked(Point(unit.units, (1,), "1"), Point(unit.units, count.number, count.label))

    def _to_the_end(self) -> None:
        if self._take("to") or self._take("upto"):
            self._skip()
            if not self._take("end"):
                raise _NotUnderstoodError

    def _half(self) -> int:
        self._skip()
        token = self._peek()
        if token is None or not token.half:
            return 0
        self.at += 1
        while self._take("of", "skip"):
            pass
        return token.half

    def _up_to(self, half: int) -> Asked:
        """ "up to paragraph 40"; of a chapter it must be said whether it counts in."""
        is_whole = False
        while self._take("upto", "whole", "skip", "end", "of"):
            is_whole = is_whole or bool(self.tokens[self.at - 1].senses & {"whole", "end"})
        last = self._point()
        is_whole = self._take("whole") or is_whole
        if not (is_whole or last.units & {"paragraph", "page"}):
            raise _NotUnderstoodError
        return Asked(None, last, half=half)

    def _last(self, first: Point) -> Point:
        last = self._point()
        if (first.named or last.named) and self.tokens[self.at - 1].label == "to":
            raise _NotUnderstoodError
        if last.units and first.units and not last.units & first.units:
            raise _NotUnderstoodError
        shorter = len(last.label) < len(first.label) and last.label.isdecimal() and first.label.isdecimal()
        if shorter and last.number < first.number:
            label = first.label[: -len(last.label)] + last.label
            last = replace(last, label=label, number=(int(label),))
        return last

    def _point(self) -> Point:
        self._skip()
        token = self._peek()
        if token is None:
            raise _NotUnderstoodError
        if token.named and not token.number and not (token.units and self._has_number_next()):
            self.at += 1
            return Point(named=token.named)
        if token.units and self._has_number_next():
            while not (token := self.tokens[self.at]).number:
                self.units = token.units or self.units
                self.at += 1
            return self._numbered(token, is_after=True)
        if not token.number:
            raise _NotUnderstoodError
        units = self._units_after()
        if units:
            self.units = units
        if not self.units:
            raise _NotUnderstoodError
        return self._numbered(token, is_after=not units)

    def _has_number_next(self) -> bool:
        """Whether a number follows the unit here: "chapter 3", "¶¶ 3", "chapter the third", "chapter no. 3"."""
        ahead = 1
        while (token := self._peek(ahead)) is not None and ahead < 3 and not token.number:
            if not (token.units or "skip" in token.senses):
                return False
            ahead += 1
        return token is not None and bool(token.number)

    def _numbered(self, token: Token, *, is_after: bool) -> Point:
        """The point of the number here. ``is_after``: its unit stood before it."""
        self.at += 1
        if is_after and re.fullmatch(r"\d+[a-z]", token.label) and "paragraph" not in self.units:
            raise _NotUnderstoodError  # "chapter 3a"
        follows, later = self._peek(), self._peek(1)
        if follows is not None and follows.units & self.units:
            is_next = later is not None and bool(later.number) and not later.ordinal and not follows.label > "\u3000"
            self.at += not is_next  # "3rd chapter", and not "chapter 2 chapter 3"
        return Point(self.units, token.number, token.label)

    def _units_after(self) -> frozenset[str]:
        """The units after this run of numbers: "first and second chapters", "1.–3. Kapitel", "第1〜3章"."""
        ahead, is_ordinal, is_range = 0, False, False
        expects_number = True
        while (token := self._peek(ahead)) is not None:
            if token.units and not (expects_number and token.number):
                break
            if token.number and expects_number:
                is_ordinal = is_ordinal or token.ordinal or self._stands_after_dai(ahead)
                expects_number = False
            elif token.senses & {"and", "comma", "to"} and not expects_number:
                is_range = is_range or "to" in token.senses
                expects_number = True
            elif "skip" not in token.senses:
                return frozenset()
            ahead += 1
        if token is None or expects_number:
            return frozenset()
        is_ideograph = ord(token.label[0]) > 0x3000
        follows = self._peek(ahead + 1)
        if follows is not None and follows.number and not follows.ordinal and not is_ordinal:
            return frozenset()
        digits = self.tokens[self.at].label.isdigit()
        reaches, end = self._peek(ahead + 1), self._peek(ahead + 2)  # "四編～七編"
        if reaches is not None and "to" in reaches.senses and end is not None and (end.number or end.label == "第"):
            is_range = True
        certain = is_ordinal or (is_ideograph and (is_range or (digits and not token.units & {"page", "part"})))
        return token.units if certain else frozenset()

    def _stands_after_dai(self, ahead: int) -> bool:
        place = self.at + ahead
        return place > 0 and self.tokens[place - 1].label == "第"
