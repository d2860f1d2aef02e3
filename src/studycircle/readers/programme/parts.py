"""The part of a work that is set, told apart from its title; and the year that stands behind it."""

import re
from functools import cache

from studycircle.readers.programme.language import Tongue, any_of, holds_any, one_of, tongue

YEAR_NOTE = re.compile(
    r"\s*[(\[]\s*(?P<year>(?:c\.?\s*)?(?:1[0-9]|20)\d\d(?:(?:–|--?)\d{2,4})?)(?:\s*[/;,][^()\[\]]{0,30})?\s*[)\]]"
)
LAST_BRACKETS = re.compile(r"\s*[(（\[]([^()（）\[\]]{1,160})[)）\]]\s*$")
BRACKETS = re.compile(r"[(\[（]\s*([^()\[\]（）]{1,200})\s*[)\]）]")
BARE_YEAR = re.compile(r"(?:19|20|1\d)\d\d")
AND = re.compile(r"\s+(?:and|&|und|et|y|e|och|og|en|и)\s+")
CUT = re.compile(r"\s*(?:[,;:]|\s[–—-])\s+")
OF = "of|from|von|aus|du|des|de|di|del|della|dal|dalla|do|da|av|ur|из"
OF_PART = re.compile(rf"(?:(?P<part>[^\W\d_]{{3,20}})\s+)?(?:{OF})", re.I)
OFS = tuple(f" {word} " for word in OF.split("|"))
UP_TO = re.compile(
    r"(?:(?:up\s)?(?:through|to|until)|bis(?:\szu)?|jusqu['’](?:à|au)|hasta(?:\sel)?|fino\sa(?:l|lla)?|até)\s", re.I
)
MAX_BEFORE = 60
MIN_IMPRINT = 8  # letters
LABELLED = re.compile(r"^([^\W\d_]{1,12}\.?)\s?[:：]\s?")
PUBLISHER = re.compile("文庫|新書|叢書|書房|書店|出版|社$")  # "(岩波文庫)" behind a title tells no part
PART_ENDS = re.compile(r"(?<=\w)\.\s(?!\d|[IVXLCivxlc]+\b)|$")  # "ch. 7" goes on


@cache
def part_pattern(code: str) -> re.Pattern[str]:
    """A part of a work: "chapters 1–3", "pp. 20-32", "Kapitel IV", "第1章"."""
    words = any_of(w for w in tongue(code).listed("part"))
    nth = any_of([*tongue(code).listed("ordinals"), "~~"])
    counted = any_of([*tongue(code).listed("numbers"), "~~"])
    joined = rf"\s*(?:,|{one_of(code, 'and')}|bis|to|à|a|til|till|[-–])\s*"
    several = rf"(?:{nth}(?:\s+(?:\d+|{counted}))?(?:{joined}{nth})?)"
    number = r"(?:\d[\d.,\s&–—/+-]*(?:\d|f{1,2}\b)?|[IVXLC]+\b(?:\s*[-–]\s*[IVXLC]+)?|[ivxlc]+\b|one|two|three|four|five|six|seven|eight|nine|ten)"  # noqa: E501 - one thought, one line
    number = rf"{number}(?:\s*(?:,|&|and|und|et|y|e|och|и|και|bis|to|à)\s*(?:{words}\.?\s*)?{number})*"
    return re.compile(
        rf"(?:{words}\.?\s*{number}|{several}\s+{words}|{number}\.?\s*(?:(?:er|e|ère|ème)\s)?{words}|~?\d+\s*(?:pages|pp?\.?|seiten|páginas|pagine|sidor|стр\.?|σελ\.?)(?!\w)|\w+\s+pages(?!\w)|第?[\d一二三四五六七八九十初]+[章編巻部節](?:\s*[~〜～–-]\s*第?[\d一二三四五六七八九十]+[章編巻部節])?|[前後]半)",
        re.I,
    )


@cache
def _part_at_end(code: str) -> re.Pattern[str]:
    """A part at the end of a title, with nothing but white space before it."""
    return re.compile(rf"\s+(?=(?:{part_pattern(code).pattern})[\s.)]*$)", re.I)


@cache
def _part_of(code: str) -> re.Pattern[str]:
    """A part before the title it is of: "Chapters 7–9 of …", "First half of …"; not "Ten poems of …"."""
    halves = any_of(w for w in [*tongue(code).listed("part"), "second half"] if " " in w)
    part = rf"(?P<part>(?!(?:one|two|three|four|five|six|seven|eight|nine|ten)\b){part_pattern(code).pattern}|{halves})"
    title = r"(?P<title>(?:the\s)?[“„«\"]?[^\W\d_].*)"
    return re.compile(rf"{part}\s+(?:{OF})\s+(?:the\s$|{title})?$", re.I)


def part_before(before: str, names: Tongue) -> str:
    """The part that the words before a marked title tell: "Chapters 7-9 of"; empty where they tell none."""
    match = _part_of(names.code).match(before.strip() + " ") if before and len(before) < MAX_BEFORE else None
    return match["part"].strip() if match and not match["title"] else ""


def author_and_part(before: str, names: Tongue) -> tuple[str, str]:
    """The author that the words before a marked title tell, and the part between them: "Owl, excerpts from"."""
    name, comma, rest = before.rpartition(", ")
    between = OF_PART.fullmatch(rest) if comma and len(rest) < MAX_BEFORE else None
    if between and (not between["part"] or names.words("part").fullmatch(between["part"])):
        return name, between["part"] or ""
    return before, ""


