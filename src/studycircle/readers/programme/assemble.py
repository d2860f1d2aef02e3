"""From heads to sessions: dates settled, bodies read, doubles merged, notes brought home."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from studycircle.documents.programme import DateState, Kind, Role
from studycircle.readers.programme.alone import read_alone
from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.blocks import Block, Page, Shape, Span, slice_spans, words_of
from studycircle.readers.programme.bodies import read_body
from studycircle.readers.programme.book import book_of
from studycircle.readers.programme.cards import take_cards
from studycircle.readers.programme.clauses import ABBREVIATION, LONGEST, is_open
from studycircle.readers.programme.dates import has_figure
from studycircle.readers.programme.dating import follow_moves, posted_on, reads_day_first, set_dates, settled, zip_dates
from studycircle.readers.programme.doubles import merge
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.heads import Head
from studycircle.readers.programme.hours import find_times
from studycircle.readers.programme.items import mark_counted, split_inline_lists
from studycircle.readers.programme.language import Tongue
from studycircle.readers.programme.loose import bring_home, late_readings
from studycircle.readers.programme.order import settle_order
from studycircle.readers.programme.parts import part_pattern
from studycircle.readers.programme.passages import passages_told
from studycircle.readers.programme.people import is_personal
from studycircle.readers.programme.persons import looks_like_name
from studycircle.readers.programme.pictures import read_pictures
from studycircle.readers.programme.presenting import presenter_by
from studycircle.readers.programme.prose import told_heads
from studycircle.readers.programme.reach import bodies_of
from studycircle.readers.programme.readings import read_reading
from studycircle.readers.programme.regions import mark_regions
from studycircle.readers.programme.rowread import read_row
from studycircle.readers.programme.rows import closing_names
from studycircle.readers.programme.run_on import split_runs
from studycircle.readers.programme.runs import find_heads, month_heads
from studycircle.readers.programme.set_texts import says_reading
from studycircle.readers.programme.settling import (
    name_same_authors,
    parts_of_the_course,
    read_on,
    settle_readings,
    trust_corners,
)
from studycircle.readers.programme.sides import authors_behind, authors_below
from studycircle.readers.programme.speakers import take_speakers, tells_talks
from studycircle.readers.programme.stamps import split_stamps
from studycircle.readers.programme.usual import usual_in_front, usual_said
from studycircle.readers.programme.web import machine_date
from studycircle.readers.programme.web_cards import open_cards

SENTENCE_END = re.compile(r"(?<=[^\W\d]{2}[.!?])\s+|(?<=[)\d][.!?])\s+|(?<=[。！？])|\n")
ALL_IN_BRACKETS = re.compile(r"\([^()]*\)\W*")
MAX_NAMING = 2  # main readings; a meeting that has more is not called after the first of them
MAX_SAID = 120  # letters of a sentence that may serve as a title
MAX_ROOM = 60
MAX_WORK = 90
LOWER = re.compile(r"[^\W\d_][^A-ZÀ-Þ]*\s[^A-ZÀ-Þ]*")  # no capital but the first
COUNTED_TITLE = re.compile(r"(?P<number>\d{1,2})[.)]\s+(?=\S)")
LEAST_MARKED = 6  # works in quotation marks, in italics, or by somebody, that make it the custom of a page
SENTENCE_ENDS = re.compile(r"[^\W\d]{3}[.!?]$|[。？]$")


def assemble(page: Page, names: Tongue, today: dt.date) -> Assembly:
    """Read all sessions of ``page``."""
    made = Assembly(page, names, today)
    read_pictures(page, names)
    open_cards(page, names)
    split_inline_lists(page)
    split_runs(page, names)
    split_stamps(page, names)
    made.places = {id(block): index for index, block in enumerate(page.blocks)}
    mark_regions(page, names)
    heads = told_heads(page, find_heads(page, names) or month_heads(page, names), names)
    if not heads:
        made.usual = usual_said(page.blocks, set(), names)
        return made
    made.heads = {head.block for head in heads}
    mark_counted(page, made.heads, names)
    made.places = {id(block): index for index, block in enumerate(page.blocks)}
    made.usual = usual_said(page.blocks, made.heads, names)
    usual_in_front(made.usual, page.meta, names)
    made.day_first = reads_day_first(page, heads, names)
    heads = [settled(head, day_first=made.day_first) for head in heads]
    made.posted = posted_on(page, names, day_first=made.day_first)
    made.book = book_of(page, heads, names)
    made.drafts = [_draft(head, page) for head in heads]
    set_dates(made)
    follow_moves(made)
    _read_all(made)
    settle_order(made)
    merge(made)
    zip_dates(made)
    _doubt_plain(made)
    authors_behind(made)
    authors_below(made)
    passages_told(made)
    _doubt_unlinked(made)
    _doubt_unmarked(made)
    bring_home(made)
    late_readings(made)
    read_alone(made)
    parts_of_the_course(made.drafts, names)
    trust_corners(made.drafts)
    book = made.book if _is_for_all(made) else None
    for draft in made.drafts:
        settle_readings(draft, names, book)
        _settle_state(draft)
    name_same_authors(made.drafts)
    read_on(made.drafts, names)
    return made


def _draft(head: Head, page: Page) -> Draft:
    block = page.blocks[head.block]
    draft = Draft(head, number=head.number)
    if head.date:
        draft.state = DateState.MOVED if head.moved_from else DateState.FIXED
        draft.weekday = head.date.weekday
    draft.date_words = "" if head.date else head.words or (head.label if not head.date else "")
    if head.time:
        draft.time, draft.minutes = head.time.time, head.time.minutes
        draft.found("time", block.lines)
    if head.place:
        draft.place = head.place
        draft.found("place", block.lines, 0.7)
    draft.found("date", page.blocks[head.dated_by].lines if head.dated_by >= 0 else block.lines)
    for span in block.spans:
        when = machine_date(span.when)
        if when and head.date and head.date.month == when.month and head.date.day == when.day:
            draft.date = when.date()
            if when.hour and not draft.time and when.hour + when.minute:
                draft.time = when.time().replace(tzinfo=None)
    struck = [span for span in block.spans if span.struck]
    if struck and head.date and not draft.head.moved_from and len(words_of(struck)) * 5 > 4 * len(block.text):
        draft.state = DateState.CANCELLED
    return draft


def _read_all(made: Assembly) -> None:
    page, names = made.page, made.names
    leaders = closing_names([words_of(d.head.rest) or page.blocks[d.head.block].text for d in made.drafts])
    presenters = [presenter_by(draft.head.rest, names)[0] for draft in made.drafts]
    leaders.update(name for people in presenters if people for name in people.split(", "))
    bodies = bodies_of(made)
    take_cards(made.drafts, bodies, page, names)
    labelled = says_reading([[page.blocks[i] for i in body] for body in bodies], names)
    for draft, body in zip(made.drafts, bodies, strict=True):
        block = page.blocks[draft.head.block]
        made.placed.add(draft.head.block)
        if draft.cut and not draft.head.columns:
            shift = len(block.text) - sum(len(s.text) for s in draft.head.rest)
            a, b = max(0, draft.cut[0] - shift), max(0, draft.cut[1] - shift)
            draft.head = replace(
                draft.head, rest=(*slice_spans(draft.head.rest, 0, a), *slice_spans(draft.head.rest, b))
            )
        elif draft.cut:
            draft.head = replace(draft.head, columns=_without_move(draft, block))
        struck_out = draft.state is DateState.CANCELLED
        read_row(draft, block, names, leaders)
        if struck_out:
            draft.state = DateState.CANCELLED
        told = [replace(block, spans=draft.head.told, text="")] if draft.head.told else []
        blocks = [page.blocks[i] for i in body if i != draft.head.dated_by]
        read_body(draft, told + blocks, names, labelled=labelled)
        made.placed.update(body)
    _number_apart(made.drafts)
    _take_rooms(made)
    _take_authors(made)
    _take_like_others(made)
    take_speakers(made)
    _name_bare(made.drafts, names)


def _without_move(draft: Draft, block: Block) -> dict[str, tuple[Span, ...]]:
    """A row's columns without the words that tell of its move: "moved to 17 December: Emma"."""
    told = block.text[slice(*draft.cut)] if draft.cut else ""
    columns = dict(draft.head.columns)
    for role, spans in columns.items():
        at = "".join([span.text for span in spans]).find(told) if told and role != "date" else -1
        if at >= 0:
            columns[role] = (*slice_spans(spans, 0, at), *slice_spans(spans, at + len(told)))
    return columns


