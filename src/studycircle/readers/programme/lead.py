"""The opening of a line, read piece by piece: a date, a number ("Week 3", "第3回"), an hour, a month, "tba"."""

import re
from functools import cache, cached_property

from studycircle.readers.programme.dates import FoundDate, find_dates
from studycircle.readers.programme.hours import FoundTime, find_times
from studycircle.readers.programme.labels import AFTER_NUMBER, label_at
from studycircle.readers.programme.language import Tongue, any_of, tongue

BEFORE_MONTH = "early|mid|late|anfang|mitte|ende|début|fin|principios de|inizio|metà|fine|början av|slutet av|начало|середина|конец|αρχές|τέλη"  # noqa: E501 - one thought, one line
JUNK = re.compile(r"[\s|,;:.\-–—()\[\]【】（）*·•→⇒>〜~/_：、，■●&\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]+")
PLAIN_JUNK = re.compile(r"[\s,;:.\-–—|*·•>：_]+")
NUMBER = re.compile(r"(?:#|no\.?\s*|nr\.?\s*|№\s*)?(\d{1,3})(?:[.)]|:(?=\s)|(?=\s))\s*", re.I)
HOURS = re.compile(r"\s*([01]?\d|2[0-3])\s*[-–]\s*([01]?\d|2[0-3])(?![\d./:])")
AFTER_DATE = re.compile(r"\s*,?\s*[(\[（]([^()\[\]（）]{2,80})[)\]）]")
CAPTION = re.compile(r"[^\W\d]{2,12}(?:\s[^\W\d]{2,8})?\s?[:：]\s*")
COUNTED = re.compile(rf"(\d{{1,3}})\s?(?:\.?[ªº°]|(?:{AFTER_NUMBER})(?!\w))\s?[^\W\d_][\w’'-]+(?:\s[^\W\d_][\w’'-]+){{0,2}}\s?[:：,|–—-]\s?", re.I)  # fmt: skip  # noqa: E501 - one thought, one line
ARROW = re.compile(r"\s*(?:→|⇒|->|=>)\s*")
AND = re.compile(r"\s*(?:&|\+|/|and|und|et|y|e|och|og|en|и|και|、)\s*$", re.I)
LISTED = re.compile(r"\s?(?:[:：,]|&|and|[–—-]\s)")  # behind one of several days
AT_HOUR = re.compile(
    r"(?:@|at|from|um|ab|von|à|dès|de|a las|desde las|às|das|alle|dalle|ore|kl\.?|klo|klockan|o?\s?godz\.?|från|om|в|с|στις)(?![^\W\d_])\s*",  # noqa: E501 - one thought, one line
    re.I,
)
RANGE = re.compile(r"\s*(?:[~〜–—]|--?-?|to|until|bis|au|al|till|до|έως|a|do|t/m)\s*$")
ON = re.compile(
    r"(?:(?:and|und|et|y|e|och|en|и|και|i)\s+)?(?:on|am|le|el|il|den|op|στις|la|du|vom|dne|dia|no dia|em)\s+", re.I
)
WEEK_OF = re.compile(
    r"(?:week\s+(?:of|beginning|commencing|starting)|w/c|woche\s+(?:vom|ab)|week\s+van|semaine\s+du|semana\s+(?:del?|do|entre)"
    r"|settimana\s+(?:del|dal)|setmana\s+del?)[\s:]+(?:the\s+|el\s+)?",
    re.I,
)
VAGUE = re.compile(
    r"(?:some\s?time in|irgendwann im|courant|algún día de|någon gång i|engang i|ergens in|kiedyś w|где-то в)\s+"
    r"([^\W\d]+)",
    re.I,
)
CJK_MONTH = re.compile(r"(?:1[0-2]|[1-9])\s*月")
FRAMED_MONTH = re.compile(r"(?<=[【［〔(（])((?:1[0-2]|[1-9])\s*月)(?:号|分)?[】］〕)）]")  # "【4月】" before the day
IN_MONTH = re.compile(
    r"(?:(?:and|und|et|y|e|och|en|и|και|i)\s+)?(?:in|im|en|em|a|i|w|в)\s+([^\W\d]+)\s*[,:–—(-]\s*"
    r"(?:(?:with|mit|avec|con|com|med|met|с|με|z)\s+)?(?:(?:the|a|la|el|una?|o|en|het|η)\s+)?",
    re.I,
)  # "En juin, date à préciser"
MEETING_ON = r"(?:\s+(?:on|am|vom|du|le|del|de|do|da|di|den|van|op|στις))?\s+"
BARE_DAY = re.compile(r"(?:the\s+)?(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|[.º])?(?!\w|[:./]\d)", re.I)
ASIDE = re.compile(r"\s*[,;–—-]\s*(?P<words>[^()\[\]（）]{2,60})[)\]）]")
PENDING = re.compile(r"[^\d()\[\]（）]{4,60}(?=[)\]）])")
MONTH = re.compile(rf"(?:(?:{BEFORE_MONTH})[\s-]+)?([^\W\d]+)\.?(?:\s+(?:de\s+)?(?:19|20)\d\d)?", re.I)
MONTH_ASIDE = re.compile(r"\s[(（](?P<aside>[^()（）]{2,30})[)）](?=\s*[:：–—-])")  # "February (via Zoom): …"
ZONE = re.compile(
    r"\s(?:Pacific|Eastern|Central|Mountain|Atlantic|European|British|Irish|California|New York|London|UK|US|local)"
    r"\s(?:(?:standard|daylight|summer)\s)?[Tt]ime(?!\w)|"
    r",?\s?(?:UTC|GMT|BST|[CEMPWIJK]E?[SD]?T)(?:\s?[+−–-]\s?\d{1,2}(?::?\d\d)?)?(?!\w)(?:\s?\([^()]{2,30}\))?"
)  # "UTC+3 (Istanbul)" behind an hour
BRACKET = re.compile(r"[(\[（【]")
ANY_BRACKET = re.compile(r"[(\[（【)\]）】]\s*")
OPENING_QUOTES = ("“", "„", "«", "「", "『", '"')
COLON = re.compile(r"\s*[:：]?\s*")
UNTIL_WHEN = re.compile(
    r"(?:when|once|until|after|as soon as|wenn|sobald|nach|cuando|después de|quand|dès que|après|quando|dopo|depois|när"
    r"|efter|så snart|når|zodra|na|kiedy|gdy|po|когда|как только|после|όταν|μετά)\s",
    re.I,
)
TO_COLON = re.compile(r"[^:：.?!“«„\"]{0,70}[:：]\s+(?=\S)")
STEM = 4  # letters of a word that tell it from others, whatever its ending
FROM = "from|vom|von(?: dem)?|du|del|dal|da|do|de|från|fra|с|со|от|van|z|ze|od|από(?: τις)?"
MOVED_ON = re.compile(rf"(?P<stem>[^\W\d_]{{{STEM}}})[^\W\d_]*\s(?:{FROM})\s+", re.I)
TO = re.compile(r"\s+(?:to|until|till?|auf(?: den)?|zum|au|al|ao|a|à|para(?: o)?|på|на|naar|op|na|στις)\s+", re.I)
MAX_LEAD = 220


