"""What a page says once for all sessions: the usual weekday, time and place."""

import datetime as dt
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from studycircle.readers.programme.blocks import Block, Shape, Zone
from studycircle.readers.programme.dates import MAX_TEXT, MORE_DAYS, FoundDate, find_dates, may_name_weekday, weekday_of
from studycircle.readers.programme.hours import find_times
from studycircle.readers.programme.language import Tongue, any_of, holds_any, lowered, tongue
from studycircle.readers.programme.online import ONLINE, meets_online

SENTENCE = re.compile(
    r"(?<=[^\W\d][.!?])(?<!\w\.\w\.)\s+(?=[^\W\d_«“\"])|(?<=\w\.\w\.)\s+(?=[^\W\d_a-zß-ÿ])|(?<=\)[.!?])\s+(?=[^\W\d_«“\"])"
    r"|(?<=\d[.!?])\s+(?=[^\W\d_])|(?<=[。！？)])(?=[^\s.,;:!?])|\n|\s+[|·]\s+"
)
CJK_LABELLED = re.compile(
    r"^[\s・■●◇◆※]*(?P<label>[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{1,6})[\s\u3000]+(?P<value>\S.{1,160})$"
)
LABELLED = re.compile(
    r"^[\s*_#•-]*(?P<label>[^\W\d][^:：|]{1,28}?)\s*(?:(?<!\d):|:(?!\d)|[：?？|])\s*(?P<value>\S.{1,160})$"
)
SIGNS_OF_LABELS = ":：?？|"
MEET = re.compile(
    r"(?-i:[wWgGsSmMcC])(?:(?<=w)e(?:[’']re(?=\s+meeting))?|(?<=g)roup|(?<=s)essions?|(?<=m)eetings?|(?<=c)lub)\s+(?:usually\s+|always\s+)?"
    r"(?:meet(?:s|ing)?|take place|gathers?|are held|is held|in|at)\b",
    re.I,
)
MEETS_AT = re.compile(
    r"(?:meet(?:s|ing)?|gather|held|treffen\s+(?:wir\s+)?uns|reunimos|réunissons|troviamo|vediamo)\s$", re.I
)
MEETING = ("treffen", "réuni", "reún", "troviamo", "vediamo", "träffas", "собираемся", "συναντ", "statt", "ont lieu", "incontri si", "avvengono", "encontros", "äger rum", "проходят")  # fmt: skip  # noqa: E501 - one thought, one line
JA_PLACE = re.compile(
    "(?:^|[、,まのは])(?P<place>[^、。,\\s]{2,30}?)(?:にて|に|で)(?:集ま|会い|開|行[いなわ]|おこな|やって)"
)
NO_PLACE = re.compile(
    r"(?:the\s+|de\s+la\s+|la\s+|der\s+|den\s+|de\s+|il\s+|el\s+|à\s+)?(?:afternoon|evening|morning|night|nachmittag|abend"
    r"|morgen|vormittag|matin|soir|après-midi|tarde|noche|mañana|manhã|noite|pomeriggio|mattina|sera|mattino|middag"
    r"|avond|ochtend|eftermiddag|kväll|aften|kveld|вечером|утром|днём)\w{0,2}(?!\w)",
    re.I,
)
CUE_ARTICLE = re.compile(r"\s(?:het|de|dem|der|den|la|el|il|the|der|nella|nel|al|na|no)\s+$", re.I)
BETWEEN = re.compile(r"s?(?:\s\w+)?\s?[,:–—-]\s(?P<place>[^\W\d_a-z][^.;!?]{3,80}),\s")  # weekday, place, hour
BRACKETED = re.compile(r"\([^()]*\)")
ROOM = re.compile(r"\d{1,4}\s?[A-Z]{2,}")  # "3901 BBB"
BUILDING = re.compile(r"(?:[^\W\d_a-z][^\W\d_][\w.’'-]*\s){1,4}\d{1,4}[A-Za-z]?(?=[\s,]*$)")  # "Owl Hall 319"
ZONED = re.compile(r"\b(?:UTC|GMT)\s?[+±−-]\s?\d")  # a row that tells the one hour in the zone of some
MAX_HABIT = 70  # "Mondays | 18:30 | Room 5" says one thing
NOT_WEEKDAY = re.compile(r"(?:segund|quart|quint|sext)os?", re.I)  # "the second", "the fourth", "according to"
MAX_HOUR, MAX_LABELLED, MAX_BLOCK = 40, 250, 8000  # letters


