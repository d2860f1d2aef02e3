"""Hours as people write them, found in a line of text in any language; those of a range with how long it is."""

import datetime as dt
import re
from functools import cache
from typing import NamedTuple

from studycircle.readers.programme.dates import DIGIT, MAX_TEXT, SECTION, at_numbers, find_dates, numbers_in
from studycircle.readers.programme.language import Tongue, any_of, holds_any, lowered, tongue
from studycircle.readers.programme.memo import remembered

TIME = re.compile(
    r"(?<![\d:.,/])(?:"
    r"(?P<h>[01]?\d|2[0-4])\s?[:.：h時시點点ч]\s?(?P<m>[0-5]\d)(?::00(?![\d:]))?(?![\d/])(?:\s*(?:uhr|uur|h(?:r?s|oras)?(?![^\W\d_])|分|분|น))?\s*(?P<ap>[ap]\.?\s?m\b\.?|[ap](?<=\d[ap])\b|[μπ]\.?μ\.?)?"
    r"|(?P<h2>1[0-2]|0?\d)(?P<m2>[0-5]\d)?\s*(?:(?:[–—]|--?-?|to|until|till)\s*(?P<to>\d{1,2})(?:[:.]\d\d)?\s*)?(?=[apμπ])(?P<ap2>[ap]\.?\s?m\b\.?|p(?<=\dp)\b|[μπ]\.?μ\.?)"
    r"|(?P<h3>[01]?\d|2[0-4])\s?(?:uhr\b|uur\b|h(?:r?s|oras|eures)?\b(?!\s+d[ei]\s(?!la\s))|o['’]\s?clock|(?:時(?!間)|시(?!간)|點|点)(?P<half>\s?[半반])?|ч\b\.?)"
    r"|(?P<noon>(?<!\w)(?:noon|midday)(?!\w)|正午|정오))",
    re.I,
)
PREFIXED_TIME = re.compile(
    r"(?:(?<!\w)(?:kl\.?|klockan|klokken|klo|d?alle(?:\s+ore)?|ore|às|at|à|um|a\s+las|at[e]?|στις|ώρα|o\s+godz\.?|godz\.?|v|om|ab|från)\s+)(?P<h>[01]?\d|2[0-4])(?![\d/h]|[.:]\d|\s*(?:st|nd|rd|th|\w*[./]\d))",
    re.I,
)
COUNT, MORE_WORDS = re.compile(r"\d\s$"), re.compile(r"\s[a-zà-ÿ]{4,}")
AFTERNOON = re.compile(r"(?:午後|오후|下午|晚上|夜)\s*$|\s*(?:de\s+la\s+tarde|da\s+tarde|del\s+pomeriggio|de\s+la\s+noche|da\s+noite|in\s+the\s+evening|in\s+the\s+afternoon|abends|nachmittags|το\s+απόγευμα|το\s+βράδυ|вечера|дня)", re.I)  # fmt: skip  # noqa: E501 - one thought, one line
NOON = ("noon", "midday", "正午", "정오")
HALF_OF_DAY = re.compile(r"(?:[上下]午|午[前後后]|晚上|오[전후])\s?$")
CLOSING_HOURS = re.compile(r"\s?(?:ごろ|頃)?(?:まで|까지)")
BEFORE_HOUR = ("a las", "a la", "om", "um", "at", "às", "alle", "à", "klokken", "klockan", "kl", "kl.", "στις", "o", "v", "ve", "в")  # fmt: skip  # noqa: E501 - one thought, one line
# "half past seven", "a quarter to nine", "three o'clock", "halb acht", "половина восьмого"
PAST = re.compile(r"(?<!\w)(?:a\s+)?(half|quarter)[\s-](past|to)\s+(\w+)", re.I)
O_CLOCK = re.compile(r"(?<!\w)(\w+)\s+o['’]\s?clock", re.I)
HALF_BEFORE = {"de": "halb", "nl": "half", "sv": "halv", "da": "halv", "nb": "halv", "ru": "половин[аеу]"}
HALF_RU = ("первого", "второго", "третьего", "четвёртого", "пятого", "шестого", "седьмого", "восьмого", "девятого", "десятого", "одиннадцатого", "двенадцатого")  # fmt: skip  # noqa: E501 - one thought, one line
EVENING_UNTIL = 10  # hours in words before it are of the afternoon or evening
TO = r"\s*(?:[–—~〜～]|--?-?|to|until|till|bis|à|a(?:\s+las?)?|alle|às|do|έως|до|から|부터|到|至)\s*"
UNTIL = re.compile(TO, re.I)
FROM_HOUR = re.compile(rf"(?<![\d:.,/])([01]?\d|2[0-3]){TO}$", re.I)
LATER_HALF = re.compile(
    r"\s*(?:[–—]|--?-?|to|until|till)\s*(\d{1,2})(?:[:.]\d\d)?\s*([ap])(?:\.?\s?m|(?<=\d[ap])\b)", re.I
)
FROM_TO = re.compile(
    r"(?<!\w)from\s+(1[0-2]|[1-9])\s*(?:[-–—]|to|until|till)\s*(1[0-2]|[1-9])(?![\d:.]\d|\w|\s*[ap]\.?m)", re.I
)
VERSES = re.compile(r"\s?[-–—]\s?\d{1,3}:\d(?!\d)")
LASTING = re.compile(r"(?:ances|unions|ontres|eliers|dur[ée]e) (?:de|:) $", re.I)
SPACED, BEFORE_VERSE = re.compile(r"\d:\s"), re.compile(r"(?<![^\W_])[A-Z][a-z]{2,} $")
VERSE_BEFORE = re.compile(r"\d:\d\s?[-–—]\s?$")
NEAR_DAY = 40  # characters from a day to its hours
EVENING = range(1, 8)  # nobody reads together at half past three in the night
HOUR_CUES = ("kl", "kl.", "klo", "klockan", "klokken", "alle", "dalle", "ore", "às", "at", "à", "um", "las", "ate", "στις", "ώρα", "godz", "godz.", "v", "om", "ab", "från")  # fmt: skip  # noqa: E501 - one thought, one line


