"""A series of talks: "2 February: Ada Quill: Pond algebra" names who speaks, and no author of a work.

So does "Ada Quill (University of Weir)", whatever the page is about: neither a person nor a university is a work.
"""

import re
from collections.abc import Callable

from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.blocks import Block, Shape, Zone
from studycircle.readers.programme.citations import PRESS
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue
from studycircle.readers.programme.persons import LISTED, looks_like_name
from studycircle.readers.programme.presenting import COUNTRIES, POST, is_place_of_learning

TALKS = re.compile(
    r"\b(?:talks|speakers?|lectures|presenters?|vorträge|vortragende|exposés|conférences|intervenant\w*|charlas|ponentes"
    r"|palestras|relatori|relatrici|föredrag|foredrag|доклад\w*)\b",
    re.I,
)
SEMINAR = re.compile(r"s[eé]minar\w*|[ck]olloqui\w*|ringvorlesung|семинар\w*|談話会|セミナー", re.I)
PARTED = re.compile(rf"{LISTED.pattern}|\s?/\s?")
LEAST = 3  # meetings told so
MAX_NAME = 5  # words, and one more
MAX_BESIDE = 2  # readings of a row that is but a name and a place
MAX_LABEL = 160  # letters; an abstract has more
TOLD = re.compile(r":|\s[–—-]\s")  # between who speaks and the topic
SAID_IN = ("title", "description", "subtitle")  # of front matter
BESIDE = re.compile(r"(?P<who>[^()\n]{5,120}?)\s*\((?P<where>[^()]{2,120})\)[\s.,;]*")  # "Ada Quill, Ben Sedge (Weir)"
PRINTED = re.compile(r"(?!universi)\w", re.I)  # of what PRESS finds: a university prints, and has people too
RANK = re.compile(r"(?:\w+ ){0,2}(?:prof(?:essor\w*)?|lecturer|reader|fellow|post-?doc\w*|doctorante?|ph\.?d\.?)", re.I)
LABEL = re.compile(r"title|titel|titre|t[íi]tulo|titolo|tema|thema|topic|題目|題名|演題|тема|τίτλος", re.I)  # of a talk
ROOM = re.compile(
    r"(?:room|lecture hall|raum|hörsaal|seminarraum|saal|salle|amphi\w*|aula|sala|sal|zaal)\s[\w./-]{1,12}", re.I
)
QUOTES = '«»“”„" '
QUOTED = re.compile(rf"[{QUOTES}][^{QUOTES}].{{5,200}}[{QUOTES}]")
MAX_BENEATH = 6  # lines beneath a name, of which one tells the post and one the topic
LECTURE = re.compile(
    r"(?:公開)?(?:講演会|討論会|談話会|シンポジウム|セミナー|lectures?|talks?|vortrag|charla|palestra)", re.I
)


def take_speakers(made: Assembly) -> None:
    """Give a page's sessions who speaks, and take from their readings what is a person, a university or a talk."""
    _take_hosts(made)
    _take_customs(made)


def _take_hosts(made: Assembly) -> None:
    """Who is named with a university or a post speaks; a short name of a place ("MIT") tells it where others do."""
    drafts = made.drafts
    sure = {id(draft) for draft in drafts if _beside(draft, sure=True)}
    told = bool(sure) or (any(_beside(draft, sure=False) for draft in drafts) and _is_seminar(made))
    for draft in drafts:
        spoken = _take_author(draft) or _take_head(draft)
        speaker, lines = _beside(draft, sure=not told) or ("", ())
        if speaker:
            if draft.title in speaker or draft.title == draft.whole:
                draft.title = _topic_below(draft, made)
            draft.leader = speaker
            draft.found("leader", lines)
            _drop_notes(draft, lambda block: _is_untold(block.text, made.names))
            draft.readings = [(found, at) for found, at in draft.readings if found.title not in speaker]
        draft.readings = [
            pair for pair in draft.readings if not _is_talk(draft, pair[0], spoken=spoken or bool(speaker))
        ]


def _take_author(draft: Draft) -> bool:
    """Whoever is told with a university where an author would be speaks, and what seems the work is the topic."""
    for found, lines in draft.readings:
        named = BESIDE.fullmatch(found.author) if found.author[-1:] == ")" and not found.year else None
        if named and POST.search(named["where"]) and _is_post(named["where"], sure=True) and _are_people(named["who"]):
            draft.leader, draft.title = draft.leader or named["who"], found.title
            draft.found("leader", lines)
            draft.readings.remove((found, lines))
            return True
    return False


def _drop_notes(draft: Draft, drop: Callable[[Block], bool]) -> None:
    """Leave out of a session's notes what is told elsewhere, or tells nothing."""
    kept = [[block for block in note if not drop(block)] for note in draft.notes]
    draft.notes = [note for note in kept if note]


def _take_head(draft: Draft) -> bool:
    """ "Ada Quill", then "Lecturer in frogs, Weir", then "“What a pond is”": the last is what it is about."""
    if draft.leader or draft.head.columns or not draft.notes or not _are_people(draft.title):
        return False
    beneath = [block for note in draft.notes for block in note][:MAX_BENEATH]
    topic = next((block for block in beneath if QUOTED.fullmatch(block.text)), None)
    if topic and any(RANK.match(block.text) and len(block.text) < MAX_LABEL for block in beneath):
        draft.leader, draft.title = draft.title, topic.text.strip(QUOTES)
        draft.found("leader", tuple(draft.lines["title"]))
        draft.found("title", topic.lines)
        _drop_notes(draft, lambda block: block is topic)
        return True
    return False


