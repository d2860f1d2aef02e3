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
READING = re.compile(
    r"\b(?:is|read|reading|ist|lesen|lisons|est|es|è|é|leemos|leggiamo|lemos|läser"
    r"|discuss(?:ing)?|lire|leer|leggere|ler|läsa|læser?|leser?|lezen)\s+"
)
# Before what stands below a title: "We are reading Owls: A History by …".
MAIN_TITLE = re.compile(rf"{READING.pattern}(?P<main>[^\W\d_a-zà-ÿ][^.!?;:]{{0,60}}):\s+$")
MAX_TITLE, MAX_PLAIN = 160, 80  # letters of what stands below a title, and of a title
ENDED = re.compile(r"(?<=[^\W\d_]{3})\.$")  # a full stop behind a name
YEAR_BEHIND = re.compile(r"\s*\((?:1[5-9]|20)\d\d\)$")
CERTAIN = re.compile(r"\s(?:by|av|af)\s")  # other words for it are in many names: "Crónica de una muerte anunciada"
SENTENCE_END = re.compile(r"(?<=[^\W\d][.!?])\s+")


def book_of(page: Page, heads: Sequence[Head], names: Tongue) -> Found | None:
    """The one book that all sessions read from, named before the schedule."""
    first = min(head.block for head in heads)
    before = [b for b in page.blocks[:first] if b.zone is Zone.MAIN and b.shape is not Shape.ROW]
    for attempt in (book_said, _book_marked, _book_line):
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
def _title_by(code: str, most: int) -> re.Pattern[str]:
    capital = r"[^\W\d_a-zà-ÿ]"
    name = rf"(?P<name>{capital}[\w.’'-]+(?:\s+(?:de|von|van|du|da)?\s?{capital}[\w.’'-]+){{1,3}})"
    return re.compile(rf"(?P<title>{capital}[^.!?;:]{{2,{most}}}?),?\s+{one_of(code, 'by')}\s+{name}")


def book_said(block: Block, names: Tongue) -> Found | None:
    """ "The book … is Middlemarch by George Eliot"."""
    if not names.words("by").search(block.text):
        return None
    by, below = _title_by(names.code, MAX_PLAIN), _title_by(names.code, MAX_TITLE)
    for sentence in SENTENCE_END.split(block.text):
        match = below.search(sentence) if ":" in sentence else None
        main = MAIN_TITLE.search(sentence[: match.start()]) if match else None
        match = match if main else by.search(sentence)
        if match:
            *said, title = (main[0], f"{main['main']}: {match['title']}") if main else READING.split(match["title"])
            part = re.match(
                rf"(?:{one_of(names.code, 'part')})\s+(?:of|de|des|von|di|do|da|del|della|av)\s+", title, re.I
            )
            quoted = QUOTED_END.search(title)
            title = quoted[1] if quoted else (title[part.end() :] if part else title).strip(' ,"“«')
            if NO_WORK.fullmatch(title) or not (said or quoted or CERTAIN.search(match[0])):
                continue
            if not looks_like_name(title) or len(title.split()) == 1 or CERTAIN.search(match[0]):
                return Found(_whole_title(title, block), ENDED.sub("", match["name"]), sure=0.7)
    return None


def _whole_title(title: str, block: Block) -> str:
    """The title without its year; all the words of the link or the emphasis that ends with it: "Owls: A History"."""
    title = YEAR_BEHIND.sub("", title)
    marked = (span.text.strip() for span in block.spans if span.link is not None or span.em)
    return next((words for words in marked if words.endswith(f": {title}") and len(words) <= MAX_TITLE), title)


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
