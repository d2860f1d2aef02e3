"""Whether words are the name of a person, or of several."""

import re
from collections.abc import Sequence

from studycircle.readers.programme.language import holds_any

NAME_PARTICLES = {"de", "du", "von", "van", "der", "den", "la", "le", "del", "della", "di", "da", "dos", "das", "al", "bin", "ibn", "ter", "zu", "y", "e", "et", "und", "and", "och", "и", "και", "&", "with", "af", "av", "d’", "d'", "ten", "el", "lo", "og", "en", "i", "a", "ja", "ve", "és"}  # fmt: skip  # noqa: E501 - one thought, one line
NAME_WORD = re.compile(
    r"(?:[dlDLO][’'])?[^\W\d_][^\W\d_’'.-]*(?:[-’'][^\W\d_]+)*\.?|[A-ZÀ-ÞА-ЯΑ-Ω]\.(?:-?[A-ZА-ЯΑ-Ω]\.)*"
)
ARTICLES = frozenset({"The", "Der", "Die", "Il", "Gli"})  # "El Greco" and "Le Guin" are people
ROMAN = re.compile(r"[IVXLC]{2,}")
ASIDE = re.compile(r"«[^»]*»|“[^”]*”|\([^)]*\)")
GOES_ON = re.compile(r"\((?:cont|forts|suite|segue|seguito|cont\w+|fortsetzung|forts\w+)\.?\)", re.I)  # a topic does
TOPICAL = re.compile(r"[\u30a0-\u30ff\u4e00-\u9fff](?:で|に|と|から)?[はをが]$")  # "この回では" in a sentence
LISTED = re.compile(r",\s+(?:(?:and|und|et|y|e|och|&)\s+)?|\s(?:and|und|&)\s+")  # between one full name and the next
MAX_LISTED, MAX_FULL = 18, 4  # words of several names, and of one
SECOND_AUTHOR = re.compile(r"([^,]{2,40}),\s+(\S.*)$")
AND = re.compile(r"(?:and|und|et|y|e|och|и|και|&)\s")
BETWEEN_NAMES = re.compile(r"[\s,;/&]+")

CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
# "岩田みず著" behind a title in corner brackets, or the name alone at the end; "第2章", "の後半", "新潮文庫" are none
WRITER = re.compile(rf"[\s・/／(（]*(?P<name>[{CJK}][{CJK}・＝\s]{{0,20}}?)\s?(?:著|作|지음)(?![{CJK}])")
BARE_WRITER = re.compile(r"[\s・/／]*(?P<name>[\u30a0-\u30ff]+[・＝][\u30a0-\u30ff・＝]+|[\u4e00-\u9fff]{2,4}\s?[\u3040-\u30ff\u4e00-\u9fff]{0,4})\s*(?=$|[（(])")  # fmt: skip  # noqa: E501 - one thought, one line
NO_WRITER = re.compile("[章編巻部節頁回社版会読全続訳話第初]|文庫|新書|前半|後半|最後|以降|まで|から")


def writer_behind(after: str) -> tuple[str, int]:
    """The writer that Japanese, Chinese or Korean words behind a title name, and where the name ends."""
    if after.isascii():
        return "", 0
    told = WRITER.match(after)
    if not told and ((bare := BARE_WRITER.match(after)) and not NO_WRITER.search(bare["name"])):
        told = bare
    return (told["name"].strip(), told.end()) if told else ("", 0)


def looks_like_name(text: str, *, strict: bool = True) -> bool:
    """Whether words look like the name of one or more people."""
    text = text.strip(" ,;:*_")
    if not text or len(text) > 90 or text[-1] in "?!" or any(map(str.isdigit, text)):
        return False
    if ("(" in text and GOES_ON.search(text)) or (text[-1] in "はをが" and TOPICAL.search(text)):
        return False
    plain = ASIDE.sub(" ", text).strip() if holds_any(text, "«“(") else text
    words = [word for word in BETWEEN_NAMES.split(plain) if word]
    if not words or len(words) > MAX_LISTED or words[0] in ARTICLES:
        return False
    capital = 0
    for word in words:
        if word.casefold().strip(".,") in NAME_PARTICLES or word.lower() in ("et", "al", "al.", "ed.", "eds.", "(ed.)"):
            continue
        if (
            not NAME_WORD.fullmatch(word)
            or ROMAN.fullmatch(word)
            or not (word[0].isupper() or ord(word[0]) > 0x2E80 or word[1:2] in "’'")
        ):
            return False
        capital += 1
    if capital > 7 and "," in text:
        return all(1 < len(name.split()) <= MAX_FULL for name in LISTED.split(plain))
    return 0 < capital <= (7 if "," in text or " and " in text else 5 if strict else 6)


def lists_people(words: Sequence[str], rest: str) -> bool:
    """Whether ``rest`` goes on with another name behind that of ``words``: "Marx, Engels, The Manifesto"."""
    following = SECOND_AUTHOR.match(rest)
    if not following or AND.match(following[1]):
        return following is not None
    second = looks_like_name(following[1]) and len(following[1].split()) <= 2
    return len(words) == 1 and second and len(following[2].split()) > 1