def _is_seminar(made: Assembly) -> bool:
    """Whether a page calls itself a seminar, tells of talks, and has no heading about reading."""
    blocks = [block for block in made.page.blocks if block.zone is not Zone.COMMENTS]
    called = " ".join(
        [made.page.meta[key][0] for key in SAID_IN if key in made.page.meta]
        + [block.text for block in blocks if block.shape is Shape.HEADING]
    )
    return (
        SEMINAR.search(called) is not None
        and not made.names.words("reading").search(called)
        and any(TALKS.search(block.text) for block in blocks)
    )


def _beside(draft: Draft, *, sure: bool) -> tuple[str, tuple[int, ...]] | None:
    """Who stands before a bracket or a comma with a place of learning, or with any place at all unless ``sure``."""
    match = BESIDE.fullmatch(draft.whole) if "(" in draft.whole else None
    if match and _is_post(match["where"], sure) and _are_people(match["who"]) and len(draft.readings) < MAX_BESIDE:
        return match["who"], tuple(sorted(draft.lines["title"]))
    for found, lines in draft.readings:
        if not found.year and any(_is_post(x, sure) for x in (found.author, found.part)) and _are_people(found.title):
            return found.title, lines
    return None


def _topic_below(draft: Draft, made: Assembly) -> str:
    """The topic that stands as a heading of its own right under the one that tells the day and who speaks."""
    at = draft.head.block
    block, below = made.page.blocks[at], made.page.blocks[at + 1 : at + 2]
    if block.shape is not Shape.HEADING or not below or below[0].shape is not Shape.HEADING or at + 1 in made.placed:
        return ""
    return below[0].text if below[0].level >= block.level and at + 1 not in made.heads else ""


def _are_people(text: str) -> bool:
    """Whether words are full names: "Ada Quill, Ben Sedge", and no "Emma" and no "The Mill"."""
    return all(1 < len(name.split()) <= MAX_NAME and looks_like_name(name) for name in PARTED.split(text))


def _is_post(text: str, sure: bool) -> bool:
    """Whether words tell where somebody works, or as what."""
    if not text or any(PRINTED.match(press[0]) for press in PRESS.finditer(text)):
        return False
    if POST.search(text):
        return True
    return not sure and text not in COUNTRIES and looks_like_name(text) and (text.isupper() or " " not in text)


def _is_talk(draft: Draft, found: Found, *, spoken: bool) -> bool:
    """Whether what seems a reading is a university or the topic of a talk, or its author is but somebody's post."""
    if not found.author and not found.year and is_place_of_learning(found.title):
        return not found.title.endswith("Press")
    if LECTURE.fullmatch(found.author):  # "Lecture: “What a river is”"
        return True
    if spoken and not found.author and ROOM.fullmatch(found.title):
        draft.place = draft.place or found.title
        return True
    if spoken and LABEL.fullmatch(found.author):  # "Title: *What a river is*"
        draft.title = draft.title or found.title
        return True
    if RANK.fullmatch(found.author):
        return True
    if found.how != "plain" or " " in found.title or not is_place_of_learning(found.author):
        return False
    draft.title = draft.whole if draft.title == found.title and draft.whole else draft.title  # "Weir University, Ohio"
    return True


def _is_untold(text: str, names: Tongue) -> bool:
    """Whether words only say that the topic has yet to be told: "Title: to be announced"."""
    label, _, told = text.partition(":")
    told = told.strip(" .…()")
    return LABEL.fullmatch(label.strip()) is not None and (not told or names.words("tba").fullmatch(told) is not None)


def _take_customs(made: Assembly) -> None:
    """Where a page speaks of talks and nowhere of reading, the names before colons are those of who speaks, and so are
    the names that stand alone beneath the topics."""
    told = [draft for draft in made.drafts if _names_speaker(draft)]
    below = [draft for draft in made.drafts if _name_below(draft)]
    if not _is_custom(told, made) and not _is_custom(below, made):
        return
    if not tells_talks(made):
        return
    for draft in told if _is_custom(told, made) else ():
        (found, lines), *_ = draft.readings
        draft.leader, draft.title, draft.readings = found.author, found.title, draft.readings[1:]
        draft.found("leader", lines)
    for draft in below if _is_custom(below, made) else ():
        (found, lines), *others = draft.readings
        draft.leader, draft.readings = draft.leader or found.title, others
        draft.found("leader", lines)


def tells_talks(made: Assembly) -> bool:
    """Whether a page speaks of talks and nowhere of reading, but in what is told at length of one of them."""
    first = min(made.placed, default=0)
    words = " ".join(
        [made.page.meta[key][0] for key in SAID_IN if key in made.page.meta]
        + [
            block.text
            for index, block in enumerate(made.page.blocks)
            if block.zone is Zone.MAIN and (index < first or len(block.text) < MAX_LABEL)
        ]
    )
    return TALKS.search(words) is not None and not made.names.words("reading").search(words)


def _is_custom(drafts: list[Draft], made: Assembly) -> bool:
    return len(drafts) >= LEAST and len(drafts) * 2 >= len(made.drafts)


def _name_below(draft: Draft) -> bool:
    """Whether the first that seems to be read stands beneath the topic and is nothing but a name."""
    found = draft.readings[0][0] if draft.readings else None
    if found is None or found.author or found.year or found.part or found.title in draft.title:
        return False
    return 1 < len(found.title.split()) < MAX_NAME and looks_like_name(found.title)


def _names_speaker(draft: Draft) -> bool:
    """Whether all that a line tells is a name, a colon and a topic without any mark of a work."""
    found = draft.readings[0][0] if len(draft.readings) == 1 and not draft.leader else None
    if found is None or found.how != "plain" or found.year or found.copies or draft.head.columns:
        return False
    named = len(found.author.split()) > 1 and looks_like_name(found.author)
    return named and TOLD.match(draft.whole.removeprefix(found.author)) is not None and not draft.notes
