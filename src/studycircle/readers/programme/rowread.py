"""From the head of a session to its title, readings, leader and place."""

import re
from collections.abc import Sequence

from studycircle.documents.programme import DateState, Role
from studycircle.readers.programme.authors import author_alone, bold_work, joined_work
from studycircle.readers.programme.blocks import Block, Span, slice_spans, words_of
from studycircle.readers.programme.cells import cell_clauses, read_remarks, split_slash_links
from studycircle.readers.programme.citations import authors_alone, reference, work_et_al
from studycircle.readers.programme.clauses import read_clause, read_clauses, split_clauses
from studycircle.readers.programme.copies import bare_addresses, only_copies, without_copies
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue, holds_any
from studycircle.readers.programme.parts import part_pattern
from studycircle.readers.programme.persons import looks_like_name
from studycircle.readers.programme.presenting import (
    linked_work,
    presented_works,
    presenter_by,
    presenter_first,
    speaker_first,
    speaker_last,
    works_by_line,
)
from studycircle.readers.programme.readings import read_reading
from studycircle.readers.programme.rows import (
    is_cell_empty,
    looks_like_place,
    place_in,
    state_of,
    take_last_name,
    take_leader,
)
from studycircle.readers.programme.set_texts import names_text, topic_and_texts
from studycircle.readers.programme.tidying import clean_title

JOURNAL = re.compile(r"\b(?:1[89]|20)\d\d\b\s*[;:]\s*\d|\bdoi\b|\bvol\. \d", re.I)  # where an article was printed
PRINTED_IN = re.compile(r"(?<=[”\"»])[^“”\"«»„]*\d[^“”\"«»„]*$")  # journal, volume and pages behind a title
ASIDE_BEHIND = re.compile(r"[)\]»”\"]?,\s[a-zà-öø-ÿа-яα-ωά-ώ][^:]*$")  # "…, chapter 3), which leaves time for tea"
# Where in a row another place than usual may be told.
IN_BRACKETS = re.compile(r"\s*[(（\[]([^()（）\[\]]{4,120})[)）\]]")
AFTER_DASH = re.compile(r"\s[-–—]\s([^–—]{4,60})$")
AFTER_SIGN = re.compile(r"\s*※\s*([^※]{3,60})")
LAST_SENTENCE = re.compile(r"(?<=[.!)])\s+([^.]{6,90})\.?$")
AFTER_COMMA = re.compile(r",\s+([^,]{4,60}(?:,[^,]{1,40})?)$")
PLACES = ((IN_BRACKETS, "(（["), (AFTER_DASH, "-–—"), (AFTER_SIGN, "※"), (LAST_SENTENCE, ".!)"), (AFTER_COMMA, ","))
ALL_IN_BRACKETS = re.compile(r"\s*[(\[（]([^()\[\]（）]{2,80})[)\]）]\s*(?:[–—-]\s.{0,80})?")
IN_PLACE = re.compile(
    r"(?:in|at|im|in der|au|à la|en el|en la|nella|nel|presso|no|na|i|på|в|στο|στην)\s+(?:the\s+)?[A-ZÀ-ÞА-ЯΑ-Ω]"
)
STATE_FIRST = re.compile(r"\s*[(\[]([^()\[\]]{4,40})[)\]]\s*[:：–—-]?\s*(?=\w)")  # "(Postponed): The Mill"
SIGNS_MET = re.compile(r"([.?!]); ")
TRIM = " \t\n,;:–—-|*_•·.→"


def read_row(draft: Draft, block: Block, names: Tongue, leaders: set[str]) -> None:
    """Fill ``draft`` from its own line or table row."""
    if draft.head.columns:
        _read_columns(draft, block, names)
        return
    spans = draft.head.rest
    if words_of(spans)[:1] == "※" and not holds_any(words_of(spans), "「『"):
        draft.place = draft.place or place_in(words_of(spans), names)
        spans = ()  # "24 July ※ in the annexe": a remark, and no topic
    bracket = ALL_IN_BRACKETS.fullmatch(words_of(spans))
    if bracket and draft.head.kind == "lead":
        _, leader = take_leader(spans, names)
        named = re.fullmatch(r"[^\W\d][\w ]{1,18}[:：]\s*(?P<name>[^:：]{2,40})", bracket[1])
        if leader or (named and looks_like_name(named["name"])):
            draft.leader = leader or (named["name"] if named else "")
            spans = ()
    draft.found("title", block.lines)
    _read_words(draft, spans, block.lines, names, leaders)