def part_inside(text: str, names: Tongue) -> tuple[str, str] | None:
    """A title and its part in "The Mill (chapter 2), Oxford: Press": behind the bracket is where it was printed."""
    for told in BRACKETS.finditer(text) if holds_any(text, "([（") else ():
        if told.start() <= 2 or len(text) - told.end() < MIN_IMPRINT or text[told.end()].isalnum():
            continue
        if part_pattern(names.code).match(told[1]) or names.words("part").match(told[1]):
            return text[: told.start()].rstrip(), told[1]
    return None


def split_part(text: str, names: Tongue) -> tuple[str, str]:
    """A title and the part of it that is set, told apart: brackets at the end, words after a comma or dash, or "of"."""
    pattern = part_pattern(names.code)
    text = text.strip(" ,;:–—-")
    of = _part_of(names.code).match(text) if holds_any(text, OFS) else None
    if of and of["title"] and of["title"].removeprefix("the ").lstrip('“„«"')[:1].isupper():
        return of["title"], of["part"].strip()
    if bracketed := part_inside(text, names):
        return bracketed
    match = LAST_BRACKETS.search(text) if text.rstrip()[-1:] in (")", "）", "]") else None
    if match and match.start() > 0:
        inner = match[1].strip()
        head = text[: match.start()]
        if pattern.search(inner) or names.words("part").search(inner) or inner[:1].islower() or names.spaceless:
            title, more = split_part(head, names)
            return title, f"{more}, {inner}" if more and more != inner else inner
        if not BARE_YEAR.fullmatch(inner) and not inner[:1].isdigit():
            return head, inner
        return split_part(head, names)
    for cut in CUT.finditer(text) if holds_any(text, ",;:–—-") else ():
        if cut.start() <= 2:
            continue
        rest = text[cut.end() :]
        up_to = UP_TO.match(rest)
        opening = pattern.match(rest, up_to.end() if up_to else 0) or (
            names.words("part").match(rest) if len(rest) < 80 else None
        )
        told = "," in cut[0] and rest[:1].islower() and len(rest) < 40  # ", the first ten pages"
        opening = opening or (pattern.search(rest) if told else None)
        also = AND.match(rest, opening.end()) if opening else None  # ", Introduction and Appendix “On weirs”"
        plain = rest[:1].islower() or (also and names.words("part").match(rest, also.end()))
        if opening and (plain or pattern.match(rest) or opening.end() == len(rest.rstrip(" ."))):
            return text[: cut.start()], rest
    match = _part_at_end(names.code).search(text)
    if match and match.start() > 2:
        return text[: match.start()].rstrip(" ,:;–-"), text[match.end() :]
    return text, ""


MAX_PART = 60
ARTICLE = re.compile(
    r"(?:the|die|der|das|den|les?|la|l['’]|los|las|el|il|i|gli|le|os?|as?|de|het|τα?|το|η)\s*(?=\S)", re.I
)
ONLY = re.compile(r"\s*(?:only|nur|seulement|solo|soltanto|só|apenas|bara|kun|alleen|только|μόνο)\.?$", re.I)


def only_part(text: str, names: Tongue) -> str:
    """The part that words name where they name nothing else: "The first two chapters only", "Part One"."""
    text = text.strip(" ,;.:–—-")
    if len(text) > MAX_PART or not (names.spaceless or names.words("part").search(text)):
        return ""
    text = ONLY.sub("", text)
    article = ARTICLE.match(text)
    bare = text[article.end() :] if article else text
    return text if part_pattern(names.code).fullmatch(bare) or part_pattern(names.code).fullmatch(text) else ""


def part_said(text: str, names: Tongue) -> tuple[str, bool] | None:
    """The part that words consist of, and whether they say so: "chapters 1-3", "Pages: 16–26"."""
    text = text.strip(" .,;")
    bare = LABELLED.sub(r"\1 ", text)
    return (bare, bare != text) if len(text) <= MAX_PART and part_pattern(names.code).fullmatch(bare) else None


def year_note(text: str) -> re.Match[str] | None:
    """The first year in brackets."""
    return YEAR_NOTE.search(text) if holds_any(text, "([") else None


def tail_part(after: str, names: Tongue) -> tuple[str, str]:
    """The part and the year that the words behind a title tell; empty where they tell none."""
    year_match = year_note(after)
    year = year_match["year"] if year_match else ""
    if year_match:
        after = after[: year_match.start()] + after[year_match.end() :]
    # "(Online: …)" tells where it is to be had, and its link may have been taken already
    brackets = (
        b
        for b in BRACKETS.finditer(after)
        if not (b[1].isdigit() or "://" in b[1] or b[1].rstrip()[-1:] in (":", "："))
    )
    if bracket := next(brackets, None):
        return "" if PUBLISHER.search(bracket[1]) else bracket[1].strip(" ,;"), year
    part = part_pattern(names.code).search(after)
    if part:
        return PART_ENDS.split(after[part.start() :])[0].strip(" ,;.–—-"), year
    rest = after.strip(" ,;.:–—-»”\"'*")
    return (
        rest if 0 < len(rest) <= 60 and names.words("part").match(rest) else "" if not names.spaceless else rest[:30]
    ), year
