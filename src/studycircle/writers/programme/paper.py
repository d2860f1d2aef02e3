"""What the printed forms of a programme share: its words as data for the Typst templates in ``templates/typst``."""

import datetime as dt
import io
import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import segno
from babel import Locale
from babel.dates import format_date, format_skeleton

from studycircle.documents.programme import Place, Programme, Session
from studycircle.documents.rich import BLOCKS, Rich, parse
from studycircle.documents.schedule import language_of
from studycircle.writers.programme.colour import RUBRIC, contrast
from studycircle.writers.programme.entries import place_entry, state_of, title_of
from studycircle.writers.programme.links import outward
from studycircle.writers.programme.words import Words

DARK_ENOUGH = 7.0  # contrast with white: a colour that a black-and-white copier prints as black
DEEPEST = 8  # levels of rich text kept apart; deeper ones are set as their words, since Typst's calls end at 80
CONTAINERS = frozenset({"rich", "blockquote", "ul", "ol"})  # of blocks alone
LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}))?(?:-|$)")
MOST_IN_A_QR_CODE = 300  # characters; more would make the modules of a 28 mm code too fine for a copier

Tree = list[Any]  # of strings and {"tag": ..., "body": Tree}


def frame(programme: Programme, title: str, address: str) -> dict[str, Any]:
    """What every printed document says of itself: title, language, colour, and the site's address."""
    language = language_of(programme)
    words = Words(language)
    return {
        "title": title,
        "group": programme.group.name,
        "series": programme.series.title,
        **typst_language(language),
        "direction": words.direction,
        "comma": words.comma,
        "rubric": dark(programme.group.accent),
        "address": address_words(address),
        "href": web_link(address),
    }


def typst_language(tag: str) -> dict[str, str]:
    """A BCP 47 tag as Typst takes it: a language, and a region where it has one of two letters."""
    found = LANGUAGE.match(tag)
    return {"language": found[1], "region": (found[2] or "").upper()} if found else {"language": "und", "region": ""}


def dark(colour: str) -> str:
    """``colour`` (``#rrggbb``), made darker until it prints as black does; the house's rubric for anything else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        colour = RUBRIC
    while contrast(colour, "#ffffff") < DARK_ENOUGH:
        colour = "#" + "".join(f"{int(int(colour[at : at + 2], 16) * 0.95):02x}" for at in (1, 3, 5))
    return colour


def web_link(address: str) -> str:
    """``address`` as a link of ASCII characters, or nothing where it is not one that works from paper."""
    address = outward(address)
    return (
        quote(address, safe="%/:?#[]@!$&'()*+,;=-._~") if re.match(r"https?://.|mailto:.|tel:.", address, re.I) else ""
    )


def address_words(address: str) -> str:
    """``address`` as one would write it by hand: without its scheme and a closing slash."""
    return re.sub(r"^(?:https?://|mailto:|tel:)", "", address, flags=re.I).rstrip("/") if web_link(address) else ""


@lru_cache(maxsize=64)  # a leaflet is made in several sizes of paper, and the code takes a third of the time
def qr_code(address: str) -> str:
    """A QR code of ``address`` as SVG, the quiet around it left to the page; nothing where it would be unreadable."""
    link = web_link(address)
    if not link or len(link) > MOST_IN_A_QR_CODE or urlsplit(link).scheme not in ("http", "https"):
        return ""
    out = io.BytesIO()
    segno.make_qr(link, error="m").save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def short_day(words: Words, date: dt.date, usual_weekday: int | None, *, year: bool) -> str:
    """Day and month for a margin: the weekday only where it is not the usual one, the year where it begins."""
    if date.weekday() != usual_weekday:
        return words.day(date, year=year)
    return _formed(words, date, "d MMMM y" if year else "d MMMM", "yMMMMd" if year else "MMMMd")


def date_lines(words: Words, date: dt.date, usual_weekday: int | None, *, year: bool) -> list[str]:
    """The same for the head of a narrow column, a line each: day and month in few letters, never parted."""
    above = [] if date.weekday() == usual_weekday else [_formed(words, date, "EEE", "E")]
    day = _formed(words, date, "d MMM", "MMMd").replace(" ", "\N{NO-BREAK SPACE}")
    return [*above, day, *([_formed(words, date, "y", "y")] if year else [])]


def _formed(words: Words, date: dt.date, house: str, skeleton: str) -> str:
    """``date`` in the pattern of the house, and where the language has its own, in CLDR's for ``skeleton``."""
    locale = Locale.parse(words.locale, sep="-")
    if locale.language == "en" and locale.territory != "US" and words.language[:5].casefold() != "en-us":
        return format_date(date, house, locale=locale)
    return str(format_skeleton(skeleton, date, locale=locale))


