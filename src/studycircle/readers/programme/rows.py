"""What a session's own line says besides its date: state, leader, place."""

import re
from functools import cache

from studycircle.documents.programme import DateState, Kind
from studycircle.readers.programme.blocks import Span, slice_spans, words_of
from studycircle.readers.programme.language import Tongue, any_of, holds_any, tongue
from studycircle.readers.programme.persons import looks_like_name
from studycircle.readers.programme.tables import is_empty

AFTER_NAME = re.compile(r"\s+(?:[–—-]|[A-Z]{3,}\b)\s*")
CLOSED = re.compile(r"[.;)\]»”\"。|]\s*$|^$")
DASHED = re.compile(r"\s+[–—-]\s")
CLOSING = re.compile(r"\s*[)）\]]?[.。]?")
BRACKETED = re.compile(r"\s*[(（]([^()（）]{2,40})[)）]")
# "Author, Title – Ann": behind the dash stands who chose it, since the author is told before.
BEHIND_DASH = re.compile(r"(?P<author>[^,:]{3,60})[,:]\s.+\s(?P<dash>[–—-]{1,2}\s+)(?P<name>[^\W\d_]{2,20})[\s,;.]*$")
CALLED_OFF = re.compile(r"cancel|adjourn|postpon|abgesagt|annul|inställt|отмен", re.I)
CONTRAST = re.compile(
    r".*?(?:не|nicht|not|no|non|pas|inte)\s+.{3,60}?,\s*(?:а|sondern|but|sino|ma|mais|utan)\s+(?P<place>.{3,80})", re.I
)
AFTER_PLACE = re.compile(
    r",?\s+(?:because|since|weil|porque|perché|parce|omdat|and|not|instead|und|nicht|et|y|e|och|inte|if)\s"
)


@cache
def leader_pattern(code: str) -> re.Pattern[str]:
    """ "led by X", "Inledare: X", "(担当:X)", "Modera X"."""
    words = any_of(tongue(code).listed("leader"))
    name = r"(?P<name>[^\W\d_](?:[^().;|·\n（）※:：]|(?<=\b[A-Z])\.|(?<=Dr)\.|(?<=Prof)\.){0,60})"
    return re.compile(rf"[\s,;–—-]*[(（\[]?\s*(?P<cue>{words})\s*(?P<colon>[:：–—-]?)\s*{name}\s*[)）\]]?", re.I)


@cache
def _leads(code: str) -> re.Pattern[str]:
    """ "Ezekiel leads." at the end of a sentence."""
    words = any_of(w for w in tongue(code).listed("leader") if " " not in w)
    return re.compile(
        rf"(?:^|(?<=[.!?)\]]\s)|(?<=[”\"»]\s))(?P<name>[^\W\d_][^.;:!?()]{{1,40}})\s+{words}\s*(?:[.!]|$)", re.I
    )


def take_leader(spans: tuple[Span, ...], names: Tongue) -> tuple[tuple[Span, ...], str]:
    """The words without the person who leads, and that person."""
    text = "".join(span.text for span in spans)
    if not names.words("leader").search(text):
        return spans, ""
    for match in _leads(names.code).finditer(text):
        if looks_like_name(match["name"]) and len(match["name"].split()) <= 4:
            return (*slice_spans(spans, 0, match.start()), *slice_spans(spans, match.end())), match["name"].strip()
    for match in leader_pattern(names.code).finditer(text):
        name = AFTER_NAME.split(match["name"])[0].strip(" ,.)")
        name = name.split()[0] if names.spaceless and name else name
        bracketed = "(" in match[0] or "（" in match[0] or "[" in match[0]
        if not looks_like_name(name) and not (names.spaceless and len(name) < 12):
            continue
        if (
            not bracketed
            and not match["colon"]
            and not CLOSED.search(text[: match.start()])
            and not DASHED.match(match[0])
            and " " not in match["cue"].strip()
        ):
            continue
        if not match["colon"] and names.words("session", "reading", "questions").match(name):
            continue  # "Speaker session – …"
        dash = DASHED.search(match["name"])
        end = match.start("name") + (dash.start() if dash else len(match["name"].rstrip()))
        end = match.start("name") + len(name) if names.spaceless else end
        tail = CLOSING.match(text, end)
        end = tail.end() if tail else end
        return _without(spans, match.start(), end), name
    return spans, ""


