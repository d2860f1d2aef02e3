"""What came with an electronic edition but is not the text: licence, credits, transcriber's notes.

Works on drafts, so that HTML and plain text are treated alike.
"""

import re

from studycircle.documents.inline import to_plain
from studycircle.documents.text import BlockKind, Matter
from studycircle.readers.text.draft import Book, Draft

START = re.compile(
    r"\*\*\*\s*START OF (?:THE|THIS) PROJECT GUTENBERG E-?(?:BOOK|TEXT)[^*]*(?:\*\*\*)?|"
    r"\*END\*? ?THE SMALL PRINT.*?\*END\*",
    re.I,
)
END = re.compile(
    r"\*\*\*\s*END OF (?:THE|THIS) PROJECT GUTENBERG E-?(?:BOOK|TEXT)|"
    r"^\W*(?:this is the )?(?:end|ende|fin|fine|einde|loppu|slut)\b[\w\s]{0,20}\bProject Gutenberg\b",
    re.I,
)
LICENCE = re.compile(r"(?:^|\s)pg-?boilerplate(?:\s|$)")
CREDITS = re.compile(
    r"^\W*(?:(?:this )?(?:e-?(?:text|book)|file) (?:was )?(?:prepared|produced|created|transcribed)|"
    r"(?:produced|transcribed|prepared|digiti[sz]ed|scanned|credits|html version|proofread) (?:by|from|:)|credits?:|"
    r"updated editions|\[?this file was (?:first )?produced)",
    re.I,
)
MORE_CREDITS = re.compile(
    r"^\W*\(?(?:this (?:book|file) was|images? (?:generously|courtesy)|with thanks|proofreading team)", re.I
)
TRANSCRIBER = re.compile(
    r"^\W*(?:transcriber['’]?s?['’]? (?:end)?notes?\b|(?:end)?notes? (?:by|of) the transcriber|transcription notes?\b|"
    r"notes? (?:de|du|sur la) transcript|ce livre électronique reproduit|anmerkungen? (?:zur|der) transkription|"
    r"aantekeningen? van de transcri|notas? (?:del|de) transcri|nota del trascrittore|"
    r"this (?:e-?)?(?:text|book|file) (?:uses|includes|has|is in|was)\b[^.]{0,60}\b(?:utf-?8|unicode|latin-?1)\b)",
    re.I,
)
TRANSCRIBER_CLASS = re.compile(
    r"(?:^|[\s])(?:tn|tnote?s?|tr-?notes?|trans-?notes?|transcriber\S*|tnbox|mynote)(?:\s|$)", re.I
)
STANDARD_EBOOKS = re.compile(r"(?:^|\s)(?:doc-)?(?:imprint|colophon|copyright-page)(?:\s|$)")
_FIELD = re.compile(
    r"^(Title|Authors?|Translators?|Editors?|Illustrators?|Language|Release date|Posting date|Original publication|"
    r"Credits|Subtitle|Character set encoding|Most recently updated|Last updated|Commentator|Contributor)\s*:\s*(.*)",
    re.I,
)

_GUTENBERG_TITLE = re.compile(r"^\s*(?:The )?Project Gutenberg(?:'s|’s)?(?: e-?book of| e-?text of)?\s*:?\s*", re.I)
_BY = re.compile(r",?\s+by\s+(?P<author>[^,|]+(?:, (?:Jr|Sr|LL\.D|M\.A)\.?)?)\.?\s*$", re.I)


def set_apart(book: Book) -> None:
    """Move licence, credits and transcriber's notes out of the drafts into ``book.apart``; learn from the header."""
    _by_class(book)
    _gutenberg(book)
    _credits(book)
    _transcriber(book)


def _move(book: Book, kind: str, drafts: list[Draft]) -> None:
    words = "\n\n".join(_plain(draft) for draft in drafts if _plain(draft).strip())
    gone = {id(draft) for draft in drafts}
    book.drafts = [draft for draft in book.drafts if id(draft) not in gone]
    if words:
        book.apart.append((kind, words))


def _plain(draft: Draft) -> str:
    if draft.rows:
        return "\n".join("  ".join(to_plain(cell.words) for cell in row.cells) for row in draft.rows)
    return draft.plain


def _by_class(book: Book) -> None:
    """Project Gutenberg's header and footer of today, and Standard Ebooks' imprint, say what they are."""
    licence = [draft for draft in book.drafts if LICENCE.search(draft.around) or LICENCE.search(draft.classes)]
    if licence:
        _learn(book, "\n".join(draft.plain for draft in licence[:60]))
        _move(book, "licence", licence)
    matter = [draft for draft in book.drafts if STANDARD_EBOOKS.search(f"{draft.around} {draft.classes}")]
    if any("Standard Ebooks" in draft.plain for draft in matter):
        _move(book, "credits", matter)


def starts_book(line: str) -> bool:
    """Whether a line starts the book: Project Gutenberg's of today, or the end of the small print of the years before
    2004."""
    return ("***" in line or "*END*" in line) and bool(START.search(line))


def _gutenberg(book: Book) -> None:
    """Everything up to the line that starts the book, and from the line that ends it."""
    end = next((at for at, draft in enumerate(book.drafts) if _ends(draft)), len(book.drafts))
    # Some of 2003 have both lines; others have the small print below the book.
    marked = (at for at in range(end - 1, -1, -1) if "*" in book.drafts[at].words)
    start = next((at for at in marked if starts_book(_spaced(book.drafts[at]))), None)
    if start is not None:
        opening = book.drafts[start]
        header = book.drafts[: start + 1]
        _learn(book, "\n".join(_spaced(draft) for draft in header))
        # The credits often share the <pre> of the header.
        same = [
            draft
            for draft in book.drafts[start + 1 : start + 12]
            if draft.source is opening.source and opening.tag == "pre"
        ]
        for draft in header[:-1]:
            draft.ids.clear()
        after = START.split(_spaced(opening))[-1].strip()
        _move(book, "licence", header)
        if same or after:
            _move(book, "credits", same)
            if after:
                book.apart.append(("credits", after))
    if any(map(_ends, book.drafts)):
        end = next(at for at, draft in enumerate(book.drafts) if _ends(draft))
        while end and book.drafts[end - 1].kind is BlockKind.BREAK:
            end -= 1
        _move(book, "licence", book.drafts[end:])