@dataclass(slots=True)
class Usual:
    """The habit: ``lines`` tells where each field was found."""

    weekday: int | None = None
    time: dt.time | None = None
    minutes: int | None = None
    place: str = ""
    words: str = ""
    online: str = ""
    lines: dict[str, tuple[int, ...]] = field(default_factory=dict)


MAX_NEARBY = 12  # words of a place in a sentence that tells no hour


def sentences_of(text: str) -> list[str]:
    """The sentences of a paragraph, roughly."""
    text = text[:MAX_BLOCK]
    if len(text) < MAX_HABIT and "|" in text:
        text = text.replace("|", ",")
    pieces: list[str] = []
    for piece in SENTENCE.split(text):
        if piece and pieces and pieces[-1].count("(") > pieces[-1].count(")"):
            pieces[-1] += f" {piece}"  # "(Mill St. 4)" is no end
        elif piece and piece.strip():
            pieces.append(piece)
    return pieces


def usual_said(blocks: Sequence[Block], heads: set[int], names: Tongue) -> Usual:
    """The usual weekday, time and place as prose and labelled lines tell them."""
    usual = Usual()
    best = -1.0
    apart: tuple[str, Block] | None = None  # a sentence that tells the hour alone
    first = min(heads, default=len(blocks))
    label = ""
    opening = False  # "We meet every Tuesday at:", the hour on the next line
    single = len(heads) == 1
    for index, block in enumerate(blocks):
        inside = index in heads and not single
        if (
            (inside and (len(block.text) < MAX_HABIT or not _tells_meeting(block.text)))
            or block.zone is not Zone.MAIN
            or (block.shape is Shape.ROW and (index > first or ZONED.search(block.text)))
        ):
            continue
        if len(block.text) < 100 and names.words("unusual").search(block.text[:60]):
            continue
        if not inside and (len(block.text) < MAX_LABELLED or "\n" in block.text):
            _labelled(block, usual, names, late=index > first and bool(usual.place))
        label = _after_label(block, usual, names, label)
        if opening and usual.time is None and (times := find_times(block.text, names)):
            usual.time, usual.minutes, usual.lines["time"] = times[0].time, times[0].minutes, block.lines
        opening = usual.time is None and _leads_to_hour(block, blocks[index + 1 :], names)
        if index > first and (len(block.text) > 400 or block.text.endswith("?")):
            continue  # a long text after the schedule is about a reading
        if not _may_tell_habit(block.text, names):
            continue
        near = 0.6 if index < first else 0.0
        for sentence in sentences_of(block.text):
            if len(sentence) > 400 or (inside and (find_dates(sentence, names) or not _tells_meeting(sentence))):
                continue
            if apart is None and not inside and index <= first and _tells_hour_alone(sentence, names):
                apart = sentence, block
            told = LABELLED.match(sentence) if not usual.place and index <= first else None
            if told and names.words("place").fullmatch(told["label"]):
                _take_labelled(told["label"], told["value"], block, usual, names)
            score = _score(sentence, names, dated=single)
            if score is None or score + near < best:
                continue
            if score + near > best or (not usual.place and _tells_all(sentence, names)):
                best = score + near
                _from_sentence(sentence, block, usual, names, dated=single)
    if apart and usual.time is None:
        time = find_times(apart[0], names)[0]
        usual.time, usual.minutes, usual.lines["time"] = time.time, time.minutes, apart[1].lines
    if usual.place and names.words("tba").search(usual.place):
        usual.place = ""
        usual.lines.pop("place", None)
    _place_nearby(blocks, usual, heads, names)
    return usual


def _tells_all(sentence: str, names: Tongue) -> bool:
    """Whether a short sentence tells weekday, hour and place: of two that tell a habit, the one of the group."""
    weekday, times = weekday_named(sentence, names), find_times(sentence, names)
    if not weekday or not times or len(sentence) > MAX_HABIT:
        return False
    return _place_in_sentence(sentence, names, max(weekday[2], times[-1].end)) != ""


def _tells_hour_alone(sentence: str, names: Tongue) -> bool:
    """Whether a sentence tells an hour and no day: a short line that opens with it, or "always from 7 to 9 pm"."""
    times = find_times(sentence, names) if len(sentence) < MAX_HABIT else []
    if len(times) != 1 or weekday_named(sentence, names) or names.words("unusual").search(sentence):
        return False
    opens = times[0].start < 4 and len(sentence) < MAX_HOUR
    return (opens or names.words("usual").search(sentence) is not None) and not find_dates(sentence, names)


