"""Lines of the Markdown form, each in both directions: ``say_…`` gives the words, ``read_…`` the fields.

What ``say_…`` cannot put in words is for the marks in braces (see ``form_marks.py``). What is read may be written by
hand, so ``read_…`` takes much more than ``say_…`` gives, and takes what it does not understand for words.
"""

import datetime as dt
import itertools
import re
from typing import Any

from studycircle.documents.form_marks import (
    MARKS,
    Marks,
    escaped,
    hide,
    marks_for,
    read_marks,
    say_marks,
    show,
    title_of,
)
from studycircle.documents.form_times import read_date
from studycircle.documents.keys import new_key
from studycircle.documents.programme import (
    Attachment,
    Audience,
    Contact,
    DateState,
    Edition,
    Kind,
    Note,
    Question,
    Reading,
    Role,
    Session,
)
from studycircle.documents.rich import to_plain

FORMATS = {  # how people call the forms of a text
    "pdf": "pdf",
    "epub": "epub",
    "kindle": "kindle",
    "mobi": "kindle",
    "azw3": "kindle",
    "web": "web",
    "web page": "web",
    "html": "web",
    "htm": "web",
    "online": "web",
    "text": "text",
    "txt": "text",
    "word": "word",
    "doc": "word",
    "docx": "word",
    "audio": "audio",
    "mp3": "audio",
    "video": "video",
    "print": "print",
}
ROLES = {
    "shorter": Role.SHORTER,
    "short": Role.SHORTER,
    "short version": Role.SHORTER,
    "further": Role.FURTHER,
    "further reading": Role.FURTHER,
    "optional": Role.FURTHER,
    "extra": Role.FURTHER,
}

# Keys.

Keyed = Session | Reading | Edition | Note | Question | Contact | Attachment


def usual_key(thing: Keyed, taken: set[str]) -> str:
    """The key ``thing`` has where none is shown, beside siblings with the keys ``taken``."""
    words: tuple[str, ...]
    match thing:
        case Session():
            words = (thing.title, thing.date.isoformat() if thing.date else "", thing.date_words, thing.number)
        case Contact():
            words = (thing.name,)
        case Edition():
            words = (thing.format, thing.label)
        case Question():
            words = (f"q{thing.number}" if thing.number else "", " ".join(to_plain(thing.text).split()[:6]))
        case _:
            words = (thing.title,)
    return new_key(next((text for text in words if text), ""), taken, type(thing).__name__.lower())


# The heading of a session: "2026-03-02 Results and Prospects", "cancelled 2026-03-09 Reform or Revolution".

STATES = {
    "tba": DateState.TBA,
    "to be announced": DateState.TBA,
    "proposed": DateState.PROPOSED,
    "fixed": DateState.FIXED,
    "moved": DateState.MOVED,
    "cancelled": DateState.CANCELLED,
    "canceled": DateState.CANCELLED,
}
HEADING_FIELDS = ("kind", "state", "date", "title")


def say_session(session: Session) -> str:
    """The words of a session's heading."""
    first = ""
    if session.kind is Kind.BREAK:
        first = "break"
    elif session.state is not DateState.FIXED:
        first = session.state.value if session.state is not DateState.TBA or session.date is None else ""
    date = session.date.isoformat() if session.date else ""
    return " ".join(filter(None, (first, date, escaped(session.title))))


def read_session(text: str, today: dt.date | None = None) -> tuple[dict[str, Any], str]:
    """The fields of a heading; and the words of a date that cannot be, if there is one."""
    kind, state = Kind.MEETING, None
    rest = text.strip()
    if match := re.match(r"(break|no meeting|" + "|".join(STATES) + r")(?![\w-])[:,]?\s*", rest, re.I):
        word = match[1].lower()
        state = STATES.get(word)
        kind = Kind.MEETING if state else Kind.BREAK
        rest = rest[match.end() :]
    date, title, is_wrong = read_date(rest, today)
    state = state or (DateState.FIXED if date else DateState.TBA)
    wrong = rest[: len(rest) - len(title)].strip() if is_wrong else ""
    return {"kind": kind, "state": state, "date": date, "title": title_of(title)}, wrong


# A form in which a reading can be had, and a file: "[PDF](https://example.org/a.pdf){size=12000}".

ADDRESS = r"(?:[^()\s<>\\]|\([^()\s<>\\]*\))*"
LINK = rf"\[(?P<label>[^\[\]]*)\]\((?P<target>{ADDRESS})\)|<(?P<bare>[a-z]+:[^<>\s\\]+)>"
MARKED_LINK = re.compile(rf"(?:{LINK})(?:{MARKS})?", re.I)


