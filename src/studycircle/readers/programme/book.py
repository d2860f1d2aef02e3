"""The one book that all sessions read from, where the introduction names it."""

import re
from collections.abc import Sequence
from functools import cache

from studycircle.readers.programme.blocks import Block, Page, Shape, Zone
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.heads import Head
from studycircle.readers.programme.language import Tongue, one_of
from studycircle.readers.programme.persons import looks_like_name
from studycircle.readers.programme.readings import NO_WORK, read_reading

QUOTED_END = re.compile(r"[„“«\"]([^„“”«»\"]{3,80})[“”»\"]?$")
QUOTED = re.compile(r"(?:„|“|«|»|\")([^„“”«»\"]{4,60})(?:“|”|»|«|\")")
MAX_TOP = 3  # lines at the top of a page
MAX_TOP_LINE = 140
READING = re.compile(r"\b(?:is|read|reading|ist|lesen|lisons|est|es|è|é|leemos|leggiamo|lemos|läser)\s+")
CERTAIN = re.compile(r"\s(?:by|av|af)\s")  # other words for it are in many names: "Crónica de una muerte anunciada"
SENTENCE_END = re.compile(r"(?<=[^\W\d][.!?])\s+")


def book_of(page: Page, heads: Sequence[Head], names: Tongue) -> Found | None:
    """The one book that all sessions read from, named before the schedule."""
    first = min(head.block for head in heads)
    before = [b for b in page.blocks[:first] if b.zone is Zone.MAIN and b.shape is not Shape.ROW]
    for attempt in (_book_said, _book_marked, _book_line):
        for block in before:
            found = attempt(block, names)
            if found:
                return found
    return next((found for block in before[:MAX_TOP] if (found := _book_quoted(block))), None)


def _book_quoted(block: Block) -> Found | None:
    """ "Philosophy in the yard: »Phenomenology of Spirit«": a title quoted in the first lines, hardly sure."""
    quoted = list(QUOTED.finditer(block.text)) if len(block.text) < MAX_TOP_LINE else []
    return Found(quoted[0][1].strip(), sure=0.5) if len(quoted) == 1 else None


@cache
def _title_by(code: str) -> re.Pattern[str]:
    capital = r"[^\W\d_a-zà-ÿ]"
    name = rf"(?P<name>{capital}[\w.’'-]+(?:\s+(?:de|von|van|du|da)?\s?{capital}[\w.’'-]+){{1,3}})"
    return re.compile(rf"(?P<title>{capital}[^.!?;:]{{2,80}}?),?\s+{one_of(code, 'by')}\s+{name}")


def _book_said(block: Block, names: Tongue) -> Found | None:
    """ "The book … is Middlemarch by George Eliot"."""
    if not names.words("by").search(block.text):
        return None
    by = _title_by(names.code)
    for sentence in SENTENCE_END.split(block.text):
        match = by.search(sentence)
        if match and len(match["title"]) < 80:
            *said, title = READING.split(match["title"])
            part = re.match(
                rf"(?:{one_of(names.code, 'part')})\s+(?:of|de|des|von|di|do|da|del|della|av)\s+", title, re.I
            )
            quoted = QUOTED_END.search(title)
            title = quoted[1] if quoted else (title[part.end() :] if part else title).strip(' ,"“«')
            if NO_WORK.fullmatch(title) or not (said or quoted or CERTAIN.search(match[0])):
                continue
            if not looks_like_name(title) or len(title.split()) == 1 or CERTAIN.search(match[0]):
                return Found(title, match["name"], sure=0.7)
    return None


def _book_marked(block: Block, names: Tongue) -> Found | None:
    """An emphasised title in the introduction, with the author near it."""
    offset = 0
    for span in block.spans:
        title = span.text.strip(" ,.;")
        if (
            span.em
            and 2 < len(title) < 100
            and not title[0].islower()  # a word said with stress
            and not span.text.strip().endswith(".")
            and len(block.text) > len(title) + 8
        ):
            near = block.text[max(0, offset - 90) : offset]
            name = re.search(
                r"(?P<name>[^\W\d_a-zà-ÿ][\w.’-]+(?:\s+[^\W\d_a-zà-ÿ][\w.-]+){1,3})(?:['’]s|\s+\w+(?:\s\w+)?)?[^.]{0,40}$",
                near,
            )
            after = re.match(
                r",?\s+(?:by|von|d['’]|de|di|av)\s*(?P<name>[^\W\d_a-zà-ÿ][\w.’-]+(?:\s+[^\W\d_a-zà-ÿ][\w.-]+){0,3})",
                block.text[offset + len(span.text) :],
            )
            author = after["name"] if after else re.sub(r"['’]s$", "", name["name"]) if name else ""
            return Found(title, author, sure=0.7)
        offset += len(span.text)
    del names
    return None


def _book_line(block: Block, names: Tongue) -> Found | None:
    """A line under the heading: "Karl Marx, Capital, Volume I: part one of a long autumn"."""
    if len(block.text) > 140:
        return None
    found = read_reading(block.spans, names)
    return (
        found._replace(title=found.title.split(":")[0], part="")
        if found and found.sure >= 0.75 and found.author
        else None
    )