def _read_words(
    draft: Draft, spans: tuple[Span, ...], lines: tuple[int, ...], names: Tongue, leaders: set[str]
) -> None:
    text = words_of(spans)
    if _take_cancelled(draft, text, names):
        return
    spans, leader = take_leader(spans, names)
    bold = _strong_head(spans)
    authored = text[bold:].lstrip()[:1] == "("  # "**Its title** (Author)"
    by_others = authored and leaders and (work := read_clause(slice_spans(spans, 0, bold), names)) and work.author
    if not leader and (by_others or not authored):  # "**Author, Title** (Ann)"
        spans, leader = take_last_name(spans, leaders)
    if not leader:
        spans, leader = presenter_first(spans)
    if not leader and not authored:
        topic, speaker = speaker_first(spans)
        if not speaker and text[-1:] in ").":
            topic, speaker = speaker_last(spans)
        if speaker:
            draft.title, draft.leader = clean_title(words_of(without_copies(topic, names)[0]).strip(TRIM)), speaker
            draft.found("leader", lines)
            return
    if leader:
        draft.leader = leader
        draft.found("leader", lines)
    else:
        draft.leader, kept = presenter_by(spans, names, leaders)
        if draft.leader:
            draft.readings.extend((Found(copy.label, copies=(copy,), sure=0.3, how="plain"), lines) for copy in kept)
            draft.found("leader", lines)
            return
    if work := reference(spans):
        draft.title, draft.whole = work.title, text.strip(TRIM)
        draft.readings.append((work, lines))
        return
    if apart := topic_and_texts(spans, names):
        _take_clauses(draft, apart[0], text, lines, names)
        draft.readings = [(found, lines) for found in apart[1]]
        return
    _take_clauses(draft, _take_place(draft, spans, lines, names), text, lines, names)


def _take_cancelled(draft: Draft, text: str, names: Tongue) -> bool:
    """Whether the words say that there is no meeting; what else they say is its title."""
    state, kind = state_of(text, names)
    if state is not DateState.CANCELLED or draft.state is DateState.MOVED:
        return False
    draft.state, draft.kind = state, kind
    bracket = STATE_FIRST.match(text)
    told = bracket and state_of(bracket[1], names)[0] is DateState.CANCELLED
    draft.title = (text[bracket.end() :] if bracket and told else text).strip(TRIM)
    draft.status_note = bracket[1].strip() if bracket and told else draft.title
    return True


def _take_clauses(draft: Draft, spans: tuple[Span, ...], text: str, lines: tuple[int, ...], names: Tongue) -> None:
    """Place, topic and readings, clause by clause; ``text``: all the words of the row."""
    clauses = joined_work(split_clauses(spans, names), text, names)
    while len(clauses) > 1 and not draft.place and (place := place_in(words_of(clauses[0]), names)):
        draft.place, clauses = place, clauses[1:]
        draft.found("place", lines, 0.7)
        spans = slice_spans(spans, "".join(s.text for s in spans).find("".join(s.text for s in clauses[0])))
    if not clauses:
        return
    first, *also = read_clauses(clauses[0], names) or (None,)
    draft.whole = text.strip(TRIM)
    strong = first is not None and first.sure >= 0.7 and _covers((first, *also), words_of(clauses[0]))
    strong |= first is not None and first.sure >= 0.95 and words_of(clauses[0]).startswith(first.title)
    strong_head = _strong_head(spans)
    if draft.head.kind == "prose" and (
        named := next((r for c in clauses for r in read_clauses(c, names) if r.sure >= 0.7), None)
    ):
        draft.title = named.title
        _more_clauses(draft, clauses, lines, names)
    elif strong_head:
        bold, clauses = slice_spans(spans, 0, strong_head), split_clauses(slice_spans(spans, strong_head), names)
        draft.title = words_of(bold).strip(TRIM + ".")
        work, used = bold_work(bold, clauses, names)
        if work is not None:
            draft.title = work.title if work.how == "bold" else draft.title
            draft.readings.append((work, lines))
        _more_clauses(draft, clauses[used:], lines, names)
    elif first is not None and strong:
        draft.title = first.title if first.author or first.sure > 0.75 else words_of(clauses[0]).strip(TRIM)
        draft.readings.append((first, lines))
        draft.readings.extend((other, lines) for other in also)
        _more_clauses(draft, clauses[1:], lines, names)
    else:
        used = _take_plain_title(draft, clauses, names)
        if first is not None:
            draft.readings.extend((found, lines) for found in (first, *also))
        _more_clauses(draft, clauses[used:], lines, names)


