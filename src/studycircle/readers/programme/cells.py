"""The lines and links of a table's cell, as the readings they tell apart."""

from studycircle.documents.programme import Role
from studycircle.readers.programme.blocks import Span, words_of
from studycircle.readers.programme.clauses import read_clauses, role_of, split_clauses
from studycircle.readers.programme.copies import NOT_A_READING
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.language import Tongue

MAX_SIDE = 8  # letters of a link that is but a form of the work before it


def split_slash_links(spans: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    """Two links with a slash between them are two readings; with a comma, if the second has a name of its own."""
    pieces: list[list[Span]] = [[]]
    for index, span in enumerate(spans):
        parting = span.text.strip() if span.link is None and 0 < index < len(spans) - 1 else ""
        named = parting == "," and spans[index - 1].link and spans[index + 1].link and _is_named(spans[index + 1])
        if parting in ("/", "//", "&", "+", ";") or named:
            pieces.append([])
        else:
            pieces[-1].append(span)
    return [tuple(piece) for piece in pieces]


def _is_named(link: Span) -> bool:
    """Whether the words of a link are more than "arXiv" or "slides"."""
    return len(link.text.strip(" []()")) > MAX_SIDE and not NOT_A_READING.match(link.text.strip(" []()"))


def cell_clauses(spans: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    """A cell's lines; links side by side with nothing but white space or commas between are a line each."""
    pieces: list[list[Span]] = [[]]
    for span in spans:
        link_after_link = (
            span.link and any(s.link for s in pieces[-1]) and not any(not s.link and s.text.strip(" ,;\n[]()") for s in pieces[-1])  # noqa: E501 - one thought, one line
            and pieces[-1][-1].link != span.link and len(span.text.strip()) > 1
        )  # fmt: skip
        short = len(span.text.strip(" []()")) <= 6
        if (
            link_after_link and not short and not all(len(s.text.strip(" []()")) <= 6 for s in pieces[-1] if s.link)
        ) or (
            link_after_link
            and not (
                short
                and all(len(s.text.strip(" []()")) <= 8 for s in pieces[-1] if s.link)
                and "\n" not in "".join(s.text for s in pieces[-1] if not s.link)
                and False
            )
        ):
            pieces.append([])
        pieces[-1].append(span)
    return [tuple(piece) for piece in pieces if words_of(piece).strip(" ,;")]


def read_remarks(draft: Draft, spans: tuple[Span, ...], lines: tuple[int, ...], names: Tongue) -> None:
    """What a column of remarks says of a shorter or further reading."""
    for clause in split_clauses(spans, names):
        if role_of(words_of(clause), names)[0] in (Role.SHORTER, Role.FURTHER):
            draft.readings.extend((found, lines) for found in read_clauses(clause, names) if found.sure >= 0.4)
