"""A text of the group's own shelf, as a page says it: the ways to read it, and how long it is."""

from collections.abc import Iterable
from urllib.parse import quote

from studycircle.documents.programme import Copy, Extract, Reading, Shelved
from studycircle.writers.programme.links import Link
from studycircle.writers.programme.words import Words

OFTEN = ("web", "epub", "pdf", "kindle")


def shelved_of(reading: Reading, shelf: Iterable[Shelved]) -> Shelved | None:
    """The text of ``reading``, if the group has it and whoever looks may know of it."""
    return next((text for text in shelf if reading.text and text.key == reading.text), None)


def copy_name(copy: Copy, words: Words) -> str:
    """One form as readers call it."""
    named = {
        "web": words.gettext("read it here"),
        "large print": words.gettext("PDF in large print"),
        "text": words.gettext("plain text"),
        "epub": "EPUB",
        "pdf": "PDF",
        "kindle": "Kindle",
        "markdown": "Markdown",
    }
    name = named.get(copy.format, copy.format.upper())
    if copy.volume:
        name = words.gettext("%(name)s, volume %(number)s") % {"name": name, "number": copy.volume}
    return name


def copy_links(copies: Iterable[Copy], words: Words, up: str, *, brief: bool = False) -> tuple[Link, ...]:
    """``copies`` as links from a page ``up`` from the group's folder, files with their size.

    ``brief``: only those most people want, without sizes, for a row among others.
    """
    if brief:
        return tuple(Link(copy_name(one, words), up + quote(one.path)) for one in copies if one.format in OFTEN)
    return tuple(
        Link(copy_name(one, words), up + quote(one.path), words.size(one.size) if one.size else "") for one in copies
    )


def length_words(extract: Extract, words: Words) -> str:
    """How much there is to read: "9,200 words, 31 pages". The numbers are rounded: nobody can know more."""
    said = []
    if extract.words:
        count = _rounded(extract.words)
        said.append(
            words.ngettext("%(number)s word", "%(number)s words", count).replace(str(count), words.count(count))
        )
    if extract.pages:
        said.append(words.ngettext("%(number)s page", "%(number)s pages", extract.pages))
    return words.comma.join(said)


def numbers_words(extract: Extract) -> str:
    """The paragraphs of a part: "¶ 12–80"; of a whole text nothing."""
    if not extract.part or not extract.first:
        return ""
    return (
        f"¶\N{NO-BREAK SPACE}{extract.first}"
        if extract.first == extract.last
        else f"¶\N{NO-BREAK SPACE}{extract.first}–{extract.last}"
    )


def _rounded(count: int) -> int:
    step = 10 if count < 1_000 else 100 if count < 20_000 else 1_000
    return max(round(count / step) * step, 1)
