"""The paragraphs in which the words stand that a question quotes, as links: "¶ 47"."""

from collections.abc import Iterable
from urllib.parse import quote

from studycircle.documents.part_found import number_order
from studycircle.documents.pins import Pin, pin_of
from studycircle.documents.programme import Extract, Question, Session, Shelved
from studycircle.writers.programme.links import Link
from studycircle.writers.programme.words import Words


def pin_links(
    session: Session, question: Question, shelf: Iterable[Shelved], words: Words, up: str
) -> tuple[Link, ...]:
    """A link for each paragraph the question quotes, from a page ``up`` from the group's folder.

    Only into texts whose reading page whoever looks may open: ``shelf`` is cut for its audience.
    """
    texts = {text.key: text for text in shelf}
    read = {one.text for one in session.readings if one.text in texts}
    links = []
    for pin in dict.fromkeys(pin for one in question.quotations if (pin := pin_of(one.place))):
        page = _page(session, texts[pin.text], pin) if pin.text in read else ""
        if page:
            number = f"¶\N{NO-BREAK SPACE}{pin.number}"
            said = number if len(read) == 1 else words.comma.join(filter(None, (texts[pin.text].title, number)))
            links.append(Link(said, f"{up}{quote(page)}#p{quote(pin.number)}"))
    return tuple(links)


def _page(session: Session, text: Shelved, pin: Pin) -> str:
    """The reading page of the part that is set, if the paragraph stands in it; else that of the whole text."""
    parts = [text.extract(one.part) for one in session.readings if one.text == text.key]
    for extract in (*(one for one in parts if one and _holds(one, pin.number)), text.extract("")):
        if extract and (page := _reading_page(extract)):
            return page
    return ""


def _reading_page(extract: Extract) -> str:
    return next((copy.path for copy in extract.copies if copy.format == "web"), "")


def _holds(extract: Extract, number: str) -> bool:
    """Whether the part surely has the paragraph: it is one run (its folder is named after its ends alone), and the
    number lies within it."""
    ends = f"p{extract.first}-{extract.last}/" if extract.first != extract.last else f"p{extract.first}/"
    is_within = number_order(extract.first) <= number_order(number) <= number_order(extract.last)
    return is_within and _reading_page(extract).endswith(f"/{ends}")


def paragraph_page(session: Session, shelf: Iterable[Shelved], number: str, up: str, *, reading: str = "") -> str:
    """The address of a paragraph that a comment names, from a page ``up`` from the group's folder; "" if nobody knows.

    It is one of the reading of that key, or, without one, of the only text the session reads.
    """
    texts = {text.key: text for text in shelf}
    read = {one.text for one in session.readings if one.text in texts and reading in ("", one.key)}
    whole = texts[next(iter(read))].extract("") if len(read) == 1 else None
    if whole is None or not number_order(whole.first) <= number_order(number) <= number_order(whole.last):
        return ""
    page = _page(session, texts[next(iter(read))], Pin(next(iter(read)), number))
    return f"{up}{quote(page)}#p{quote(number)}" if page else ""
