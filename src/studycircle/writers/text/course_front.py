"""What stands before and after the sessions of a course reader: programme, how to come along, sources."""

import datetime as dt

from studycircle.documents.inline import Inline
from studycircle.documents.programme import Kind, Role, Session
from studycircle.documents.schedule import in_order, zone_of
from studycircle.documents.text import Block, BlockKind, Cell, Row, Text
from studycircle.writers.programme import paper as print_
from studycircle.writers.programme.entries import contact_links, day_of
from studycircle.writers.programme.pages import slot_of
from studycircle.writers.text.course_draft import Draft, linked, plain, session_key
from studycircle.writers.text.course_rich import rich_blocks
from studycircle.writers.text.course_session import add_notes, has_chapter
from studycircle.writers.text.pdf_layout import Opening


def add_front(draft: Draft, now: dt.datetime) -> None:
    """Programme and how to come along, and the notes of the series."""
    words, series = draft.words, draft.programme.series
    programme = words.gettext("Programme")
    draft.open("programme", programme, Opening(draft.title, programme, recto=True))
    draft.blocks += rich_blocks(series.summary, "about", draft.links(), level=2)
    if series.sessions:
        rows = tuple(_rows(draft))
        draft.blocks.append(Block("sessions", BlockKind.TABLE, rows=rows))
    day = words.day(now.astimezone(zone_of(draft.programme)).date(), year=True)
    stood = words.gettext("The programme as it stood on %(day)s.") % {"day": day}
    draft.say("as-of", (f"<em>{plain(stood)}</em>",))
    _add_ways(draft)
    add_notes(draft, series.notes, "series", draft.links(), level=1)


def add_sources(draft: Draft) -> None:
    """Where the texts come from and whose they are, and who made their electronic editions."""
    said: dict[str, Text] = {}
    for printed in draft.printed:
        text = printed.text
        if text.source or text.rights or any(one.kind == "credits" for one in text.apart):
            said.setdefault(printed.source, text)
    if not said:
        return
    heading = draft.words.gettext("Where the texts come from")
    draft.open("sources", heading, Opening(draft.title, heading))
    for place, text in enumerate(said.values(), 1):
        credits = " ".join(" ".join(one.words.split()) for one in text.apart if one.kind == "credits")
        address = plain(print_.address_words(text.source) or text.source)
        named = [plain(text.author), f"<em>{plain(text.title)}</em>" if text.title else "", plain(text.year)]
        about = [linked(print_.web_link(text.source), address), plain(text.rights), plain(credits)]
        draft.say(f"source.{place}", (draft.words.comma.join(filter(None, named)), *about))


def _rows(draft: Draft) -> list[Row]:
    """The schedule; the year is said where it begins."""
    made, year = [], 0
    for session in in_order(draft.programme.series):
        day = day_of(session, draft.words, year=False)
        if session.date and session.date.year != year:
            year = session.date.year
            day = draft.words.day(session.date, year=True)
        made.append(Row((Cell(Inline(plain(day))), Cell(Inline("<br/>".join(_row(draft, session)))))))
    return made


def _row(draft: Draft, session: Session) -> list[str]:
    """What stands beside the day, line by line."""
    words = draft.words
    title = print_.heading_of(session, words)
    name = plain(f"{session.number}. {title}" if session.number else title)
    if has_chapter(session):
        name = linked(f"#{session_key(session)}", name)
    lines = [name] if session.kind is not Kind.BREAK or title != words.gettext("No meeting") else []
    for reading in session.readings:
        named = "" if reading.title.casefold() == title.casefold() else f"<em>{plain(reading.title)}</em>"
        parts = [part for part in (plain(reading.author), named) if part]
        if reading.role is Role.MAIN and parts:
            lines.append(words.comma.join([*parts, *filter(None, [plain(reading.part)])]))
    notes = (print_.state_words(words, session), *print_.session_place(words, session))
    return [*lines, *dict.fromkeys(plain(note) for note in notes if note)]


def _add_ways(draft: Draft) -> None:
    """How to come along: when, where, whom to ask, and the site."""
    words, programme = draft.words, draft.programme
    series = programme.series
    contacts = [
        words.comma.join(
            [plain(contact.name)] * bool(contact.name)
            + [linked(print_.web_link(link.href), plain(link.words)) for link in contact_links(contact)]
        )
        for contact in series.contacts
    ]
    place = [plain(line) for line in print_.place_lines(words, series.place)]
    site = linked(print_.web_link(draft.address), plain(print_.address_words(draft.address)))
    told = (
        (words.gettext("When"), [plain(slot_of(programme, words))]),
        (words.gettext("Where"), place),
        (words.gettext("Ask"), contacts),
    )
    if not any(any(lines) for _, lines in told) and not site and not programme.group.summary:
        return
    heading = words.gettext("How to come along")
    draft.open("come", heading, Opening(draft.title, heading))
    rows = tuple(
        Row((Cell(Inline(f"<em>{plain(label)}</em>")), Cell(Inline("<br/>".join(lines)))))
        for label, lines in told
        if any(lines)
    )
    if rows:
        draft.blocks.append(Block("come.ways", BlockKind.TABLE, rows=rows))
    if site:
        draft.say("come.site", (plain(words.gettext("Readings, notes and changes of date:")), site))
    if programme.group.summary:
        if programme.group.name:
            draft.head("group", programme.group.name, 2)
        level = 3 if programme.group.name else 2
        draft.blocks += rich_blocks(programme.group.summary, "group", draft.links(), level=level)
