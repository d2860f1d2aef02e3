"""Works cited as scholars do: "Luck, S.J. & Vogel, E.K. (1997) The capacity of visual working memory. Nature 390"."""

import re

from studycircle.readers.programme.blocks import Span, slice_spans, words_of
from studycircle.readers.programme.copies import joined_links, own_copies
from studycircle.readers.programme.dates import numbers_in
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue
from studycircle.readers.programme.parts import part_inside, part_pattern, tail_part
from studycircle.readers.programme.persons import looks_like_name

YEAR_AFTER_NAMES = re.compile(
    r"(?:[^:()]{2,40}:\s+)?(?P<names>[^\W\d][^()\[\]:;?!“”\"„«»]{1,160}?)\s*[(\[](?P<year>(?:1[5-9]|20)\d\d)[a-z]?[)\]]"
    r"[.,:]?\s+(?P<rest>[^\W\d_a-z]|[\d“\"„«'‘*])"
)
# Whoever put a work into print, and where; no work of its own.
IMPRINT = re.compile(
    r"(?:translated|edited|trans\.|transl\.|eds?\.|introduced|illustrated|übersetzt|herausgegeben|hg\.|hrsg\.|traduit"
    r"|traducid[oa]|traducción|tradott[oa]|traduzione|traduzid[oa]|tradução|översatt|övers\.|перевод|пер\.)\s",
    re.I,
)
SENTENCE_END = re.compile(r"(?<=[^\W\d]{2})[.?!](?=\s)|(?<=\d)\.(?=\s)")
INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s-]?){1,4}")
AUTHORS_PARTED = re.compile(r",\s*(?:and\s+)?|;\s*|\s+(?:and|&|und|et|y|e|och)\s+")
CAPITAL = r"[^\W\d_a-zà-ÿ][^\W\d]*"
ET_AL = re.compile(
    rf"(?P<title>.{{15,}}?)(?:,\s+|\n)(?P<author>{CAPITAL}(?:[ .’'-]+{CAPITAL}){{0,3}}\.?,?\s+et\.?\s+al\b)"
)
AFTER_YEAR = re.compile(
    rf"(?:/(?:1[5-9]|20)\d\d)?[a-z]?(?P<bracket>\)[.:]?|\.)\s+"
    rf"(?:(?P<title>{CAPITAL}.{{7,250}}?)(?:\.\s|(?<=[?!])\s|\.?$)|[“\"](?P<quoted>[^“”\"]{{8,250}})[”\"](?!;))"
)
BEFORE_QUOTED = re.compile(
    r"(?P<author>[^“”\"]{4,200}?)(?P<more>,? et al)?\.\s+[“\"](?P<title>[^“”\"]{8,250})[”\"](?!\s*(?:and|und|et|&|;|[“\"]))"  # noqa: E501 - one thought, one line
)
# "Berg SA. 1992. Its title. …", "Berg KA, CR Dahl, et al. 2021. Its title? …": initials without stops
INITIALLED = re.compile(
    rf"(?P<author>{CAPITAL}(?:[ -]{CAPITAL})?\s[A-Z]{{1,3}}(?=[.,])[^()“”\":?]{{,200}}?)\.?\s(?P<year>(?:1[89]|20)\d\d)"
    rf"\.\s+(?P<title>{CAPITAL}.{{7,250}}?)(?:\.\s|(?<=[?!])\s|\.?$)"
)
UNPRINTED = re.compile(r"\b(?:[Ff]orthcoming|[Ii]n press|n\.d)\b")
SURNAME_FIRST = re.compile(
    rf"(?P<authors>(?:{CAPITAL}[\s-]){{0,2}}{CAPITAL},\s+{CAPITAL}(?:\s(?:{CAPITAL}|{CAPITAL[:-1]}\.|d[aeio]s?|von|van)){{0,3}}"
    rf"(?:\s?;\s+(?:{CAPITAL}[\s-]){{0,2}}{CAPITAL},\s+{CAPITAL}(?:\s(?:{CAPITAL}|d[aeio]s?)){{0,3}})*)\.\s+(?=[^\W\d_a-z])"
)  # "Owl, Ada; Finch, Ben. "
PRINTED = re.compile(r"\bIn:|\b(?:1[5-9]|20)\d\d\b")
CITATION = re.compile(r"(?:full )?(?:citation|reference|zitat|cita|citazione|citação)\s?:\s+(?=\S)", re.I)
AUTHOR_BEHIND = re.compile(
    r"\s*(?:,\s+(?P<name>[^,;:()\[\]]{4,60}?)\s*(?=$|[,;(\[])"
    r"|\((?P<bracket>[^()]{3,60}?)(?P<year>,?\s+(?:\d\d-)?(?:19|20)\d\d[a-z]?)?\)"
    r"|[-–—]\s(?P<dashed>[^;:()\[\]]{4,80}?)\s(?=\((?:1[4-9]|20)\d\d\)))"  # " - Ada Owl (1848)"
)
# "Its title. Owl & Elm (1980)"
WORK_AND_YEAR = re.compile(
    rf"(?P<title>{CAPITAL[:-1]}*\s[^.?!:]{{8,200}}[.?!])\s+(?P<author>{CAPITAL}(?:\set al\.?|\s(?:&|and)\s{CAPITAL})?)"
    r"\s\((?P<year>(?:1[5-9]|20)\d\d)[a-z]?\)\.?"
)
PRESS = re.compile(
    r"(?:press|books|publish\w*|university|verlag|universität|[ée]dition\w*|editori\w*|editora|editrice)\b", re.I
)
ALSO = re.compile(r",?\s+et\.? al\b\.?")
JOINS = re.compile(r"(?:and|und|et|y|e|och|&)\s")
MAX_AUTHORS = 320  # characters
LEAST_WORDS = 3  # of a title that nothing marks


