"""Readings: authors, titles, parts and formats, from the words of a row, an item or a sentence."""

import re
from functools import cache

from studycircle.documents.programme import Role
from studycircle.readers.programme.around import goes_on_around, is_held_up, is_label
from studycircle.readers.programme.blocks import Span, words_of
from studycircle.readers.programme.citations import (
    IMPRINT,
    author_behind,
    authors_alone,
    cited,
    cited_work,
    in_brackets,
    linked_authors,
    names_by,
    reference,
    title_linked,
)
from studycircle.readers.programme.copies import NOT_A_READING, joined_links, own_copies, without_copies
from studycircle.readers.programme.dates import has_figure
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue, holds_any, one_of, tongue
from studycircle.readers.programme.parts import (
    author_and_part,
    only_part,
    part_before,
    part_pattern,
    split_part,
    tail_part,
    year_note,
)
from studycircle.readers.programme.persons import NAME_PARTICLES, lists_people, looks_like_name, writer_behind
from studycircle.readers.programme.tidying import QUOTES, clean_author, clean_title

CLOCK = re.compile(r"(?<!\d)[012]?\d[:.h][0-5]\d(?![\d–-])")
BIBLICAL = re.compile(
    r"(?:[1-3]\s?)?[^\W\d]{3,}(?:\s(?:of|der|des|de)\s[^\W\d]+)?\s\d{1,3}(?:[:.,]\s?\d{1,3})?(?:\s?[-–—]{1,2}\s?\d{1,3}(?:[:.]\d{1,3})?)?(?:(?:[,;]\s?|\s(?:and|und|et|y|e|och|og|en|и)\s)\d{1,3}(?:[:.,–-]\d{1,3})*)*"
)
WITH_ARTICLE = {"es": "del", "it": "del|della|dello", "pt": "do|da", "fr": "du"}  # "by" where a comma parts it
MAX_BY = 200  # letters of a title before "by"
JOINING = re.compile(r"(?:(?i:and|und|et|y|e|och|и|και|or|&)|on|of|in|for)\s")
OPENERS = re.compile("[" + "".join(QUOTES) + "]")
# What stands between straight single quotes, where they are no apostrophes.
SINGLE_QUOTED = re.compile(
    r"(?:^|(?<=[\s(]))'(?=\w)[^'\n]{3,200}(?:'\w[^'\n]{0,80}){0,4}'(?=[,.;:)]|\s+(?:\(|(?:in|from|by)\b)|$)"
)
BRACKET = re.compile(r"\([^()]*\)")
LETTER = re.compile(r"[^\W_]")
AUTHOR_SIGN = re.compile(r"\s*(?::|,|\s[–—-]|\.)\s+")
COLLECTED = re.compile(r",\s+in:?\s+(?=[^\W\d_a-zà-ÿ])")  # ", in: The Owl Reader": the book that holds an essay
# Behind author and title, who printed a book and when: ", Hackett, 1999", ", Chicago 1969".
PUBLISHED = re.compile(r",\s[A-ZÀ-Þ][^,;:()\d]{2,40},?\s(?P<year>(?:1[6-9]|20)\d\d)(?=\s*$|\s*[,;.]|\s[–—-])")
KIND = re.compile(r"[^\W\d_]{3,12}:\s+(?=[^\W\d_])")
CITED = re.compile(r"(?P<name>[^.]{3,60})\.\s+(?P<title>\S.{4,})$")
INITIALS = re.compile(r"(?P<name>(?:[A-Z]\.\s?)+[^\W\d]+(?:\s?,\s?(?:[A-Z]\.?\s?)+[^\W\d]+)*)\.\s+(?P<title>\S.{4,})$")
LAST_NAME = re.compile(r"(?:^|[.:;!?]\s+|[–—-]\s+)([^.:;!?–—]{2,80})$")
INITIAL = r"(?<=\b[^\W\d_])\."  # no end of a name
GOES_ON = re.compile(r",\s+[^\W\d_A-ZÀ-Þ].{40}")  # behind a name, a sentence that goes on
NONE = re.compile(
    r"(?:no|kein\w*|pas de|nessun\w*|sin|sem|inge[nt]|geen|нет|без|bez|brak)\s+(?:new\s+)?(?P<what>\w+)", re.I
)
MAX_TITLE = 260
LEAST_TAGLINE = 5  # words of a line in italics that tells more of a title, and begins small
MAX_WORDS = 14  # of a title that ends with a full stop
SENTENCES = re.compile(r"[^\W\d]{4}[.!?]\s+[^\W\d_a-z].*\.$", re.S)  # more than a title
# What is quoted behind these is where a passage stands, begins or ends.
BEFORE_PASSAGE = ("(", " in", " from", " until", " till", " up to", " bis", " hasta", " desde", " fino a", " até")
# "Led by X", "Texts by X, Y and Z": no title stands before the "by".
NO_WORK = re.compile(
    r"(?:led|hosted|chaired|moderated|facilitated|presented|introduced|organi[sz]ed|convened|coordinated|curated|run|taught|chosen"
    r"|(?:printed|promoted|published|posted|funded|supported)(?: and [a-z]+)?"
    r"|selected|suggested|proposed|recommended|edited|translated|written|sponsored|texts?|readings?|papers?|articles?)",
    re.I,
)
SAME = "〃"  # in an author's place: the one of the reading before


