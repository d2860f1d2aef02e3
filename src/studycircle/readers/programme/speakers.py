"""A series of talks: "2 February: Ada Quill: Pond algebra" names who speaks, and no author of a work."""

import re

from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.blocks import Zone
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.persons import looks_like_name

TALKS = re.compile(
    r"\b(?:talks|speakers?|lectures|presenters?|vorträge|vortragende|exposés|conférences|intervenant\w*|charlas|ponentes"
    r"|palestras|relatori|relatrici|föredrag|foredrag|доклад\w*)\b",
    re.I,
)
LEAST = 3  # meetings told so
MAX_NAME = 5  # words, and one more
MAX_LABEL = 160  # letters; an abstract has more
SAID_IN = ("title", "description", "subtitle")  # of front matter


def take_speakers(made: Assembly) -> None:
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
    words = " ".join(
        [made.page.meta[key][0] for key in SAID_IN if key in made.page.meta]
        + [
            block.text
            for index, block in enumerate(made.page.blocks)
            if block.zone is Zone.MAIN and (index not in made.placed or len(block.text) < MAX_LABEL)
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
    return named and draft.whole.startswith(f"{found.author}:") and not draft.notes