def _leads_to_hour(block: Block, after: Sequence[Block], names: Tongue) -> bool:
    """Whether the hour of a line that names the weekday may be told in the next: the line breaks off before it, or the
    next tells nothing else."""
    weekday = weekday_named(block.text, names)
    if weekday is None or block.text.endswith(":") or weekday[2] == len(block.text):
        return weekday is not None
    text = after[0].text if after and len(block.text) < MAX_HABIT and len(after[0].text) < MAX_HOUR else ""
    times = find_times(text, names) if text and not find_times(block.text, names) else []
    return bool(times) and len(text) - (times[0].end - times[0].start) < 8 and not find_dates(text, names)


def _may_tell_habit(text: str, names: Tongue) -> bool:
    """Whether any sentence of a text can name a weekday or a time: asked once of the whole, before it is cut up."""
    return len(text) > MAX_TEXT or weekday_named(text, names) is not None or bool(find_times(text, names))


def weekday_named(text: str, names: Tongue) -> tuple[int, int, int] | None:
    """The first weekday in prose: its number, and where it stands."""
    if not may_name_weekday(text, names):
        return None
    match = _weekday(names.code).search(text)
    if match and (said := MEET.search(text, match.end())):  # "The Tuesday Club meets on Mondays"
        match = _weekday(names.code).search(text, said.end()) or match
    if not match:
        return None
    if names.code == "pt" and (after := _weekday(names.code).match(text, match.end() + 1)):
        match = after  # "na segunda quarta-feira": the second Wednesday
    number = weekday_of(match[1], names)
    if names.code == "pt" and NOT_WEEKDAY.fullmatch(match[1]):
        return None
    return None if number is None else (number, match.start(), match.end())


@cache
def _weekday(code: str) -> re.Pattern[str]:
    whole = any_of(tongue(code).weekdays).replace(r"(?!\w)", r"\w{0,6}")
    short = any_of([w for w in tongue(code).short_weekdays if len(w) > 2]).replace(r"(?!\w)", r"s?(?!\w)")
    return re.compile(rf"({whole}|{short}(?=\.?\s+(?:\d|at\b)))(?:-f\w+)?", re.I)


def _days_in(text: str, names: Tongue) -> list[FoundDate]:
    """The days that a text names; "Thursdays, 7 to 9pm" names none."""
    times = find_times(text, names)
    return [
        d for d in find_dates(text, names) if d.month or d.first or not any(t.start < d.end <= t.end for t in times)
    ]


def _score(sentence: str, names: Tongue, *, dated: bool) -> float | None:
    """How much a sentence speaks of the habit; ``None`` if it names neither weekday nor time."""
    weekday, times = weekday_named(sentence, names), find_times(sentence, names)
    if not weekday and not times:
        return None
    dates = _days_in(sentence, names)
    times = [t for t in times if not any(d.start <= t.start < d.end for d in dates)]
    if weekday and not dated and any(_is_of_one_day(sentence, d, weekday[1]) for d in dates):
        weekday = None
    if not weekday and not times:
        return None
    score = 2.0 * bool(weekday) + 1.5 * bool(times)
    score += 1.0 * bool(names.words("usual").search(sentence))
    score -= 2.5 * bool(names.words("unusual").search(BRACKETED.sub("", sentence)))  # "(no deadline)"
    score -= 0.8 * bool(dates) * (0 if weekday else 1.5)
    return score if score > 1.0 else None


def _is_of_one_day(sentence: str, date: FoundDate, weekday: int) -> bool:
    """Whether a weekday belongs to a date that stands alone: "Wednesdays, 5, 12 and 26 May" tells a habit."""
    return date.start <= weekday < date.end and not MORE_DAYS.match(sentence, date.end)