def cited(text: str) -> re.Match[str] | None:
    """The names and the year that ``text`` opens with, where a title follows."""
    match = YEAR_AFTER_NAMES.match(text)
    return match if match and looks_like_name(match["names"]) else None


def cited_work(spans: tuple[Span, ...], names: Tongue) -> Found | None:
    """A work whose title stands in plain letters behind names and a year."""
    text = "".join(span.text for span in spans)
    match = cited(text)
    if not match or match["rest"] in "“\"„«'‘*":
        return None
    start, at = match.start("rest"), 0
    for span in spans:
        if span.em and at <= start < at + len(span.text):
            return None  # its marks tell better where it ends
        at += len(span.text)
    end = SENTENCE_END.search(text, start)
    stop = len(text) if end is None else end.end() if end[0] in "?!" else end.start()
    title, part = text[start:stop], tail_part(text[stop:], names)[0]
    if (inside := part_inside(text[start:], names)) and len(inside[0]) < len(title):
        title, part = inside
    author, copies = match["names"].strip(" ,"), own_copies(spans)
    return Found(title, author, part, year=match["year"], sure=0.85, copies=copies)


def work_et_al(spans: tuple[Span, ...]) -> Found | None:
    """The work of "Its title, A. Author et al., where it was printed", or of "Its title. Author (1980)"."""
    text = words_of(spans)
    if last := WORK_AND_YEAR.fullmatch(text):
        title = last["title"].removesuffix(".")
        return Found(title, last["author"], year=last["year"], copies=own_copies(spans), sure=0.85)
    match = ET_AL.match(text)
    if not match:
        return None
    return Found(match["title"].replace("\n", " "), f"{match['author']}.", copies=own_copies(spans), sure=0.8)


def reference(spans: tuple[Span, ...]) -> Found | None:
    """The work of a reference: "Author, A., & Other, B. (2018). Its title. …", "Author, A. 2018. “Its title.” …" or
    without a year."""
    text = words_of(spans)
    if label := CITATION.match(text):
        return reference(slice_spans(spans, label.end()))
    years = [span for span in numbers_in(text) if span[1] - span[0] == 4]
    if unprinted := UNPRINTED.search(text[:MAX_AUTHORS]):
        years.append(unprinted.span())
    for start, end in years:
        match = AFTER_YEAR.match(text, end) if 3 < start < MAX_AUTHORS else None
        if match and (text[start - 1] == "(") == (match["bracket"] != ".") and _are_authors(text[:start]):
            title = _marked_at(spans, match.start("title")) or match["title"] or match["quoted"]
            title = title.strip(" .,")
            year = text[start:end] if text[start].isdigit() else ""
            return Found(
                title, text[:start].strip(" ,:(").removesuffix("."), year=year, copies=own_copies(spans), sure=0.9
            )
    if inverted := _surname_first(text):
        return inverted._replace(copies=own_copies(spans))
    if dated := INITIALLED.match(text):
        title = _marked_at(spans, dated.start("title")) or dated["title"]
        return Found(title.strip(" .,"), dated["author"], year=dated["year"], copies=own_copies(spans), sure=0.9)
    quoted = BEFORE_QUOTED.match(text) if '. "' in text or ". “" in text else None
    if quoted and _are_authors(quoted["author"]):
        author = f"{quoted['author']}{quoted['more']}." if quoted["more"] else quoted["author"]
        return Found(quoted["title"].strip(" .,"), author, copies=own_copies(spans), sure=0.9)
    return None


