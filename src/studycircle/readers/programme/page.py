"""The page reader: any page a reading group has, as a programme and a list of what a person should look at.

The rooms, in the order they are used: ``source`` (bytes to blocks, by ``lines`` or ``web``), ``language``,
``run_on``, ``regions``, ``labels``, ``lead``, ``heads`` and ``runs`` (where sessions begin), ``usual``, ``online``
and ``shared`` (habit), ``assemble`` (``dating``, ``book``, ``reach`` and ``bodies``, ``sides``, ``passages``,
``order``, ``doubles``, ``cutting``, ``speakers`` and ``loose``, ``alone``, ``settling``: dates, readings, notes),
``people``, and here the document itself with the account of every line.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from studycircle.documents.problem import Problem
from studycircle.documents.programme import (
    Contact,
    DateState,
    Edition,
    Group,
    Note,
    Part,
    Place,
    Programme,
    Question,
    Quotation,
    Reading,
    Series,
    Session,
    Slot,
    Source,
)
from studycircle.documents.rich import Rich
from studycircle.readers.programme.assemble import assemble
from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.blocks import Block, Page, Shape, Zone, slice_spans, tidy_spans
from studycircle.readers.programme.draft import Asked, Draft
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.heads import is_month_line
from studycircle.readers.programme.keys import Keys
from studycircle.readers.programme.language import Tongue, dated_in, detect, holds_any, tongue
from studycircle.readers.programme.memo import forget
from studycircle.readers.programme.naming import Naming, name_page
from studycircle.readers.programme.people import MAX_SECRET, Person, is_personal, read_people, secret_in
from studycircle.readers.programme.richtext import paragraphs, rich_text, safe_link
from studycircle.readers.programme.shared import usual_of
from studycircle.readers.programme.source import read_source
from studycircle.readers.programme.usual import Usual
from studycircle.readers.programme.zones import zone_of

MAX_BLOCK = 12_000
MAX_BLOCKS = 6_000
MAX_WORDS = 400_000
SENTENCE_END = re.compile(r"(?<=[^\W\d][.!?])\s+|(?<=\d[.])\s+|(?<=[。])")
ERRAND = re.compile(r"(?:click|press|tap)\s+here\b|(?:hier klicken|cliquez ici|haz clic)\b", re.I)
OPENING_QUOTES = '“„«「『"'
QUOTED = re.compile(r"[“„«「『\"]([^“”„«»「」『』\"]{1,2000})[”“»」』\"]")  # short ones too, else marks pair wrongly
LEAST_QUOTED = 20  # letters; fewer are a word held up, and found anywhere


def read_page(data: bytes, *, name: str = "", media: str = "", today: dt.date) -> tuple[Programme, tuple[Problem, ...]]:
    """Read a group's page: text, HTML, Markdown or DOCX.

    ``name`` (a file's name or an address) and ``media`` (its media type) help to tell the kind; ``today`` is the
    last hint for a year that nothing on the page tells. Gives the programme, whose ``sources`` name the lines of
    every field, and problems: lines left over ("left-over"), doubtful dates, an unknown zone. A page without a
    programme gives one without sessions and the problem "no-sessions".

    Raises ``ReadError`` for what is empty, too large (10 MB), damaged, or no page at all.
    """
    page, text = _read_blocks(data, name, media)
    language = detect(text, page.meta.get("lang", ("", 0))[0])
    names = tongue(language)
    try:
        made = assemble(page, names, today)
        dated = "" if any(draft.date for draft in made.drafts) else dated_in(text)
        if (
            dated not in ("", "en") and language == "en"
        ):  # a page in English with its dates as they are written around it
            names, (page, _) = tongue(dated), _read_blocks(data, name, media)
            made = assemble(page, names, today)
        usual = usual_of(made.usual, made.drafts)
        return _Writer(page, made, usual, names, language).write()
    finally:
        forget()


def _read_blocks(data: bytes, name: str, media: str) -> tuple[Page, str]:
    """The blocks of a page and the words that tell its language."""
    page = read_source(data, name=name, media=media)
    words = 0
    for index, block in enumerate(page.blocks):
        words += len(block.text)
        if len(block.text) > MAX_BLOCK or index > MAX_BLOCKS or words > MAX_WORDS:
            block.zone = Zone.MARGIN  # no programme is written like this; it is listed as left over
    main = [block for block in page.blocks if block.zone is not Zone.MARGIN] or page.blocks
    # "12. März" is an item with a number, and its month may be all that tells the language.
    return page, "\n".join([f"{b.marker} {b.text}" if b.marker and b.marker[0].isdigit() else b.text for b in main])


class _Writer:
    """Makes the document and keeps account of the lines."""

    def __init__(self, page: Page, made: Assembly, usual: Usual, names: Tongue, language: str) -> None:
        self.page, self.made, self.usual, self.names, self.language = page, made, usual, names, language
        self.sources: dict[str, tuple[set[int], float]] = {}
        self.problems: list[Problem] = []

    def source(self, what: str, lines: Iterable[int], sure: float = 0.9) -> None:
        """Say where a field was found."""
        found = set(lines)
        if found and what in self.sources:
            before, least = self.sources[what]
            before |= found
            self.sources[what] = (before, min(least, sure))
        elif found:
            self.sources[what] = (found, sure)

    def write(self) -> tuple[Programme, tuple[Problem, ...]]:
        naming = name_page(self.page, self.made, self.names)
        people = read_people(self.page.blocks, self.names)
        sessions = self._sessions()
        contacts = self._contacts(people)
        notes = self._standing_notes()
        group_key = Keys("group").key(naming.group or naming.series)
        series = Series(
            key=_series_key(naming.series or naming.group, group_key, sessions),
            title=naming.series,
            summary=self._summary(naming),
            slot=self._slot(),
            place=self._place(),
            contacts=contacts,
            sessions=sessions,
            notes=notes,
        )
        country, zone = zone_of(self.page, self.names)
        group = Group(
            key=group_key, name=naming.group, language=self.language,
            zone=zone or "UTC", country=country,
        )  # fmt: skip
        self.source("group.name", naming.group_lines, 0.8)
        self.source("series.title", naming.series_lines, 0.7)
        if not sessions:
            self.problems.append(
                Problem(
                    "no-sessions", "No programme was found on this page: no line gives a date or a numbered meeting."
                )
            )
        if not zone:
            self.problems.append(Problem("zone-unknown", "The page does not tell the time zone; please choose it."))
        self._left_over()
        sources = tuple(
            [Source(what, tuple(sorted(lines)), sure) for what, (lines, sure) in sorted(self.sources.items())]
        )
        return Programme(group, series, sources), tuple(self.problems)

    # sessions

    def _sessions(self) -> tuple[Session, ...]:
        keys = Keys("session")
        return tuple([self._session(draft, keys) for draft in self.made.drafts])

    def _session(self, draft: Draft, keys: Keys) -> Session:
        key = keys.key(draft.title)
        path = f"session:{key}"
        place = Place(name=draft.place) if draft.place else None
        usual = self.usual
        time = draft.time if draft.time != usual.time else None
        minutes = draft.minutes if draft.minutes != usual.minutes or time else None
        for what in ("date", "title", "time", "leader", "place", "row", "readings", "notes", "questions", "due"):
            if draft.lines.get(what):
                self.source(
                    f"{path}.{'title' if what in ('row', 'due') else what}",
                    draft.lines[what],
                    draft.sure.get(what, 0.9),
                )
        if draft.date and draft.sure.get("date", 1.0) < 0.7:
            self.problems.append(
                Problem("doubtful-date", "Please check this date.", min(draft.lines["date"], default=None), draft.title)
            )
        self._weekday_problem(draft)
        return Session(
            key=key, title=draft.title, number=draft.number, kind=draft.kind, state=draft.state, date=draft.date, time=time,  # noqa: E501 - one thought, one line
            minutes=minutes, date_words=draft.date_words, moved_from=draft.moved_from if draft.state is DateState.MOVED else None,  # noqa: E501 - one thought, one line
            place=place, leader=draft.leader, status_note=draft.status_note,
            readings=self._readings(draft, path), notes=self._notes(draft, path), questions=self._questions(draft, path),  # noqa: E501 - one thought, one line
        )  # fmt: skip

    def _weekday_problem(self, draft: Draft) -> None:
        if draft.date and draft.weekday is not None and draft.date.weekday() != draft.weekday:
            line = min(draft.lines["date"], default=None)
            words = "The weekday on the page does not fit this date; please check the year."
            self.problems.append(Problem("weekday-mismatch", words, line, draft.title))

    def _readings(self, draft: Draft, path: str) -> tuple[Reading, ...]:
        keys = Keys("reading")
        readings = []
        for found, lines in draft.readings:
            key = keys.key(found.title)
            self.source(f"{path}/reading:{key}.title", lines, found.sure)
            readings.append(
                Reading(
                    key, found.title, found.author, found.role, found.part, year=found.year, editions=_editions(found)
                )
            )
        return tuple(readings)

    def _notes(self, draft: Draft, path: str) -> tuple[Note, ...]:
        keys = Keys("note")
        notes = []
        for blocks in draft.notes:
            body = rich_text([block for block in blocks if not _is_personal(block)])
            if body:
                key = keys.key("")
                self.source(f"{path}/note:{key}.body", [n for block in blocks for n in block.lines], 0.7)
                notes.append(Note(key, body=body))
        return tuple(notes)

    def _questions(self, draft: Draft, path: str) -> tuple[Question, ...]:
        keys = Keys("question")
        questions = []
        for asked in draft.questions:
            key = keys.key(f"q{asked.number}" if asked.number else "")
            blocks = [*asked.blocks, *(b for _, part in asked.parts for b in part), *asked.close]
            self.source(f"{path}/question:{key}.text", [n for block in blocks for n in block.lines], 0.85)
            questions.append(_question(key, asked))
        return tuple(questions)

    # the series

    def _contacts(self, people: Sequence[Person]) -> tuple[Contact, ...]:
        keys = Keys("contact")
        contacts = []
        for person in people:
            key = keys.key(person.name)
            self.source(f"series/contact:{key}", person.lines, 0.8)
            contacts.append(Contact(key, person.name, person.phone, person.email))
        return tuple(contacts)

    def _slot(self) -> Slot:
        usual = self.usual
        for what in ("weekday", "time"):
            self.source(f"series.slot.{what}", usual.lines.get(what, ()), 0.8)
        return Slot(usual.weekday, usual.time, usual.minutes, _without_place(usual.words, usual.place))

    def _place(self) -> Place:
        online = ""
        for block in self.page.blocks:
            if match := secret_in(block.text):
                online = block.text[max(0, match.start() - 20) : match.end() + 40].strip()
                self.source("series.place.online", block.lines, 0.5)
                break
        self.source("series.place", self.usual.lines.get("place", ()), 0.7)
        return Place(name=self.usual.place, online_words=online)

    def _summary(self, naming: Naming) -> Rich:
        """The introduction: what stands before the schedule and is not the name, the navigation or personal."""
        first = min(self.made.heads, default=len(self.page.blocks))
        said = set(naming.group_lines) | set(naming.series_lines)
        kept = []
        for index, block in enumerate(self.page.blocks[:first]):
            if block.zone is not Zone.MAIN or block.shape in (Shape.HEADING, Shape.ROW) or index in self.made.placed:
                continue
            if len(block.text) < 40 or (
                set(block.lines) <= said
                and len(self.page.blocks) > 1
                and block.lines in (naming.group_lines, naming.series_lines)
            ):
                continue
            self.source("series.summary", block.lines, 0.6)
            kept.append(_introducing(block, self.usual.words))
        return rich_text([block for block in kept if block.text])

    def _standing_notes(self) -> tuple[Note, ...]:
        keys = Keys("note")
        notes = []
        for section in self.made.standing:
            blocks = [block for block in section.blocks if not _is_personal(block)]
            body = rich_text(blocks)
            if not body:
                continue
            title = section.heading.text if section.heading else ""
            key = keys.key(title)
            lines = [
                n for block in [*([section.heading] if section.heading else []), *section.blocks] for n in block.lines
            ]
            self.source(f"series/note:{key}.body", lines, 0.4)
            self.problems.append(
                Problem(
                    "notes-without-session",
                    "These notes fit no session plainly; they are kept with the series.",
                    min(lines),
                    section.text[:120],
                )
            )
            notes.append(Note(key, title, body))
        return tuple(notes)

    # the account

    def _left_over(self) -> None:
        """List every line with words that no field names."""
        if self.made.posted:
            self.source("page.posted", self.made.posted[1])
        meta = {line for _, line in self.page.meta.values()}
        self.source("page.markup", {*self.page.markup, *meta} & set(range(1, self.page.lines + 1)))
        self._account_contents()
        placed = {line for lines, _ in self.sources.values() for line in lines}
        by_line: defaultdict[int, list[str]] = defaultdict(list)
        for block in self.page.blocks:
            for line in block.lines:
                if line not in placed:
                    by_line[line].append(block.text)
        for line, texts in sorted(by_line.items()):
            self.problems.append(Problem("left-over", "This line was not used.", line, " ".join(texts)[:200]))

    def _account_contents(self) -> None:
        """Month lines, table headings and tables of contents serve the schedule."""
        placed = self.made.placed
        for index, block in enumerate(self.page.blocks):
            if (
                index in placed
                or (self.made.drafts and (block.zone is Zone.CONTENTS or is_month_line(block, self.names)))
                or (self.made.drafts and block.shape is Shape.ROW and any(cell.header for cell in block.cells))
            ):
                self.source("series.sessions", block.lines)


def _without_place(words: str, place: str) -> str:
    """ "Mondays at 6.30, The Old Library": where people meet has a field of its own."""
    when = words.rstrip(" .").removesuffix(place).rstrip() if place else words
    return when.rstrip(" ,;:–—-") if when.endswith((",", ";", ":", "–", "—", "-")) else words


def _series_key(title: str, group_key: str, sessions: Sequence[Session]) -> str:
    """What a series is called in addresses: its title, or its years where that is but the name of the group."""
    key = Keys("series").key(title)
    if key != group_key:
        return key
    years = sorted({session.date.year for session in sessions if session.date})
    return Keys("series").key("-".join(map(str, years[:1] + years[1:][-1:])))


def _editions(found: Found) -> tuple[Edition, ...]:
    if not found.copies:
        return ()
    keys = Keys("edition")
    return tuple([Edition(keys.key(c.format), c.format, safe_link(c.link), label=c.label) for c in found.copies])


def _question(key: str, asked: Asked) -> Question:
    text = paragraphs(asked.blocks)
    words = "\n".join([block.text for block in asked.blocks])
    quoted = QUOTED.findall(words) if holds_any(words, OPENING_QUOTES) else []
    inside = [one.strip() for one in quoted if len(one) >= LEAST_QUOTED]
    alone = [b.text for b in asked.blocks if b.shape is Shape.QUOTE and not holds_any(b.text, inside)]
    parts = [Part(label, Rich("".join([paragraphs([block]) for block in blocks]))) for label, blocks in asked.parts]
    quotations = tuple([Quotation(words) for words in (*inside, *alone)])
    return Question(key, asked.number, text, quotations, tuple(parts), paragraphs(asked.close))


def _is_personal(block: Block) -> bool:
    return is_personal(block.text)


def _introducing(block: Block, habit: str) -> Block:
    """The block without what has fields of its own (when and where people meet, how to reach them) and without errands.

    ``habit``: the words in which the page tells when and where.
    """
    text = block.text
    if len(text) <= MAX_SECRET and not (is_personal(text) or ERRAND.search(text) or (habit and habit in text)):
        return block  # nor is any of its sentences like that
    ranges = []
    start = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
        sentence = text[start:end]
        if not is_personal(sentence) and not _is_errand(sentence):
            ranges.append((start + _habit_until(sentence, habit), end))
        start = end
    if sum(end - start for start, end in ranges) == len(text):
        return block
    kept = (span for start, end in ranges for span in slice_spans(block.spans, start, end))
    return replace(block, spans=tidy_spans(kept), text="")


def _habit_until(sentence: str, habit: str) -> int:
    """Where a sentence goes on from the habit to something else; 0 if it does not begin with it, or says no more."""
    if not habit or not sentence.startswith(habit):
        return 0
    going_on = re.compile(r"\s*[-–—|:]+\s*").match(sentence, len(habit))
    return going_on.end() if going_on and len(sentence) - going_on.end() > 20 else 0


def _is_errand(sentence: str) -> bool:
    """ "Click here to download the leaflet.": said of a link that is not carried along."""
    return len(sentence) < 60 and ERRAND.match(sentence) is not None
