"""The questions of a session in the Markdown form: numbered, with lettered parts and the words they quote."""

from collections.abc import Callable, Iterable
from typing import Any

from studycircle.documents.form_lines import BULLET, LETTERED, NUMBERED, QUOTED
from studycircle.documents.form_marks import Marks, read_value, split_end, split_start
from studycircle.documents.programme import Part, Question, Quotation
from studycircle.documents.rich import Rich
from studycircle.readers.programme.rich_markdown import to_rich

Line = tuple[int, str]  # its number, from 1, and its text
Fields = Callable[[type, dict[str, Any], Marks, Line], dict[str, Any]]
LeftOver = Callable[[Iterable[Line]], None]


def read_questions(lines: list[Line], fields: Fields, left_over: LeftOver) -> list[tuple[Question, Marks]]:
    """The questions among ``lines``, numbered or as a list, each with its marks.

    ``fields`` puts the fields of a thing right by its marks; ``left_over`` reports lines: those before the first.
    """
    items: list[tuple[str, list[Line]]] = []
    indent = 0
    for number, text in lines:
        label = NUMBERED.match(text) or BULLET.match(text)
        if label:
            indent = len(label[0]) if text[label.end() :].strip() else len(label[0].rstrip()) + 1
            items.append((label[1] if label.re is NUMBERED else "", [(number, text[label.end() :])]))
        elif items:
            own = len(text) - len(text.lstrip(" "))
            items[-1][1].append((number, text[min(own, indent) :]))
        else:
            left_over([(number, text)])
    return [_question(number, content, fields) for number, content in items]


def _question(number: str, lines: list[Line], fields: Fields) -> tuple[Question, Marks]:
    first = lines[0]
    words, marks = split_start(first[1])
    lines = [(first[0], words), *lines[1:]]
    lines, quotations = _cut_quotations(lines, fields)
    text, parts, close = _cut_parts(lines)
    if ".close" in marks:
        text, close = [], text
    got = fields(Question, {"number": number}, marks, first) | {"bring": ".bring" in marks}
    question = Question(
        key="",
        **got,
        text=_rich(text),
        quotations=quotations,
        parts=tuple(_part(label, part, fields) for label, part in parts),
        close=_rich(close),
    )
    return question, marks


def _cut_quotations(lines: list[Line], fields: Fields) -> tuple[list[Line], tuple[Quotation, ...]]:
    kept, quotations = [], []
    for line in lines:
        if line[1].startswith(QUOTED):
            words, marks = split_end(line[1][len(QUOTED) :].strip())
            got = fields(Quotation, {"words": read_value(words)}, marks, line)
            quotations.append(Quotation(**got))
        else:
            kept.append(line)
    return kept, tuple(quotations)


def _part(label: str, lines: list[Line], fields: Fields) -> Part:
    words, marks = split_start(lines[0][1]) if label == "?" else (lines[0][1], {})
    got = fields(Part, {"label": label}, marks, lines[0])
    return Part(got["label"], _rich([(lines[0][0], words), *lines[1:]]))


def _rich(lines: Iterable[Line]) -> Rich:
    return to_rich("\n".join(text for _, text in lines))


def _cut_parts(lines: list[Line]) -> tuple[list[Line], list[tuple[str, list[Line]]], list[Line]]:
    """The lines of a question's text, of its lettered parts, and of what closes it."""
    text: list[Line] = []
    parts: list[tuple[str, list[Line]]] = []
    close: list[Line] = []
    here = text
    indent = 0
    was_blank = False
    for number, line in lines:
        label = LETTERED.match(line) if here is not close else None
        if label:
            indent = len(label[0].rstrip()) + 1
            here = [(number, line[label.end() :])]
            parts.append((label[1] or label[2], here))
        elif line.strip() == "{.close}":
            here = close
        elif parts and here is not close and was_blank and line.strip() and not line[0].isspace():
            here = close
            here.append((number, line))
        else:
            own = len(line) - len(line.lstrip(" "))
            here.append((number, line[min(own, indent) :] if parts and here is not close else line))
        was_blank = not line.strip()
    return text, parts, close