def quoted_in(text: str, start: int = 0) -> tuple[int, int, int] | None:
    """The first quotation in ``text``: its start, its end, and the length of its inner words."""
    for opener in OPENERS.finditer(text, start):
        at = opener.start()
        closers = QUOTES[text[at]]
        if text[at] in "‘”»" and at and (text[at - 1].isalnum() or text[at - 1] in ".,"):
            continue
        depth, end = 0, -1
        for i in range(at + 1, min(len(text), at + MAX_TITLE)):
            if text[i] == text[at] and (text[at] not in closers or (text[i] in "“‘" and not _closes(text, i))):
                depth += 1
            elif text[i] in closers:
                if text[i] in "’\"'" and i + 1 < len(text) and text[i + 1].isalnum() and text[i] == "’":
                    continue
                if depth == 0:
                    end = i
                    break
                depth -= 1
        if end > at + 1:
            return at, end + 1, end - at - 1
    single = SINGLE_QUOTED.search(text, start) if "'" in text else None
    return (single.start(), single.end(), single.end() - single.start() - 2) if single else None


def _closes(text: str, at: int) -> bool:
    """Whether a mark that mostly opens closes here, as in “Eels“: a letter or a stop before it, and none behind."""
    return not text[at - 1].isspace() and not (at + 1 < len(text) and text[at + 1].isalnum())


def _emphasised(spans: tuple[Span, ...]) -> tuple[int, int] | None:
    """The first run of emphasised words that is no label ("*Bonus:* *Title*"): its start and end in the joined text."""
    at, start = 0, -1
    end = -1
    for index, span in enumerate(spans):
        label = start < 0 and is_label(span, spans[index + 1 :])
        if span.em and not label and span.text.strip(" ,.;:«»“”\"'") not in ("", "et al"):
            start = at if start < 0 else start
            end = at + len(span.text)
        elif start >= 0 and span.text.strip():
            break
        at += len(span.text)
    return (start, end) if start >= 0 else None


def read_reading(spans: tuple[Span, ...], names: Tongue, *, role: Role = Role.MAIN) -> Found | None:
    """The reading that a short run of words names; ``None`` if it names none."""
    spans, copies = without_copies(spans, names)
    text = words_of(spans)
    if not text.strip(" .,;:-–—") or len(text) > 700:
        return None
    if text.endswith("..") and not LETTER.search(BRACKET.sub("", text)):
        return None  # "(main) ..." has yet to be told
    if text.count(",") > 1 and authors_alone(spans):
        return None  # three people and no work of theirs
    none = NONE.match(text)
    if IMPRINT.match(text) or (none and names.words("reading").match(none["what"])):
        return None
    for attempt in (_by_citation, _by_mark, _by_link, _by_author, _by_plain):
        found = attempt(spans, text, names)
        if found:
            title = clean_title(found.title)
            if not title or len(title) > MAX_TITLE or title.casefold() == "n/a" or names.words("tba").fullmatch(title):
                return None
            if found.sure < 0.5 and ((title.isascii() and len(title) < 2) or (title[0] == "(" and ")" not in title)):
                return None
            own = tuple(c for c in found.copies if c not in copies)
            return found._replace(title=title, role=role, copies=own + copies)
    return None