def _without(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    """The words before and after, kept apart by a full stop where both are there."""
    before, after = slice_spans(spans, 0, start), slice_spans(spans, end)
    apart = words_of(before) and words_of(after) and words_of(after)[:1].isalpha()
    return (
        (*before, Span(". "), *after)
        if apart and not words_of(before).endswith((".", "!", "?", ":"))
        else (*before, Span(" "), *after)
    )


def _behind_dash(text: str) -> re.Match[str] | None:
    """A given name behind the last dash of a row that opens with an author."""
    match = BEHIND_DASH.match(text) if holds_any(text, "–—-") else None
    return match if match and looks_like_name(match["author"]) and looks_like_name(match["name"]) else None


def take_last_name(spans: tuple[Span, ...], known: set[str]) -> tuple[tuple[Span, ...], str]:
    """The name in the last brackets or behind the last dash, where one stands there on most lines (see
    ``closing_names``)."""
    text = "".join([span.text for span in spans]) if known else ""
    if (dashed := _behind_dash(text)) and dashed["name"] in known:
        return slice_spans(spans, 0, dashed.start("dash")), dashed["name"]
    for match in BRACKETED.finditer(text):
        if match[1].strip() in known:
            return (*slice_spans(spans, 0, match.start()), *slice_spans(spans, match.end())), match[1].strip()
    return spans, ""


def closing_names(texts: list[str]) -> set[str]:
    """Names that stand in the last brackets, or behind the last dash, of several lines: those who lead."""
    last = [found[-1].strip() for text in texts if (found := BRACKETED.findall(text))]
    behind = [dashed["name"] for text in texts if (dashed := _behind_dash(text))]
    last += behind
    repeated = {name for name in last if looks_like_name(name) and len(name.split()) <= 3 and last.count(name) > 1}
    repeated = repeated or _nicknames(last)
    if len(last) * 2 < len(texts) or sum(name in repeated for name in last) * 2 < len(texts) or len(texts) < 4:
        return set()
    return repeated | set(behind if len(behind) * 4 >= len(texts) * 3 else ())


def _nicknames(last: list[str]) -> set[str]:
    """What people call themselves on a board ("tortoise_no_9"), where several take turns."""
    names = {name for name in last if NICKNAME.fullmatch(name) and last.count(name) > 1}
    return names if len(names) > 2 else set()


NICKNAME = re.compile(r"[a-z][\w.-]{2,24}")
NOTHING_ON = re.compile(
    r"[\s–—~-]*(?:(?:no|kein|keine|pas de|nessun|nessuna|sin|sem|ingen|inget|geen|нет|brak|cap)\s+|pas d['’])"
    r"(?P<what>[\w'’]+)(?:\s\([^()]{2,40}\))?[\s–—~-]*[.)]?$",
    re.I,
)
NOTHING_THERE = re.compile(r"(?:kein|keine|geen|ingen|inget|no) (?P<what>[a-zà-ÿ]{3,20})(?: either)?\s*[,;:(–—-]")
NO_CLUB = re.compile(r"No (?P<what>[A-Z]{2,4})(?: \([^()]+\))?")  # "No JC (conference)"
CROSSES = ("❌", "🚫", "⛔")
SIGN = re.compile(r"[.:,;–—(]")


def state_of(text: str, names: Tongue) -> tuple[DateState | None, Kind]:
    """Whether a row says that nobody meets, and whether that is a planned break."""
    if text[:1] in CROSSES:
        return DateState.CANCELLED, Kind.MEETING
    cancelled = names.words("cancelled").search(text)
    if cancelled and text[: cancelled.start()].strip(" (") and names.words("reading").search(cancelled[0]):
        cancelled = None  # "Everybody brings a poem. No reading"
    rest = names.words("break").search(text)
    if (
        not cancelled
        and len(text) < 120
        and (none := _nothing_on(text, names))
        and not names.words("reading", "questions").match(none["what"])
    ):
        cancelled = none
    if cancelled and (cancelled.start() <= 60 or len(text) < 160):
        planned = rest and not CALLED_OFF.match(cancelled[0])
        return DateState.CANCELLED, Kind.BREAK if planned else Kind.MEETING
    if (
        rest
        and len(text) < 70
        and (rest.start() <= 25 or rest.end() >= len(text) - 3)
        and not holds_any(text, '“"«『「')
    ):
        return DateState.CANCELLED, Kind.BREAK
    return None, Kind.MEETING


def _nothing_on(text: str, names: Tongue) -> re.Match[str] | None:
    """ "No session": the words a row consists of, or ends in after a sign."""
    if no_club := NO_CLUB.fullmatch(text.strip()):
        return no_club
    if (there := NOTHING_THERE.match(text)) and (names.code == "en" or text[:3] != "no "):
        return there  # "no chat, half of you will be watching football"
    starts = (0, *(sign.end() for sign in SIGN.finditer(text)))
    return next((none for start in starts if (none := NOTHING_ON.match(text, start))), None)


@cache
def _place_change(code: str) -> re.Pattern[str]:
    words = any_of(tongue(code).listed("place_change"))
    cue = any_of([*tongue(code).listed("place_cue"), "~~"])
    return re.compile(
        rf"(?:{words})\s*[!:：]?\s*(?:{words}(?!\s+\d)|[,:：\s])*(?:{cue}\s+)?(?P<place>[^\s,.;:].{{2,80}})$", re.I
    )


def place_in(text: str, names: Tongue) -> str:
    """Another place than usual, told in a short sentence or bracket; empty if it tells none."""
    text = text.strip(" .()（）!¡[]*–—-※")
    if "," in text and (contrast := CONTRAST.match(text)):
        return contrast["place"].strip(" .")
    match = _place_change(names.code).match(text)
    if not match or len(text) > 110 or text.endswith("?") or names.words("shorter", "further").match(text):
        return ""
    place = AFTER_PLACE.split(match["place"])[0]
    strong = re.match(r"(?:n\.?b\.?|note|please note|obs|achtung|attention|attenzione|ojo|atención|atenção|внимание|προσοχή|venue|room|location|place|ort|raum|lieu|salle|lugar|sala|sede|luogo|local|plats|lokal|место|χώρος|αίθουσα|会場|場所|※|come to|we meet|different|change)", text, re.I)  # fmt: skip  # noqa: E501 - one thought, one line
    capital = re.search(r"[^\W\d_]", place)
    if not strong and not (
        capital and (re.search(r"[A-ZÀ-ÞА-ЯΑ-Ω]", place) or re.match(r"(?:the|der|die|das|le|la|il|el|o|a)\s", place))
    ):
        return ""
    return place.strip(" .,;")


def looks_like_place(text: str, names: Tongue) -> bool:
    """Whether a clause tells of a place rather than a reading."""
    return bool(place_in(text, names)) and not holds_any(text, '“"«『「*')


def is_cell_empty(spans: tuple[Span, ...]) -> bool:
    """Whether a cell says nothing."""
    return is_empty(words_of(spans))