@cache
def _meeting_on(code: str) -> re.Pattern[str]:
    return re.compile(rf"{any_of(tongue(code).listed('session'))}{MEETING_ON}", re.I)


@cache
def _moved_there(code: str) -> re.Pattern[str]:
    """ "moved to", "the meeting is moved to"."""
    names = tongue(code)
    off = any_of([*names.listed("cancelled"), *names.listed("break"), "~~"])
    session = any_of([*names.listed("session"), "~~"])
    return re.compile(rf"(?:{off}[,;:]?\s+)?(?:{session}\s+)?{any_of(names.listed('moved'))}", re.I)


@cache
def _stems_of_moves(code: str) -> frozenset[str]:
    """How the words begin that tell of a move."""
    names = tongue(code)
    return frozenset(word[:STEM].casefold() for word in (*names.listed("moved"), *names.listed("cancelled")))


@cache
def _in_place(code: str) -> re.Pattern[str]:
    return re.compile(rf"{any_of([*tongue(code).listed('place_cue'), '~~'])}\s+(.+)", re.I)


class Lead:
    """Reads the opening of one line, piece by piece."""

    def __init__(self, text: str, names: Tongue, struck: tuple[tuple[int, int], ...] = ()) -> None:
        self.text, self.names, self.struck = text, names, struck
        self.head_text = text[:MAX_LEAD]
        self.dates = find_dates(self.head_text, names)
        label = label_at(text, 0, names) if self.dates else None
        if label and self.dates[0].start < label[0] and self._is_count(label[0]):
            self.dates = find_dates(" " * label[0] + self.head_text[label[0] :], names)
        self.pos = 0
        self.date: FoundDate | None = None
        self.moved_from: FoundDate | None = None
        self.time: FoundTime | None = None
        self.number = self.label = self.words = self.place = ""
        self.on = self.tba = False
        self.separated = True
        self.opened = False

    @cached_property
    def times(self) -> list[FoundTime]:
        """The hours in the opening that are no part of a date; most lines are never asked for them."""
        times = find_times(self.head_text, self.names)
        return [t for t in times if not any(d.start <= t.start < d.end for d in self.dates)]

    def _is_count(self, end: int) -> bool:
        """Whether the first number of "Week 5-7 May", "Week 3, 10 May" counts, and is no day."""
        return self.text[end : end + 1] == "," or any(date.until for date in self.dates)

    def read(self) -> None:
        while self.pos < len(self.text):
            start = self.pos
            junk = JUNK.match(self.text, self.pos)
            at = junk.end() if junk else self.pos
            if not self._step(at):
                self._close(at)
                return
            self.opened = True
            assert self.pos > start

    def _close(self, at: int) -> None:
        """What parts the opening from the topic is dropped; an opening bracket that belongs to the topic is kept."""
        between = self.text[self.pos : at]
        self.separated = (
            not self.opened or bool(between.strip()) or "\n" in between or "  " in between or at >= len(self.text)
        )
        bracket = BRACKET.search(between) if between else None
        closing = re.search(r"[)\]）】]", between[bracket.start() :]) if bracket else None
        self.pos = self.pos + bracket.start() if bracket and not closing else at

    def _step(self, at: int) -> bool:
        return (
            self._bracket() or self._aside() or (len(self.dates) > 1 and self._moved_on(at)) or self._date(at) or self._meeting(at) or self._label(at) or self._time(at) or self._tba(at) or self._month(at) or self._number(at)  # noqa: E501 - one thought, one line
            or self._moved(at) or self._on(at) or self._caption(at)
        )  # fmt: skip

    def _date(self, at: int) -> bool:
        for date in self.dates:
            if not date.start <= at + 1 <= date.end or date.start < self.pos - 1 or date.start > at:
                continue
            if self.date is None:
                self.date = date
            elif RANGE.match(self.text[self.date.end : date.start]) and not ARROW.match(
                self.text[self.date.end : date.start]
            ):
                self.date = self.date._replace(until=True)
            elif date.month and self.opened and self._is_also(date):
                pass  # two days for one topic: the session is on the first
            elif ARROW.match(self.text[self.date.end : date.start]) or self._is_struck(self.date):
                self.moved_from, self.date = self.date, date
            else:
                return False
            self.pos = date.end
            hours = HOURS.match(self.text, self.pos)
            if hours and not self.time:
                clock = find_times(f"{hours[1]}:00–{hours[2]}:00", self.names)[0]
                self.time = FoundTime(hours.start(), hours.end(), clock.time, clock.minutes)
                self.pos = hours.end()
            return True
        return False

    def _moved_on(self, at: int) -> bool:
        """ "Moved from 5 May to 7 May", "When: put off from 5 to 7 May": both days behind the word."""
        if self.date:
            return False
        caption = None if self.opened else CAPTION.match(self.text, at)
        old, new = self.dates[:2]
        moved = MOVED_ON.fullmatch(self.text, caption.end() if caption else at, old.start)
        if not moved or not TO.fullmatch(self.text, old.end, new.start) or not (new.month or new.first):
            return False
        if moved["stem"].casefold() not in _stems_of_moves(self.names.code):
            return False
        self.moved_from, self.date, self.pos = old, new, new.end
        return True

    def _is_also(self, date: FoundDate) -> bool:
        """Whether a date goes with the one before it: "3 and 10 May", "3 May, 10 May:"."""
        between = self.text[self.pos : date.start]
        return AND.match(between) is not None or (
            between.strip() == "," and LISTED.match(self.text, date.end) is not None
        )

    def _is_struck(self, date: FoundDate) -> bool:
        return any(start <= date.start and date.end <= end + 1 for start, end in self.struck)

    def _bracket(self) -> bool:
        """Brackets right after the date that hold the hour, and perhaps the room."""
        match = AFTER_DATE.match(self.text, self.pos) if self.date or self.tba else None
        if not match or self.time:
            return False
        if not self.date:
            return self._remark(match)
        hours, times = HOURS.match(match[1]), find_times(match[1], self.names)
        if hours:
            clock = find_times(f"{hours[1]}:00–{hours[2]}:00", self.names)[0]
            self.time, left = clock, match[1][hours.end() :]
        elif times:
            self.time, left = times[0], match[1][: times[0].start] + match[1][times[0].end :]
        else:
            return self._remark(match)
        told = (_in_place(self.names.code).match(piece.strip()) for piece in re.split("[,;]", left))
        where = next((place[1] for place in told if place), left if ":" not in left else "")
        self.place, self.pos = where.strip(" ,;:–-"), match.end()
        return True

    def _remark(self, match: re.Match[str]) -> bool:
        """ "29 May (not the Monday, which is a holiday): Topic": a bracket between the date and a colon."""
        if self.text[match.end() : match.end() + 1] not in (":", "：") or not self.text[match.end() + 1 :]:
            return False
        if self.names.words("cancelled", "moved").search(match[1]) or self.names.words("break").fullmatch(match[1]):
            return False
        where = _in_place(self.names.code).match(match[1])
        self.place, self.pos = where[1] if where else self.place, match.end()
        return True

    def _aside(self) -> bool:
        """ "(14 February, in the vestry)": what goes on in the bracket that holds the date is no topic."""
        match = ASIDE.match(self.text, self.pos) if self.date and self.pos == self.date.end else None
        if not match or not self.date or not BRACKET.match(self.text[: self.date.start].rstrip()[-1:]):
            return False
        if not self.text[match.end() :].strip(" .") or find_times(match["words"], self.names):
            return False
        where = _in_place(self.names.code).match(match["words"])
        self.place, self.pos = where[1] if where else self.place, match.end()
        return True

    def _meeting(self, at: int) -> bool:
        """ "Sitzung am 14. September", "Meeting on 4 May": a date that says what it is of."""
        match = None if self.opened or not self.dates else _meeting_on(self.names.code).match(self.text, at)
        if not match or not any(date.start == match.end() and (date.month or date.first) for date in self.dates):
            return False
        self.pos = match.end()
        return True

    def _label(self, at: int) -> bool:
        found = None if self.label else label_at(self.text, at, self.names)
        if not found:
            return False
        self.pos, self.number, self.label = found
        return True

    def _time(self, at: int) -> bool:
        times = self.times if self.opened and self.time is None else []
        cue = AT_HOUR.match(self.text, at) if times else None
        for time in times:
            if time.start in (at, cue.end() if cue else at):
                zone = ZONE.match(self.text, time.end)
                self.time, self.pos = time, zone.end() if zone else time.end
                return True
        return False

    def _tba(self, at: int) -> bool:
        if self.tba and (aside := self._word_tba(at) or UNTIL_WHEN.match(self.text, at)) and aside.end() > at:
            colon = TO_COLON.match(self.text, aside.end())  # "…, to be fixed when we know about the roof: Topic"
            if colon:
                self.pos = colon.end()
                return True
        if self.tba and (cue := AT_HOUR.match(self.text, at)) and (hour := self._word_tba(cue.end())):
            self.pos = hour.end()  # "tba at tba"
            return True
        if self.date or self.tba:
            return False
        date_word = self.names.words("date").match(self.text, at)
        after = COLON.match(self.text, date_word.end()) if date_word else None
        if after and (again := self.names.words("date").match(self.text, after.end())):
            after = COLON.match(self.text, again.end())  # "When: date to be fixed"
        match = self._word_tba(at) or (self._word_tba(after.end()) if after else None)
        match = match or (not self.opened and self._vague_month(at)) or (date_word and self._date_pending(at))
        if not match:
            return False
        self.words = f"{self.words}, {self.text[at : match.end()]}" if self.words else self.text[at : match.end()]
        self.pos, self.tba = match.end(), True
        return True

    def _dated_tba(self, at: int) -> re.Match[str] | None:
        """ "Date tbc", "Datum: offen"."""
        word = self.names.words("date").match(self.text, at)
        after = COLON.match(self.text, word.end()) if word else None
        return self._word_tba(after.end()) if after else None

    def _word_tba(self, at: int) -> re.Match[str] | None:
        return self.names.words("tba").match(self.text, at)

    def _date_pending(self, at: int) -> re.Match[str] | None:
        """ "Session 9 (date depends on the roof)": a bracket that speaks of the date and tells none."""
        return PENDING.match(self.text, at) if self.opened and BRACKET.fullmatch(self.text[at - 1 : at]) else None

    def _vague_month(self, at: int) -> re.Match[str] | None:
        """ "Some time in March", "En juin, date à préciser": a month without a day yet."""
        if vague := VAGUE.match(self.text, at):
            return vague if vague[1].casefold() in self.names.months else None
        month = IN_MONTH.match(self.text, at)
        if month and month[1].casefold() in self.names.months:
            return self.names.words("tba").match(self.text, month.end())
        term = CJK_MONTH.match(self.text, at) or self.names.words("term").match(self.text, at)
        sign = PLAIN_JUNK.match(self.text, term.end()) or ANY_BRACKET.match(self.text, term.end()) if term else None
        return self.names.words("tba").match(self.text, sign.end()) if sign else None

    def _month(self, at: int) -> bool:
        if self.date or self.words or self.time:
            return False
        if not self.opened and (framed := FRAMED_MONTH.match(self.text, at)):
            self.words, self.pos = framed[1], framed.end()
            return True
        word = MONTH.match(self.text[at : at + 40]) if self.text[at : at + 1].isalpha() else None
        if not word or word[1].casefold() not in self.names.months:
            return False
        if aside := MONTH_ASIDE.match(self.text, at + word.end()):
            cue = self.names.words("place_cue").match(aside["aside"])
            self.place = self.place or (aside["aside"][cue.end() :].strip() if cue else "")
            self.words, self.pos = word[0], aside.end()
            return True
        after = self.text[at + word.end() : at + word.end() + 2]
        if after.strip() and not PLAIN_JUNK.match(after) and after[:1] not in "(（":
            return False
        if after[:1] == " " and not PLAIN_JUNK.fullmatch(after) and after[1:] not in OPENING_QUOTES:
            return False
        self.words, self.pos = word[0], at + word.end()
        return True

    def _caption(self, at: int) -> bool:
        """ "Next: 23 February", "2nd Owl Evening – 23 February": what the meeting is called, before the date."""
        if self.opened or not self.dates:
            return False
        match = (counted := COUNTED.match(self.text, at)) or CAPTION.match(self.text, at)
        if not match or not any(date.start == match.end() and (date.month or date.first) for date in self.dates):
            return False
        if counted:
            self.number = counted[1]
        elif len(self.dates) > 1 or self.names.words("posted", "unusual", "other").search(match[0]):
            return False
        self.pos = match.end()
        return True

    def _number(self, at: int) -> bool:
        if self.opened or self.number:
            return False
        match = NUMBER.match(self.text, at)
        if not match or not (
            any(date.start in (match.end(), match.end() + 1) for date in self.dates)
            or self.names.words("tba").match(self.text, match.end())
            or self._dated_tba(match.end())
        ):
            return False
        self.number, self.pos = match[1], match.end()
        return True

    def _moved(self, at: int) -> bool:
        if self.date is None:
            return False
        match = _moved_there(self.names.code).match(self.text, at)
        if not match:
            return False
        following = next((d for d in self.dates if match.end() <= d.start <= match.end() + 6), None)
        following = following or self._bare_day(match.end())
        if following and not following.month and not following.first:
            following = following._replace(month=self.date.month)
        if following and self.moved_from is None:
            self.moved_from, self.date, self.pos = self.date, following, following.end
            reason = re.compile(r"[^-–—:.]{0,80}(?=\s[-–—]\s|\s?[:.]\s)").match(self.text, self.pos)
            self.pos = reason.end() if reason else self.pos
            return True
        if self.moved_from is not None:
            self.pos = match.end()
            return True
        return False

    def _bare_day(self, at: int) -> FoundDate | None:
        """ "20 April, put off to the 27th": the month goes without saying."""
        at += len(self.text[at:]) - len(self.text[at:].lstrip())
        day = BARE_DAY.match(self.text, at) if self.date and self.date.month else None
        if not day or self.date is None or int(day["day"]) <= self.date.day:
            return None
        return self.date._replace(start=at, end=day.end(), day=int(day["day"]), weekday=None, until=False)

    def _on(self, at: int) -> bool:
        """ "On" or "the week of" before a date."""
        if self.opened or self.on or not self.dates:
            return False
        on, week = ON.match(self.text, at), WEEK_OF.match(self.text, at)
        match = week or on
        if not match or not any(date.start == match.end() for date in self.dates):
            return False
        self.on, self.pos = week is None, match.end()
        return True