class FoundTime(NamedTuple):
    """A time of day in a text, and how long if an end is told."""

    start: int
    end: int
    time: dt.time
    minutes: int | None = None


def find_times(text: str, names: Tongue) -> list[FoundTime]:
    """The times of day in ``text``; a range gives its start and its minutes."""
    return list(_find_times(text[:MAX_TEXT], names.code)) if len(text) < 300 or numbers_in(text) else []


@remembered
def _find_times(text: str, code: str) -> tuple[FoundTime, ...]:
    names = tongue(code)
    found: list[FoundTime] = []
    # An hour has two figures at most, but for "730pm"; most numbers on a page are years.
    hours = [start for start, end in numbers_in(text) if end - start < 3 or text[end : end + 2] in ("pm", "am")]
    plain = lowered(text)
    # Only noon is told without a number.
    for match in TIME.finditer(text) if holds_any(plain, NOON) else at_numbers(TIME, text, hours):
        clock = _clock(match, text, names)
        if clock is not None and not (found and match.start() < found[-1].end):
            before = None if text.isascii() else HALF_OF_DAY.search(text[max(0, match.start() - 3) : match.start()])
            found.append(FoundTime(match.start() - len(before[0]) if before else match.start(), match.end(), clock))
    cued = hours and any(text[max(0, start - 12) : start].rstrip().lower().endswith(HOUR_CUES) for start in hours)
    for match in PREFIXED_TIME.finditer(text) if cued else ():
        hour = int(match["h"])
        if COUNT.search(text[: match.start()]) and MORE_WORDS.match(text, match.end()):
            continue  # "de 4 à 12 personnes"
        if not any(t.start < match.end() and match.start() < t.end for t in found) and 0 < hour < 24:
            after = AFTERNOON.match(text, match.end())
            hour += 12 if after and hour < 12 else 0
            found.append(FoundTime(match.start(), match.end(), dt.time(hour)))
    told = _told_on_the_clock(plain, names)
    found.extend(t for t in told if not any(t.start < other.end and other.start < t.end for other in found))
    if not found:
        found.extend(_spoken_time(text, names))
    if not found and "from" in plain and (span := FROM_TO.search(text)):
        found.extend(_bare_span(span, text, names))
    return tuple(_join_ranges(sorted(found, key=lambda time: time.start), text, names)) if found else ()