def _from_sentence(sentence: str, block: Block, usual: Usual, names: Tongue, *, dated: bool) -> None:
    dates = _days_in(sentence, names)
    weekday = weekday_named(sentence, names)
    times = [t for t in find_times(sentence, names) if not any(d.start <= t.start < d.end for d in dates)]
    if weekday and (dated or not any(d.month and _is_of_one_day(sentence, d, weekday[1]) for d in dates)):
        usual.weekday = weekday[0]
        usual.lines["weekday"] = block.lines
        usual.words = _habit_in(sentence)
    if len(times) > 1 and sentence[times[0].end : times[1].start].strip() == "for":
        del times[0]  # "6.45 for 7pm"
    if times:
        usual.time, usual.minutes = times[0].time, times[0].minutes
        usual.lines["time"] = block.lines
    place = _place_in_sentence(sentence, names, max([weekday[2] if weekday else 0, *(t.end for t in times)]))
    if place and "place_label" not in usual.lines:
        usual.place = place
        usual.lines["place"] = block.lines


def _habit_in(sentence: str) -> str:
    """The sentence up to where it turns to something else ("Mondays at 6:30pm, Foster Court - A group on …")."""
    words = re.split(r"\s+[-–—|]\s+", sentence.strip())[0]
    return words if len(words) <= 120 else words[:120].rpartition(" ")[0] + " …"


@cache
def _place_cue(code: str) -> re.Pattern[str]:
    cues = any_of([*tongue(code).listed("place_cue"), "~~"])
    return re.compile(rf"(?:^|[\s,;(|–—-])(?:{cues}|@)\s+", re.I)


def _place_in_sentence(sentence: str, names: Tongue, after: int) -> str:
    """The place in a sentence that tells weekday or time: what follows "in", "at", or the time itself."""
    candidates: list[tuple[float, str]] = []
    weekday, times = weekday_named(sentence, names), find_times(sentence, names)
    earliest = min([weekday[2] if weekday else after, *(t.end for t in times)])
    for match in _place_cue(names.code).finditer(sentence):
        rest = sentence[match.end() :]
        if find_dates(rest[:14], names) and find_dates(rest[:14], names)[0].start <= 1:
            continue
        if ((hours := find_times(rest[:30], names)) and hours[0].start <= 2) or re.match(
            r"\d{1,2}(?:[:.h]\d\d)?\s?(?:[ap]m|uhr|h\b)", rest, re.I
        ):
            continue
        if ((day := weekday_named(rest[:16], names)) and day[1] <= 4) or re.match(
            r"(?:the|der|die|la)?\s*(?:first|second|last|even|odd|alternate|alternating|spring|summer|autumn|winter|person|general|addition|order|their|ihre[nrms]?|diese[nrms]?|ersten|month|monat|woche|mes|mois|mese|mês|regel|regola|genere|règle|principle|afternoon|evening|morning|evenings|mornings)\b",
            rest,
            re.I,
        ):
            continue
        if (month := re.match(r"[^\W\d]+", rest)) and month[0].casefold() in names.months:
            continue
        place = _cut_place(rest, names)
        if daytime := NO_PLACE.match(place):
            place = place[daytime.end() :].strip(" ,")
            place = "" if names.words("place_cue").match(place) else place  # it comes next
        before = sentence[: match.start()]
        if not place or _is_quoting(before) or before.count("(") > before.count(")"):
            continue
        capital = bool(re.search(r"[A-ZÀ-ÞА-ЯΑ-Ω\u4e00-\u9fff]|\d", place))
        near = 1.0 if match.start() >= after - 2 else 0.8 if match.start() >= earliest - 2 else 0.2
        article = re.match(r"(?:the|la|le|il|el|der|die|das|o|a|το|η)\s", place, re.I) or CUE_ARTICLE.search(match[0])
        met = MEETS_AT.search(sentence[: match.start() + 1]) is not None
        candidates.append((capital * 1.5 + near + met + 0.5 * bool(article) - 0.3 * (place.count(" ") > 11), place))
    if (hours := find_times(sentence, names)) and (room := BUILDING.match(sentence[: hours[0].start])):
        return room[0]
    if names.code == "ja" and (gathering := JA_PLACE.search(sentence, after)):
        return gathering["place"]
    online = ONLINE.search(sentence)
    if (named := names.words("place").match(sentence)) and (times := find_times(sentence, names)):
        # "Room 4, 12 Mill Lane, at 7.30"
        first = sentence[: times[0].start] if ":" not in sentence[: named.end() + 2] else ""
        if place := _cut_place(first, names):
            return place
    if candidates:
        score, place = max(candidates, key=lambda c: c[0])
        if score >= 1.0:
            return place
    rest = sentence[after:].lstrip(" ,;:–—-")
    following = re.match(r"[^\W\d_a-zà-ÿа-я][^.;!?]{4,90}|\d{1,4}\s?[A-Z]{2,}$", rest)
    if not following and names.words("place").match(rest):
        following = re.match(r"[^.;]{4,90}", rest)
    if following and re.match(r"\s*[,–—-]", sentence[after : after + 3]):
        return _cut_place(following[0], names)
    if weekday and hours and (between := BETWEEN.fullmatch(sentence, weekday[2], hours[0].start)):
        return _cut_place(between["place"], names)
    return online[0] if online else ""