def _take_plain_title(draft: Draft, clauses: Sequence[tuple[Span, ...]], names: Tongue) -> int:
    """The title where nothing marks it: all clauses up to the first that says something else; how many they are."""
    used = 1
    while used < len(clauses) and not _is_extra(clauses[used], names):
        used += 1
    title = words_of(clauses[0])
    if used > 1:
        title = SIGNS_MET.sub(r"\1 ", "; ".join(words_of(clause) for clause in clauses[:used])).strip(TRIM + "; ")
    draft.title = title.replace("\n", " ").strip(TRIM)
    return used


def _strong_head(spans: tuple[Span, ...]) -> int:
    """Where the bold words that open a row end, if plain ones follow: the bold ones are its topic."""
    at = 0
    for span in spans:
        if not span.strong and span.text.strip(" .,;:–—-"):
            return at if at > 2 else 0
        at += len(span.text)
    return 0


def _covers(readings: Sequence[Found], text: str) -> bool:
    """Whether readings are most of their clause, from the first word on: then the first title is the session's."""
    if readings[0].sure >= 0.95:
        text = PRINTED_IN.sub("", text)
    ends = [text.find(words) + len(words) for f in readings for words in (f.title, f.author, f.part) if words in text]
    if (end := max(ends, default=0)) and (aside := ASIDE_BEHIND.match(text, end)):
        text = text[: aside.start()]
    said = sum(len(found.title) + len(found.author) + len(found.part) for found in readings)
    start = text.strip(TRIM + "\"“„«「『»”'‘(¡¿[")[:12]
    opens = any(
        words.strip(TRIM + "\"“„«»”'‘¡¿([")[:12].startswith(start[: len(words)])
        for words in (readings[0].title, readings[0].author)
        if words
    )
    return said >= 0.6 * len(text.strip(TRIM)) and opens


def _is_extra(clause: tuple[Span, ...], names: Tongue) -> bool:
    text = words_of(clause)
    found = read_clause(clause, names)
    return bool(
        only_copies(clause, names, text)
        or (found and found.sure >= 0.7) or (found and found.role is not Role.MAIN) or place_in(text, names)
        or names.words("shorter", "further").match(text) or len(text) > 60
    )  # fmt: skip


def _more_clauses(draft: Draft, clauses: list[tuple[Span, ...]], lines: tuple[int, ...], names: Tongue) -> None:
    for index, clause in enumerate(clauses):
        text = words_of(clause)
        if index == 0 and len(draft.readings) == 1 and (told := author_alone(text, names)):
            found, where = draft.readings[0]
            if found.sure >= 0.7 and not found.author:
                draft.readings[0] = found._replace(author=told[0], part=found.part or told[1]), where
                continue
        place = place_in(text, names)
        if place and not draft.place:
            draft.place = place
            draft.found("place", lines, 0.7)
            continue
        if draft.readings and (copies := only_copies(clause, names, text)) is not None:
            last, where = draft.readings[-1]
            draft.readings[-1] = last._replace(copies=last.copies + copies), where
            continue
        for found in read_clauses(clause, names, later=True):
            if found.sure >= 0.7 or (found.role is not Role.MAIN and found.sure >= 0.2):
                draft.readings.append((found, lines))


def _take_place(draft: Draft, spans: tuple[Span, ...], lines: tuple[int, ...], names: Tongue) -> tuple[Span, ...]:
    text = "".join(span.text for span in spans)
    for pattern, signs in PLACES:
        for match in pattern.finditer(text) if holds_any(text, signs) else ():
            inner = match[1]
            if pattern is AFTER_COMMA and not IN_PLACE.match(inner):
                continue
            place = place_in(inner, names)
            if place and not (pattern is IN_BRACKETS and part_pattern(names.code).search(inner)):
                draft.place = place
                draft.found("place", lines, 0.7)
                return (*slice_spans(spans, 0, match.start()), *slice_spans(spans, match.end()))
    return spans


