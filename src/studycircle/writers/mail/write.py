"""A letter as mail: text that a terminal can show, and HTML in the look of the house, with its styles in it.

No picture, nothing from elsewhere, nothing that tells whether it was opened; links lead where they say.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from django.template import Context, Engine
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from studycircle.documents.rich import to_plain
from studycircle.writers.mail.letter import Item, Letter, Part, Written
from studycircle.writers.programme.calendar import clean, one_line
from studycircle.writers.programme.colour import NIGHT, PAPER, accents
from studycircle.writers.programme.entries import html
from studycircle.writers.programme.templates import UNFIT
from studycircle.writers.programme.words import Words
from studycircle.writers.text.plain_words import columns, padded, wrap

WIDTH = 72
INDENT = "  "
LONGEST_SUBJECT = 180
ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
LONG = re.compile(r"(.{200,300}?) ")  # a line of mail must end somewhere (RFC 5322 §2.1.1)
FOLDER = Path(__file__).resolve().parents[1] / "templates" / "mail"


def write_letter(letter: Letter, words: Words, *, accent: str = "") -> Written:
    """``letter`` as text and as HTML, in the language and direction of ``words``; ``accent``: the group's colour."""
    return Written(one_line(clean(letter.subject))[:LONGEST_SUBJECT], _text(letter), _html(letter, words, accent),
                   letter.calendar)  # fmt: skip


def fill(written: Written, links: Mapping[str, str]) -> Written:
    """``written`` with the signs that stand for one member's links (the keys) replaced by these links.

    A letter is written once for all who get the same, with signs no text holds; a link has nothing HTML would escape.
    """
    text, page = written.text, written.html
    for sign, link in links.items():
        text, page = text.replace(sign, link), page.replace(sign, escape(link))
    return replace(written, text=text, html=page)


# As text.


def _text(letter: Letter) -> str:
    blocks = ["\n".join(wrap(one_line(line), WIDTH)) for line in (letter.over, letter.title) if line]
    blocks[-1:] = [_underlined(blocks[-1])]
    for part in letter.parts:
        blocks += _blocks(part)
    foot = ["-- ", *wrap(letter.why, WIDTH)] if letter.why else ["-- "]
    for link in letter.foot:
        foot += [f"{link.words}:", f"{INDENT}{link.href}"]
    if len(foot) > 1:
        blocks.append("\n".join(foot))
    return clean("\n\n".join(filter(None, blocks))) + "\n"


def _underlined(line: str) -> str:
    return f"{line}\n{'=' * min(WIDTH, max(map(columns, line.split(chr(10)))))}"


def _blocks(part: Part) -> Iterator[str]:
    if part.heading:
        yield f"{one_line(part.heading)}\n{'-' * min(WIDTH, columns(one_line(part.heading)))}"
    if part.news:
        yield "\n".join("\n".join(_hanging(f"* {one_line(line)}", INDENT)) for line in part.news)
    if part.facts:
        yield _table(part.facts)
    for paragraph in (*_paragraphs(part.words), *_paragraphs(to_plain(part.rich))):
        yield "\n".join(wrap(paragraph, WIDTH))
    if part.items:
        yield "\n".join(line for item in part.items for line in _item(item))
    if part.acts:
        yield "\n".join(f"{one_line(link.words)}:\n{INDENT}{link.href}" for link in part.acts)


def _table(facts: tuple[tuple[str, str], ...]) -> str:
    """Names at the left, what they are beside them; where that leaves too little room, below them."""
    widest = max(columns(name) for name, _ in facts) + 2
    lines = []
    for name, value in facts:
        if widest > WIDTH // 3:
            lines += [name, *(INDENT + line for line in wrap(value, WIDTH - len(INDENT)))]
            continue
        first, *more = wrap(value, WIDTH - widest)
        lines += [padded(name, widest) + first, *(" " * widest + line for line in more)]
    return "\n".join(lines)


def _item(item: Item) -> Iterator[str]:
    yield from _hanging(f"* {one_line(', '.join(filter(None, (item.title, item.detail))))}", INDENT)
    for link in item.links:
        yield from (INDENT + line for line in wrap(f"{link.words}:", WIDTH - len(INDENT)))
        yield f"{INDENT * 2}{link.href}"


def _hanging(words: str, indent: str) -> list[str]:
    first, *more = wrap(words, WIDTH, WIDTH - len(indent))
    return [first, *(indent + line for line in more)]


def _paragraphs(words: str) -> list[str]:
    """What was typed, in paragraphs; a line end in one stays."""
    blocks = re.split(r"\n\s*\n", clean(words))
    return [block for block in ("\n".join(line.strip() for line in one.strip().split("\n")) for one in blocks) if block]


# As HTML.


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(FOLDER)], builtins=["studycircle.writers.programme.translate_tag"])


def _html(letter: Letter, words: Words, accent: str) -> str:
    rubric, night_rubric = accents(accent)
    parts = [
        {
            "heading": part.heading,
            "news": part.news,
            "facts": [(name, [_linked(line) for line in value.split("\n")]) for name, value in part.facts],
            "paragraphs": [_linked(one) for one in _paragraphs(part.words)],
            "rich": html(part.rich, 3) if part.rich else "",
            "items": part.items,
            "acts": part.acts,
        }
        for part in letter.parts
    ]
    values = {"letter": letter, "parts": parts, "words": words, "paper": PAPER, "night": NIGHT}
    values |= {"rubric": rubric, "night_rubric": night_rubric}
    made = _engine().get_template("letter.html").render(Context(values, use_l10n=False, use_tz=False))
    lines = (LONG.sub(r"\1\n", line.strip()) for line in UNFIT.sub("", made).split("\n"))
    return "\n".join(filter(None, lines)) + "\n"


def _linked(words: str) -> SafeString:
    """Words somebody typed, their line ends kept, with the addresses in them as links."""
    pieces, at = [], 0
    for found in ADDRESS.finditer(words):
        address = escape(found[0])
        pieces += [escape(words[at : found.start()]), f'<a href="{address}" style="color:#241f1a">{address}</a>']
        at = found.end()
    pieces.append(escape(words[at:]))
    return mark_safe("".join(pieces).replace("\n", "<br>\n"))  # noqa: S308 - every piece is escaped
