"""The readings of all sessions settled: what was hardly sure, told twice, or told by what came before it."""

import re
from collections.abc import Sequence

from studycircle.documents.programme import DateState, Role
from studycircle.readers.programme.dates import has_figure
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue
from studycircle.readers.programme.parts import only_part, part_pattern
from studycircle.readers.programme.persons import looks_like_name
from studycircle.readers.programme.readings import BIBLICAL, SAME

INTRODUCES = re.compile(r"\s(?:to|into|zu[mr]?|in die|à|au|al|alla|till)\s", re.I)
LETTERS = re.compile(r"[^\W\d_](?:\s?[,/+&]\s?[^\W\d_])*")  # each alone
WORD = re.compile(r"[^\W\d_]+")
OF_A_PERSON = re.compile(r"[a-zà-ÿ][^\d()]{2,60}?\s[A-ZÀ-Þ]|[^\d()]{0,40}\b[Uu]niversi")
MIN_TITLE = 7  # letters of a title that can hardly be anything else


def settle_readings(draft: Draft, names: Tongue, book: Found | None) -> None:
    """Decide about what was hardly sure: keep the row's own words as a reading where something speaks for it."""
    if book is not None:
        draft.readings = [(_in_the_book(found, names, book), lines) for found, lines in draft.readings]
    draft.readings = [(_of_the_title(found, draft, names), lines) for found, lines in draft.readings]
    kept: list[tuple[Found, tuple[int, ...]]] = []
    strong = [r for r, _ in draft.readings if r.sure >= 0.5]
    main = any(r.role is Role.MAIN for r in strong)  # beside "optional: …" a title with its pages is what is read
    best = max((r.sure for r in strong), default=0.0)
    head = set(draft.lines["date"])
    if any(r.sure >= 0.7 and r.role is Role.MAIN and not head & set(lines) for r, lines in draft.readings):
        draft.readings = [
            (r, lines)
            for r, lines in draft.readings
            if not set(lines) <= head or r.role is not Role.MAIN or r.title == draft.title
        ]
    for found, lines in draft.readings:
        hardly = found.how == "plain" and found.sure < 0.7 <= best
        if found.role is not Role.MAIN and not has_figure(found.title):
            hardly = False  # "optional: Plato, Crito"
        if hardly and lines[:1] == tuple(sorted(draft.lines["date"]))[:1]:
            continue
        if found.sure >= 0.5:
            kept.append((found, lines))
        elif draft.state is DateState.CANCELLED:
            continue
        elif (
            (_tells_part(found, names) and not main and not part_pattern(names.code).fullmatch(found.title.strip()))
            or (found.copies and not strong)
            or (
                draft.head.columns
                and found.sure >= 0.2
                and "reading" in draft.head.columns
                and found.title != draft.title
            )
            or (draft.head.columns and "reading" in draft.head.columns and "topic" not in draft.head.columns)
            or BIBLICAL.fullmatch(found.title)
        ):
            kept.append((found, lines))
    if book is not None and all(found.role is not Role.MAIN for found, _ in kept):
        kept = _of_the_book(draft, names, book) + kept
    draft.readings = _without_own_page(_without_doubles(kept), draft)


def parts_of_the_course(drafts: Sequence[Draft], names: Tongue) -> None:
    """Where sessions read works of their own beside "Chapter 2", that is of the course's book and not of the topic."""
    told = [d for d in drafts if any(found.how == "topic" for found, _ in d.readings)]
    beside = [d for d in told if any(f.how != "topic" and f.sure >= 0.5 and _is_work(f, names) for f, _ in d.readings)]
    if len(beside) < 2 or len(beside) * 3 < len(told):
        return
    for draft in drafts:
        draft.readings = [(_of_the_course(found, names), lines) for found, lines in draft.readings]


def trust_corners(drafts: Sequence[Draft]) -> None:
    """Titles in 「…」 on the lines of meetings are works where no line marks works with 『…』."""
    if any("『" in draft.whole for draft in drafts):
        return
    for draft in drafts:
        draft.readings = [
            (found._replace(sure=0.8) if found.how == "corner" and f"「{found.title}" in draft.whole else found, lines)
            for found, lines in draft.readings
        ]


def _is_work(found: Found, names: Tongue) -> bool:
    return found.role is Role.MAIN and not only_part(found.title, names)


def _of_the_course(found: Found, names: Tongue) -> Found:
    if found.how == "topic":
        return found._replace(title=found.part, part="", how="course")
    return found._replace(how="course") if not found.author and only_part(found.title, names) else found


def _without_own_page(
    readings: list[tuple[Found, tuple[int, ...]]], draft: Draft
) -> list[tuple[Found, tuple[int, ...]]]:
    """Without the lines of a card that lead where its topic does: "March 2025, introduced by …"."""
    topic = [found for found, lines in readings if found.title == draft.title and draft.lines["title"] >= set(lines)]
    page = {copy.link for found in topic for copy in found.copies}
    return [
        (found, lines)
        for found, lines in readings
        if found in topic or found.author or not found.copies or any(copy.link not in page for copy in found.copies)
    ]