def _number_apart(drafts: Sequence[Draft]) -> None:
    """ "1) The mill", "2) The gate": a number that counts on from title to title is that of the meeting."""
    told = [(draft, match) for draft in drafts if (match := COUNTED_TITLE.match(draft.title))]
    numbers = [int(match["number"]) for _, match in told]
    if len(told) < 2 or len(told) * 3 < len(drafts) * 2 or numbers != sorted(set(numbers)):
        return
    for draft, match in told:
        draft.number = draft.number or match["number"]
        draft.title, draft.whole = draft.title[match.end() :], draft.whole.removeprefix(match[0])
        draft.readings = [
            (found._replace(title=found.title.removeprefix(match[0])), lines) for found, lines in draft.readings
        ]


def _take_rooms(made: Assembly) -> None:
    """ "12 March, Room 4, 15:00–17:00" is no topic where such lines all have their reading under them."""
    rooms = []
    for draft in made.drafts:
        title = draft.title if len(draft.title) < MAX_ROOM and has_figure(draft.title[-8:]) else ""
        times = find_times(title, made.names) if title and not draft.head.columns else []
        below = [told for told in draft.readings if draft.lines["title"].isdisjoint(told[1])]
        if below and len(times) == 1 and times[0].end >= len(title) - 3:
            rooms.append((draft, times[0], below))
    if len(rooms) < 2 or len(rooms) * 2 < len(made.drafts):
        return
    for draft, time, below in rooms:
        draft.place = draft.place or draft.title[: time.start].strip(" ,;·|–-")
        draft.time, draft.minutes, draft.title, draft.readings = time.time, time.minutes, "", below
        draft.found("place", tuple(draft.lines["title"]), 0.7)


