"""The printed table of contents, and the lists of illustrations beside it: where they stand, and what they lead to."""

import re

from studycircle.documents.inline import Inline, to_plain
from studycircle.documents.text import BlockKind, Matter
from studycircle.readers.text.draft import Draft

CONTENTS = re.compile(
    r"^\W*(?:table of )?(?:contents(?: of [\w. ]{1,20})?|contenido|inhalt(?:sverzeichnis)?|inhoud(?:sopgave)?|"
    r"table des matières|sommaire|"
    r"index|indice|índice|sisällys|innehåll|indhold|содержание|目錄|目录|目次)\W*(?:\([^)]*\)\W*)?$",
    re.I,
)
LISTS = re.compile(
    r"^\W*(?:(?:list of |table of )?(?:illustrations|plates|maps|figures|tables)|table des (?:gravures|illustrations)|"
    r"(?:verzeichnis der )?abbildungen|lijst (?:van|der) (?:platen|illustraties))\W*$",
    re.I,
)  # fmt: skip
LINK_HERE = re.compile(r'<a href="#([^"]*)">((?:(?!</a>).)*)</a>')
SHORT = 25  # words of a heading at most


def is_short(draft: Draft) -> bool:
    return len(draft.words) < 600 and 0 < len(draft.plain.split()) <= SHORT and "<img" not in draft.words


def _contents_entries(draft: Draft) -> list[tuple[str, str]]:
    """(anchor, words) of every entry, if ``draft`` is a line or table of contents."""
    if draft.rows:
        entries = []
        for row in draft.rows:
            words = " ".join(to_plain(cell.words) for cell in row.cells)
            if found := next((m for cell in row.cells for m in LINK_HERE.finditer(cell.words)), None):
                entries.append((found[1], words))
        return entries if len(entries) >= 3 and len(entries) * 2 >= len(draft.rows) else []
    if '<a href="#' not in draft.words or draft.kind is BlockKind.HEADING:
        return []
    found_links = LINK_HERE.findall(draft.words)
    linked = sum(len(to_plain(Inline(words)).split()) for _, words in found_links)
    plain = [word for word in draft.plain.split() if re.search(r"[^\W\d_]", word)]
    if linked * 2 < len(plain) or (len(found_links) == 1 and len(plain) > 40) or re.match(r"^\W*\d+\W*$", draft.plain):
        return []
    return [(target, to_plain(Inline(words))) for target, words in found_links]


def printed_contents(drafts: list[Draft]) -> list[tuple[str, str]]:
    """The entries of the printed contents, whose drafts are marked as such; none if there is none."""
    limit = max(400, len(drafts) // 3)
    place = 0
    while place < min(limit, len(drafts)):
        run, end = _run_of_entries(drafts, place)
        if len(run) >= 3:
            start = place
            while start and (drafts[start - 1].kind is BlockKind.BREAK or _is_contents_title(drafts[start - 1])):
                start -= 1
                if drafts[start].kind is not BlockKind.BREAK:
                    break
            for draft in drafts[start:end]:
                draft.matter = Matter.CONTENTS if draft.kind is not BlockKind.BREAK else draft.matter
            return run
        if _is_contents_title(drafts[place]) and place + 1 < len(drafts) and drafts[place + 1].rows:
            drafts[place].matter = drafts[place + 1].matter = Matter.CONTENTS  # without links it still is one
            return []
        place = max(end, place + 1)
    return []


def _is_contents_title(draft: Draft) -> bool:
    return len(draft.words) < 200 and bool(CONTENTS.match(draft.plain))


def _run_of_entries(drafts: list[Draft], place: int) -> tuple[list[tuple[str, str]], int]:
    """The entries that stand together from ``place``, and where they end; a few lines without a link may part them."""
    run: list[tuple[str, str]] = []
    end, gap = place, 0
    for at in range(place, len(drafts)):
        draft = drafts[at]
        if entries := _contents_entries(draft):
            run += entries
            end, gap = at + 1, 0
        elif run and draft.kind is BlockKind.HEADING:
            if not _heads_entries(drafts, at, run):
                break
        elif run and gap < 3 and (is_short(draft) or draft.kind is BlockKind.BREAK):
            gap += 1
        else:
            break
    return run, max(end, place)


def _heads_entries(drafts: list[Draft], place: int, run: list[tuple[str, str]]) -> bool:
    """Whether a heading is one of the contents: entries are right below it, and none leads to it."""
    ids = set(drafts[place].ids)
    below = drafts[place + 1 : place + 3]
    return len(below) == 2 and all(map(_contents_entries, below)) and not any(anchor in ids for anchor, _ in run)


def mark_lists(drafts: list[Draft]) -> None:
    """The printed lists of illustrations and tables in front of the text belong to its contents."""
    for place, draft in enumerate(drafts[: max(400, len(drafts) // 3)]):
        if draft.matter is not Matter.BODY or len(draft.words) > 200 or not LISTS.match(draft.plain):
            continue
        _, end = _run_of_entries(drafts, place + 1)
        if end == place + 1 and end < len(drafts) and drafts[end].rows:
            end += 1
        for listed in drafts[place:end] if end > place + 1 else ():
            listed.matter = Matter.CONTENTS if listed.kind is not BlockKind.BREAK else listed.matter
