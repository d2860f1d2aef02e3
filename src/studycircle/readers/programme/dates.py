"""Dates as people write them, found in a line of text in any language.

What is found keeps what was said and no more: a missing year stays missing, and "5/6" keeps both numbers until the
page as a whole has told which is the day (see ``calendar_year.py``).
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from studycircle.readers.programme.language import Tongue, any_of, holds_any, lowered, plain_marks, tongue
from studycircle.readers.programme.memo import remembered

SUFFIX = r"(?:st|nd|rd|th|er|ère|re|ème|:?[ae]|º|ª|°|ος|ης|η|ού|-?(?:го|ое|е|й|а))?"
NO_END = r"(?!(?<=st|nd|rd|th)\.\s)"  # "… and March 20th. March 6th is off": the stop ends a sentence
OF = r"(?:\s*(?:of|de|del|do|di|d['’]|den|dei|of\s+the|τον|της)\s*)?"
YEAR = r"(?:,?\s*(?:of|de|del|do|του|,)?\s*(?P<year{n}>(?:19|20)\d\d(?!\d)|['’]\d\d(?!\d){bare}))?"
SHORT_YEAR = r"|(?<=\s)[1-4]\d(?=\s*(?:[)\];|\n]|$|\s[a-z*†‡]$))"  # the last figures of "19 Sep 25"
RANGE_END = r"(?P<until{n}>\s*(?:[–—~〜]|--?-?)\s*\d{{1,2}}|/\d{{1,2}})?"  # "3–5 May", "3/5 May"
SECOND_DAY = r"(?P<until>\s*(?:[–—~〜]|--?-?)\s*\d{1,2}|/\d{1,2}(?![\d/.]))?"  # "September 9/10"
CJK_DATE = re.compile(r"(?:(?:(?P<era>令和|平成|昭和)\s?(?P<reign>\d{1,2}|元)|(?P<year>(?:19|20|１９|２０)\d\d))\s*[年년][\s度]*)?(?P<month>[1１][0-2０-２]|[0０]?[1-9１-９])\s*[月월]\s*(?P<day>[3３][01０１]|[12１２]\d|[0０]?[1-9１-９])\s*[日일号號]?")  # fmt: skip  # noqa: E501 - one thought, one line
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}  # the year before the first of each
ISO = re.compile(r"(?<![\d-])(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=sep)(?P<day>3[01]|[12]\d|0?[1-9])(?![\d-]\d|\d|-[a-z])")  # fmt: skip  # noqa: E501 - one thought, one line
NUMERIC = re.compile(
    r"(?<![\d:.,/§-])(?P<first>[0-3]?\d)(?P<sep>[/.\-])\s?(?P<second>[0-3]?\d)(?:(?P=sep)\s?(?P<year>(?:19|20)\d\d|\d\d)(?!\d|:\d)|(?P<dot>\.)(?!\d))?(?![\d/%]|[.,:]\d|\s?(?:[ap]\.?m\b|uhr\b|h\b))",
    re.I,
)
SECTION = re.compile(  # "Section 1.2" is no day
    r"(?:section|sec|exercise|ex|chapter|ch|figure|fig|part|problem|version|theorem|lemma|remark|definition|proposition|corollary|example|equation|table|kapitel|abschnitt|aufgabe|chapitre|cap[ií]tulo|capitolo)s?\.?:?\s*$",
    re.I,
)
MORE_DAYS = re.compile(r"[\s,]*\d{1,2}(?:st|nd|rd|th|\.)?\s?[,;&/]")  # "12, 26 and 4 March", behind the first day
MAX_TEXT = 1500  # what people write about one date is short; a longer text is cut, so that time stays bounded
DAY_WORD_YEAR = re.compile(
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|\.)?\s+(?P<word>[^\W\d_]{5,12}),?\s+(?P<year>(?:19|20)\d\d)(?!\d)"
)
AT_HOUR = re.compile(
    r"\s+(?:um|ab|alle(?:\sore)?|kl\.?|o\sgodz\.?|v|в)\s+\d{1,2}[.:]\d\d(?!\d)", re.I
)  # makes "17.03" a day
LEAST_LIKE = 0.85  # how much a word must be like the month that it is taken for
FIGURES = "1203456789"
ONLY_FIGURES = bytes(code if chr(code) in FIGURES else 32 for code in range(256))
DIGIT = re.compile(r"\d")
NUMBERS = re.compile(r"\d\d*")  # written out, since a search for a class at the very start is much faster
PUNCTUATION = frozenset("-/.")
NEAR = 40  # characters before and after a day in which the names of its month and weekday stand
LAST_DAY = re.compile(
    r"\s?(?:[–—]|--?)\s?(?P<last>3[01]|[12]\d|[1-9])(?![\d/:]|[.,]\d|\s?(?:[ap]\.?m\b|uhr\b|h\b))", re.I
)
HOURS_ON = re.compile(r"\s?[–—-]\s?\d{1,2}\.(?:1[3-9]|[2-5]\d)(?![\d.])")  # after "1.10": "–1.50" is no day
_NEXT_DAY = re.compile(r"\s+(?:3[01]|[12]\d|0?[1-9])(?!\d|[:.]\d|/\d+/|\s?(?:[ap]\.?m\b|uhr\b|h\b))", re.I)
_LAST_WORD = re.compile(r"[^\W\d_]+$")
ROMAN_MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
ROMAN = re.compile(
    r"(?<![\w.])(?P<day>3[01]|[12]\d|0?[1-9])(?:[./]|\.\s(?=[IVX]+\.))(?P<month>I{1,3}|IV|VI{0,3}|IX|XI{0,2})(?:[./]\s?(?P<year>(?:19|20)\d\d)?|(?=\s|$))(?!\w)"
)
ROMAN_APART = re.compile(  # "9 X", "15 IX 2025", as they are written in Poland
    r"(?<![\w.,])(?P<day>3[01]|[12]\d|0?[1-9])\s(?P<month>I{1,3}|IV|VI{0,3}|IX|XI{0,2})(?:\s(?P<year>(?:19|20)\d\d))?(?![\w.])"
)
ROMANS_APART = ("pl",)


DAYS = {"M": 0, "T": 1, "Tu": 1, "W": 2, "R": 3, "Th": 3, "F": 4}  # as timetables have it: "F 1/20"


class FoundDate(NamedTuple):
    """A date in a text. ``first`` and ``second`` are set where the order of day and month is open."""

    start: int
    end: int
    day: int = 0
    month: int = 0
    year: int | None = None
    weekday: int | None = None
    first: int = 0
    second: int = 0
    until: bool = False  # the first day of several

    def settled(self, day_first: bool) -> "FoundDate":
        """The same date with its open order decided; impossible orders turn themselves round."""
        if not self.first:
            return self
        day, month = (self.first, self.second) if day_first else (self.second, self.first)
        if month > 12:
            day, month = month, day
        return self._replace(day=day, month=month, first=0, second=0)

    def on(self, year: int) -> dt.date | None:
        """The calendar date in ``year``; ``None`` where there is none (29 February)."""
        try:
            return dt.date(year, self.month, self.day)
        except ValueError:
            return None


@cache
def _named(code: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns for day month, month day, and weekday day."""
    names = tongue(code)
    month = any_of(names.months).replace("(?:", "(?P<month>", 1) + r"\.?"
    joined = any_of(names.words("and").pattern and names.listed("and"))
    day_month = re.compile(
        rf"(?<![\d:.,/])(?P<day>3[01]|[12]\d|0?[1-9])(?!\d){SUFFIX}{NO_END}\.?(?P<more>(?:\s*(?:,|&|{joined})\s*(?:3[01]|[12]\d|0?[1-9])(?!\d){SUFFIX}\.?){{1,12}})?"
        + RANGE_END.format(n="").replace(r"\d{1,2}", rf"\d{{1,2}}{SUFFIX}\.?")
        + rf"[\s-]{{0,3}}{OF}{month}"
        + YEAR.format(n="", bare=SHORT_YEAR),
        re.I,
    )
    month_day = re.compile(
        rf"{month}(?:\s*|-)(?:the\s+|,\s+(?=\d{{1,2}}(?:st|nd|rd|th)(?!\w)))?(?P<day>3[01]|[12]\d|0?[1-9]){SUFFIX}(?![\d:.]\d|\d|/\d{{1,2}}/\d|\s*(?:[ap]\.?m\b|uhr\b))"
        + SECOND_DAY
        + rf"(?:(?:,\s*\d{{1,2}}{SUFFIX})*,?\s*(?:&|{joined})\s*(?:3[01]|[12]\d|0?[1-9]){SUFFIX}(?=\s*[:–—()|-]|\s*$))?"
        + YEAR.format(n="", bare=""),
        re.I,
    )
    weekday_day = re.compile(
        rf"{_weekday_body(names)}\.?,?\s+(?:the\s+|den\s+|le\s+|el\s+|d\.\s*)?(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|\.)?"
        r"(?![\d:/h時]|\.\d|\s*(?:[ap]\.?m\b|uhr\b|h\b)|\s*(?:[–—]|--?-?)\s*\d{1,2}(?:[:.]\d\d|\s*(?:[ap]\.?m|h|uhr)))",
        re.I,
    )
    return day_month, month_day, weekday_day