def _bare_span(span: re.Match[str], text: str, names: Tongue) -> list[FoundTime]:
    """ "Sunday, 16 October from 1-3": behind a day, two bare figures are hours."""
    if not any(0 <= span.start() - date.end < NEAR_DAY for date in find_dates(text, names)):
        return []
    start, end = int(span[1]), int(span[2])
    minutes = (end - start) % 12 * 60
    return [FoundTime(*span.span(), dt.time(start + 12 if start in EVENING else start), minutes)] if minutes else []


def _told_on_the_clock(plain: str, names: Tongue) -> list[FoundTime]:
    """ "a quarter past eight", "three o'clock", "halb acht": of the evening, as long as it is no later than nine."""
    half = HALF_BEFORE.get(names.code)
    if not half and not holds_any(plain, ("half", "quarter", "clock")):
        return []
    english = [word.casefold() for word in tongue("en").listed("numbers")]
    if holds_any(plain, ("half", "quarter")) and (past := PAST.search(plain)) and past[3] in english[:12]:
        minutes = (english.index(past[3]) + 1) * 60 + (30 if past[1] == "half" else 15) * (
            1 if past[2] == "past" else -1
        )
        return [FoundTime(*past.span(), _evening(minutes))]
    if "clock" in plain and (clock := O_CLOCK.search(plain)) and clock[1] in english[:12]:
        return [FoundTime(*clock.span(), _evening((english.index(clock[1]) + 1) * 60))]
    if half and (match := re.search(rf"(?<!\w){half}\s+(\w+)", plain)):
        hours = (
            HALF_RU if names.code == "ru" else [word.casefold() for word in tongue(names.code).listed("numbers")][:12]
        )
        if match[1] in hours:
            return [FoundTime(*match.span(), _evening((hours.index(match[1]) + 1) * 60 - 30))]
    return []


def _evening(minutes: int) -> dt.time:
    hour, minute = divmod(minutes, 60)
    return dt.time((hour + 12 if hour < EVENING_UNTIL else hour) % 24, minute)


@cache
def _spoken(code: str) -> re.Pattern[str]:
    numbers = any_of([*tongue(code).listed("numbers"), "~~"])
    return re.compile(
        rf"{any_of(BEFORE_HOUR)}\s+(?P<hour>{numbers})(?!\w)"
        r"(?P<half>\s+(?:y\s+media|e\s+mezza|e\s+mezzo|e\s+meia|et\s+demie|thirty|trinta))?(?P<unit>\s+(?:uur|uhr|heures?|o['’]clock|horas|часов))?",
        re.I,
    )


def _spoken_time(text: str, names: Tongue) -> list[FoundTime]:
    """ "a las siete y media de la tarde", "om acht uur": hours in words are taken for the evening up to nine."""
    match = _spoken(names.code).search(text)
    if not match:
        return []
    for code in (names.code, "en"):
        listed = [word.casefold() for word in tongue(code).listed("numbers")]
        if match["hour"].casefold() in listed:
            hour = listed.index(match["hour"].casefold()) % 20 + 1
            after = text[match.end() : match.end() + 30]
            morning = re.match(
                r"\s*(?:in the morning|de la mañana|du matin|del mattino|da manhã|morgens|утра|a\.?m)", after, re.I
            )
            if hour > 12 or not (match["unit"] or match["half"] or AFTERNOON.match(after) or morning or hour > 4):
                return []
            return [
                FoundTime(
                    *match.span(), dt.time(hour if morning or hour > 9 else hour + 12, 30 if match["half"] else 0)
                )
            ]
    return []


