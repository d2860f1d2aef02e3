"""What stands under a session: its readings, questions and notes, block by block."""

import re
from dataclasses import replace

from studycircle.documents.programme import DateState, Role
from studycircle.readers.programme.asking import (
    NUMBERED,
    Asking,
    asks,
    is_motto,
    is_question_heading,
    opens_quotation,
    quotes_first,
)
from studycircle.readers.programme.authors import author_alone, author_line, by_name_behind
from studycircle.readers.programme.blocks import Block, Shape, Span, slice_spans, words_of
from studycircle.readers.programme.citations import linked_authors, reference
from studycircle.readers.programme.clauses import is_labelled, read_clause, read_clauses, role_of, split_clauses
from studycircle.readers.programme.copies import Copy, only_copies
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue
from studycircle.readers.programme.parts import only_part, part_pattern, part_said
from studycircle.readers.programme.people import is_personal
from studycircle.readers.programme.persons import looks_like_name
from studycircle.readers.programme.readings import BIBLICAL, read_reading
from studycircle.readers.programme.rows import place_in, state_of, take_leader
from studycircle.readers.programme.tidying import QUOTES

TITLE = re.compile(r"tit(?:le|el|re|olo)|título", re.I)
MAX_CALL = 20  # letters of what a line calls itself
MAX_TITLE = 80
MAX_NAMED = 12  # words of a title that ends with a stop
MAX_LINE = 160
MAX_BLOCK = 420  # letters; a longer one is no reading
# What came out of a meeting, and is no form of what was read for it.
BY_PRODUCT = re.compile(
    r"(?:slides?|notes?|summary|minutes|recordings?|code|handouts?|posters?|folien|diapos\w*)\s?[:：]", re.I
)
# What is done in a course beside reading: "Lab 3: Folding", "Quiz 1: …".
TASK = re.compile(r"(?:labs?|assignments?|homework|quiz|problem set|exercises?|übung|tp)\s?\d{0,2}\s?[:：]", re.I)
CLOCK = re.compile(r"(?:[01]?\d|2[0-3])(?:[:h][0-5]\d(?=\s*[–—-]?\s*[^\W\d]|\s+\W)|\.[0-5]\d\s?uhr\b)", re.I)
LETTERS_FROM = re.compile(r"^\W+")  # the picture before a line
QUESTION_BEHIND = re.compile(r"\s?[”“\"»’]\s?[?？]")
BOX = re.compile(r"[-*+]\s\[.\]")  # to tick
LEGEND = re.compile(r"\s*\[?([•+*]{1,3})\]?\s*$")
LEGENDS = {"•": Role.MAIN, "+": Role.FURTHER, "++": Role.FURTHER, "*": Role.FURTHER}


