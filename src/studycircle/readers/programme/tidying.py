"""Titles and authors without the signs around them."""

import re

from studycircle.readers.programme.language import holds_any

QUOTES = {"“": "”“″", "„": "“”‟\"", "«": "»", "»": "«", "「": "」", "『": "』", '"': '"', "‘": "’‘", "‚": "‘’", "《": "》", "〈": "〉", "”": "”", "‹": "›", "″": "″"}  # fmt: skip  # noqa: E501 - one thought, one line
TRANSLATED = re.compile(
    r",\s+(?:translated|transl?\.|übersetzt|übers\.|aus dem \w+ von|traduit|trad\.|traducción|traduzione|tradução|tradotto|traducido|traduzido|översatt|översättning|перевод|пер\.|vertaald).*$",  # noqa: E501 - one thought, one line
    re.I,
)
WRITTEN = re.compile(r"(?<=[\u3040-\u9fff]{2})\s?著$")  # "岩田みず著"
EMPTY_BRACKETS = re.compile(r"\s*[\[(（][\s|/,;·•]*[\])）]\s*")


def clean_title(title: str) -> str:
    """A title without its quotation marks, the signs around it, and who translated it."""
    title = " ".join(title.replace("\n", " ").split())
    if "," in title:
        title = TRANSLATED.sub("", title)
    if holds_any(title, "[(（"):
        title = EMPTY_BRACKETS.sub(" ", title)
    title = title.strip().strip(" ,;:–—|*_")
    while (
        len(title) > 1
        and title[0] in QUOTES
        and title[-1] in QUOTES[title[0]]
        and not any(c in title[1:-1] for c in QUOTES[title[0]])
    ):
        title = title[1:-1].strip()
    if title[:1] in '«»“”"' and title.count('"') != 2 and not any(c in title[1:] for c in '»”"'):
        title = title[1:].strip()
    if title[-1:] in "»”" and not any(c in title for c in "«“„"):
        title = title[:-1].strip()
    title = title.rstrip(",;")
    if title.endswith(".") and not title.endswith("..") and title.count(".") == 1 and len(title) > 3:
        title = title[:-1]
    return title


def clean_author(author: str) -> str:
    """An author without "by" and the signs around the name."""
    if not author:
        return ""
    author = " ".join(author.split()).replace(" ,", ",").strip(" ,;:–—-*_•[]+")
    author = re.sub(r"(?<=[^\W\d_]{3})\.$", "", author)  # the end of a citation's first part; an initial keeps its own
    author = author if author.isascii() else WRITTEN.sub("", author)
    return re.sub(r"^(?:by|von|par|di|de)\s+", "", author)