def _spaced(draft: Draft) -> str:
    """The words of a draft; a listing's blanks, as which some programs keep the header, are blanks again."""
    return draft.plain.replace("\xa0", " ")


def _ends(draft: Draft) -> bool:
    return ("***" in draft.words or "Project Gutenberg" in draft.words) and bool(END.search(_spaced(draft)))


def _learn(book: Book, header: str) -> None:
    """Title, author and the rest from a Project Gutenberg header."""
    said: dict[str, str] = {}
    field = ""
    for line in header.split("\n"):
        if found := _FIELD.match(line.strip()):
            field = found[1].lower().rstrip("s")
            said.setdefault(field, found[2].strip())
        elif field in ("title", "subtitle") and line.strip() and line[0] in " \u2003\xa0" and said["title"]:
            first = field == "title" and not line.strip().startswith("(")  # what follows is the name's second line
            said["title"] += f"{':' if first else ''} {line.strip()}"
            field = "subtitle"
        else:
            field = ""
    about = book.about
    opening = next((line for line in header.split("\n") if line.strip()), "").strip(" *")
    if not (about.author or "author" in said) and _GUTENBERG_TITLE.match(
        opening
    ):  # before 1999 only the first line says
        known = about.title
        learn_title(book, opening)
        about.title = known or about.title
    about.title = said.get("title", "") or about.title
    about.author = said.get("author", "") or about.author
    about.translator = said.get("translator", "") or about.translator
    about.language = about.language or LANGUAGES.get(said.get("language", "").lower(), "")
    number = re.search(r"\[(?:e-?book|e-?text) ?#(\d+)\]", header, re.I)
    if number:
        about.source = about.source or f"https://www.gutenberg.org/ebooks/{number[1]}"
        about.rights = about.rights or "Public domain in the USA."


def learn_title(book: Book, title: str) -> None:
    """ "The Project Gutenberg eBook of On Liberty, by John Stuart Mill." says both title and author."""
    if not _GUTENBERG_TITLE.match(title):
        book.about.title = title
        return
    title = re.split(r"\s*[|—]\s*Project Gutenberg", _GUTENBERG_TITLE.sub("", title))[0]
    if found := _BY.search(title):
        book.about.author = found["author"]
        title = title[: found.start()]
    book.about.title = title.strip(" ,")


LANGUAGES = {
    "english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it", "dutch": "nl", "finnish": "fi",
    "chinese": "zh", "portuguese": "pt", "latin": "la", "greek": "el", "russian": "ru", "swedish": "sv",
    "danish": "da", "norwegian": "no", "hungarian": "hu", "polish": "pl", "esperanto": "eo", "japanese": "ja",
    "hebrew": "he", "arabic": "ar", "czech": "cs", "catalan": "ca", "welsh": "cy", "yiddish": "yi", "tagalog": "tl",
}  # fmt: skip


def _credits(book: Book) -> None:
    """Who made the electronic edition: paragraphs at its very beginning that say so."""
    gutenberg = any(kind == "licence" for kind, _ in book.apart)
    found: list[Draft] = []
    for draft in book.drafts[: 12 if gutenberg else 0]:
        plain = draft.plain
        if draft.kind is BlockKind.BREAK:
            continue
        if CREDITS.search(plain) or (found and MORE_CREDITS.search(plain)):
            found.append(draft)
        elif found:
            break
    if found:
        _move(book, "credits", found)


def _transcriber(book: Book) -> None:
    marked = [
        draft
        for draft in book.drafts
        if TRANSCRIBER_CLASS.search(draft.classes) or TRANSCRIBER_CLASS.search(draft.around)
    ]
    for at, draft in enumerate(book.drafts):
        if draft not in marked and draft.kind is not BlockKind.BREAK and TRANSCRIBER.search(draft.plain[:120]):
            marked += _with_its_box(book.drafts, at)
    if marked and len(marked) < len(book.drafts) / 3:
        gone = {id(draft) for draft in marked}
        _move(book, "transcriber", [draft for draft in book.drafts if id(draft) in gone])


def _with_its_box(drafts: list[Draft], at: int) -> list[Draft]:
    """A transcriber's note whole: up to its closing bracket, or the box it heads, or what follows up to the next
    heading or rule."""
    near = drafts[at : at + 60]
    if near[0].plain.lstrip().startswith("["):
        closed = next((place for place, draft in enumerate(near) if draft.plain.rstrip().endswith("]")), 0)
        return near[: closed + 1]
    box = near[0].box
    boxed = [draft for draft in drafts if draft.box is box] if box is not None else []
    above = boxed[: next((place for place, draft in enumerate(boxed) if draft is near[0]), 0)]
    heads = len(above) < 3 and all(len(draft.plain) < 60 for draft in above)
    if boxed and heads and len(boxed) <= 60 and len(boxed) < len(drafts) / 4:
        return boxed
    found = near[:1]
    if len(near[0].plain) < 60:  # a heading of its own
        for draft in near[1:]:
            in_front = draft.matter is Matter.TITLE or draft.around.startswith("contents")
            if in_front or draft.kind in (BlockKind.HEADING, BlockKind.BREAK):
                break
            found.append(draft)
    return found
