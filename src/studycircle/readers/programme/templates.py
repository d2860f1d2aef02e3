"""What makers of web sites write into their Markdown: commands of a template, and lists of meetings in front matter."""

import re
from collections.abc import Sequence

from studycircle.readers.programme.blocks import Block, Cell, Shape, Span
from studycircle.readers.programme.language import holds_any

COMMENT = re.compile(r"\{%-?\s*(?P<closes>end)?comment\s*-?%\}")
COMMAND = re.compile(r"\{%[^{}]{0,2000}%\}|\{\{[^{}]{0,2000}\}\}|\{:[ .#][^{}\n]{0,200}\}")
# What pandoc makes of an element's id and classes: "[room 5]{#where .big}", "# Weirs {#weirs}".
CLASSED = re.compile(r"\[(?P<words>[^\[\]\n]{0,400})\]\{[#.]\w[^{}\n]{0,200}\}")
CLASSES = re.compile(r"(?:(?<=[)\]])|[ \t](?=[^}\n]{0,400}\}[ \t]*$))\{[#.]\w[^{}\n]{0,400}\}", re.M)
NESTED = 3  # elements in one another
FENCE = re.compile(r"^(?P<fence>```|~~~) ?(?P<code>\w*)[ \t]*$", re.M)
# Of code in these, a page has examples for those who mend it.
EXAMPLES = frozenset(
    {"yaml", "yml", "json", "toml", "bib", "bibtex", "bash", "zsh", "sh", "shell", "console", "python"}
    | {"html", "css", "js", "liquid"}
)
ENTRY = re.compile(r"(?P<indent>\s*)(?P<dash>-\s+)?(?P<key>[A-Za-z][\w -]{0,30}?):\s+(?P<value>\S.*)$")
ADDRESS = re.compile(r"https?://\S+$")
DAYS = {"date", "day", "when", "datum", "fecha", "data"}
WORKS = ("title", "paper", "reading", "text", "book", "topic", "talk")
LEAST = 2  # entries that make a list


def without_commands(text: str) -> str:
    """``text`` without a template's commands ("{% for … %}", "{: width=…}"), classes and fenced code, line for line."""
    if not holds_any(text, "{`~"):
        return text
    for places_in in (_examples, _comments):
        text = _emptied(text, places_in(text))
    text = COMMAND.sub(lambda match: _empty(match[0]), text)
    if holds_any(text, ("{#", "{.")):
        for _ in range(NESTED):
            text = CLASSED.sub(r"\g<words>", text)
        text = CLASSES.sub("", text)
    return text


def _emptied(text: str, places: list[tuple[int, int]]) -> str:
    ends = [0, *(end for _, end in places)]
    pieces = [text[a:b] + _empty(text[b:c]) for a, (b, c) in zip(ends, places, strict=False)]
    return "".join(pieces) + text[ends[-1] :]


def _empty(text: str) -> str:
    return "\n" * text.count("\n")


def _examples(text: str) -> list[tuple[int, int]]:
    """Where fenced code stands that is no part of the page."""
    places = []
    begun = None
    for line in FENCE.finditer(text):
        if begun is None:
            begun = line
        elif line["fence"] == begun["fence"] and not line["code"]:
            if begun["code"].lower() in EXAMPLES:
                places.append((begun.start(), line.end()))
            begun = None
    return places


def _comments(text: str) -> list[tuple[int, int]]:
    """Where what a template hides stands."""
    places = []
    begun = None
    for sign in COMMENT.finditer(text):
        if not sign["closes"]:
            begun = begun or sign
        elif begun:
            places.append((begun.start(), sign.end()))
            begun = None
    return places


def front_rows(lines: Sequence[str]) -> list[Block]:
    """The rows of a table for the list of dated entries in front matter; empty where it has none.

    ``lines`` are those of the front matter, the first of which is line 1 of the page.
    """
    entries: list[dict[str, tuple[str, int]]] = []
    for number, line in enumerate(lines, 1):
        found = ENTRY.match(line)
        if not found or not (found["dash"] or found["indent"]):
            continue
        if found["dash"]:
            entries.append({})
        if entries:
            entries[-1].setdefault(found["key"].lower(), (found["value"].strip(" \"'"), number))
    entries = [entry for entry in entries if DAYS & entry.keys()]
    if len(entries) < LEAST:
        return []
    keys = dict.fromkeys(key for entry in entries for key in entry)
    columns = [key for key in keys if not _only_addresses(key, entries)]
    opening = min(number for _, number in entries[0].values())
    heads = tuple(Cell((Span(key),), header=True) for key in columns)
    return [Block(Shape.ROW, (opening,), cells=heads, gap=1), *(_row(entry, columns) for entry in entries)]


def _only_addresses(key: str, entries: Sequence[dict[str, tuple[str, int]]]) -> bool:
    return all(ADDRESS.match(entry[key][0]) for entry in entries if key in entry)


def _row(entry: dict[str, tuple[str, int]], columns: Sequence[str]) -> Block:
    """One entry; its first address is the link of its work."""
    address = next((value for value, _ in entry.values() if ADDRESS.match(value)), None)
    work = next((key for key in WORKS if key in entry), "")
    cells = []
    for key in columns:
        words, _ = entry.get(key, ("", 0))
        spans = (Span(words, address if key == work else None),) if words else ()
        cells.append(Cell(spans))
    lines = sorted({number for _, number in entry.values()})
    return Block(Shape.ROW, tuple(lines), cells=tuple(cells))


EMPHASISED_BULLET = re.compile(r"(\s*)(\*{1,3})([•·◦‣+])(?:\2\s+|(?<!\+)\s+(?=[^\s*])(\S?))")


def with_plain_bullets(lines: list[str]) -> list[str]:
    """The lines, those that open with an emphasised bullet ("**•** Emma", "*• Film:* Emma") with a plain one."""
    return [_plain_bullet(line) if line.lstrip()[:1] == "*" else line for line in lines]


def _plain_bullet(line: str) -> str:
    bullet = EMPHASISED_BULLET.match(line)
    if not bullet:
        return line
    opened = bullet[2] if bullet[4] is not None else ""  # the emphasis goes on
    return f"{bullet[1]}{bullet[3]} {opened}{bullet[4] or ''}{line[bullet.end() :]}"
