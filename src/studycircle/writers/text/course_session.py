"""A session of a course reader: when and where, what to read, notes, the readings themselves, the questions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from studycircle.documents.inline import Inline
from studycircle.documents.measure import minutes
from studycircle.documents.parts import find_part, part_of
from studycircle.documents.programme import DateState, Note, Reading, Role, Session
from studycircle.documents.rich import to_plain
from studycircle.documents.schedule import time_of
from studycircle.documents.text import Block, BlockKind, Text, heading_words
from studycircle.writers.programme import paper as print_
from studycircle.writers.programme.entries import day_of
from studycircle.writers.programme.links import address_of
from studycircle.writers.programme.reading_entries import format_name, reading_time, role_lead
from studycircle.writers.text.course_draft import Draft, Printed, linked, plain, session_key
from studycircle.writers.text.course_questions import add_question
from studycircle.writers.text.course_readings import set_in
from studycircle.writers.text.course_rich import BULLET, rich_blocks
from studycircle.writers.text.pdf_layout import Opening

ORDER = (Role.MAIN, Role.SHORTER, Role.FURTHER)


def has_chapter(session: Session) -> bool:
    """Whether there is anything to say of it besides its row in the programme."""
    return bool(session.readings or session.questions or session.summary or _spoken(session.notes))


def add_session(draft: Draft, session: Session) -> None:
    """The chapter of ``session``, opening on a right-hand page."""
    if not has_chapter(session):
        return
    key, title = session_key(session), print_.heading_of(session, draft.words)
    name = f"{session.number}. {title}" if session.number else title
    lines = f"{session.number}\n{title}" if session.number else title
    draft.open(key, lines, Opening(draft.title, name, recto=True))
    draft.say(f"{key}.facts", [f"<em>{plain(fact)}</em>" for fact in _facts(draft, session)])
    link = draft.links(f"{session.key}/")
    draft.blocks += rich_blocks(session.summary, f"{key}.about", link, level=2)
    planned = [_plan(draft, session, one, name) for role in ORDER for one in session.readings if one.role is role]
    for place, one in enumerate(planned, 1):
        draft.blocks.append(Block(f"{key}.read-{place}", BlockKind.ITEM, _listed(draft, one), level=1, marker=BULLET))
    add_notes(draft, session.notes, key, link, level=2)
    for one in planned:
        if one.own:
            _add_reading(draft, one, title)
    places = [one.place for one in planned if one.place]
    if session.questions:
        heading = draft.words.gettext("Questions")
        draft.open(f"{key}.questions", heading, Opening(name, heading), level=2)
        for position, question in enumerate(session.questions, 1):
            if over := print_.visible(question.heading):
                draft.head(f"{key}.question.{question.key}.over", over, 3)
            add_question(draft, question, position, f"{key}.question.{question.key}", link, places)


def add_notes(draft: Draft, notes: Iterable[Note], key: str, link: Callable[[str], str], *, level: int) -> None:
    """Notes below headings of ``level``; several without a title stand under one."""
    said = ""
    for note in _spoken(notes):
        title = print_.visible(note.title) or draft.words.gettext("Notes")
        own = f"{key}.note.{note.key}"
        if title != said and level == 1:
            draft.open(own, title, Opening(draft.title, title))
        elif title != said:
            draft.head(own, title, level)
        said = title
        draft.blocks += rich_blocks(note.body, own, link, level=level + 1)


def _spoken(notes: Iterable[Note]) -> list[Note]:
    return [note for note in notes if note.title or to_plain(note.body)]


def _facts(draft: Draft, session: Session) -> list[str]:
    """When, where if not as usual, who leads it, and what one must know of the date."""
    words = draft.words
    when = day_of(session, words)
    if session.date:
        time = time_of(draft.programme.series, session) if session.state is not DateState.CANCELLED else None
        when = words.moment(session.date, time, year=True)
    where = words.comma.join(print_.session_place(words, session))
    facts = (when, print_.state_words(words, session), where, print_.led_by(words, session))
    return [fact for fact in dict.fromkeys(facts) if fact]


# --- readings ---


@dataclass(frozen=True, slots=True)
class _Planned:
    """A reading; ``text``: what of it is set, where the group has it, and its ``numbers`` in words; ``place``: where
    that is printed; ``own``: how it is printed, unless the place is there anyway."""

    reading: Reading
    text: Text | None = None
    numbers: str = ""
    place: Printed | None = None
    own: Text | None = None


def _plan(draft: Draft, session: Session, reading: Reading, under: str) -> _Planned:
    """What of ``reading`` is printed, and where. Nothing is printed twice: the shorter is often a part of the main.

    A part that is not found is looked for by people: of a main reading the whole is printed.
    """
    whole = draft.texts.get(reading.text) if reading.text else None
    if whole is None:
        return _Planned(reading)
    portion = find_part(whole, reading.part) if reading.part else None
    is_lost = bool(reading.part) and not portion
    text = part_of(whole, portion) if portion else whole
    numbers = "" if is_lost else _numbers(whole, portion.ranges if portion else ((0, len(whole.blocks)),))
    there = next((one for one in reversed(draft.printed) if one.holds(reading.text, text)), None)
    if there or reading.role is Role.FURTHER or (is_lost and reading.role is Role.SHORTER):
        return _Planned(reading, text, numbers, there)
    prefix = f"{session_key(session)}.text.{reading.key}."
    title = print_.visible(reading.title) or print_.visible(text.title) or under
    own = set_in(text, prefix, f"{reading.text}.", title=title, level=2, language=draft.words.language)
    place = Printed(reading.text, text, prefix, own.blocks[0].key, under)
    draft.printed.append(place)
    return _Planned(reading, text, numbers, place, own)


def _numbers(text: Text, ranges: Iterable[tuple[int, int]]) -> str:
    """The paragraphs in ``ranges`` of the blocks: "¶ 12–80"."""
    spans = []
    for start, stop in ranges:
        numbers = [block.number for block in text.blocks[start:stop] if block.number]
        if numbers:
            spans.append(numbers[0] if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}")
    return f"¶\N{NO-BREAK SPACE}{', '.join(spans)}" if spans else ""


def _listed(draft: Draft, planned: _Planned) -> Inline:
    """A reading in the list of what to read: what it is, how long it takes, and where it stands."""
    words, reading, place, text = draft.words, planned.reading, planned.place, planned.text
    time = reading.minutes or (minutes(text) if text and planned.numbers else 0)
    lead = role_lead(reading.role, time, words)
    translator = reading.translator and words.gettext("translated by %(name)s") % {"name": reading.translator}
    title = f"<em>{plain(reading.title)}</em>" if reading.title else ""
    where = ""
    if place and text:
        at = next((block for block in text.blocks if block.number), None)
        title = linked(f"#{place.heading}", title)
        where = linked(f"#{place.prefix}{at.key}", planned.numbers) if at and planned.numbers else ""
    part = plain(reading.part)
    if where and part.replace("\N{NO-BREAK SPACE}", " ") == planned.numbers.replace("\N{NO-BREAK SPACE}", " "):
        part, where = where, ""  # said once
    about = [plain(reading.author), title, part, plain(translator), plain(reading.year)]
    said = [f"{plain(lead)} " if lead else "", words.comma.join(filter(None, about))]
    if reading.note:
        said.append(f" ({plain(reading.note)})")
    how_long = plain(reading_time(time, words)) if time and reading.role is Role.MAIN else ""
    if where or how_long:
        said.append(f"<br/>{words.comma.join(filter(None, (where, how_long)))}")
    if not place:
        said += [f"<br/>{one}" for one in _editions(draft, reading)]
    return Inline("".join(said))


def _editions(draft: Draft, reading: Reading) -> list[str]:
    """Where a reading that is not in the book is to be had, with addresses that can be typed."""
    found = []
    for edition in reading.editions:
        address = address_of(edition, "../")
        href = draft.links()(address) if address else ""
        if not href and edition.format != "print":
            continue  # nothing anybody could do with it
        name = edition.label or format_name(edition.format, draft.words)
        shown = print_.address_words(edition.link or href) if href else ""
        parts = [plain(name) if name != edition.link else "", linked(href, plain(shown))]
        found.append(": ".join(filter(None, parts)))
    return [one for one in dict.fromkeys(found) if one]


def _add_reading(draft: Draft, planned: _Planned, session_title: str) -> None:
    """The reading on pages of its own, with what it is below its heading."""
    reading, own, place = planned.reading, planned.own, planned.place
    if own is None or place is None:
        return
    words = draft.words
    heading, *rest = own.blocks
    title = heading_words(heading)
    is_same = title.casefold() == session_title.casefold()
    sides = (draft.title, place.under) if is_same else (place.under, title)
    draft.openings[heading.key] = Opening(*sides)
    draft.blocks.append(heading)
    author, translator = reading.author or own.author, reading.translator or own.translator
    translated = words.gettext("translated by %(name)s") % {"name": translator} if translator else ""
    about = (author, reading.part, translated, reading.year or own.year)
    said = plain(words.comma.join(filter(None, about)))
    draft.say(f"{place.prefix}about", [f"<em>{said}</em>"] if said else [], direction=heading.direction)
    draft.blocks += rest
    draft.notes += own.notes
    draft.images |= {image.key: image for image in own.images}