def _take_authors(made: Assembly) -> None:
    """Where most sessions are headed by a person, the short line beneath is the work they read of theirs.

    Where most have several works beneath, these are by the person, whom the session is called after.
    """
    held = [d for d in made.drafts if d.state is not DateState.CANCELLED and not d.head.columns]
    persons = [draft for draft in held if _is_person(draft.title)]
    works = [(draft, work) for draft in persons if (work := _work_below(draft, made.names))]
    if len(works) < 3 or len(works) * 2 < len(held) or tells_talks(made):
        return
    for draft in persons:  # the name, with a link to who it is, is no work
        draft.readings = [told for told in draft.readings if told[0].title != draft.title]
    if sum(len(draft.main_works()) > 1 for draft, _ in works) * 2 > len(works):
        for draft, _ in works:
            mine = draft.main_works()
            draft.readings = [
                (found._replace(author=draft.title) if found in mine and not found.author else found, lines)
                for found, lines in draft.readings
            ]
        return
    for draft, (found, lines) in works:
        own = (*sorted(draft.lines["title"]), *lines)
        reading = found._replace(author=draft.title, sure=max(found.sure, 0.8))
        below = [told for told in draft.readings if told[1] != lines and draft.lines["title"].isdisjoint(told[1])]
        draft.readings = [(reading, own), *below]
        draft.title = found.title
        draft.notes = [left for note in draft.notes if (left := [block for block in note if block.lines != lines])]


