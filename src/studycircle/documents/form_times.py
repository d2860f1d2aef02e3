"""Times, dates and lengths of the Markdown form, as people write them.

``say_…`` gives the words the form is written in, ``read_…`` takes these and many others.
"""

import datetime as dt
import re

from studycircle.documents.programme import Slot
from studycircle.documents.schedule import date_near

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"


def say_length(minutes: int) -> str:
    """ "2 hours", "90 minutes"."""
    if minutes > 0 and minutes % 60 == 0:
        return "1 hour" if minutes == 60 else f"{minutes // 60} hours"
    return f"{minutes} minutes"


def read_length(text: str) -> int | None:
    """Minutes of "2 hours", "1½ hours", "1 h 30", "90 min", "90"; ``None`` if it is no length."""
    text = text.strip().lower()
    if re.fullmatch(r"\d{1,6}(?: *(?:m|mins?|minutes?))?", text):
        return int(re.sub(r"[ a-z]", "", text))
    match = re.fullmatch(
        r"(\d{1,6})([.,]5|½)? *(?:h|hrs?|hours?)(?: *(?:and *)?(\d{1,2}) *(?:m|mins?|minutes?)?)?", text
    )
    return int(match[1]) * 60 + (30 if match[2] else 0) + int(match[3] or 0) if match else None


def say_time(time: dt.time) -> str:
    return time.isoformat("auto" if time.microsecond else "seconds" if time.second else "minutes")


def read_time(text: str) -> dt.time | None:
    """The time in "18:30", "18.30", "6.30 pm", "7pm", "noon"; ``None`` if it is none."""
    text = text.strip().lower()
    if text in ("noon", "midday"):
        return dt.time(12)
    match = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)? *(a\.?m\.?|p\.?m\.?)?", text)
    if match is None or not (match[2] or match[5]):
        return None
    hour = int(match[1])
    if match[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[5].startswith("p") else 0)
    try:
        return dt.time(hour, int(match[2] or 0), int(match[3] or 0), int((match[4] or "").ljust(6, "0")))
    except ValueError:
        return None


def read_date(text: str, today: dt.date | None) -> tuple[dt.date | None, str, bool]:
    """The date ``text`` begins with, the rest of ``text``, and whether there was a date that cannot be.

    "2026-03-02", "2.3.2026", "2 March 2026", "Mon 2 Mar", "March 2, 2026"; without a year the nearest to ``today``.
    """
    forms = (
        r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)",
        r"(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>\d{4})(?!\d)",
        rf"(?:[a-z]{{3,9}}\.?,? +)??(?P<d>\d{{1,2}})(?:st|nd|rd|th)? +(?P<m>{MONTH})(?:,? +(?P<y>\d{{4}}))?(?![\w])",
        rf"(?:[a-z]{{3,9}}\.?,? +)??(?P<m>{MONTH}) +(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,? +(?P<y>\d{{4}}))?(?![\w])",
    )
    for form in forms:
        match = re.match(form, text, re.I)
        if match is None or (match["y"] is None and today is None):
            continue
        month = int(match["m"]) if match["m"].isdecimal() else MONTHS.index(match["m"][:3].lower()) + 1
        rest = re.sub(r"^\s*[:–—-](?=\s)|^[:,]", "", text[match.end() :]).strip()
        try:
            if match["y"]:
                return dt.date(int(match["y"]), month, int(match["d"])), rest, False
            date = date_near(month, int(match["d"]), today) if today else None
            return date, rest, date is None
        except ValueError:
            return None, rest, True
    return None, text, False


def say_slot(slot: Slot) -> str:
    """The usual day, time and length: "Mondays 18:30, 2 hours"; its words are a line of their own."""
    day = WEEKDAYS[slot.weekday] if slot.weekday is not None else ""
    when = " ".join(filter(None, (day, say_time(slot.time) if slot.time else "")))
    return ", ".join(filter(None, (when, say_length(slot.minutes) if slot.minutes is not None else "")))


def read_slot(text: str) -> Slot:
    """The slot in ``text``; where it is said otherwise than ``say_slot`` does, with its words and what they tell."""
    day = next((at for at, name in enumerate(WEEKDAYS) if re.search(rf"\b{name[:-1]}s?\b", text, re.I)), None)
    clock = re.search(
        r"\b\d{1,2}(?:[:.]\d{2}(?::\d{2}(?:\.\d+)?)?)?(?: *[ap]\.?m\b\.?)|\b\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?", text
    )
    length = re.search(r"-?\b\d+(?:½|[.,]5)? *(?:hours?|hrs?|h|minutes?|mins?)\b(?: *(?:and *)?\d+ *min\w*)?", text)
    slot = Slot(day, read_time(clock[0]) if clock else None, read_length(length[0]) if length else None)
    return slot if say_slot(slot) == text else Slot(slot.weekday, slot.time, slot.minutes, text)