class _Body:
    def __init__(self, draft: Draft, names: Tongue, *, labelled: bool) -> None:
        self.draft, self.names, self.labelled = draft, names, labelled
        self.role = Role.MAIN
        self.asking = Asking(names)
        self.note: list[Block] = []
        self.sections = False
        self.level = 0
        self.about = False  # below a linked work: what is said of it
        self.led = False  # below "Speakers:"
        self.agenda = False  # below a heading that names what is dealt with: "Topics", "Agenda"
        self.aside = False  # below a heading that names a list of something else: "Artifacts", "Slides"

    def read(self, blocks: list[Block]) -> None:
        for index, block in enumerate(blocks):
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            only = len(blocks) == 1 and not block.marker and len(block.text) < MAX_TITLE
            heads_nothing = following is None or (following.level == 7 and following.shape is Shape.HEADING)
            if not self._title(block, only=only, heads_nothing=heads_nothing) and not self._block(block, following):
                self.note.append(block)
        self.draft.questions.extend(self.asking.questions)
        if self.note:
            self.draft.notes.append(self.note)

    def _title(self, block: Block, *, only: bool, heads_nothing: bool) -> bool:
        """A head that is only a date has its title in the line after it; if that is the ``only`` one, it may ask.

        ``heads_nothing``: what looks like a heading has nothing under it.
        """
        if self.draft.title or self.draft.state is DateState.CANCELLED or self.note or self.asking.questions:
            return False
        if any(found.author and found.sure >= 0.75 for found, _ in self.draft.readings):
            return False  # a topic stands above what is read
        text = block.text
        if len(text) > 200 or is_question_heading(text, self.names) or only_copies(block.spans, self.names, text):
            return False
        if self.names.words("agenda").match(text):
            return False
        state, kind = state_of(text, self.names)
        if state is DateState.CANCELLED:
            self.draft.state, self.draft.kind, self.draft.title, self.draft.status_note = state, kind, text, text
            self.draft.found("title", block.lines)
            return True
        if self._told_topic(block):
            return True
        if (topic := self._bold_topic(block)) is not None:
            return topic
        if heads_nothing and block.level == 7 and self.draft.head.label and self._is_reading(block):
            return False  # "Week 3" is its name
        asked = only and asks(text, self.names)
        if not asked and block.shape is Shape.HEADING and self._cited_title(block):
            return True
        if asked or (block.shape is Shape.HEADING and words_of(take_leader(block.spans, self.names)[0])):
            self.draft.title = text.strip(" :*_–—-")
            self.draft.found("title", block.lines)
            return True
        return False

    def _told_topic(self, block: Block) -> bool:
        """ "Topic: How ducks decide", "Invited talk: …": what the meeting is about, and a work only if it is linked or
        said to have a title."""
        label, colon, rest = block.text.partition(":")
        word = self.names.words("topic").search(label) if colon and len(label) < MAX_CALL and rest.strip() else None
        if not word or word.end() < len(label) or self.names.words("session", "tba").match(rest.strip()):
            return False
        if self.names.words("session").fullmatch(word[0]) or block.marker or asks(rest, self.names):
            return False
        spans = slice_spans(block.spans, len(block.text) - len(rest.lstrip()))
        self.draft.title = rest.strip(" .:*_–—-")
        self.draft.found("title", block.lines)
        work = block.links or TITLE.fullmatch(word[0])
        if work and (found := read_clause(spans, self.names)):
            self.draft.readings.append((found, block.lines))
        return True

    def _bold_topic(self, block: Block) -> bool | None:
        """Whether a bold line is the topic under a heading that only counts and dates; ``None``: no topic."""
        if block.shape is not Shape.PARAGRAPH or self.draft.readings or not (self.draft.date or self.draft.head.words):
            return None
        said = [span for span in block.spans if span.text.strip()]
        bold = words_of(said[:1]) if said and said[0].strong and not said[0].link else ""
        if not 2 < len(bold) < MAX_TITLE or bold[-1] in ":：" or is_labelled(bold, self.names):
            return None
        if len(said) > 1 and bold[-1] not in ".!?":
            return None
        if asks(bold, self.names) or take_leader(block.spans, self.names)[1] or self._is_reading(block):
            return None
        self.draft.title = bold.strip(" .:*_–—-")
        self.draft.found("title", block.lines)
        if len(said) > 1:
            self.note.append(replace(block, spans=slice_spans(block.spans, len(said[0].text)), text=""))
        return True

    def _cited_title(self, block: Block) -> bool:
        """A heading "Franz Kafka, ‘The Giant Mole’" under the date tells topic and reading at once."""
        found, *also = read_clauses(block.spans, self.names) or (None,)
        if found is None or not found.author or found.sure < 0.75:
            return False
        if (len(found.author) + sum(len(work.title) for work in (found, *also) if work)) * 3 < len(block.text) * 2:
            return False
        self.draft.title, self.draft.whole = found.title, block.text
        self.draft.readings.extend((work, block.lines) for work in (found, *also) if work)
        self.draft.found("title", block.lines)
        return True

    def _block(self, block: Block, following: Block | None) -> bool:
        text, names = block.text, self.names
        if (
            not self.draft.head.label
            and self.draft.state is DateState.CANCELLED
            and block.shape is not Shape.QUOTE
            and not self.draft.title
        ):
            return False
        if is_question_heading(text, names) and not NUMBERED.fullmatch(block.marker):
            if any((link.link or "#")[0] != "#" and link.text == text for link in block.links):
                return False  # they are on another page
            if not self.asking.expected:
                self._retell()
            self.asking.expected = True
            self.draft.found("questions", block.lines)
            return True
        if self._role_heading(block) or self._leaders(block, following):
            return True
        if self.asking.expected and block.marker and reference(block.spans):
            return self._reading(block)
        if (copies := only_copies(block.spans, names, text)) is not None:
            return not BY_PRODUCT.match(text) and self._copies(block, copies)
        if self.asking.questions and self.asking.take(block, following):
            return True
        if (self.asking.expected or quotes_first(block, following, names)) and self.asking.take(block, following):
            return True
        if block.shape is Shape.QUOTE and (self.draft.title or self.draft.readings or not block.links):
            return False  # what stands under a bare date may be indented by it
        if (told := names.words("notes").match(text)) and text[told.end() : told.end() + 1] in (":", "："):
            return False  # an abstract may ask what the talk will answer
        asked = asks(text, names) or opens_quotation(block) or self.asking.asks_within(block, following)
        if block.marker and block.parent < 0 and asked and not self._is_reading(block):
            return self.asking.take(block, following)
        if self._names_list(block, following):
            self.aside = not names.words("reading").search(text)
            self.agenda = names.words("agenda").match(text) is not None
            return asked and self.asking.take(block, following)
        before = len(self.draft.readings)
        taken = self._reading(block) or self.asking.take(block, following)
        if not block.marker:  # the list right below a linked work is about it
            below = following is not None and following.shape is Shape.ITEM and not following.gap
            self.about = below and bool(block.links) and len(self.draft.readings) > before
        return taken

    def _retell(self) -> None:
        """Where questions are announced, what asked in the prose before was the introduction."""
        if all(not asked.blocks[0].marker for asked in self.asking.questions):
            self.note.extend(block for asked in self.asking.questions for block in asked.blocks)
            self.asking.questions = []

    def _role_heading(self, block: Block) -> bool:
        text = block.text.strip(" :*_：")
        if len(text) > 50 or not (block.text.rstrip(" *_").endswith((":", "：")) or block.shape is Shape.HEADING):
            return False
        role, _ = role_of(text, self.names)
        if role is None and not self.names.words("reading").fullmatch(text):
            return False
        self.role, self.labelled = role or Role.MAIN, False
        self.asking.expected = False
        self.draft.found("readings", block.lines)
        return True

    def _leaders(self, block: Block, following: Block | None) -> bool:
        """ "Speakers:" on a line of its own, and on the next who they are."""
        if self.led:
            self.led = False
            self.draft.leader = self.draft.leader or block.text.strip(" .")
            self.draft.found("leader", block.lines)
            return True
        label = block.text.strip(" :*_：").removesuffix("s") if block.text[-1:] in (":", "：") else ""
        below = following is not None and not following.gap and following.shape is Shape.PARAGRAPH
        self.led = below and self.names.words("leader").fullmatch(label) is not None
        return self.led

    def _copies(self, block: Block, copies: tuple[Copy, ...]) -> bool:
        """A line of format links belongs to the reading before it; without one, the title is the reading."""
        draft = self.draft
        if self.aside and block.marker:
            return False
        strong = [i for i, (r, _) in enumerate(draft.readings) if r.sure >= 0.5]
        if not strong:
            if not draft.title and not self._linked_line():
                return False
            found = draft.readings[0][0] if draft.readings else Found(draft.title)
            draft.readings = [
                (
                    Found(found.title, found.author, found.part, found.role, found.year, found.copies + copies, 0.8),
                    (*draft.lines["title"], *block.lines),
                )
            ]
            return True
        found, lines = draft.readings[strong[-1]]
        merged = Found(found.title, found.author, found.part, found.role, found.year, found.copies + copies, found.sure)
        draft.readings[strong[-1]] = (merged, (*lines, *block.lines))
        return True

    def _linked_line(self) -> bool:
        """Take the one line over a bare address as the session's work."""
        line = self.note[-1] if len(self.note) == 1 else None
        found = read_reading(line.spans, self.names) if line and len(line.text) <= MAX_LINE else None
        if line is None or found is None:
            return False
        self.draft.title = found.title
        self.draft.readings.append((found, line.lines))
        self.draft.found("title", line.lines)
        self.note = []
        return True

    def _names_list(self, block: Block, following: Block | None) -> bool:
        """Whether a line announces what is below, and is no reading itself: "Artifacts:", "Group 1"."""
        if following is None or len(block.text) > MAX_TITLE:
            return False
        colon = block.text[-1:] in ":：" and (following.shape is Shape.ITEM or not following.gap)
        quoted = block.level == 7 and not following.gap and following.text[0] in QUOTES  # "she reads from" “Title”
        over = colon or quoted or (block.shape is Shape.HEADING and following.shape is Shape.ITEM)
        return over and not block.links and not self._is_reading(block)

    def _is_reading(self, block: Block) -> bool:
        found = read_clause(block.spans, self.names, self.role)
        if found is None or found.sure < 0.75 or (found.how == "plain" and found.title[:1].islower()):
            return False
        end = block.text.find(found.title) + len(found.title)
        asked = re.match(r"\W*(?P<rest>\w.*)", block.text[end:], re.S)  # what is quoted first is asked about after
        if QUESTION_BEHIND.match(block.text, end):
            return False  # "Who are the “salt of the earth”? Name one."
        if not asked or found.author:
            return True
        short = not NUMBERED.fullmatch(block.marker) or len(asked["rest"].split()) <= 2
        return short and not asks(asked["rest"], self.names)

    def _reading(self, block: Block) -> bool:
        names, draft = self.names, self.draft
        if names.words("unusual").match(LETTERS_FROM.sub("", block.text, count=1)):
            draft.found("due", block.lines)
            return True
        if TASK.match(block.text):
            return False
        if (
            block.parent >= 0
            and block.shape is Shape.ITEM
            and draft.readings
            and self.sections
            and block.level > self.level
            and not is_labelled(block.text, names)
        ):
            return self._inner(block)
        if draft.head.kind == "prose" and any(r.sure >= 0.7 for r, _ in draft.readings) and not block.marker:
            return False  # told in sentences: what more they say is about it
        task = BOX.fullmatch(block.marker) and not part_pattern(names.code).search(block.text)
        if (self.about or self.agenda or task) and block.marker and not block.links and not self._is_reading(block):
            return False
        if block.marker and CLOCK.match(block.text):
            return False  # "19:30 Break": how the evening goes
        legend = LEGEND.fullmatch(block.marker) if block.marker.startswith("[") else None
        role = LEGENDS.get(legend[1], self.role) if legend else self.role
        if self._author_line(block):
            return True
        spans, leader = take_leader(block.spans, names)
        if leader and not draft.leader:
            draft.leader = leader
            draft.found("leader", block.lines)
            if not words_of(spans).strip(" .,;"):
                return True
        else:
            spans = block.spans
        if block.letters > MAX_BLOCK or (self.labelled and block.marker and not is_labelled(block.text, names)):
            return False
        said, start = role_of(words_of(spans), names)  # "Optional: Author, A., & Other, B. (2018). Its title."
        if work := reference(slice_spans(spans, start)) or linked_authors(spans):
            self._cite(work._replace(role=said or role), block)
            return True
        listed = bool(block.marker) or block.level == 7
        before = len(draft.readings)
        rest_is_note = False
        clauses = split_clauses(spans, names) if not legend else [spans]
        while len(clauses) > 1 and words_of(clauses[0]).endswith((":", "：")) and not any(s.link for s in clauses[0]):
            del clauses[0]  # "Presented paper:" announces the next line
        for clause in clauses:
            rest_is_note |= self._clause(clause, block, role, listed=listed, alone=len(clauses) == 1)
            if clause is clauses[0] and is_labelled(block.text, names):
                role = role_of(words_of(clause), names)[0] or role  # "Optional reading: …; …"
        if len(draft.readings) > before:
            self.sections, self.level = True, block.level
        return not rest_is_note

    def _cite(self, work: Found, block: Block) -> None:
        """Take a reference; one to the reading before it tells who wrote that."""
        self.sections, self.level = True, block.level
        readings = self.draft.readings
        if readings and readings[-1][0].title.casefold() == work.title.casefold():
            found, lines = readings[-1]
            readings[-1] = (found._replace(author=found.author or work.author, year=work.year), (*lines, *block.lines))
        else:
            readings.append((work, block.lines))

    def _author_line(self, block: Block) -> bool:
        """ "by Wilkie Collins. Led by Hilary." under a title tells who wrote it."""
        draft = self.draft
        if not draft.title or block.marker or any(r.sure >= 0.7 for r, _ in draft.readings):
            return False
        match = author_line(self.names.code).match(block.text)
        if not match:
            return self._author_alone(block)
        if not looks_like_name(match["name"]):
            return False
        draft.readings = [
            (Found(draft.title, match["name"].strip(), sure=0.85), (*sorted(draft.lines["title"]), *block.lines))
        ]
        rest, leader = take_leader(slice_spans(block.spans, match.end()), self.names)
        draft.leader = draft.leader or leader
        for clause in split_clauses(rest, self.names):
            if copies := only_copies(clause, self.names):
                found, lines = draft.readings[-1]
                draft.readings[-1] = (found._replace(copies=found.copies + copies), lines)
        return True

    def _author_alone(self, block: Block) -> bool:
        """ "Margaret Fell. Read online." under a title: its author, perhaps a part, and more in further clauses."""
        draft = self.draft
        if self.note or len(block.text) > MAX_BLOCK:
            return False
        first, *more = split_clauses(block.spans, self.names) or ((),)
        told = author_alone(words_of(first), self.names) if len(words_of(first)) < 120 else None
        if told is None or not (more or told[1]):
            return False
        author, part = told
        lines = (*sorted(draft.lines["title"]), *block.lines)
        draft.readings = [(Found(draft.title, author, part, sure=0.8), lines)]
        for clause in more:
            if self._clause(clause, block, self.role, listed=False, alone=False) and clause:
                self.note.append(replace(block, spans=clause, text=""))
        return True

    def _clause(self, clause: tuple[Span, ...], block: Block, role: Role, *, listed: bool, alone: bool) -> bool:
        """Take one clause; whether it is left for the notes."""
        names, draft = self.names, self.draft
        text = words_of(clause)
        if draft.readings and (copies := only_copies(clause, names, text)) is not None:
            found, lines = draft.readings[-1]
            draft.readings[-1] = (
                found._replace(copies=found.copies + copies, sure=max(found.sure, 0.75)),
                (*lines, *block.lines),
            )
            return False
        place = place_in(text, names)
        if place and not draft.place and not re.search(r"[“«『]", text):
            draft.place = "" if names.words("tba").search(place) else place
            draft.found("place", block.lines, 0.7)
            return False
        if draft.title and not any(r.sure >= 0.5 for r, _ in draft.readings) and (part := only_part(text, names)):
            draft.readings = [
                (Found(draft.title, part=part, role=role, sure=0.7, how="topic"), (*draft.lines["title"], *block.lines))
            ]
            return False
        named, *also = read_clauses(clause, names, role, later=bool(draft.readings)) or (None,)
        least = 0.2 if listed and alone else 0.7 if alone or len(text) < 160 else 0.8
        if named is None:
            return True
        found = by_name_behind(named, text)
        if draft.readings and (set_part := part_said(text, names)):
            last, lines = draft.readings[-1]
            told = not block.marker and alone and last.author and last.sure >= 0.7 and last.title != draft.title
            if (lines == block.lines or told or set_part[1]) and not last.part:
                draft.readings[-1] = (last._replace(part=set_part[0]), lines)
                return False
        if found.role is not Role.MAIN and len(text) < 160:
            least = min(least, 0.4)
        if found.sure < least or (asks(text, names) and found.sure < 0.75) or is_personal(found.title):
            return True
        if (
            not listed
            and found.role is Role.MAIN
            and not names.words("reading").fullmatch(block.text.partition(":")[0])
            and found.sure < (0.8 if clause[0].link else 0.9)
            and len(text) > 1.9 * sum(len(f.title) + len(f.author) + len(f.part) for f in (found, *also)) + 30
        ):
            return True
        if found.sure < 0.5 and not found.author and len(text.split()) > MAX_NAMED and text.endswith((".", "!")):
            return True  # a sentence, and no title
        if is_motto(text) and not listed and not found.author and any(r.author for r, _ in draft.readings):
            return True
        if listed and found.sure <= 0.45 and BIBLICAL.fullmatch(found.title) is None:
            found = found._replace(sure=0.5)
        draft.readings.append((found, block.lines))
        draft.readings.extend((other, block.lines) for other in also if other is not None)
        return False

    def _inner(self, block: Block) -> bool:
        """An item inside a reading's item tells its part."""
        draft = self.draft
        found, lines = draft.readings[-1]
        if asks(block.text, self.names):
            return False
        part = found.part
        if not part and part_pattern(self.names.code).search(block.text):
            part = block.text.strip(" .,;")
        copies = read_reading(block.spans, self.names)
        draft.readings[-1] = (
            Found(found.title, found.author, part, found.role, found.year, found.copies + (copies.copies if copies else ()), found.sure),  # noqa: E501 - one thought, one line
            (*lines, *block.lines),
        )  # fmt: skip
        return True


def read_body(draft: Draft, blocks: list[Block], names: Tongue, *, labelled: bool = False) -> None:
    """Fill ``draft`` from the blocks under its head; ``labelled``: as ``says_reading`` has it."""
    if blocks:
        _Body(draft, names, labelled=labelled).read(blocks)