def _clock(match: re.Match[str], text: str, names: Tongue) -> dt.time | None:
    if match["noon"]:
        return dt.time(12)
    if VERSES.match(text, match.end()) or VERSE_BEFORE.search(text[max(0, match.start() - 8) : match.start()]):
        return None  # "Acts 5:11—8:3"
    if SPACED.search(match[0]) and BEFORE_VERSE.search(text[max(0, match.start() - 20) : match.start()]):
        return None  # "Mark 1: 12-15"
    room = names.words("place").search(text[max(0, match.start() - 16) : match.start()].rstrip(" #"))
    if room and room.end() == len(room.string) and ":" not in match[0] and not match["ap"]:
        return None  # "Room 2.15"
    if "." in match[0] and not match["ap"] and SECTION.search(text[max(0, match.start() - 16) : match.start()]):
        return None  # "Exercise 7.11"
    if LASTING.search(text[max(0, match.start() - 10) : match.start()]) and not UNTIL.match(text, match.end()):
        return None  # "deux séances de 2h30"
    hour = int(match["h"] or match["h2"] or match["h3"])
    minute = int(match["m"] or match["m2"] or (30 if match["half"] else 0))
    half = (match["ap"] or match["ap2"] or "").lower()[:1]
    if not half and match[0].endswith("clock") and hour < EVENING_UNTIL:
        hour += 12
    if half == "p" and match["to"] and _is_over_noon(hour, match["to"]):
        pass
    elif (half in ("p", "μ") and hour < 12) or (not half and hour < 12 and _afternoon(match, text)):
        hour += 12
    elif half in ("a", "π") and hour == 12:
        hour = 0
    elif not half and match["m"] and hour < 12:
        # "6:00–7:30 p.m.": the second half of a range speaks for the first
        later = LATER_HALF.match(text, match.end())
        evening = hour in EVENING and match["h"][0] != "0" and names.code == "en"
        noon = later is not None and _is_over_noon(hour, later[1])
        hour += 12 if (later[2].lower() == "p" and not noon if later else evening) else 0
    return dt.time(hour % 24, minute) if hour <= 24 else None


def _is_over_noon(hour: int, end: str) -> bool:
    """Whether a range that ends in the afternoon begins in the morning: "11-1pm"."""
    return int(end) < hour < 12


def _afternoon(match: re.Match[str], text: str) -> bool:
    return bool(AFTERNOON.search(text[max(0, match.start() - 4) : match.start()]) or AFTERNOON.match(text, match.end()))


def _join_ranges(times: list[FoundTime], text: str, names: Tongue) -> list[FoundTime]:
    joined: list[FoundTime] = []
    for time in times:
        last = joined[-1] if joined else None
        if last and any(UNTIL.fullmatch(text[last.end : end]) for end in (_figure(time, text), time.start)):
            minutes = (time.time.hour - last.time.hour) * 60 + time.time.minute - last.time.minute
            if minutes < 0 and (last.time.hour < 12 or time.time.hour < 12):  # "午後1時半から3時半"
                minutes += 12 * 60
            end = time.end if text.isascii() or not (to := CLOSING_HOURS.match(text, time.end)) else to.end()
            joined[-1] = last._replace(end=end, minutes=minutes if 0 < minutes <= 12 * 60 else None)
        else:
            joined.append(_from_hour(time, text, names))
    return joined


def _figure(time: FoundTime, text: str) -> int:
    """Where the hour itself stands, behind "alle" or "um"."""
    figure = DIGIT.search(text, time.start, time.end)
    return figure.start() if figure else time.start


def _from_hour(time: FoundTime, text: str, names: Tongue) -> FoundTime:
    """ "18–20 Uhr", "17-18.30": only the end of a range looks like a time, and its hour alone stands before it."""
    end = _figure(time, text)
    before = FROM_HOUR.search(text[max(0, end - 12) : end])
    start = end - len(before[0]) if before else 0
    if not before or any(d.start <= start < d.end and (d.month or d.first) for d in find_dates(text, names)):
        return time
    minutes = (time.time.hour - int(before[1])) * 60 + time.time.minute
    minutes += 12 * 60 if minutes < 0 and time.time.hour < 12 else 0
    if minutes >= 12 * 60 and int(before[1]) in EVENING:  # "2 till 3.45 in the afternoon"
        minutes -= 12 * 60
        return FoundTime(start, time.end, dt.time(int(before[1]) + 12), minutes) if minutes else time
    return FoundTime(start, time.end, dt.time(int(before[1])), minutes) if 0 < minutes <= 6 * 60 else time