def _by_citation(spans: tuple[Span, ...], text: str, names: Tongue) -> Found | None:
    """ "Author (1997) Title": a title that nothing else marks, as it is behind the link on its authors."""
    work = (cited_work(spans, names) or reference(spans)) if holds_any(text, "([") else None
    return work or (linked_authors(spans) if spans[0].link else None)


def _by_mark(spans: tuple[Span, ...], text: str, names: Tongue) -> Found | None:
    """Quoted or emphasised titles, with the author before or "by" them."""
    joined = "".join(span.text for span in spans)
    quoted, em = quoted_in(joined), _emphasised(spans)
    if quoted and em and em[0] >= quoted[0] and em[1] <= quoted[1]:
        em = None
    if quoted and goes_on_around(spans, quoted):
        return None
    if em and not quoted and (title_linked(spans, em[0]) or in_brackets(joined, em[0])):
        return None  # the journal behind a title
    named = quoted and em and em[1] <= quoted[0] and looks_like_name(joined[em[0] : em[1]])
    if quoted and (em is None or quoted[0] <= em[0] or (named and not joined[em[1] : quoted[0]].strip(" ,:"))):
        start, end = quoted[0], quoted[1]
        title = joined[start + 1 : end - 1]
    elif em:
        start, end = em
        title = joined[start:end]
        if len(title) > len(text) - 3 and title.endswith(".") and len(title.split()) > MAX_WORDS:
            return None  # a remark
        if CLOCK.search(title) or (title[0].islower() and len(title.split()) > LEAST_TAGLINE and start < 1):
            return None  # "Starts at 15:00!", "for all who were never asked"
        if is_held_up(joined[:start], joined[end:]) and not part_pattern(names.code).match(joined[end:].lstrip()):
            return None
        following = re.match(r"\s*:\s*(?=\S)", joined[end:])
        if following and start <= 2:
            title, end = joined[start:], len(joined)
            return Found(title, "", "", sure=0.85, copies=own_copies(spans))
    else:
        return None
    before, after = joined[:start].strip(' ,;:–—-*«»“"('), joined[end:]
    citation = cited(joined)
    if citation and citation.end() - 1 == start:
        before = citation["names"]
    set_part = part_before(before, names)
    before = "" if set_part else before
    by_whom, of_it = author_and_part(before, names)
    if by_whom != before and looks_like_name(by_whom):
        before = by_whom
    if f" {before}".endswith(BEFORE_PASSAGE) or not title.strip() or (title[-1] == "." and SENTENCES.search(title)):
        return None
    author = before
    if before and not looks_like_name(before):
        opening = LAST_NAME.search(before)
        name = opening[1] if opening else before
        author = name.strip() if looks_like_name(name) else ""
        by = _by(names.code).match(after)
        sentence = len(before.split()) > 4 and not names.words("reading", "further", "main").search(before)
        if not author and not by and (len(before) > 60 or sentence):
            return None
    by = _by(names.code, '[»”"]?').match(after) if names.listed("by") else None
    if by and looks_like_name(by["name"]) and (not author or re.search(r"\bby\b", by[0])):
        author, after = names_by(by, after)
    elif (em and quoted is None and len(before) <= len("A. B.")) or names.spaceless:
        behind, end = writer_behind(after) if names.spaceless else author_behind(after, names)
        author, after = behind or author, after[end:]
    part, year = tail_part(after, names)
    part = set_part or part or of_it
    year = year or (citation["year"] if citation else "")
    corner = "corner" if not author and names.spaceless and joined[start] == "「" else ""  # which quote anything
    told = 0.95 if author else 0.4 if corner else 0.8
    return Found(title, clean_author(author), part, year=year, sure=told, copies=own_copies(spans), how=corner)