def _read_columns(draft: Draft, block: Block, names: Tongue) -> None:
    columns = draft.head.columns
    lines = block.lines
    draft.found("row", lines)
    if _is_nobody_there(draft, names):
        return
    if "leader" in columns and not _is_open(columns["leader"], names):
        _, inner = take_leader(columns["leader"], names)
        draft.leader = inner or words_of(columns["leader"]).replace("\n", ", ")
        draft.found("leader", lines)
    if "place" in columns and not is_cell_empty(columns["place"]):
        draft.place = words_of(columns["place"]).replace("\n", ", ")
        draft.found("place", lines)
    topic, reading = columns.get("topic", columns.get("part", ())), columns.get("reading", ())
    whole = " ".join(
        words_of(columns[k]) for k in ("topic", "part", "reading", "date", "notes", "other") if k in columns
    )
    state, kind = state_of(whole, names)
    if state is None and bool(topic) != bool(reading):
        state, kind = state_of(words_of(topic or reading), names)
    other = bool(reading) and not is_cell_empty(reading) and topic and not is_cell_empty(topic)
    if (
        state is DateState.CANCELLED
        and draft.state is not DateState.MOVED
        and not (other and not names.words("cancelled").search(whole))
    ):
        draft.state, draft.kind = state, kind
        cells = (topic, reading, columns.get("notes", ()), columns.get("other", ()))
        said = next((cell for cell in cells if not is_cell_empty(cell)), ())
        draft.title = words_of(said).replace("\n", " ").strip(TRIM)
        draft.status_note = draft.title or whole
        return
    if topic:
        _read_topic(draft, topic, lines, names, alone=not reading and "author" not in columns)
    if reading and not draft.leader:
        reading, draft.leader = take_leader(reading, names)
    if reading and not is_cell_empty(reading):
        _read_cell(draft, reading, lines, names, Role.MAIN, 0.2)
    if "further" in columns and not is_cell_empty(columns["further"]):
        _read_cell(draft, columns["further"], lines, names, Role.FURTHER, 0.2)
    if "notes" in columns:
        read_remarks(draft, columns["notes"], lines, names)
    if "author" in columns and not is_cell_empty(columns["author"]):
        _add_author(draft, words_of(columns["author"]), lines)
    if not draft.title and draft.readings:
        draft.title = draft.readings[0][0].title
    if not draft.title and not draft.readings and not is_cell_empty(reading):
        draft.title = words_of(reading).split("\n")[0][:120]
    if not draft.title and draft.readings == [] and "notes" in columns:
        draft.title = words_of(columns["notes"]).split("\n")[0][:120]


def _is_open(spans: tuple[Span, ...], names: Tongue) -> bool:
    """Whether a cell says nothing yet: "TBA", "À venir"."""
    return is_cell_empty(spans) or names.words("tba").fullmatch(words_of(spans).strip(TRIM)) is not None


def _is_nobody_there(draft: Draft, names: Tongue) -> bool:
    """Whether a row only tells, where the speaker's name would stand, that nobody meets: "Easter: no seminar"."""
    told = {role for role, spans in draft.head.columns.items() if not is_cell_empty(spans)}
    text = words_of(draft.head.columns.get("leader", ())).replace("\n", " ")
    if not text or told & {"topic", "reading", "part", "notes", "author"}:
        return False
    return _take_cancelled(draft, text, names)