def _take_like_others(made: Assembly) -> None:
    """Where the line under most dates is "Author - Title", one name is an author too: "Voltaire - Candide".

    A title that is nothing but a remark in brackets then gives way: "26 November (upstairs)".
    """
    drafts = [draft for draft in made.drafts if not draft.head.columns]
    below = [d for d in drafts if not d.title and any(r.author and r.sure >= 0.75 for r, _ in d.readings)]
    if len(below) < 2:
        return
    for draft in drafts:
        bare = not draft.title and all(found.sure < 0.5 for found, _ in draft.readings)
        first = draft.notes[0][0] if draft.notes and bare else None
        work = read_reading(first.spans, made.names) if first and len(first.text) <= MAX_WORK else None
        if first and work and work.author and work.sure >= 0.5 and not SENTENCE_ENDS.search(first.text):
            draft.readings.append((work._replace(sure=0.75), first.lines))
            draft.title, draft.notes[0] = work.title, draft.notes[0][1:]
            draft.notes = [blocks for blocks in draft.notes if blocks]
        if ALL_IN_BRACKETS.fullmatch(draft.title) and draft.readings:
            draft.title = ""


def _is_person(title: str) -> bool:
    return len(title.split()) > 1 and looks_like_name(title)


def _work_below(draft: Draft, names: Tongue) -> tuple[Found, tuple[int, ...]] | None:
    """The work that the first line under a title names without its author."""
    below = next((told for told in draft.readings if draft.lines["title"].isdisjoint(told[1])), None)
    if below is not None and below[0].role is Role.MAIN:
        return None if below[0].author or below[0].title in draft.title else below
    first = draft.notes[0][0] if draft.notes else None
    if first is None or len(first.text) > MAX_WORK or SENTENCE_ENDS.search(first.text):
        return None
    work = read_reading(first.spans, names)
    return (work, first.lines) if work and not work.author else None


def _name_bare(drafts: Sequence[Draft], names: Tongue) -> None:
    """Sessions without a topic are called by their reading, or, where a good few have several, by number ("Week 3")."""
    bare = [d for d in drafts if not d.title]
    below = [d for d in drafts if d.title and d.head.label and not words_of(d.head.rest)]
    for draft in bare if len(bare) < len(below) else ():
        if draft.head.label and draft.notes and not draft.readings:  # the line below, as for the others
            _name_by_note(draft, names)
    bare = [d for d in bare if not d.title]
    several = sum(len(draft.main_works()) > 1 for draft in bare)
    single = several * 5 < len(bare)
    for draft in bare:
        if sum(r.role is Role.MAIN for r, _ in draft.readings) > MAX_NAMING and not draft.head.label:
            if draft.notes:
                _name_by_note(draft, names)
            continue
        first = next((work.title for work in draft.main_works()), "")
        draft.title = (first if single or not draft.head.label else "") or draft.head.label.strip() or first
        draft.found("title", tuple(draft.lines["date"]), 0.6)
        if not draft.title and draft.notes and draft.head.kind != "prose":
            _name_by_note(draft, names)


def _name_by_note(draft: Draft, names: Tongue) -> None:
    """Under a bare date, the first sentence says what is on: "Film evening", "Text to be announced"."""
    note = draft.notes[0]
    first = note[0]
    sentence = _first_sentence(first.text).strip(" .:*_")
    if not 0 < len(sentence) <= MAX_SAID or first.shape is Shape.QUOTE or is_personal(first.text):
        return
    if (label := names.words("place", "time").match(sentence)) and sentence[label.end() :].lstrip()[:1] in (":", "："):
        return
    if ALL_IN_BRACKETS.fullmatch(sentence):
        return
    draft.title = sentence
    draft.found("title", first.lines, 0.6)
    if sentence == first.text.strip(" .:*_"):
        del note[0]
        draft.notes = [blocks for blocks in draft.notes if blocks]


def _first_sentence(text: str) -> str:
    """The words up to the first stop that ends a sentence: not that of "Ch. 2", nor one inside quotation marks."""
    for match in SENTENCE_END.finditer(text):
        before = text[: match.start()]
        quoting = before.count("‘") > before.count("’") or is_open(before)
        if not quoting and not ABBREVIATION.search(before[-LONGEST:]):
            return before
    return text