def _by_link(spans: tuple[Span, ...], text: str, names: Tongue) -> Found | None:
    """The words of a link are the title; before it may stand the author."""
    joined = joined_links(spans)
    first = next((i for i, s in enumerate(joined) if s.link is not None and s.text.strip(" []")), None)
    if first is None or joined[first].link is None or (joined[first].link or "").startswith(("mailto:", "tel:")):
        return None
    title = joined[first].text.strip()
    before = words_of(joined[:first]).strip(' ,;:–—-«“"')
    after = "".join(s.text for s in joined[first + 1 :])
    if NOT_A_READING.match(title) or len(title) < 2:
        return None
    author = ""
    set_part = part_before(before, names)
    before = "" if set_part else before
    by_whom, of_it = author_and_part(before, names)
    if by_whom != before and looks_like_name(by_whom):
        before = by_whom
    if before:
        kind = KIND.match(before)  # "Audio: Ada Owl"
        if looks_like_name(by_whom := before[kind.end() :] if kind else before):
            author = by_whom
        elif len(before.split()) > 6:
            return None
        else:
            title = f"{before} {title}" if not before.endswith(":") else title
    by = _by(names.code).match(after) if names.listed("by") else None
    if by and looks_like_name(by["name"]):
        author, after = names_by(by, after)
    elif not before:
        author, end = author_behind(after, names)
        after = after[end:]
    part, year = tail_part(after, names)
    part = set_part or part or of_it
    lead = CITED.match(title)
    if not author and lead and looks_like_name(re.sub(r"\b[A-Z]$", "", lead["name"])) and "," in lead["name"]:
        author, title = lead["name"], lead["title"]
    if not author and (abbreviated := INITIALS.match(title)):
        author, title = abbreviated["name"], abbreviated["title"]
    return Found(title, clean_author(author), part, year=year, sure=0.85, copies=own_copies(spans))


@cache
def _by(code: str, mark: str = "") -> re.Pattern[str]:
    """ "by Author" behind a title, and behind a ``mark`` that closes it."""
    return re.compile(
        rf"\s*{mark},?\s*(?:{one_of(code, 'by')})(?:\s+|(?<=['’]))(?P<name>(?:(?!\s[–—-]\s)[^,.;:(\[]|{INITIAL})+)",
        re.I,
    )


@cache
def _title_by(code: str, comma: str = ",?", least: int = 2) -> re.Pattern[str]:
    """ "Title by Author", with what follows after a sign; the title has ``least`` letters."""
    title, name = rf"(?P<title>.{{{least},{MAX_BY}}}?)", rf"(?P<name>(?:[^,.;:(\[]|{INITIAL}){{3,80}}?)"
    elided = rf"|{one_of(code, 'by')}(?<=['’])" if any(word.endswith("'") for word in tongue(code).listed("by")) else ""
    by = one_of(code, "by") if comma != "," else f"(?:{one_of(code, 'by')}|{WITH_ARTICLE.get(code, '~~')})"
    return re.compile(rf"{title}{comma}\s+(?:(?:{by})\s+{elided}){name}(?P<more>\s*[,(\[;.:].*)?$")


def _by_after(plain: str, names: Tongue) -> re.Match[str] | None:
    """The "by" of "Title by Author": in "Cent ans de solitude de Gabriel García Márquez" the one before a name."""
    by = _title_by(names.code).match(plain)
    while by and not by["name"][0].isupper() and names.code != "en" and by.start("name") + 2 <= MAX_BY:
        later = _title_by(names.code, least=by.start("name") + 2).match(plain)
        if later is None:
            break
        by = later
    return by


def _sure_of(by: re.Match[str], names: Tongue, *, parted: bool) -> float:
    """How sure it is that "… by …" tells a title and its author: "de", "di" and "von" are parts of names as well.

    ``parted``: from the title by a comma, where they are none.
    """
    title, name, more = by["title"], by["name"], by["more"] or ""
    if GOES_ON.match(more) and not part_pattern(names.code).search(more):
        return 0.0  # "… est la mort de Roland Barthes, renversé par une camionnette …"
    if re.search(r"\s(?:by|av|af)\s", by[0]):  # words that are in no name
        return 0.0 if "," in title and looks_like_name(title.split(",")[0]) else 0.8
    if (
        parted
        and len(title.split()) > 2
        and name[0].isupper()
        and by.string[by.end("title") + 1 :].lstrip()[0].islower()
    ):
        return 0.8  # "Le barbier de Séville, de Beaumarchais"
    if len(name.split()) < 2 or not name[0].isupper():
        return 0.0
    if parted or not looks_like_name(title.split(",")[0]):
        return 0.8
    rest = more.strip(" ,;:.")
    told = more.lstrip()[:1] in ("(", "[") or part_pattern(names.code).match(rest)
    ends = not rest or rest[0].islower()  # "…, to be had in any bookshop"
    return 0.7 if "," not in title and (told or (ends and (len(title.split()) > 1 or _is_full(name)))) else 0.0