def _surname_first(text: str) -> Found | None:
    """The work of "OWL, Ada; FINCH, Ben. Its title. Place: press, year", as bibliographies have it."""
    match = SURNAME_FIRST.match(text) if ", " in text and ". " in text else None
    if match is None or not looks_like_name(match["authors"].replace(";", ",")):
        return None
    end = SENTENCE_END.search(text, match.end())
    stop = len(text) if end is None else end.end() if end[0] in "?!" else end.start()
    title = text[match.end() : stop].strip(" .,")
    listed = ";" in match["authors"] or match["authors"].split(",")[0].isupper()
    year = PRINTED.search(text, stop)
    if not (listed or year) or len(title) < 3:
        return None
    return Found(title, match["authors"], year=year[0] if year and year[0].isdigit() else "", sure=0.85)


def linked_authors(spans: tuple[Span, ...]) -> Found | None:
    """The work of "[A. Author et al.](where it is) Its title": the link is on its authors, and the title follows."""
    first, *others = joined_links(spans) or [Span("")]
    authors = first.text.strip(" :,")
    if not first.link or not (authors.endswith(".") or len(AUTHORS_PARTED.split(ALSO.sub(" & ", authors))) > 1):
        return None
    title = words_of(span for span in others if not span.link).strip(" ,:–—-")
    end = SENTENCE_END.search(title)
    title = title[: end.end()] if end else title
    if len(title.split()) < LEAST_WORDS or title[0].islower() or looks_like_name(title):
        return None
    named = all(looks_like_name(name) for name in AUTHORS_PARTED.split(ALSO.sub("", authors)) if name)
    return Found(title.strip(" ."), _as_author(authors), copies=own_copies(spans[:1]), sure=0.85) if named else None


def title_linked(spans: tuple[Span, ...], end: int) -> bool:
    """Whether words up to ``end`` are a linked title and those who wrote it: "[Its title] A. Author, *Journal*"."""
    first = joined_links(spans)[0]
    authors = "".join([span.text for span in spans])[len(first.text) : end].strip(" \n·•|,;:–—-")
    behind = looks_like_name(authors) and not JOINS.match(authors)
    return first.link is not None and len(first.text.split()) > 2 and behind


def _as_author(names: str) -> str:
    """Names as an author is told: the stop behind the last is none of theirs, but for "et al."."""
    return names if ALSO.search(names) else names.removesuffix(".")


def _marked_at(spans: tuple[Span, ...], start: int) -> str:
    """The words of a link or in italics that begin where the title does: they end where it does."""
    at = 0
    for span in spans:
        if at == start and (span.link or span.em) and len(span.text) > (2 if span.em else 8):
            return span.text
        at += len(span.text)
    return ""


def authors_alone(spans: tuple[Span, ...]) -> str:
    """The names of people, where words are nothing else: "A. Berg, Carl Dahl & Eva Falk", "A. Berg, et al."."""
    text = words_of(spans).strip(" ,;")
    if any(span.link or span.em for span in spans) or "\n" in text:
        return ""
    names = [name for name in AUTHORS_PARTED.split(ALSO.sub("", text)) if name]
    full = all(looks_like_name(name) and 1 < len(name.split()) < 6 for name in names)
    return text if names and full else ""


def _are_authors(text: str) -> bool:
    """Whether words are names, surname first or last: "White, C. W., & Quinn, I."."""
    names = [name for name in AUTHORS_PARTED.split(text.strip(" .,:&(")) if name.strip(" &.…")]
    return len(names) > 1 and all(INITIALS.fullmatch(name) or looks_like_name(name.strip(" &")) for name in names)


def names_by(by: re.Match[str], after: str) -> tuple[str, str]:
    """The author behind "by", all of them where nothing but names follows, and what stands behind."""
    everybody = after[by.start("name") :].strip(" .")
    if by.end() < len(after) and all(looks_like_name(name) for name in AUTHORS_PARTED.split(everybody)):
        return everybody, ""
    return by["name"].strip(), after[by.end() :]


def author_behind(after: str, names: Tongue) -> tuple[str, int]:
    """The full name behind a title, after a comma or in brackets, and where it ends; no publisher and no part."""
    match = AUTHOR_BEHIND.match(after)
    name = (match["name"] or match["bracket"] or match["dashed"]).strip() if match else ""
    if match is None or not looks_like_name(name) or (" " not in name and not match["year"]):
        return "", 0
    return ("", 0) if PRESS.search(name) or part_pattern(names.code).search(name) else (name, match.end())


def in_brackets(text: str, at: int) -> bool:
    """Whether a place is inside a bracket that stands behind other words."""
    opening = text.rfind("(", 0, at)
    return opening > 0 and ")" not in text[opening:at] and bool(text[:opening].strip())