def say_link(thing: Edition | Attachment, usual: str) -> str:
    """An edition, or a file or page, as a link with marks; ``usual`` is the key it has where none is shown."""
    label = thing.label if isinstance(thing, Edition) else thing.title
    target = thing.link or (f"file:{thing.file}" if thing.file else "")
    if not re.fullmatch(ADDRESS, target):
        target = ""
    is_bare = not label and re.fullmatch(r"[a-z]+:[^<>\s\\]+", target, re.I)
    text = f"<{target}>" if is_bare else f"[{escaped(label)}]({target})"
    marks = marks_for(thing, read_link(type(thing), text)[0])
    if thing.key != usual:
        marks["key"] = thing.key
    return text + say_marks(marks)


def read_link(kind: type, text: str) -> tuple[dict[str, Any], Marks]:
    """The fields of one link that is the whole of ``text``, and its marks."""
    match = MARKED_LINK.fullmatch(hide(text))
    assert match is not None
    label = " ".join(show(match["label"] or "").split())
    target = show(match["target"] or match["bare"] or "")
    file = target.removeprefix("file:") if target.startswith("file:") else ""
    link = "" if file else target
    ending = re.search(r"\.([a-z0-9]{2,5})(?:[?#]|$)", target.rpartition("/")[2].lower())
    named = FORMATS.get(label.casefold(), "") if kind is Edition else ""
    got = {
        "label" if kind is Edition else "title": label,
        "link": link,
        "file": file,
        "format": named or FORMATS.get(ending[1] if ending else "", ""),
        "size": None,
        "audience": Audience.PUBLIC,
    }
    if kind is Edition:
        got["language"] = ""
    return got, read_marks(match[4]) if match[4] else {}


def links_in(text: str) -> tuple[str, ...]:
    """The links in ``text``, as they stand."""
    return _cut_links(hide(text))[1]


# A reading: "Leon Trotsky, *Results and Prospects* (1906), chapters 1–3 (shorter) [PDF](…) – note".

CITED = re.compile(
    r"(?:(?P<author>[^*“\"«]*?),?\s+)??(?:\*+(?P<i>[^*]+)\*+|(?<!\w)_(?P<u>[^_]+)_(?!\w)"
    r"|“(?P<q>[^”]+)”|\"(?P<p>[^\"]+)\"|«(?P<g>[^»]+)»)(?P<rest>.*)"
)
PART = re.compile(
    r"(?:chapters?|ch\.|parts?|sections?|books?|pages?|pp?\.|§|letters?|acts?|scenes?|lines?|preface|introduction)\b",
    re.I,
)


def say_reading(reading: Reading) -> str:
    """The words of a reading before its links and its note."""
    words = f"{escaped(reading.author)}, " if reading.author.strip() else ""
    words += f"*{escaped(reading.title)}*" if reading.title.strip() else ""
    if reading.year:
        words += f" ({escaped(reading.year)})"
    if reading.translator:
        words += f", translated by {escaped(reading.translator)}"
    if reading.part:
        words += f", {escaped(reading.part)}"
    if reading.minutes is not None:
        words += f", {reading.minutes} minutes"
    if reading.role is not Role.MAIN:
        words += f" ({reading.role.value})"
    return words