def _is_full(name: str) -> bool:
    """Whether a name has a given name and a surname, and is no "Góngora y Argote" that goes on from "Luis de"."""
    words = name.split()
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _title_then_author(plain: str, names: Tongue) -> tuple[re.Match[str] | None, float]:
    """ "Title by Author", and how sure it is that this is one."""
    if not names.listed("by"):
        return None, 0.0
    apart = "," in plain and names.code != "en"  # "Niebla, de Miguel de Unamuno"
    parted = _title_by(names.code, ",").match(plain) if apart else None
    by = parted or _by_after(plain, names)
    return by, _sure_of(by, names, parted=parted is not None) if by and looks_like_name(by["name"]) else 0.0


def _by_author(spans: tuple[Span, ...], text: str, names: Tongue) -> Found | None:
    """ "Author, Title", "Author: Title", "Title by Author", "Author. Title"."""
    text = " ".join(text.split()).strip(" .,;")
    year_match = year_note(text)
    year = year_match["year"] if year_match else ""
    plain = (text[: year_match.start()] + text[year_match.end() :]) if year_match else text
    while " ," in plain:
        plain = plain.replace(" ,", ",")
    printed = PUBLISHED.search(plain, plain.find(",") + 1) if year_note(plain) is None and "," in plain else None
    if printed:
        year, plain = printed["year"], plain[: printed.start()] + plain[printed.end() :]
    by, sure = _title_then_author(plain, names)
    if by and sure:
        part, _ = tail_part(by["more"] or "", names)
        title, own = split_part(by["title"], names)
        if NO_WORK.fullmatch(title):
            return None
        if re.search(rf"(?:{one_of(names.code, 'reading')})$", title, re.I) and len(title.split()) > 1:
            return None
        return Found(title, clean_author(by["name"]), part or own, year=year, sure=sure, copies=own_copies(spans))
    for match in AUTHOR_SIGN.finditer(plain):
        name, rest = plain[: match.start()], plain[match.end() :]
        sign = match[0].strip()
        if sign == "." and (len(name.split()[-1].strip(".")) <= 2 or "," not in name):
            continue
        if not looks_like_name(name) or not rest or JOINING.match(rest):
            continue
        words = [w for w in name.split() if w.casefold().strip(".,") not in NAME_PARTICLES]
        if sign == "," and lists_people(words, rest):
            continue
        if re.search(r"\sby\s[A-Z]", rest) or (names.words("reading").search(rest) and len(rest.split()) <= 2):
            continue
        if (
            part_pattern(names.code).match(rest)
            or only_part(rest, names)
            or names.words("leader", "session").match(name)
        ):
            continue
        title, part = split_part(rest, names)
        if not (title := COLLECTED.split(title)[0]) or ((len(words) == 1 or sign == ":") and title[:1].islower()):
            continue  # "Ann, something on birds", "Middlemarch: a novel"
        return Found(
            title,
            clean_author(name),
            part,
            year=year,
            sure=0.75 if len(words) > 1 or printed else 0.55,
            copies=own_copies(spans),
            how="plain",
        )
    return None


def _by_plain(spans: tuple[Span, ...], text: str, names: Tongue) -> Found | None:
    """Words that name a part of something ("Chapters 3–4", "Mark 1:1–15") or, hardly sure, anything."""
    text = " ".join(text.split()).removesuffix(".")
    if len(text) > 180:
        return None
    figures = has_figure(text)
    if figures and BIBLICAL.fullmatch(text.strip(" .")):
        return Found(text.strip(" ."), sure=0.7)
    title, part = split_part(text, names)
    if title.rstrip().endswith(("+", "&")):
        return None  # "Planning + section 1"
    year_match = year_note(title)
    if year_match:
        title = title[: year_match.start()] + title[year_match.end() :]
    if figures and BIBLICAL.fullmatch(title):
        return Found(title, part=part, sure=0.7)
    year = year_match["year"] if year_match else ""
    return Found(title, "", part, year=year, sure=0.55 if year else 0.45 if part else 0.2, copies=own_copies(spans))
