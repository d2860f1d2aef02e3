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
SAID_IN = ("title", "description", "subtitle")  # of front matter


def take_speakers(made: Assembly) -> None:
    """Where a page speaks of talks and nowhere of reading, the names before colons are those of who speaks."""
    told = [draft for draft in made.drafts if _names_speaker(draft)]
    if len(told) < LEAST or len(told) * 2 < len(made.drafts):
        return
    words = " ".join(
        [made.page.meta[key][0] for key in SAID_IN if key in made.page.meta]
        + [block.text for block in made.page.blocks if block.zone is Zone.MAIN]
    )
    if not TALKS.search(words) or made.names.words("reading").search(words):
        return
    for draft in told:
        (found, lines), *_ = draft.readings
        draft.leader, draft.title, draft.readings = found.author, found.title, draft.readings[1:]
        draft.found("leader", lines)


def _names_speaker(draft: Draft) -> bool:
    """Whether all that a line tells is a name, a colon and a topic without any mark of a work."""
    found = draft.readings[0][0] if len(draft.readings) == 1 and not draft.leader else None
    if found is None or found.how != "plain" or found.year or found.copies or draft.head.columns:
        return False
    named = len(found.author.split()) > 1 and looks_like_name(found.author)
    return named and draft.whole.startswith(f"{found.author}:") and not draft.notes