def read_reading(text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The fields of a reading without its marks, and its links as they stand."""
    before, links, after = _cut_links(hide(text))
    if links and not before:  # "[A Book](…), the last page": the link is the title
        title = str(read_link(Edition, links[0])[0]["label"])
        return {"author": "", "title": title, **_details(""), "note": show(after).strip(" –,"), "text": ""}, links
    text = f"{before} {after}".strip()
    cited = CITED.fullmatch(text)
    if cited:
        author, rest = cited["author"] or "", cited["rest"]
        title = next(filter(None, cited.group("i", "u", "q", "p", "g")))
        rest, _, note = rest.partition(" – ")
        by = re.match(r",?\s+by\s+([^,(]+)", rest) if not author else None
        if by:
            author, rest = by[1], rest[by.end() :]
    else:
        text, _, note = text.partition(" – ")
        author, title, rest = _uncited(text.strip())
    fields = {"author": show(author).strip(), "title": show(title).strip(), **_details(rest)}
    fields["note"] = show(note).strip()
    fields["text"] = ""  # which text of the shelf it is, only marks tell
    return fields, links


def _cut_links(text: str) -> tuple[str, tuple[str, ...], str]:
    """The links in ``text``, in which escaped signs are hidden; what stands before them, and between and behind."""
    matches = list(MARKED_LINK.finditer(text))
    if not matches:
        return text.strip(), (), ""
    gaps = [text[one.end() : other.start()] for one, other in itertools.pairwise(matches)]
    rest = " ".join(piece.strip() for piece in (*gaps, text[matches[-1].end() :]) if piece.strip())
    return text[: matches[0].start()].strip(), tuple(match[0] for match in matches), rest


def _uncited(text: str) -> tuple[str, str, str]:
    """Author, title and the rest where nothing sets off the title: "Title by Author", "Author, Title, part"."""
    match = re.fullmatch(r"([^,(]+?) by ([^,(]+)(.*)", text)
    if match:
        return match[2], match[1], match[3]
    first, comma, rest = text.partition(", ")
    is_name = comma and len(first.split()) <= 4 and not PART.match(rest) and all(w[:1].isupper() for w in first.split())
    author, text = (first, rest) if is_name else ("", text)
    end = re.search(r",\s|\s\((?!.*\)\S)", text)
    return (author, text[: end.start()], text[end.start() :]) if end else (author, text, "")


def _details(rest: str) -> dict[str, Any]:
    """What follows a title: year, translator, part, minutes, role."""
    found: dict[str, Any] = {"year": "", "translator": "", "part": "", "minutes": None, "role": Role.MAIN}
    rest = rest.strip()
    if match := re.search(r"\(([^()]*)\)$", rest):
        role = ROLES.get(match[1].strip().lower())
        if role:
            found["role"], rest = role, rest[: match.start()].rstrip()
    if match := re.match(r"\(([^()]*)\)", rest):
        found["year"], rest = show(match[1]), rest[match.end() :]
    parts = []
    for piece in filter(None, (piece.strip() for piece in rest.split(","))):
        if (match := re.fullmatch(r"(?:translated by|trans\.|tr\.) +(.+)", piece, re.I)) and not found["translator"]:
            found["translator"] = show(match[1])
        elif (match := re.fullmatch(r"(?:about )?(\d{1,6}) min(?:ute)?s?", piece, re.I)) and found["minutes"] is None:
            found["minutes"] = int(match[1])
        else:
            parts.append(show(piece))
    found["part"] = ", ".join(parts)
    return found


# A contact: "Ann, 07700 900123, ann@example.org".


def say_contact(contact: Contact) -> str:
    return ", ".join(
        escaped(text) for text in (contact.name, contact.phone, contact.email, contact.url) if text.strip()
    )


def read_contact(text: str) -> dict[str, Any]:
    """The fields of a contact: what looks like a number, a mail address, an address; the rest is the name."""
    found = {"name": "", "phone": "", "email": "", "url": ""}
    names = []
    for piece in (show(piece).strip() for piece in hide(text).split(",")):
        if re.fullmatch(r"[+(\d][\d\s().+/-]{4,}", piece) and not found["phone"]:
            found["phone"] = piece
        elif re.fullmatch(r"[^\s@:/]+@[^\s@:/]+", piece) and not found["email"]:
            found["email"] = piece
        elif re.match(r"https?://|www\.", piece) and not found["url"]:
            found["url"] = piece
        else:
            names.append(piece)
    found["name"] = ", ".join(names)
    return found


# Lines "Name: value".

SESSION_LINES = {
    "number": "number",
    "when": "date_words",
    "moved from": "moved_from",
    "time": "time",
    "length": "minutes",
    "leader": "leader",
    "led by": "leader",
    "why": "status_note",
}
PLACE_LINES = {
    "place": "name",
    "address": "address",
    "room": "room",
    "directions": "directions",
    "online": "online",
    "online words": "online_words",
    "map": "map_link",
    "room for": "room_audience",
    "online for": "online_audience",
}
LINE = re.compile(r"([A-Za-z][A-Za-z _-]{1,30}?)\s*:(?:\s+(.*)|)$")


def read_line(line: str) -> tuple[str, str] | None:
    """Name (lower-case, in words) and value of a line "Name: value"; ``None`` if it is none."""
    match = LINE.match(line)
    return (re.sub(r"[\s_-]+", " ", match[1].lower()), (match[2] or "").strip()) if match else None


def is_session_line(line: str) -> bool:
    """Whether ``line``, at the head of a session, tells a field and does not begin its summary."""
    found = read_line(line)
    return found is not None and found[0] in SESSION_LINES | PLACE_LINES


# The parts of a question, and headings within a session.

SECTIONS = {
    "summary": "summary",
    "about": "summary",
    "about the group": "group",
    "readings": "readings",
    "reading": "readings",
    "notes": "notes",
    "questions": "questions",
    "study questions": "questions",
    "discussion questions": "questions",
    "files": "files",
    "attachments": "files",
    "record": "record",
}
BULLET = re.compile(r"[-*+](?:\s+|$)")
NUMBERED = re.compile(r"(\d{1,4}[a-z]?)[.)](?:\s+|$)")
LETTERED = re.compile(r"\(?([A-Za-z]|[ivxIVX]{1,6}|\d{1,2}|\?)\)(?:\s+|$)|([a-z])\.\s+")
QUOTED = "Quoted:"
