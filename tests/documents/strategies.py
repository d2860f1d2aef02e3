"""Hypothesis strategies for whole programmes, as strange as a person could make them and no stranger."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from studycircle.documents.keys import new_key
from studycircle.documents.programme import (
    Attachment,
    Audience,
    Contact,
    DateState,
    Edition,
    Group,
    Kind,
    Note,
    Part,
    Place,
    Programme,
    Question,
    Quotation,
    Reading,
    Role,
    Series,
    Session,
    Slot,
    Source,
)
from studycircle.documents.rich import Rich
from studycircle.documents.tidy import tidy

# Words that could be taken for a sign of the form, of Markdown or of XML.
TRICKY = [
    "a", "I", "The", "Würde", "Ἀριστοτέλης", "資本論", "1905", "1.", "2)", "a)", "ii.", "*", "**", "_", "__", "`", "``",
    "#", "##", "###", "-", "---", "+", "=", "===", ">", "<", "<b>", "</p>", "&", "&amp;", "&#65;", "[", "]", "[x](y)",
    "[a]{em}", "{", "}", "{#key}", "{for=members}", "!", "![", "\\", "\\\\", "|", "~", "~~~", "^", '"', "'", "“Why?”", ",",
    ";", ":", "Time: 18:30", "Place:", "(shorter)", "(1905)", "–", "—", "by", "tba", "break", "cancelled", "moved",
    "2026-03-02", "18:30", "2 hours", "https://example.org/a?b=c&d=e", "ann@example.org", "07700 900123", "…", "x*y*z",
    "snake_case", "a_", "Notes", "Questions", "Readings", "translated by", "40 minutes", "chapters 1–3", "\u00a0", "None",
]  # fmt: skip
letters = st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S"]), min_size=1, max_size=8)
words = st.lists(st.one_of(st.sampled_from(TRICKY), letters), min_size=1, max_size=5).map(" ".join)
wild = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
plain = st.one_of(words.map(str.strip), words.map(str.strip), wild)
some = st.one_of(st.just(""), plain)
title = plain.filter(bool)
links = st.sampled_from(
    [
        "https://example.org/",
        "https://example.org/a_(b).pdf",
        "https://example.org/a.epub?x=1&y=2#z",
        "http://example.org/ä/*b*",
        "texts/one.html",
        "mailto:ann@example.org",
        "/x",
        "#p47",
    ]
)


def inline(depth: int = 2):
    """Inline rich text as a string of XML."""
    text = words.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))
    if not depth:
        return text
    inner = inline(depth - 1)
    mark = st.sampled_from(["em", "strong", "sup", "sub", "code"])
    element = st.one_of(
        st.builds("<{0}>{1}</{0}>".format, mark, inner),
        st.builds('<span lang="{}">{}</span>'.format, st.sampled_from(["el", "zh-Hant"]), inner),
        st.builds('<span dir="rtl" lang="ar">{}</span>'.format, inner),
        st.just("<br/>"),
        st.builds(lambda href, one: f'<a href="{href.replace("&", "&amp;")}">{one}</a>', links, text),
    )
    return st.builds("".join, st.lists(st.one_of(text, text, element, st.just(" ")), min_size=1, max_size=4))


def blocks(depth: int = 2):
    """Blocks of rich text as a string of XML."""
    line = st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["p", "p", "h3", "h4"]), inline())
    if not depth:
        return line
    inner = blocks(depth - 1)
    item = st.one_of(inline().map("<li>{}</li>".format), inner.map("<li>{}</li>".format))
    items = st.lists(item, min_size=1, max_size=3).map("".join)
    block = st.one_of(
        line,
        line,
        inner.map("<blockquote>{}</blockquote>".format),
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["ul", "ol"]), items),
    )
    return st.lists(block, min_size=1, max_size=3).map("".join)


raw_rich = blocks().map(Rich)
some_rich = st.one_of(st.just(Rich("")), words.map(lambda text: tidy(_paragraph(text))), raw_rich.map(tidy))


def _paragraph(text: str) -> Rich:
    return Rich("<p>" + text.replace("&", "&amp;").replace("<", "&lt;") + "</p>")


# Keys: of the thing's own words, or any other.
any_key = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)
audiences = st.sampled_from(Audience)
dates = st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31))
times = st.one_of(st.times(), st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 15, 30])))
minutes = st.one_of(st.none(), st.sampled_from([30, 60, 90, 120]), st.integers(1, 100_000))
sizes = st.one_of(st.none(), st.integers(0, 10**9))
some_links = st.one_of(st.just(""), links, plain)


def keyed(things, most: int = 3):
    """A tuple of things with unique keys, each made from its title, name or label, or any other key."""

    @st.composite
    def make(draw):
        taken: set[str] = set()
        result = []
        for thing in draw(st.lists(things, max_size=most)):
            words = next((text for name in ("title", "name", "label") if (text := getattr(thing, name, ""))), "")
            key = new_key(draw(st.one_of(st.just(words), any_key)), taken)
            taken.add(key)
            result.append(replace(thing, key=key))
        return tuple(result)

    return make()


places = st.builds(
    Place,
    name=some,
    address=some,
    room=some,
    directions=some,
    online=some_links,
    online_words=some,
    map_link=some_links,
    room_audience=audiences,
    online_audience=audiences,
)
contacts = st.builds(
    Contact,
    st.just(""),
    name=some,
    phone=st.one_of(some, st.just("07700 900123"), st.just("+44 (0)7700 900456")),
    email=st.one_of(some, st.just("ann@example.org")),
    url=some_links,
    audience=audiences,
)
slots = st.builds(
    Slot,
    st.one_of(st.none(), st.integers(0, 6)),
    st.one_of(st.none(), times),
    minutes,
    st.one_of(some, st.just("every other Tuesday, 7 for 7.30 pm")),
)
formats = st.one_of(st.sampled_from(["", "web", "pdf", "epub", "kindle", "text", "word", "audio", "print"]), some)
labels = st.one_of(some, st.sampled_from(["PDF", "EPUB", "Kindle", "Web page", "here"]))
languages = st.sampled_from(["", "en", "de", "zh-Hant", "el"])
editions = st.builds(
    Edition,
    st.just(""),
    format=formats,
    link=some_links,
    file=some,
    size=sizes,
    label=labels,
    language=languages,
    audience=audiences,
)
readings = st.builds(
    Reading,
    st.just(""),
    title=some,
    author=some,
    role=st.sampled_from(Role),
    part=some,
    translator=some,
    year=st.one_of(st.just("1905"), some),
    minutes=minutes,
    note=some,
    text=st.one_of(st.just(""), any_key),
    editions=keyed(editions),
)
notes = st.builds(Note, st.just(""), title=some, body=some_rich, audience=audiences)
quotations = st.builds(Quotation, words=plain, place=st.one_of(st.just(""), st.just("a-text#p47"), plain))
parts = st.builds(Part, label=st.one_of(st.sampled_from("abcd"), st.just("iv"), plain), text=some_rich)
questions = st.builds(
    Question,
    st.just(""),
    number=st.one_of(st.sampled_from(["", "1", "2", "3a"]), plain),
    text=some_rich,
    quotations=st.lists(quotations, max_size=2).map(tuple),
    parts=st.lists(parts, max_size=3).map(tuple),
    close=some_rich,
    heading=some,
    bring=st.booleans(),
)
attachments = st.builds(
    Attachment,
    st.just(""),
    title=title,
    link=some_links,
    file=some,
    format=formats,
    size=sizes,
    audience=audiences,
)
instants = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2040, 1, 1), timezones=st.just(dt.UTC))
sessions = st.builds(
    Session,
    st.just(""),
    title=some,
    number=some,
    kind=st.sampled_from(Kind),
    state=st.sampled_from(DateState),
    date=st.one_of(st.none(), dates),
    time=st.one_of(st.none(), times),
    minutes=minutes,
    date_words=some,
    moved_from=st.one_of(st.none(), dates),
    place=st.one_of(st.none(), places),
    room=some,
    leader=some,
    summary=some_rich,
    status_note=some,
    readings=keyed(readings, most=2),
    notes=keyed(notes, most=2),
    questions=keyed(questions, most=2),
    attachments=keyed(attachments, most=1),
    record=some_rich,
    sequence=st.integers(0, 5),
    changed=st.one_of(st.none(), instants),
)
zones = st.sampled_from(["", "UTC", "Europe/London", "Australia/Lord_Howe", "Asia/Tokyo"])
all_series = st.builds(
    Series,
    any_key,
    uid=some,
    title=some,
    summary=some_rich,
    language=languages,
    zone=zones,
    slot=slots,
    place=places,
    contacts=keyed(contacts),
    sessions=keyed(sessions),
    notes=keyed(notes, most=1),
    attachments=keyed(attachments, most=1),
)
groups = st.builds(
    Group,
    any_key,
    name=some,
    language=languages,
    zone=zones,
    country=st.sampled_from(["", "GB", "DE"]),
    region=st.sampled_from(["", "SCT", "BY"]),
    summary=some_rich,
    accent=st.sampled_from(["", "#8a1c1c"]),
)
programmes = st.builds(Programme, groups, all_series)
sources = st.lists(
    st.builds(Source, title, st.lists(st.integers(1, 999), max_size=3).map(tuple), st.floats(0, 1)), max_size=2
).map(tuple)
sourced_programmes = st.builds(replace, programmes, sources=sources)