def _is_quoting(text: str) -> bool:
    """Whether a quotation that opens in ``text``, such as the name of the group, has not closed yet."""
    low, high = text.count("„"), text.count("“")
    quoted = low > high + text.count("”") if low else high > text.count("”")
    return quoted or text.count("«") > text.count("»")


def _cut_place(rest: str, names: Tongue) -> str:
    """The place at the beginning of ``rest``: up to the clause's end, a time, or a relative clause."""
    rest = re.split(
        r"[.;!?。]\s|[.;!?。]$|\s[–—-]\s|\s\(?(?:on(?=\s(?:[^A-ZÀ-Þ]|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))|from|at(?!\s[A-ZÀ-Þ])|every|each|um|ab|von|jeden|à partir|de\s\d|alle\s|ore|och|and (?:we|then|read|discuss|the)|so (?:we|that)|unless|if|where|which|that|to|for|with|bei|wo|dès|chaque|tous|toutes|tod[ao]s|cada|ogni|tutt[ie]|varje|κάθε|salvo|si|où|para|por|per|och|med|с|в\s\d|с\s\d)\s|\s?[:：]\s",  # noqa: E501 - one thought, one line
        rest,
    )[0]
    weekday = weekday_named(rest, names)
    if weekday and weekday[1] > 0:
        rest = rest[: weekday[1]]
    for time in find_times(rest, names)[:1]:
        rest = rest[: time.start] if time.start > 3 else rest[time.end :]
    rest = re.split(
        r",\s+(?:unless|except|salvo|sauf|außer|sofern|tenzij|chyba|tranne|exceto|utom|undtagen|εκτός|если|кроме|wenn|if|and|und|et|y|e|och|where|soup|everyone|all|come|bring|ingång|see|a las|alle|um|at)\b",  # noqa: E501 - one thought, one line
        rest,
    )[0]
    rest = rest.partition("http")[0].strip(" ,;:()–—-*_")
    rest = rest[: rest.rfind("(")].rstrip() if rest.count("(") > rest.count(")") else rest
    return rest if 2 < len(rest) <= 110 and (not rest[:1].isdigit() or ROOM.match(rest)) else ""


def _labelled(block: Block, usual: Usual, names: Tongue, *, late: bool) -> None:
    """ "Where: …", "Ort: …", "日時：…"; ``late``: in the schedule, where it tells another place than the usual one."""
    for line in block.text.split("\n"):
        labelled = len(line) < MAX_LABELLED and holds_any(line[:60], SIGNS_OF_LABELS)
        match = LABELLED.match(line) if labelled else None
        if match is None and not line.isascii():
            match = CJK_LABELLED.match(line)
        if match and not (late and names.words("place").search(match["label"])):
            _take_labelled(match["label"].strip(" *_"), match["value"], block, usual, names)


FOR_MACHINES = re.compile(r"\d{4}-\d\d-\d\d")  # such a stamp tells when the page was written


NAMED_PLACE = ("addressname", "venue", "venuename", "lieu")  # before "locations: [Leeds]"


def usual_in_front(usual: Usual, meta: Mapping[str, tuple[str, int]], names: Tongue) -> None:
    """Front matter tells place and hour ("location: …", "time: Mondays, 6 pm") where nothing on the page does."""
    for key, (words, line) in sorted(meta.items(), key=lambda told: told[0] not in NAMED_PLACE):
        if not usual.place and (key in NAMED_PLACE or names.words("place").fullmatch(key)):
            usual.place, usual.lines["place"] = words.strip("[]"), (line,)
        elif usual.weekday is None and usual.time is None and names.words("time").fullmatch(key):
            _from_sentence(words, Block(Shape.PARAGRAPH, (line,), text=words), usual, names, dated=False)
        elif usual.time is None and not FOR_MACHINES.match(words) and (days := find_dates(words, names)):
            times = [time for time in find_times(words, names) if time.start >= days[-1].end]  # "17 May, 8–9.30 pm"
            if times:
                usual.time, usual.minutes, usual.lines["time"] = times[0].time, times[0].minutes, (line,)