def _tells_part(found: Found, names: Tongue) -> bool:
    """Whether what stands behind a title is a part of it, and no mark of the page's own such as "(W, D)"."""
    part = found.part
    if part_pattern(names.code).search(part):
        return len(part) > 1
    if OF_A_PERSON.match(part) and " " in found.title and looks_like_name(found.title):
        return False  # "Ada Quill (doctoral student, Weirton)"
    return len(part) > 1 and not LETTERS.fullmatch(part) and not _is_short_for(part, found.title)


def _is_short_for(part: str, title: str) -> bool:
    """Whether capitals in brackets shorten the words before them: "Principal component analysis (PCA)"."""
    capitals = part.removesuffix("s")
    initials = iter(word[0].casefold() for word in WORD.findall(title))
    return capitals.isalpha() and capitals.isupper() and all(letter.casefold() in initials for letter in capitals)


def _in_the_book(found: Found, names: Tongue, book: Found) -> Found:
    """A "title" such as "Chapters 3–4" is a part of the one book."""
    if found.author or found.role is not Role.MAIN or not part_pattern(names.code).fullmatch(found.title):
        return found
    if book.sure < 0.6:
        return found  # hardly sure: the session's own title may be the work
    part = f"{found.title} ({found.part})" if found.part else found.title
    return found._replace(title=book.title, author=book.author, part=part, sure=max(found.sure, 0.6))


def _of_the_title(found: Found, draft: Draft, names: Tongue) -> Found:
    """ "Reading: Part One" is a part of what the session is called after, a shorter part one of what is read."""
    title = only_part(found.title, names) if not found.author and not found.part else ""
    if not title or found.how == "course":
        return found
    main = next((r for r, _ in draft.readings if r is not found and r.role is Role.MAIN and r.sure >= 0.5), None)
    if found.role is Role.SHORTER and main is not None and not BIBLICAL.fullmatch(main.title):
        return found._replace(title=main.title, author=main.author, part=title)
    if found.role is not Role.MAIN or not draft.title or part_pattern(names.code).search(draft.title):
        return found
    return found._replace(title=draft.title, part=title, sure=max(found.sure, 0.6))


def _of_the_book(draft: Draft, names: Tongue, book: Found) -> list[tuple[Found, tuple[int, ...]]]:
    """The part of the one book that a session reads, where its title tells one."""
    if draft.state is DateState.CANCELLED or not draft.title:
        return []
    part = part_pattern(names.code)
    told = names.words("part").match(draft.title)
    if told and INTRODUCES.match(draft.title, told.end()):
        told = None  # "Introduction to logic"
    if not ("part" in draft.head.columns or part.search(draft.title) or told):
        return []
    said = re.sub(r"\s*\([^)]*\)\s*$", "", draft.title)
    return [(Found(book.title, book.author, said, sure=0.6), tuple(sorted(draft.lines["title"])))]


def _without_doubles(readings: list[tuple[Found, tuple[int, ...]]]) -> list[tuple[Found, tuple[int, ...]]]:
    kept: list[tuple[Found, tuple[int, ...]]] = []
    for found, lines in readings:
        for index, (other, where) in enumerate(kept):
            if (
                other.title.casefold() == found.title.casefold()
                and (not other.part or not found.part or other.part == found.part)
                and (other.author in found.author or found.author in other.author)
            ):
                merged = Found(
                    other.title, other.author or found.author, other.part or found.part, other.role, other.year or found.year,  # noqa: E501 - one thought, one line
                    other.copies + tuple(c for c in found.copies if c not in other.copies), max(other.sure, found.sure),
                )  # fmt: skip
                kept[index] = (merged, (*where, *(n for n in lines if n not in where)))
                break
        else:
            kept.append((found, lines))
    return kept


def name_same_authors(drafts: Sequence[Draft]) -> None:
    """ "By the same author" is by the one named last."""
    last = ""
    for draft in drafts:
        for index, (found, lines) in enumerate(draft.readings):
            if found.author == SAME:
                draft.readings[index] = (found._replace(author=last), lines)
            last = draft.readings[index][0].author or last


def read_on(drafts: Sequence[Draft], names: Tongue) -> None:
    """ "Piranesi, the rest" is of the book that a session before it reads, "Ch. 3" of the one that was read last."""
    books: dict[str, Found] = {}
    last: Found | None = None
    for draft in drafts:
        if not draft.readings and draft.state is not DateState.CANCELLED:
            begun = max((title for title in books if _is_opened_by(draft.title, title)), key=len, default="")
            work = books[begun] if begun else last
            if work and (begun or part_pattern(names.code).match(draft.title)):
                part = draft.title[len(begun) :].strip(" ,;:()–—-")
                draft.readings.append(
                    (work._replace(part=part, copies=(), sure=0.6), tuple(sorted(draft.lines["title"])))
                )
        works = [found for found, _ in draft.readings if found.role is Role.MAIN]
        last = works[0] if len(works) == 1 and works[0].author else last if not works else None
        books |= {found.title: found for found, _ in draft.readings if len(found.title) >= MIN_TITLE}


def _is_opened_by(text: str, title: str) -> bool:
    """Whether a text is a title, alone or with a sign and more behind it."""
    return text.startswith(title) and text[len(title) :].lstrip()[:1] in ("", *",;:(–—-")
