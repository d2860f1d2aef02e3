"""Keys for what a reader finds: from titles where these have Latin letters enough, else counted."""

import unicodedata

from studycircle.documents.keys import LONGEST, slug


def key_of(title: str) -> str:
    """A key from a title; empty where most of its letters are of another script."""
    if not title:
        return ""
    key = slug(title)
    if title.isascii() and len(title) <= LONGEST:
        return key  # nothing was left out
    letters = sum(mark.isalpha() for mark in unicodedata.normalize("NFKC", title))
    return key if sum(mark.isalpha() for mark in key) * 2 >= letters else ""


class Keys:
    """Gives each sibling a key of its own."""

    def __init__(self, fallback: str) -> None:
        self.fallback = fallback
        self.used: set[str] = set()
        self.count = 0

    def key(self, title: str) -> str:
        """The next key; a title seen before gets a number behind it."""
        self.count += 1
        base = key_of(title) or f"{self.fallback}-{self.count}"
        key, number = base, 2
        while key in self.used:
            key, number = f"{base}-{number}", number + 1
        self.used.add(key)
        return key