def visible(text: str) -> str:
    """``text`` if there is anything in it to see, else nothing: a heading must not be empty (ISO 14289-1 §7.4)."""
    return text if any(unicodedata.category(character)[0] in "LNPS" for character in text) else ""


def heading_of(session: Session, words: Words) -> str:
    """What a session is called, never empty."""
    return visible(title_of(session, words)) or "–"


def place_lines(words: Words, place: Place) -> list[str]:
    """Where, a line each: name and address, room, directions, and where online in words that can be typed."""
    entry = place_entry(place, words)
    online = place.online_words or address_words(place.online)
    return [line for line in (entry.name, entry.room, entry.directions, online) if line] if entry else []


def session_place(words: Words, session: Session) -> list[str]:
    """Where a session meets, if not as usual."""
    if session.place is None and not session.room:
        return []
    return place_lines(words, replace(session.place or Place(), room=session.room or (session.place or Place()).room))


def state_words(words: Words, session: Session, this_year: int = 0) -> str:
    """What one must know of the date, and why it is so; ``this_year``: see ``state_of``."""
    return " – ".join(part for part in (state_of(session, words, this_year), session.status_note) if part)


def led_by(words: Words, session: Session) -> str:
    """Who leads it."""
    return words.gettext("Led by %(name)s") % {"name": session.leader} if session.leader else ""


def tree(rich: Rich) -> Tree:
    """Rich text as nested lists for Typst's ``rich``; empty blocks are left out."""
    return _nodes(parse(rich), 0) if rich else []


def _nodes(element: ElementTree.Element, depth: int) -> Tree:
    """The content of ``element``: strings, and elements with something in them."""
    nodes: Tree = [_spaces(element.text)]
    for child in element:
        node = _node(child, depth + 1)
        nodes += [node] if node else []
        nodes.append(_spaces(child.tail))
    nodes = [node for node in nodes if node]
    if element.tag in CONTAINERS:  # blocks alone: the space between them is no text
        nodes = [node for node in nodes if not isinstance(node, str) or node.strip()]
    return nodes


def _node(element: ElementTree.Element, depth: int) -> dict[str, Any] | str | None:
    if element.tag == "br":
        return {"tag": "br", "body": []}
    if depth > DEEPEST or element.tag == "code":
        words = " ".join("".join(element.itertext()).split())
        if depth > DEEPEST and element.tag not in BLOCKS:
            return words
        return {"tag": "code" if element.tag == "code" else "p", "body": [words]} if words else None
    body = _nodes(element, depth)
    if not (any(isinstance(node, dict) for node in body) if element.tag in CONTAINERS else _is_visible(body)):
        return None
    node: dict[str, Any] = {"tag": element.tag, "body": body}
    if element.tag == "a":
        node["href"] = web_link(element.get("href", ""))
    if element.tag == "span":
        node |= typst_language(element.get("lang", ""))
        node["direction"] = element.get("dir", "")
    return node


def _is_visible(nodes: Tree) -> bool:
    return any(visible(node) if isinstance(node, str) else _is_visible(node["body"]) for node in nodes)


def one_line(text: str) -> str:
    """``text`` with single spaces alone; a no-break space stays one."""
    return _spaces(text).strip()


def _spaces(text: str | None) -> str:
    """Text with every run of white space as one space, as HTML has it."""
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")