def _after_label(block: Block, usual: Usual, names: Tongue, label: str) -> str:
    """A heading "Where?" labels the line under it; gives the label for the next block."""
    if block.shape is Shape.HEADING:
        return block.text.strip(" ?:？：*") if len(block.text) < 24 else ""
    if label:
        _take_labelled(label, block.text[:160], block, usual, names)
    return ""


def _take_labelled(label: str, value: str, block: Block, usual: Usual, names: Tongue) -> None:
    label = label.casefold()
    if names.words("unusual", "other").search(label) or len(label) > 30 or ". " in label:
        return
    match = names.words("place").search(label)
    if match and match.end() >= len(label) - 1 and "place_label" not in usual.lines:
        usual.place = re.split(r"(?<=\w)\.(?:\s|$)|\s[|]\s", value)[0].strip(" .*_")
        usual.lines["place"] = usual.lines["place_label"] = block.lines
        return
    if names.words("time", "date", "usual", "session").search(label):
        times = find_times(value, names)
        dates = _days_in(value, names)
        times = [t for t in times if not any(d.start <= t.start < d.end for d in dates)]
        weekday = weekday_named(value, names)
        if weekday and not dates:
            usual.weekday = weekday[0]
            usual.lines["weekday"] = block.lines
        if times and not (usual.time and len(dates) > 1):  # the hour of one day among several
            usual.time, usual.minutes = times[0].time, times[0].minutes
            usual.lines["time"] = block.lines


def _tells_meeting(text: str) -> bool:
    """Whether a text says that people meet."""
    return MEET.search(text) is not None or holds_any(lowered(text), MEETING)


def _is_room(block: Block, names: Tongue) -> bool:
    """Whether a line is no more than the name of a room: "Sydney Street Room", "Owl Hall 319", "Owl Hall, tea room"."""
    words = block.text.split()
    if not 1 < len(words) < 7 or block.zone is not Zone.MAIN or block.shape is Shape.ROW or ":" in block.text:
        return False
    if BUILDING.fullmatch(block.text):
        return words[0].casefold() not in names.months and not names.words("session", "part").match(block.text)
    named = block.text.partition(",")[0].split()  # what is behind a comma need not be a name
    return names.words("place").search(block.text) is not None and all(w[0].isupper() or w[0].isdigit() for w in named)


def _is_place_below(one: Block, two: Block, names: Tongue) -> bool:
    """Whether a line breaks off before the place, and the next tells it: "Saturdays, 1–4 pm, at:"."""
    if two.zone is not Zone.MAIN or two.shape is Shape.ROW or not 3 < len(two.text) < MAX_HABIT:
        return False
    return _breaks_off(names.code).search(one.text) is not None and not _may_tell_habit(two.text, names)


@cache
def _breaks_off(code: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\s|^){any_of([*tongue(code).listed('place_cue'), '~~'])}\s?[:：]?$", re.I)


def _place_nearby(blocks: Sequence[Block], usual: Usual, heads: set[int], names: Tongue) -> None:
    """Without a place beside the time: one in a sentence that says where people meet."""
    if usual.place:
        return
    told = {*usual.lines.get("weekday", ()), *usual.lines.get("time", ())}
    for one, two in itertools.pairwise(blocks):
        if told.isdisjoint(one.lines) or find_dates(one.text, names):
            continue
        if _is_room(two, names) or _is_place_below(one, two, names):
            usual.place, usual.lines["place"] = two.text.strip(" .*_"), two.lines
            return
    for index, block in enumerate(blocks):
        if index in heads or block.zone is not Zone.MAIN or block.shape is Shape.ROW:
            continue
        near = not told.isdisjoint(block.lines)
        if not near and not _tells_meeting(block.text):
            continue  # then none of its sentences does either, and it need not be cut up
        for sentence in sentences_of(block.text):
            if (near or _tells_meeting(sentence)) and len(sentence) < 300:
                place = _place_in_sentence(sentence, names, 0)
                if re.search(r"[A-ZÀ-ÞА-ЯΑ-Ω\u4e00-\u9fff]", place) and place.count(" ") < MAX_NEARBY:
                    usual.place = place
                    usual.lines["place"] = block.lines
                    return
    if told_online := meets_online(blocks, min(heads, default=len(blocks))):
        usual.place, usual.lines["place"] = told_online[0], told_online[1].lines