def _doubt_plain(made: Assembly) -> None:
    """ "Author, Title" by commas alone is believed only where a good share of the rows names authors."""
    held = [d for d in made.drafts if d.state is not DateState.CANCELLED and d.whole + d.title]
    plain = [
        d
        for d in held
        if d.readings
        and d.readings[0][0].how == "plain"
        and d.readings[0][1]
        and d.readings[0][1][0] in d.lines["date"]
    ]
    authored = [d for d in held if d.readings and d.readings[0][0].author]
    parted = [d for d in held if d.readings and part_pattern(made.names.code).search(d.whole or d.title)]
    if len(authored) * 3 >= len(held) or len(held) < 3 or len({*map(id, authored + parted)}) * 4 >= len(held) * 3:
        return  # where the rows name authors, or what is left of them chapters and pages
    for draft in plain:
        if draft.title == draft.readings[0][0].title and draft.whole:
            draft.title = draft.whole
        draft.readings = draft.readings[1:]


def _doubt_unlinked(made: Assembly) -> None:
    """Where the works of a table's column are links, plain words in it are none: "Labour Day", "Work in progress"."""
    for column, sure in (("reading", 0.5), ("topic", 0.51)):
        filled = [d for d in made.drafts if column in d.head.columns and d.readings]
        linked = [d for d in filled if any(found.copies for found, _ in d.readings)]
        if len(linked) < 3 or len(linked) * 3 < len(filled) * 2:
            continue
        for draft in filled:
            kept = [(r, lines) for r, lines in draft.readings if r.copies or r.author or r.part or r.sure >= sure]
            draft.readings = kept


def _doubt_unmarked(made: Assembly) -> None:
    """Where the works listed under the days are marked as such, a plain item is none: "Introduction to the course".

    Only where titles are written with capitals, in English, and these words are not.
    """
    listed = [
        (draft, told)
        for draft in made.drafts
        if not draft.head.columns
        for told in draft.readings
        if draft.lines["date"].isdisjoint(told[1]) and draft.lines["title"].isdisjoint(told[1])
    ]
    marked = sum(found.sure >= 0.75 for _, (found, _) in listed)
    plain = [(d, (r, lines)) for d, (r, lines) in listed if r.sure <= 0.5 and not (r.author or r.part or r.copies)]
    plain = [(d, told) for d, told in plain if LOWER.fullmatch(told[0].title)]
    if made.names.code != "en" or marked < LEAST_MARKED or len(plain) * 4 > marked:
        return
    for draft, told in plain:
        draft.readings.remove(told)
        if said := [block for block in made.page.blocks if block.lines == told[1]]:
            draft.notes.append(said)


def _is_for_all(made: Assembly) -> bool:
    """Whether the one book can be one: not where half of the meetings read works by others."""
    author = made.book.author.casefold() if made.book else ""
    others = [
        draft for draft in made.drafts
        if any(r.sure >= 0.5 and r.author and r.author.casefold() not in author for r, _ in draft.readings)
    ]  # fmt: skip
    return len(others) * 2 < len(made.drafts)


def _is_read_for(draft: Draft) -> bool:
    """Whether a work is named under a title that speaks of a holiday: "The feast and the bill" is no day off."""
    works = [found for found, _ in draft.readings if found.title.casefold() not in draft.title.casefold()]
    return any(found.role is Role.MAIN and found.author and found.sure >= 0.75 for found in works)


def _settle_state(draft: Draft) -> None:
    if draft.kind is Kind.BREAK and draft.state is DateState.CANCELLED and _is_read_for(draft):
        draft.state, draft.kind, draft.status_note = DateState.FIXED, Kind.MEETING, ""
    if draft.state is DateState.CANCELLED:
        draft.readings = [(f, lines) for f, lines in draft.readings if f.sure >= 0.7]
    elif draft.date is None:
        draft.state = DateState.TBA
    elif draft.state is DateState.TBA:
        draft.state = DateState.FIXED
    if draft.kind is Kind.BREAK:
        draft.state = DateState.CANCELLED
