"""The course reader: a whole series in one book, from its programme and the texts it reads.

Cover, programme, how to come along; then for every session its notes, its readings or the parts of them that are set,
and its questions. Paragraph numbers are those each reading has in every other format; nothing else is numbered.
Records of meetings are not in it: it is the book one brings along.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from studycircle.documents.programme import Programme
from studycircle.documents.schedule import language_of
from studycircle.documents.text import Text
from studycircle.writers.programme import paper as print_
from studycircle.writers.programme.links import series_uid, urn
from studycircle.writers.programme.pages import slot_of, span_of
from studycircle.writers.programme.words import Words
from studycircle.writers.text.course_draft import Draft
from studycircle.writers.text.course_front import add_front, add_sources
from studycircle.writers.text.course_session import add_session
from studycircle.writers.text.epub import EpubOptions, write_epub
from studycircle.writers.text.pdf import MOST_PAGES, write_text_pdf
from studycircle.writers.text.pdf_layout import Cover


def course_text(programme: Programme, texts: Mapping[str, Text], *, now: dt.datetime, address: str = "") -> Text:
    """The series as one text. ``texts``: those of its readings that may be in it, by ``Reading.text``; for others it
    says where they are to be had. ``now`` (aware) is the day it is made, ``address`` that of the series' page."""
    return _compose(programme, texts, now, address).text()


def write_course_epub(programme: Programme, texts: Mapping[str, Text], *, now: dt.datetime, address: str = "") -> bytes:
    """The reader as EPUB 3."""
    options = EpubOptions(
        language=language_of(programme),
        accent=programme.group.accent,
        identifier=urn(f"course of {series_uid(programme)}"),
        modified=now,
        foot=print_.address_words(address),
    )
    return write_epub(course_text(programme, texts, now=now, address=address), options)


def write_course_pdf(
    programme: Programme,
    texts: Mapping[str, Text],
    *,
    now: dt.datetime,
    address: str = "",
    paper: str = "a5",
    most_pages: int = MOST_PAGES,
) -> tuple[bytes, ...]:
    """The volumes of the reader as PDF/UA-1, nearly always one, with lines to write on below the questions.

    Raises ``WriteError`` as ``write_text_pdf`` does.
    """
    draft = _compose(programme, texts, now, address)
    layout = replace(draft.layout(), cover=_cover(programme, draft.words, address))
    return write_text_pdf(
        draft.text(),
        paper=paper,
        language=language_of(programme),
        accent=programme.group.accent,
        most_pages=most_pages,
        layout=layout,
    )


def _compose(programme: Programme, texts: Mapping[str, Text], now: dt.datetime, address: str) -> Draft:
    draft = Draft(programme, texts, Words(language_of(programme)), address)
    add_front(draft, now)
    for session in programme.series.sessions:
        add_session(draft, session)
    add_sources(draft)
    return draft


def _cover(programme: Programme, words: Words, address: str) -> Cover:
    series = programme.series
    place = print_.place_lines(words, replace(series.place, directions="", online="", online_words=""))
    title = print_.visible(series.title) or print_.visible(programme.group.name) or words.gettext("Reading group")
    return Cover(
        title=title,
        group=programme.group.name if programme.group.name != title else "",
        span=span_of(programme, words),
        lines=tuple(line for line in (slot_of(programme, words), *place[:1]) if line),
        address=print_.address_words(address),
        href=print_.web_link(address),
        svg=print_.qr_code(address),
        code=words.gettext("QR code of the address"),
    )
