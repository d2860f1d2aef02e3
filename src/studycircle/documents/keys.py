"""Permanent keys: short, lower-case, readable in an address."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 60  # characters of a key made from a title
LONGEST_KEPT = 150  # of any key: what a table's column, and the name of a folder, may hold
KEY = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")

WORDS = re.compile(r"[a-z0-9]+")

OURS = frozenset({"door"})  # pages that stand beside those of sessions: what is called so gets another key

# Letters that do not fall apart into a base letter and an accent.
SPELT = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def is_key(text: str) -> bool:
    """Whether ``text`` may be a key: lower-case Latin letters, digits and inner hyphens, not too long."""
    return bool(KEY.fullmatch(text)) and len(text) <= LONGEST_KEPT


def slug(title: str) -> str:
    """``title`` as ``a-z0-9-``, cut at a word end; empty where no Latin letter or digit is in it."""
    if title.isascii() and title.isalnum():
        return title.lower()[:LONGEST]  # one plain word: nothing to take apart
    small = title.casefold()
    spread = small if small.isascii() else unicodedata.normalize("NFKD", small.translate(SPELT))
    plain = spread if spread.isascii() else "".join(mark for mark in spread if not unicodedata.combining(mark))
    words = WORDS.findall(plain.replace("'", "").replace("’", ""))
    key = ""
    for word in words:
        if key and len(key) + 1 + len(word) > LONGEST:
            break
        key = f"{key}-{word}" if key else word[:LONGEST]
    return key


def new_key(title: str, taken: Collection[str], otherwise: str = "item") -> str:
    """A key for ``title`` that is not in ``taken``; made from ``otherwise`` where the title gives none."""
    base = slug(title) or otherwise
    if base not in taken and base not in OURS:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
