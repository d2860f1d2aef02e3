"""How a reading is said on a page: what it is, how long it takes, and the ways to it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from studycircle.documents.programme import Edition, Reading, Role, Shelved
from studycircle.writers.programme.copies import copy_links, length_words, numbers_words, shelved_of
from studycircle.writers.programme.links import Link, address_of, can_be_had, outward
from studycircle.writers.programme.words import Words


@dataclass(frozen=True, slots=True)
class ReadingEntry:
    """A reading as a line of text and a run of links."""

    key: str
    role: str
    lead: str  # "Short of time? Read this instead:"
    title: str
    after: str  # "Leon Trotsky, chapters 1–3, 1906"
    time: str  # "about 40 minutes to read"
    note: str
    links: tuple[Link, ...]
    is_titled: bool = False  # its session is called the same; a row of the schedule does not say it twice

    @property
    def says_more(self) -> bool:
        """Whether it says anything besides its title."""
        return any((self.lead, self.after, self.time, self.note, self.links))


def reading_entry(
    reading: Reading, words: Words, up: str, shelf: Iterable[Shelved] = (), *, brief: bool = False
) -> ReadingEntry:
    """``reading`` as it stands in a list: the group's own copies, then other links, then what is in print.

    ``brief``: in a row of the schedule, with the copies most people want; the session's own page has them all.
    """
    text = shelved_of(reading, shelf)
    extract = text.extract(reading.part) if text else None
    copies = extract.copies if extract else ()
    own = copy_links(copies, words, up, brief=brief)
    editions = tuple(edition for edition in reading.editions if can_be_had(edition))
    links = edition_links(tuple(edition for edition in editions if edition.format != "print"), words, up)
    if text and text.link and not copies and all(link.href != outward(text.link) for link in links):
        links.append(Link(format_name("web", words), outward(text.link)))
    prints = [Link(format_name("print", words), address_of(one, up)) for one in editions if one.format == "print"]
    author = reading.author or (text.author if text else "")
    details = [author, reading.part, numbers_words(extract) if extract else ""]
    if reading.translator:
        details.append(words.gettext("translated by %(name)s") % {"name": reading.translator})
    if reading.year:
        details.append(reading.year)
    minutes = reading.minutes or (extract.minutes if extract else 0)
    length = [reading_time(minutes, words) if minutes else "", length_words(extract, words) if extract else ""]
    return ReadingEntry(
        key=reading.key,
        role=reading.role.value,
        lead=role_lead(reading.role, minutes, words),
        title=reading.title,
        after=words.comma.join(filter(None, details)),
        time=words.comma.join(filter(None, length)),
        note=reading.note,
        links=(*own, *links, *prints),
    )


def reading_time(minutes: int, words: Words) -> str:
    """How long it takes, no more exactly than anyone can know."""
    if minutes < 90:
        return words.ngettext("about %(number)s minute to read", "about %(number)s minutes to read", minutes)
    half_hours = round(minutes / 30)
    hours = f"{half_hours // 2}{'½' if half_hours % 2 else ''}"
    return words.gettext("about %(number)s hours to read") % {"number": hours}


def role_lead(role: Role, minutes: int, words: Words) -> str:
    """What stands before a reading that is not the main one; ``minutes``: how long it takes, 0 if nobody knows."""
    if role is Role.FURTHER:
        return words.gettext("To read further:")
    if role is Role.SHORTER and minutes:
        return (
            words.ngettext("Only %(number)s minute?", "Only %(number)s minutes?", minutes)
            + " "
            + words.gettext("Read this instead:")
        )
    if role is Role.SHORTER:
        return words.gettext("Short of time? Read this instead:")
    return ""


def edition_links(editions: tuple[Edition, ...], words: Words, up: str) -> list[Link]:
    """One link for each edition, all of which can be had; where two would read alike, each says where it leads."""
    names = [format_name(one.format, words) or one.label or words.gettext("the text") for one in editions]
    count = Counter(names)
    links = []
    for name, edition in zip(names, editions, strict=True):
        href = address_of(edition, up)
        host = (urlsplit(href).hostname or "").removeprefix("www.")
        told = f"{name} ({host or edition.label})" if count[name] > 1 and (host or edition.label) else name
        size = words.size(edition.size) if edition.size else ""
        links.append(Link(told, href, size, edition.language))
    return links


def format_name(format: str, words: Words) -> str:
    """A format as readers call it; "" if it is not known."""
    spoken = {
        "web": words.gettext("read online"),
        "text": words.gettext("plain text"),
        "audio": words.gettext("listen"),
        "video": words.gettext("watch"),
        "print": words.gettext("in print"),
        "pdf": "PDF",
        "epub": "EPUB",
        "kindle": "Kindle",
        "word": "Word",
    }
    return spoken.get(format, format.upper() if len(format) <= 5 else format)
