"""What each audience may see of a programme. What it may not see never enters the document it is given.

Hiding a contact is not enough where the page also prints the number in its introduction. So whatever was hidden is
looked for in all words that stay, and replaced by "…":

- telephone numbers and meeting numbers by their digits, however they are spaced and with or without country code,
  from five digits on, and only whole: never inside a longer row of digits;
- mail addresses, also as "name (at) example (dot) org";
- addresses of meetings, contacts, members' files and editions, with or without "https://";
- rooms and the words of an online meeting, where they are distinctive: "G09" and "Room 12", but not "Library" or "12",
  which would blank words that mean something else.

What is hidden in one place and shown in another counts as shown: the organiser chose to show it. Names of people are
no secret (they lead sessions), and keys stay as they are, since addresses hang on them.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from html import unescape
from typing import Any, TypeVar, cast, get_type_hints
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from studycircle.documents.programme import (
    Attachment,
    Audience,
    Edition,
    Note,
    Place,
    Programme,
    Series,
    Session,
    Shelved,
)
from studycircle.documents.rich import BLOCKS, Rich, parse, unparse
from studycircle.documents.schedule import place_of

GAP = "…"
# One digit, two, or (all others) three: ITU-T E.164, list of assigned country codes.
COUNTRY_CODE = r"(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-689]\d\d)"

Part = TypeVar("Part")
Secret = tuple[str, str]  # what it is ("phone", "mail", "link", "words"), and its value in one normal form

# Fields that name or steer, and fields that are an address as a whole.
NOT_WORDS = frozenset({"key", "uid", "zone", "language", "country", "region", "accent", "format", "path"})
ADDRESSES = frozenset({"link", "url", "map_link", "online", "file"})


def seen_by(programme: Programme, audience: Audience) -> Programme:
    """``programme`` without what ``audience`` may not see; for all but organisers without its sources too."""
    if audience is Audience.ORGANISERS:
        return programme
    series = programme.series
    visible = replace(
        programme,
        series=replace(
            series,
            place=_place(series.place, audience),
            contacts=tuple(one for one in series.contacts if audience.may_see(one.audience)),
            notes=_shown(series.notes, audience),
            attachments=_shown(series.attachments, audience),
            sessions=tuple(_session(series, session, audience) for session in series.sessions),
        ),
        sources=(),
        shelf=tuple(_shelved(text, audience) for text in programme.shelf if _may_know(text, audience)),
    )
    hidden = frozenset(_secrets(programme)) - frozenset(_secrets(visible))
    return cast(Programme, _without(visible, _search(hidden))) if hidden else visible


def _shown(things: tuple[Part, ...], audience: Audience) -> tuple[Part, ...]:
    return tuple(thing for thing in things if audience.may_see(cast(Note | Attachment | Edition, thing).audience))


def _place(place: Place, audience: Audience) -> Place:
    if not audience.may_see(place.room_audience):
        place = replace(place, room="")
    if not audience.may_see(place.online_audience):
        place = replace(place, online="", online_words="")
    return place


def _session(series: Series, session: Session, audience: Audience) -> Session:
    return replace(
        session,
        place=session.place and _place(session.place, audience),
        room=session.room if audience.may_see(place_of(series, session).room_audience) else "",
        notes=_shown(session.notes, audience),
        attachments=_shown(session.attachments, audience),
        readings=tuple(replace(one, editions=_shown(one.editions, audience)) for one in session.readings),
    )


def _may_know(text: Shelved, audience: Audience) -> bool:
    """Whether anything can be told of ``text``: its copies, or at least the way to where it came from."""
    return audience.may_see(text.audience) or bool(text.link)


def _shelved(text: Shelved, audience: Audience) -> Shelved:
    return text if audience.may_see(text.audience) else replace(text, extracts=())


# What is told of people, places and files.


def _secrets(programme: Programme) -> Iterator[Secret]:
    """Every value that some audience may be kept from, shown or not."""
    series = programme.series
    for contact in series.contacts:
        yield from _phones(contact.phone)
        yield from _address(f"mailto:{contact.email}" if contact.email else "")
        yield from _address(contact.url)
    for place in (series.place, *(session.place for session in series.sessions if session.place)):
        yield from _address(place.online)
        yield from _online_words(place.online_words)
        yield from _words(place.room)
    for attachment in series.attachments:
        yield from _file(attachment)
    for session in series.sessions:
        yield from _words(session.room)
        for attachment in session.attachments:
            yield from _file(attachment)
        for reading in session.readings:
            for edition in reading.editions:
                yield from _file(edition)


def _file(thing: Attachment | Edition) -> Iterator[Secret]:
    yield from _address(thing.link)
    yield from _address(thing.file)


def _address(address: str) -> Iterator[Secret]:
    scheme, _, rest = address.strip().partition(":")
    if scheme.lower() == "mailto":
        if re.fullmatch(r"[^@]+@[^@]+", mail := unquote(rest.partition("?")[0]).strip().lower()):
            yield "mail", mail
    elif scheme.lower() == "tel":
        yield from _phones(rest)
    else:
        bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", address.strip(), flags=re.I).rstrip("/")
        if len(bare) >= 5 and re.search(r"[./]", bare):  # shorter ones, "a" or "#b", are words too
            yield "link", bare


def _phones(words: str) -> Iterator[Secret]:
    """The numbers in ``words``: "07700 900123", "+44 7700 900123 or 07700 900456"."""
    for run in re.split(r"[^\d\s+().\-/‐-―]| / ", _ascii_digits(words)):
        digits = re.sub(r"\D", "", run)
        abroad = "+" in run or digits.startswith("00")
        digits = digits.lstrip("0")
        if abroad:
            digits = re.sub(f"^{COUNTRY_CODE}0*", "", digits)
        if len(digits) >= 5:
            yield "phone", digits


def _online_words(words: str) -> Iterator[Secret]:
    if re.search(r"\d", words):
        yield from _words(words)
    for piece in words.split():
        piece = piece.strip(".,;:()[]<>\"'")
        if re.match(r"https?://|www\.", piece, re.I):
            yield from _address(piece)
        elif "@" in piece:
            yield from _address(f"mailto:{piece}")
        elif len(piece) >= 5 and re.search(r"\d", piece):
            yield from _words(piece)
    yield from _phones(words)


def _words(words: str) -> Iterator[Secret]:
    words = " ".join(words.split())
    if re.search(r"[^\W\d_]", words) and re.search(r"[\d\s]", words):
        yield "words", words.lower()


# Finding it again in words.

SPACING = r"[\s\u200b-\u200f\u2060().\-/‐-―·]{0,4}"


def _pattern(secrets: Iterable[Secret]) -> re.Pattern[str]:
    """An expression that finds each of ``secrets``, longest first, so that none leaves a rest of another behind."""
    ordered = sorted(secrets, key=lambda secret: (-len(secret[1]), secret))
    return re.compile("|".join(_FORMS[kind](value) for kind, value in ordered), re.I)


def _phone_form(digits: str) -> str:
    code = rf"(?:(?:\+|\b00){SPACING}{COUNTRY_CODE}{SPACING}|{COUNTRY_CODE})?"
    return rf"(?<!\d){code}(?:\(?0\)?{SPACING})?{SPACING.join(digits)}(?!\d)"


def _mail_form(address: str) -> str:
    name, _, host = address.partition("@")
    at = r"\s*(?:@|[(\[{]\s*at\s*[)\]}]|\bat\b)\s*"
    dot = r"\s*(?:\.|[(\[{]\s*dot\s*[)\]}]|\bdot\b)\s*"
    host_form = dot.join(re.escape(label) for label in host.split("."))
    return rf"(?:mailto:)?(?<![\w.+-]){re.escape(name)}{at}{host_form}(?![\w-]|\.\w)"


def _link_form(address: str) -> str:
    return rf"(?<![\w.@-])(?:https?://)?(?:www\.)?{re.escape(address)}/?(?:[?#][^\s<>\"]*)?(?![\w/%-]|\.\w)"


def _words_form(words: str) -> str:
    spaced = r"\s+".join(re.escape(word) for word in words.split())
    return rf"(?<!\w){spaced}(?!\w)"


_FORMS = {"phone": _phone_form, "mail": _mail_form, "link": _link_form, "words": _words_form}


DIGITS = {at: str(unicodedata.decimal(chr(at))) for at in range(128, sys.maxunicode + 1) if chr(at).isdecimal()}


def _ascii_digits(text: str) -> str:
    """``text`` with the digits of every script as 0–9, each in its place."""
    return text if text.isascii() else text.translate(DIGITS)


@dataclass(frozen=True, slots=True)
class _Search:
    """What to look for: an expression, and letters and digits that a text must have for it to match at all."""

    pattern: re.Pattern[str]
    cores: tuple[str, ...]

    def may_be_in(self, text: str) -> bool:
        """Quickly, whether searching ``text`` is worth while."""
        letters = _letters(text)
        return any(core in letters for core in self.cores)


def _search(secrets: Iterable[Secret]) -> _Search:
    # Of a mail address the name alone: "at" and "dot" may be written out.
    cores = {_letters(value.partition("@")[0] if kind == "mail" else value) for kind, value in secrets}
    return _Search(_pattern(secrets), tuple(cores))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", _ascii_digits(text).casefold())


# Taking it out.


@cache
def _text_fields(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind) if field.name not in NOT_WORDS)


def _without(value: Any, search: _Search) -> Any:
    """A document, or a part of one, with all that ``search`` finds taken out of its words."""
    if isinstance(value, tuple):
        return tuple(_without(item, search) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {}
    for name, kind in _text_fields(type(value)):
        old = getattr(value, name)
        if not old:
            continue
        if not isinstance(old, str):
            new = _without(old, search)
        elif kind is Rich:
            new = _rich_without(old, search)
        elif name in ADDRESSES:
            new = "" if _betrays(old, search) else old
        elif kind is str:
            new = _plain_without(old, search)
        else:  # a choice, such as an audience
            continue
        if new is not old and new != old:
            changes[name] = new
    return replace(value, **changes) if changes else value


def _betrays(address: str, search: _Search) -> bool:
    return any(
        search.may_be_in(form) and search.pattern.search(_ascii_digits(form)) for form in (address, unquote(address))
    )


def _plain_without(text: str, search: _Search) -> str:
    if not search.may_be_in(text):
        return text
    pieces, end = [], 0
    for match in search.pattern.finditer(_ascii_digits(text)):
        pieces += [text[end : match.start()], GAP]
        end = match.end()
    return "".join([*pieces, text[end:]])


def _rich_without(rich: str, search: _Search) -> Rich:
    """Rich text with the matches taken out, also where one runs across "07700 <em>900123</em>"."""
    words = unescape(re.sub(r"<(?:\"[^\"]*\"|'[^']*'|[^'\">])*>", "", rich))
    addresses = unescape(" ".join(re.findall(r"href=([\"'].*?[\"'])", rich)))
    if not any(search.may_be_in(text) for text in (words, addresses, unquote(addresses))):
        return Rich(rich)
    root = parse(Rich(rich))
    changed = _blank(list(_slots(root)), search.pattern)
    for element in root.iter("a"):
        if _betrays(element.get("href", ""), search):
            # A span without attributes says nothing: the words stay, the link goes.
            element.tag = "span"
            del element.attrib["href"]
            changed = True
    return unparse(root) if changed else Rich(rich)


Slot = tuple[Element, str]  # an element, and which of its strings: "text" or "tail"


def _slots(element: Element) -> Iterator[Slot | None]:
    """The strings under ``element`` in reading order, ``None`` where a block begins or ends."""
    yield element, "text"
    for child in element:
        is_block = child.tag in BLOCKS
        if is_block:
            yield None
        yield from _slots(child)
        if is_block or child.tag == "br":
            yield None
        yield child, "tail"


def _blank(slots: list[Slot | None], pattern: re.Pattern[str]) -> bool:
    """Take the matches out of the strings; whether there were any."""
    # "¶" stands between blocks: no space, so that no number is put together from two paragraphs.
    words = ["¶" if slot is None else getattr(slot[0], slot[1]) or "" for slot in slots]
    spans = [match.span() for match in pattern.finditer(_ascii_digits("".join(words)))]
    if not spans:
        return False
    begin = 0
    for slot, text in zip(slots, words, strict=True):
        end = begin + len(text)
        if slot is not None:
            kept = ""
            at = begin
            for start, stop in spans:
                if stop <= begin or start >= end:
                    continue
                kept += text[at - begin : max(start, begin) - begin]
                kept += GAP if start >= begin else ""  # the gap stands where the match begins
                at = min(stop, end)
            setattr(slot[0], slot[1], kept + text[at - begin :])
        begin = end
    return True
