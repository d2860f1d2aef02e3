"""On which side of a dash the author stands: "Title – Author", where the page as a whole tells it."""

import re

from studycircle.documents.programme import DateState
from studycircle.readers.programme.assembly import Assembly
from studycircle.readers.programme.blocks import Block, Zone
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.persons import looks_like_name

DASHED = re.compile(r"(?P<title>\S.*?\S)\s+[–—-]{1,2}\s+(?P<author>\S[^–—]*)")
LEAST = 3  # rows that make a custom


def authors_behind(made: Assembly) -> None:
    """On a page about books, "Title – Author" tells both where names stand behind nearly every dash, not before it.

    On other pages whoever stands behind the dash may as well be the one who presents.
    """
    rows = [(draft, row) for draft in made.drafts if (row := _row(draft))]
    behind = [(draft, row) for draft, row in rows if _is_full_name(row["author"])]
    before = [row for _, row in rows if _is_full_name(row["title"])]
    if len(behind) < LEAST or len(behind) * 4 < len(rows) * 3 or len(before) >= len(behind) or not _tells_books(made):
        return
    for draft, row in behind:
        title, author = row["title"], row["author"].strip(" .")
        said = {*row.groups(), row[0]}
        others = [
            (found, lines)
            for found, lines in draft.readings
            if found.title not in row[0] and found.author not in said and found.sure >= 0.5
        ]
        draft.readings = [(Found(title, author, sure=0.8), tuple(sorted(draft.lines["title"]))), *others]
        draft.title = title


def authors_below(made: Assembly) -> None:
    """On a page about books, the names that stand alone right under nearly all titles are of those who wrote them."""
    told = [(draft, line) for draft in made.drafts if (line := _name_below(draft))]
    if len(told) < LEAST or len(told) * 4 < len(made.drafts) * 3 or not _tells_books(made):
        return
    for draft, line in told:
        work = Found(draft.title, line.text.strip(" ."), sure=0.8)
        draft.readings = [(work, (*sorted(draft.lines["title"]), *line.lines))]
        draft.notes = [left for note in draft.notes if (left := [block for block in note if block is not line])]


def _name_below(draft: Draft) -> Block | None:
    """The line under the title of a session that has nothing to read yet, if it is a name."""
    first = draft.notes[0][0] if draft.title and draft.notes and not draft.readings else None
    return first if first and not draft.head.columns and _is_full_name(first.text) else None


def _row(draft: Draft) -> re.Match[str] | None:
    """The words of a session that are parted by one dash."""
    held = draft.state is not DateState.CANCELLED and not draft.head.columns
    return DASHED.fullmatch(draft.whole or draft.title) if held else None


def _is_full_name(words: str) -> bool:
    return 1 < len(words.split()) < 5 and looks_like_name(words)


def _tells_books(made: Assembly) -> bool:
    """Whether the page says before its schedule, or in its title, that books are read."""
    first = min(made.heads)
    said = [made.page.meta.get("title", ("", 0))[0]]
    said += [block.text[:600] for block in made.page.blocks[:first] if block.zone is Zone.MAIN]
    return any(made.names.words("books").search(text) for text in said)