def _weekday_body(names: Tongue) -> str:
    """Any weekday: whole names with any ending, short ones as they are."""
    whole = any_of(names.weekdays).replace(r"(?!\w)", r"\w{0,6}")
    return f"(?P<weekday>{whole}|{any_of(names.short_weekdays)})"


@cache
def _weekday_around(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    body = _weekday_body(tongue(code))
    before = re.compile(rf"{body}\.?,?\s*(?:the\s+|den\s+|le\s+|el\s+|il\s+|a\s+|d\.\s*|στις\s+)?$", re.I)
    after = re.compile(rf"\s*[,]?\s*[(（\[]?\s*{body}\.?(?:曜日?|요일)?\s*[)）\]]?", re.I)
    return before, after


def weekday_of(word: str, names: Tongue) -> int | None:
    """The weekday a word names, with any ending: 0 is Monday."""
    folded = word.casefold().strip(".")
    if folded in names.short_weekdays:
        return names.short_weekdays[folded]
    matches = [(len(name), number) for name, number in names.weekdays.items() if folded.startswith(name)]
    if not matches:
        matches = [(len(n), d) for n, d in names.short_weekdays.items() if len(n) > 2 and folded.startswith(n)]
    return max(matches)[1] if matches else None


def find_dates(text: str, names: Tongue) -> list[FoundDate]:
    """The dates in ``text``, in order, none overlapping."""
    return list(_find_dates(text[:MAX_TEXT], names.code)) if numbers_in(text) else []


def has_figure(text: str) -> bool:
    """Whether there is a digit in ``text``."""
    # Looking for ten letters is far quicker than for a class; hardly any page has other figures than these.
    return holds_any(text, FIGURES) or (not text.isascii() and DIGIT.search(text) is not None)


@remembered
def numbers_in(text: str) -> tuple[tuple[int, int], ...]:
    """Where each run of digits starts and ends."""
    if not plain_marks(text).isascii():
        return tuple([number.span() for number in NUMBERS.finditer(text)]) if has_figure(text) else ()
    found, at = [], 0
    # Many times quicker than looking for a class: all but figures wiped out, what is left is looked for in the text.
    for figures in text.encode().translate(ONLY_FIGURES).decode().split():
        at = text.index(figures, at)
        found.append((at, at + len(figures)))
        at += len(figures)
    return tuple(found)


@remembered
def _find_dates(text: str, code: str) -> tuple[FoundDate, ...]:
    names = tongue(code)
    found: list[FoundDate] = []
    for date in _all_dates(text, names):
        if not found or not any(date.start < other.end and other.start < date.end for other in found):
            found.append(date)
    if len(found) < 2:
        return tuple([_with_weekday(text, date, names) for date in found])
    return tuple(sorted([_with_weekday(text, date, names) for date in found], key=lambda date: date.start))


@cache
def _weekday_starts(code: str) -> re.Pattern[str]:
    """A quick test whether a text can hold the name of a weekday at all."""
    return re.compile(any_of({f"{start}*" for start in _starts(code, "weekdays")}), re.I)


def may_name_weekday(text: str, names: Tongue) -> bool:
    """A quick test before a slow one."""
    plain = lowered(text)
    return holds_any(plain, _starts(names.code, "weekdays")) and (_weekday_starts(names.code).search(text) is not None)


@cache
def _starts(code: str, what: str) -> tuple[str, ...]:
    """What the names of months or weekdays begin with: looking for letters is far quicker than for words."""
    names = tongue(code)
    words = names.months if what == "months" else (*names.weekdays, *names.short_weekdays)
    return tuple(sorted({word[:3].lower() for word in words}))


def at_numbers(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begins with a whole number, as ``finditer`` gives them.

    It is tried only where a number starts, since trying it at every letter is most of the work of ``finditer``.
    """
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(text, start)):
            end = match.end()
            yield match


def _all_dates(text: str, names: Tongue) -> Iterator[FoundDate]:
    """Every reading of every date; the plainer kinds first, since the first to claim its letters has them."""
    numbers = numbers_in(text)
    days = [start for start, end in numbers if end - start < 3]  # of what may be a day; most numbers are years
    punctuated = not PUNCTUATION.isdisjoint([text[end : end + 1] for _, end in numbers])
    for match in at_numbers(ISO, text, [start for start, _ in numbers]) if punctuated else ():
        yield FoundDate(*match.span(), int(match["day"]), int(match["month"]), int(match["year"]))
    for match in CJK_DATE.finditer(text) if "月" in text or "월" in text else ():
        year = int(match["year"]) if match["year"] else None
        if match["era"]:
            year = ERAS[match["era"]] + (1 if match["reign"] == "元" else int(match["reign"]))
        yield FoundDate(*match.span(), int(match["day"]), int(match["month"]), year)
    if not days:
        return
    day_month, month_day, weekday_day = _named(names.code)
    roman = [*at_numbers(ROMAN, text, days)] if punctuated else []
    if names.code in ROMANS_APART:
        roman += at_numbers(ROMAN_APART, text, days)
    for match in roman:
        month = ROMAN_MONTHS.index(match["month"].lower()) + 1
        yield FoundDate(*match.span(), int(match["day"]), month, int(match["year"]) if match["year"] else None)
    # What stands around the days: in most texts no name at all.
    before = "\n".join([text[max(0, start - NEAR) : start] for start in days]).lower()
    after = "\n".join([text[start : start + NEAR] for start in days]).lower()
    if holds_any(after, _starts(names.code, "months")):
        for match in at_numbers(day_month, text, days):
            yield from _day_month(match, names)
    if before and holds_any(before, _starts(names.code, "months")):
        for match in month_day.finditer(text):
            month = names.months[match["month"].casefold()]
            yield FoundDate(*match.span(), int(match["day"]), month, _year(match["year"]), until=bool(match["until"]))
    if len(days) < len(numbers):
        yield from _misspelt(text, days, names)
    if punctuated:
        yield from _numeric(text, days)
    if before and holds_any(before, _starts(names.code, "weekdays")):
        for match in weekday_day.finditer(text):
            yield FoundDate(*match.span(), int(match["day"]), 0, None, weekday_of(match["weekday"], names))


def _misspelt(text: str, days: Iterable[int], names: Tongue) -> Iterator[FoundDate]:
    """A month with a slip of the pen, which only a word between a day and a year can be: "21 Setptember 2015"."""
    for match in at_numbers(DAY_WORD_YEAR, text, days):
        word = match["word"].casefold()
        near = () if word in names.months else get_close_matches(word, names.months, 1, LEAST_LIKE)
        if near:
            yield FoundDate(*match.span(), int(match["day"]), names.months[near[0]], int(match["year"]))


def _day_month(match: re.Match[str], names: Tongue) -> Iterator[FoundDate]:
    """One date; none where the number before the month counts: "Week 1 August 29", "1. August 29th"."""
    month = names.months[match["month"].casefold()]
    year = _year(match["year"])
    if names.code == "en" and len(match["year"] or "") == len("20") and match.string[match.end("day")] == ".":
        return  # "27. November 20": no year, but the day of a list's 27th
    if not match["more"] and not year and (day := _NEXT_DAY.match(match.string, match.end())):
        before = match.string[max(0, match.start() - 16) : match.start()].rstrip(" #")
        if (word := _LAST_WORD.search(before)) and names.words("session").fullmatch(word[0]):
            return
        listed = not before and match.string.startswith(".", match.end("day"))
        if listed and (names.code == "en" or match.string[day.end() : day.end() + 2] in ("st", "nd", "rd", "th")):
            return
    if (match["until"] or "").startswith("/") and match.string[match.end() : match.end() + 2].strip().isupper():
        return  # "10/10 August Strindberg"
    yield FoundDate(*match.span(), int(match["day"]), month, year, until=bool(match["until"]))


def with_whole_days(text: str, names: Tongue) -> str:
    """A text with "1, 8 and 15 March" written out: "1 March, 8 March, 15 March"."""

    def written_out(match: re.Match[str]) -> str:
        if not match["more"] or match["until"]:
            return match[0]
        month = match.string[match.end("more") : match.end()]
        return ", ".join(f"{day}{month}" for day in [match["day"], *re.findall(r"\d{1,2}", match["more"])])

    return _named(names.code)[0].sub(written_out, text)


def _numeric(text: str, starts: Sequence[int]) -> Iterator[FoundDate]:
    for match in at_numbers(NUMERIC, text, starts):
        first, second = int(match["first"]), int(match["second"])
        if not (0 < first <= 31 and 0 < second <= 31) or (first > 12 and second > 12):
            continue
        separator = match["sep"]
        if (
            separator == "."
            and not (match["dot"] or match["year"] or AT_HOUR.match(text, match.end()))
            and not re.match(
                r"\s*$|\s*[\])–—-]" + r"|\s*(?:→|⇒|->|=>)" + (r"|\s+[^\W\d]" if match.start() == 0 else ""),
                text[match.end() :],
            )
        ):
            continue
        if separator == "-" and not match["year"]:
            continue
        if separator == "." and not match["year"] and HOURS_ON.match(text, match.end()):
            continue
        if separator == "." and not match["year"] and SECTION.search(text, max(0, match.start() - 12), match.start()):
            continue
        year = match["year"]
        number = None if not year else int(year) if len(year) == 4 else 2000 + int(year)
        if separator == "/" and number is None and first <= 12 and (last := _last_day(match)):
            yield FoundDate(match.start(), last.end(), second, first, until=True)  # "1/5-9": the month is first
        elif separator == ".":  # dotted dates are day first wherever they are used
            if second <= 12:
                yield FoundDate(*match.span(), first, second, number)
        elif first > 12:
            yield FoundDate(*match.span(), first, second, number)
        elif second > 12:
            yield FoundDate(*match.span(), second, first, number)
        else:
            yield FoundDate(*match.span(), 0, 0, number, first=first, second=second)


def _last_day(match: re.Match[str]) -> re.Match[str] | None:
    """The last of several days behind the first, which are in brackets: "(1/5-9)"."""
    if match.string[match.start() - 1 : match.start()] not in ("(", "["):
        return None
    last = LAST_DAY.match(match.string, match.end())
    return last if last and int(last["last"]) > int(match["second"]) else None


def order_evidence(text: str) -> int:
    """Votes of the numeric dates in ``text``: above 0 the day stands first, below 0 the month."""
    votes = 0
    for match in NUMERIC.finditer(text):
        first, second = int(match["first"]), int(match["second"])
        if match["sep"] == "/" and 0 < first <= 31 and 0 < second <= 31:
            votes += (first > 12 >= second) - (second > 12 >= first)
    return votes


def _with_weekday(text: str, date: FoundDate, names: Tongue) -> FoundDate:
    if date.weekday is not None:
        return date
    letter = text[: date.start].rstrip() if 1 < date.start < 4 and names.code == "en" else ""
    if letter in DAYS and "/" in text[date.start : date.end]:
        return date._replace(start=0, weekday=DAYS[letter])
    before, after = _weekday_around(names.code)
    match = before.search(text[max(0, date.start - 24) : date.start])
    if match:
        weekday = weekday_of(match["weekday"], names)
        return date._replace(start=max(0, date.start - 24) + match.start(), weekday=weekday)
    match = after.match(text, date.end)
    if match:
        end = match.end()
        opened = re.search(r"[(（\[]", match[0])
        if opened and not re.search(r"[)）\]]", match[0]):
            end = match.end("weekday")
        parted = "," in match[0] and text[end : end + 1] in (":", "–", "—")  # "April 18, Wed: …"
        if opened or parted or match["weekday"].casefold() not in names.short_weekdays or names.spaceless:
            return date._replace(end=end, weekday=weekday_of(match["weekday"], names))
    return date


def _year(words: str | None) -> int | None:
    if not words:
        return None
    number = int(words.lstrip("'’"))
    return number if number > 99 else 2000 + number