def _read_topic(draft: Draft, spans: tuple[Span, ...], lines: tuple[int, ...], names: Tongue, *, alone: bool) -> None:
    spans, leader = take_leader(spans, names)
    if not leader and alone and not draft.leader:
        spans, leader = presenter_first(spans)
    if leader and not draft.leader:
        draft.leader = leader
        draft.found("leader", lines)
    text = words_of(spans).replace("\n", " ")
    if works := presented_works(spans, names):
        draft.title = "; ".join(found.title for _, found in works)
        draft.leader = draft.leader or ", ".join(dict.fromkeys(name for name, _ in works))
        draft.readings.extend((found, lines) for _, found in works)
        return
    if copies := bare_addresses(spans, names):
        draft.readings.extend((Found(address, copies=(copy,), sure=0.6), lines) for address, copy in copies)
        return
    if alone and (work := work_et_al(spans)):
        draft.title = work.title
        draft.readings.append((work, lines))
        return
    draft.title = text.strip(TRIM)
    if alone and (strong_head := _strong_head(spans)):
        draft.title = words_of(slice_spans(spans, 0, strong_head)).strip(TRIM + ".")
        _read_cell(draft, slice_spans(spans, strong_head), lines, names, Role.MAIN, 0.5)
        return
    pieces = split_slash_links(spans)
    for index, piece in enumerate(pieces):
        clauses = split_clauses(piece, names)
        for clause in clauses:
            found, *also = read_clauses(clause, names) or (None,)
            linked = any(s.link and not s.link.startswith("#") for s in clause) and found and bool(found.copies)
            said = words_of(clause)
            named = alone and found and names_text(found, said, names) and not names.words("unusual").search(said)
            if not found or (found.sure < 0.7 and not named):  # "final paper due on Friday"
                continue
            if not linked and not alone and (not found.author or found.how == "plain"):
                continue
            if linked and re.search(r"\(\s*\w+\s*\)\s*$", words_of(clause)) and len(found.copies[0].label) < 8:
                continue
            draft.readings.append((found._replace(sure=max(found.sure, 0.5)), lines))
            draft.readings.extend((other, lines) for other in also)
            if (
                index == 0
                and clause is clauses[0]
                and not linked
                and (found.author or found.sure > 0.75)
                and _covers((found, *also), words_of(clause))
            ):
                draft.title = found.title
    first, _, below = words_of(spans).partition("\n")
    if alone and below and draft.title == text.strip(TRIM) and _is_read_below(draft, first, below):
        draft.title = first.strip(TRIM)
    columns = draft.head.columns
    if not draft.readings and "author" in columns and is_cell_empty(columns.get("reading", ())):
        plain = read_reading(spans, names)
        if plain:
            draft.readings.append((plain, lines))


def _is_read_below(draft: Draft, first: str, below: str) -> bool:
    """Whether the works of a cell are told in the lines under its first, which is the topic then."""
    titles = [found.title for found, _ in draft.readings if found.author]
    return bool(titles) and all(title in below and title not in first for title in titles)


def _read_cell(
    draft: Draft, spans: tuple[Span, ...], lines: tuple[int, ...], names: Tongue, role: Role, least: float
) -> None:
    works, topic = works_by_line(spans, names)
    if works:
        draft.title = draft.title or topic
        draft.readings.extend((work._replace(role=role), lines) for work in works)
        return
    if work := linked_work(spans, names) or reference(spans):
        draft.readings.append((work._replace(role=role), lines))
        return
    before = len(draft.readings)
    for clause in cell_clauses(spans):
        for piece in split_clauses(clause, names):
            if len(draft.readings) > before and (authors := authors_alone(piece)):
                found, where = draft.readings[-1]
                if found.copies and not found.author:  # a linked title, and under it who wrote it
                    draft.readings[-1] = found._replace(author=authors), where
                    continue
            if JOURNAL.search(words_of(piece)) and draft.readings:
                continue
            place = place_in(words_of(piece), names)
            if place and not draft.place and not holds_any(words_of(piece), '“"«『「'):
                draft.place = place
                draft.found("place", lines, 0.7)
                continue
            for found in read_clauses(piece, names, role, later=bool(draft.readings)):
                if found.sure < least or looks_like_place(words_of(piece), names):
                    continue
                if any(r.title.casefold() == found.title.casefold() for r, _ in draft.readings) and not (
                    found.author or found.part
                ):
                    continue
                draft.readings.append((found, lines))


def _add_author(draft: Draft, author: str, lines: tuple[int, ...]) -> None:
    author = author.replace("\n", ", ").strip(" ,")
    if not draft.readings and draft.title:
        draft.readings.append((Found(draft.title, author, sure=0.8), lines))
        return
    for index, (found, where) in enumerate(draft.readings):
        if not found.author and index == 0:
            draft.readings[index] = (
                Found(found.title, author, found.part, found.role, found.year, found.copies, max(found.sure, 0.8)), where,  # noqa: E501 - one thought, one line
            )  # fmt: skip
