"""How a group's language says things: the interface's own words, and days, hours and sizes.

The words come from gettext catalogues under ``studycircle/locale`` (domain "django", so that ``makemessages`` and
``compilemessages`` work as they are); where a language has none, they are English. Days and hours come from CLDR
through Babel, in every language it knows. English has a house style of its own: "Monday 4 November, 6.30 pm";
American English keeps to CLDR.
"""

import datetime as dt
import gettext
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import DateTimePattern, format_date, format_skeleton, format_time, get_day_names, parse_pattern
from babel.numbers import format_decimal


def gettext_noop(message: str) -> str:
    """Mark ``message`` for ``makemessages``, to be translated later. (Django's own asks for settings.)"""
    return message


WEEKLY = (
    gettext_noop("Mondays"),
    gettext_noop("Tuesdays"),
    gettext_noop("Wednesdays"),
    gettext_noop("Thursdays"),
    gettext_noop("Fridays"),
    gettext_noop("Saturdays"),
    gettext_noop("Sundays"),
)
COMMAS = {"ar": "، ", "fa": "، ", "ur": "، ", "ja": "、", "zh": "、"}  # all others: ", "
CATALOGUES = Path(__file__).resolve().parents[2] / "locale"


@lru_cache(maxsize=256)
def _locale(language: str) -> Locale:
    """What CLDR knows of ``language`` (BCP 47), or of the nearest language it has, else English."""
    parts = language.replace("_", "-").split("-")
    while parts:
        try:
            return Locale.parse("-".join(parts), sep="-")
        except (ValueError, UnknownLocaleError):
            parts.pop()
    return Locale("en")


@lru_cache(maxsize=256)
def _catalogue(language: str) -> gettext.NullTranslations:
    locale = _locale(language)
    return gettext.translation("django", CATALOGUES, [str(locale), locale.language], fallback=True)


@lru_cache(maxsize=256)
def _day_pattern(locale: Locale) -> DateTimePattern:
    """Weekday, day and month in full, without a year: CLDR has it only abbreviated, so its fields are widened."""
    skeletons = locale.datetime_skeletons
    pattern = next(skeletons[name] for name in ("MMMEEEEd", "MMMMEd", "MMMEd", "MEd") if name in skeletons).pattern
    for field, wide in (("E+", "EEEE"), ("c+", "cccc"), ("MMM+", "MMMM"), ("LLL+", "LLLL")):
        pattern = re.sub(rf"(?<![A-Za-z]){field}(?![A-Za-z])(?=(?:[^']*'[^']*')*[^']*$)", wide, pattern)
    return parse_pattern(pattern)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, a BCP 47 tag such as ``pt-BR``."""

    language: str

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``: what HTML can say. (Mongolian, which runs downwards, is ``ltr`` there.)"""
        return "rtl" if _locale(self.language).text_direction == "rtl" else "ltr"

    @property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return COMMAS.get(_locale(self.language).language, ", ")

    @property
    def locale(self) -> str:
        """The tag of the CLDR locale that serves this language: "pt-BR"; "en" where there is none."""
        return str(_locale(self.language)).replace("_", "-")

    @property
    def _is_house_style(self) -> bool:
        locale = _locale(self.language)
        return locale.language == "en" and locale.territory != "US"

    def gettext(self, message: str) -> str:
        """``message``, an interface text in English, in this language."""
        return _catalogue(self.language).gettext(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """``one`` or ``many`` as this language counts, with ``%(number)s`` filled in."""
        return _catalogue(self.language).ngettext(one, many, number) % {"number": number}

    def day(self, date: dt.date, *, year: bool = False) -> str:
        """Weekday, day and month: "Monday 4 November", with ``year`` "Monday 4 November 2013"."""
        locale = _locale(self.language)
        if self._is_house_style:
            return format_date(date, "EEEE d MMMM y" if year else "EEEE d MMMM", locale=locale)
        if year:
            return format_date(date, "full", locale=locale)
        return _day_pattern(locale).apply(date, locale)

    def clock(self, time: dt.time) -> str:
        """The hour: "6.30 pm", "7 pm", "12 noon", "18:30"."""
        if not self._is_house_style:
            return format_time(time, "short", locale=_locale(self.language))
        if (time.hour, time.minute) == (12, 0):
            return "12 noon"
        if (time.hour, time.minute) == (0, 0):
            return "midnight"
        minutes = f".{time.minute:02}" if time.minute else ""
        # A no-break space: "6.30" at the end of one line and "pm" on the next is no hour.
        return f"{time.hour % 12 or 12}{minutes}\N{NO-BREAK SPACE}{'am' if time.hour < 12 else 'pm'}"

    def until(self, end: dt.time) -> str:
        """What follows the hour of the beginning: " – 8.30 pm". The two are never parted: a line may end neither
        before the dash nor, where browsers would, behind it."""
        return f"\N{NO-BREAK SPACE}–\N{WORD JOINER}\N{NO-BREAK SPACE}{self.clock(end)}"

    def moment(self, date: dt.date, time: dt.time | None, *, year: bool = False) -> str:
        """Day and hour: "Monday 4 November, 6.30 pm"; the day alone without a time."""
        day = self.day(date, year=year)
        return day if time is None else self.joined(day, self.clock(time))

    def starting(self, start: dt.datetime, this_year: int) -> str:
        """When something starts, with the year where it is not ``this_year``. At midnight nothing does: no hour."""
        time = start.time() if start.time() != dt.time.min else None
        return self.moment(start.date(), time, year=start.year != this_year)

    def joined(self, day: str, hour: str) -> str:
        """A day and an hour already in words, put together as the language does."""
        pattern = "{1}, {0}" if self._is_house_style else str(_locale(self.language).datetime_formats["medium"])
        return pattern.replace("{1}", day).replace("{0}", hour)

    def weekly(self, number: int) -> str:
        """The habit of meeting on a day of the week: "Mondays"; else the day's name."""
        plural = self.gettext(WEEKLY[number])
        if plural == WEEKLY[number] and _locale(self.language).language != "en":
            return self.weekday(number)
        return plural

    def weekday(self, number: int) -> str:
        """The name of a day of the week; 0 is Monday."""
        return str(get_day_names("wide", "stand-alone", _locale(self.language))[number])

    def span(self, first: dt.date, last: dt.date) -> str:
        """A run of months: "July – November 2013", "October 2013 – March 2014"."""
        start, end = (self.month(date) for date in (first, last))
        if start == end:
            return end
        if self._is_house_style and first.year == last.year:
            start = format_date(first, "MMMM", locale=_locale(self.language))
        return f"{start} – {end}"

    def month(self, date: dt.date) -> str:
        """Month and year: "November 2013"."""
        return str(format_skeleton("yMMMM", dt.datetime.combine(date, dt.time()), locale=_locale(self.language)))

    def count(self, number: int) -> str:
        """A number in groups: "52,040"."""
        return str(format_decimal(number, locale=_locale(self.language)))

    def size(self, count: int) -> str:
        """A file's size in few characters: "296 KB", "1.2 MB"."""
        if count < 1_000_000:
            return f"{max(1, round(count / 1000))}\N{NO-BREAK SPACE}KB"
        number = f"{count / 1_000_000:.1f}".removesuffix(".0")
        mark = str(_locale(self.language).number_symbols.get("latn", {}).get("decimal", "."))
        return f"{number.replace('.', mark)}\N{NO-BREAK SPACE}MB"
