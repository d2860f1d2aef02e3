"""Blocks as data for the book's template: runs of quotations and lists, headings without gaps, tables as a grid."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from studycircle.documents.inline import PAGE, Inline, pages, to_plain
from studycircle.documents.text import Block, BlockKind, Cell, Footnote, Matter, Row, heading_words
from studycircle.writers.programme.paper import Tree, typst_language, visible
from studycircle.writers.text.grid import placed
from studycircle.writers.text.print_words import Setting, drawn, lines

Data = dict[str, Any]
BARE: Data = {"number": "", "align": ""}
EM_SPACE = "\u2003"
SHORT_LABEL = 40  # characters of the first line of a heading that stands above its title: "Chapter IV"
FOLLOWING = frozenset({BlockKind.PARAGRAPH})  # after these a paragraph is indented


@dataclass(slots=True)
class Composition:
    """The blocks of one volume. ``notes`` are those of the text by key; each is printed where it is first pointed at,
    ``told`` are those already. ``targets`` are the blocks links lead to; ``room`` is how many lines to write on stand
    below a block; ``apart`` are paragraphs the next does not follow on; ``depth`` is the level of the last heading."""

    setting: Setting
    notes: dict[str, Footnote]
    told: set[str] = field(default_factory=set)
    targets: frozenset[str] = frozenset()
    room: Mapping[str, int] = field(default_factory=dict)
    apart: Collection[str] = frozenset()
    depth: int = 0
    footed: set[str] = field(default_factory=set)  # notes that stand at the foot of a page and can be led to
    after: list[Footnote] | None = None  # notes of the note that is being set

    def blocks(self, blocks: Iterable[Block]) -> list[Data]:
        """All of them, in order."""
        made: list[Data] = []
        for quoted, same in groupby(blocks, key=lambda block: block.quoted):
            run = self._run(list(same))
            made += [{"kind": "quote", "blocks": run}] if quoted and run else run
        return made

    def note(self, key: str, mark: str) -> Data:
        """A reference to a note; the first has its words too. What a note's own notes say follows it: a page foot
        within a page foot would push the page apart."""
        note = self.notes.get(key)
        if note is None or key in self.told:
            return {"tag": "again" if key in self.footed else "mark", "href": key, "mark": mark}
        self.told.add(key)
        if self.after is not None:
            self.after.append(note)
            return {"tag": "mark", "mark": mark}
        self.footed.add(key)
        tongue = _tongue(note.blocks[0]) if note.blocks else {}
        return {"tag": "note", "href": key, "mark": mark, **tongue, **self.note_words(note)}

    def note_words(self, note: Footnote) -> Data:
        """What a note says: its first paragraph, which stands on the line of its mark, and all that follows."""
        self.after = []
        words, others = self._note(note)
        while self.after:
            own = self.after.pop(0)
            first, rest = self._note(own)
            mark = {"tag": "sup", "body": [own.mark]}
            others += [
                {**BARE, "kind": "paragraph", "words": [mark, " ", *first], "long": False, "follows": True},
                *rest,
            ]
        self.after = None
        return {"words": words, "blocks": others}

    def _note(self, note: Footnote) -> tuple[Tree, list[Data]]:
        first, rest = note.blocks[:1], note.blocks[1:]
        if first and (first[0].kind is not BlockKind.PARAGRAPH or first[0].quoted):
            first, rest = (), note.blocks
        words, others = self.setting.nodes(first[0].words) if first else [], self.blocks(rest)
        if words and others and others[0]["kind"] == "paragraph":
            others[0]["follows"] = True
        return words, others

    def _run(self, blocks: Sequence[Block]) -> list[Data]:
        made: list[Data] = []
        for is_item, same in groupby(blocks, key=lambda block: block.kind is BlockKind.ITEM):
            run = list(same)
            if is_item:
                made += self._lists(run)
                continue
            for place, block in enumerate(run):
                before = run[place - 1] if place else None
                follows = before is not None and before.kind in FOLLOWING and not before.align
                follows = follows and (before is None or before.key not in self.apart)
                if data := self._block(block):
                    made.append({**data, **self._about(block), "follows": follows and not block.align})
        return made

    def _about(self, block: Block) -> Data:
        about: Data = {"number": block.number, "align": block.align}
        if block.key in self.targets:
            about["href"] = block.key
        if lines := self.room.get(block.key):
            about["room"] = lines
        if block.key in self.apart:
            about["apart"] = True
        return about | _tongue(block)

    def _block(self, block: Block) -> Data:
        kind = block.kind
        if kind is BlockKind.HEADING and block.matter is Matter.BODY:
            return self._heading(block)
        if kind is BlockKind.TABLE:
            return {"kind": "table", "caption": self.setting.nodes(block.words), **self._grid(block.rows)}
        if kind is BlockKind.FIGURE:
            return self._figure(block)
        if kind is BlockKind.BREAK:
            return {"kind": "break"}
        nodes = self.setting.nodes(block.words)
        if not nodes and not block.number:
            return {}
        if kind is BlockKind.VERSE:
            return {"kind": "verse", "lines": _verse(nodes)}
        if kind is BlockKind.CODE:
            return {"kind": "code", "lines": lines(nodes)}
        length = len(to_plain(block.words)) if block.align else 0
        return {"kind": "paragraph", "words": nodes, "long": length > 400}

    def _heading(self, block: Block) -> Data:
        """A heading; none may be empty, nor a level left out from one to the next (ISO 14289-1 §7.4.2)."""
        line = " ".join(heading_words(block).split())
        if not visible(line):
            return {"kind": "break"}
        self.depth = max(1, min(block.level, self.depth + 1))
        # Marks of pages stand beside a heading: within it they would be in the contents and bookmarks too.
        label, *rest = lines(self.setting.nodes(Inline(PAGE.sub("", block.words))))
        if not rest or len(to_plain(block.words).split("\n")[0]) > SHORT_LABEL or not any(rest):
            label, rest = [], [label, *rest]
        return {
            "kind": "heading",
            "level": self.depth,
            "line": line,
            "pages": pages(block.words),
            "label": label,
            "lines": [one for one in rest if one],
        }

    def _figure(self, block: Block) -> Data:
        image = self.setting.images.get(block.image)
        caption = self.setting.nodes(block.words)
        alternative = block.alternative or to_plain(block.words)
        if image is not None:
            alternative = " ".join(alternative.split()) or self.setting.picture
            return {"kind": "figure", **drawn(image), "alt": alternative, "caption": caption}
        said = [f"[{block.alternative}]"] if block.alternative else []
        words = [*said, *([{"tag": "br"}] if said and caption else []), *caption]
        return {"kind": "paragraph", "words": words, "long": False} if words else {}

    def _lists(self, items: Sequence[Block]) -> list[Data]:
        """A run of items as lists within lists; further paragraphs of an item, without marker, stay in it."""
        top: list[Data] = []
        open_lists: list[Data] = []
        for block in items:
            level = min(max(block.level, 1), 6)
            del open_lists[level:]
            if len(open_lists) < level:
                opened: Data = {**BARE, "kind": "list", "items": [], **_tongue(block)}
                (open_lists[-1]["items"][-1]["blocks"] if open_lists else top).append(opened)
                open_lists.append(opened)
            own = open_lists[-1]["items"]
            words = {"kind": "paragraph", "words": self.setting.nodes(block.words), "long": False, "follows": False}
            words |= {**self._about(block), "align": ""}
            if block.marker or not own:
                own.append({"marker": block.marker, "blocks": [words]})
            else:
                own[-1]["blocks"].append(words)
            if "room" in words:
                for one in open_lists:
                    one["items"][-1]["asks"] = True
        for made in top:
            _widen(made)
        return top

    def _grid(self, rows: Sequence[Row]) -> Data:
        cells: list[Data] = [
            {
                "x": one.x,
                "y": one.y,
                "across": one.across,
                "down": one.down,
                "head": one.cell.head,
                "words": self.setting.nodes(one.cell.words),
            }
            for one in placed(rows)
        ]
        columns = max((cell["x"] + cell["across"] for cell in cells), default=1)
        return {"columns": columns, "rows": len(rows), "cells": cells, "heads": _heads(rows, cells)}


def _tongue(block: Block) -> Data:
    """Language and direction, where they are not those of the book."""
    language = typst_language(block.lang) if block.lang else {}
    return language | ({"direction": block.direction} if block.direction else {})


def _heads(rows: Sequence[Row], cells: Sequence[Data]) -> int:
    """How many rows are the table's head: those at the top with head cells alone that reach no further down."""
    heads = 0
    while heads < len(rows) - 1 and rows[heads].cells and all(map(_is_head, rows[heads].cells)):
        heads += 1
    reach = max((cell["y"] + cell["down"] for cell in cells if cell["y"] < heads), default=0)
    return heads if reach <= heads else 0


def _is_head(cell: Cell) -> bool:
    return cell.head


def _widen(made: Data) -> None:
    """Give a list room for its longest marker, in ems, and those within it too."""
    longest = max((len(item["marker"]) for item in made["items"]), default=1)
    made["width"] = max(1.1, 0.55 * longest)
    for item in made["items"]:
        for block in item["blocks"]:
            if block["kind"] == "list":
                _widen(block)


def _verse(nodes: Tree) -> list[Data]:
    """The lines of a stanza and how far each is indented, in ems. A mark of a page is no line."""
    made: list[Data] = []
    marks: Tree = []
    for line in lines(nodes):
        while line and isinstance(line[0], dict) and line[0]["tag"] == "page":
            marks.append(line.pop(0))
        if not line and marks:
            continue
        indent = 0
        if line and isinstance(line[0], str):
            bare = line[0].lstrip(f"{EM_SPACE} ")
            indent = min(len(line[0]) - len(bare), 8)
            line[0] = bare
        made.append({"indent": indent, "words": [*marks, *line]})
        marks = []
    if marks and made:
        made[-1]["words"] += marks
    return made or [{"indent": 0, "words": marks}]
