"""Whether words are the name of a person, or of several."""

import re

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
BETWEEN_NAMES = re.compile(r"[\s,;/&]+")


def looks_like_name(text: str, *, strict: bool = True) -> bool:
    """Whether words look like the name of one or more people."""
    text = text.strip(" ,;:*_")
    if not text or len(text) > 90 or text[-1] in "?!" or any(map(str.isdigit, text)):
        return False
    if ("(" in text and GOES_ON.search(text)) or (text[-1] in "はをが" and TOPICAL.search(text)):
        return False
    plain = ASIDE.sub(" ", text).strip() if holds_any(text, "«“(") else text
    words = [word for word in BETWEEN_NAMES.split(plain) if word]
    if not words or len(words) > 14 or words[0] in ARTICLES:
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
    return 0 < capital <= (7 if "," in text or " and " in text else 5 if strict else 6)
