"""Text and Markdown into blocks. One reader for both, since people's plain text is half Markdown anyway."""

import itertools
import re

from studycircle.readers.programme.blocks import Block, Cell, Page, Shape
from studycircle.readers.programme.columns import cells_by_pipes, cells_by_place, cells_by_tabs, fields, stand_under
from studycircle.readers.programme.embedded import end_of, read_embedded, tag_opened
from studycircle.readers.programme.inline import read_inline
from studycircle.readers.programme.mail_head import read_mail_head
from studycircle.readers.programme.templates import front_rows, with_plain_bullets, without_commands

MARKER = re.compile(
    r"(?P<marker>[-*+]\s\[[ xX]\](?=\s)|[?？](?=\s)|[•●◦▪■□‣⁃∙·・○◆◇★☆※►▶–—−-](?=\s|[^\s\d\W]|[「『【〈])|[*+](?=\s)"
    r"|\[[•+*]{1,3}\]|[（(]\d{1,2}[)）]|\(?(?:\d{1,3}|[a-zA-Zа-яα-ω]|[ivxlIVX]{1,5})\)(?=\s|[^\s\w])"
    r"|(?:\d{1,2}|[a-hа-г])\.(?=\s)|[①-⑳]|[QＱ]\d{0,2}[.:：)](?=\s)|F\d{1,2}[.:)](?=\s))\s*"
)
REFERENCE = re.compile(r"\s{0,3}\[([^\]\n]{1,80})\]:\s+<?(\S{1,2000}?)>?(?:\s+[\"'(].{0,300})?\s*$")
RULE = re.compile(r"\s{0,3}(?:(?:[-*_=~]\s?){3,}|[─━—―]{3,})\s*$")
RULING = "-*_=~─━—―"
HASHES = re.compile(r"\s{0,3}(#{1,6})\s*(?=[^#\s])(.*?)\s*#*\s*$")
TABLE_RULE = re.compile(r"\s*\|?\s*(?::?-{2,}:?\s*|:?-:?\s*(?=\|))(?:\|\s*:?-+:?\s*)*\|?\s*$")
FRONT = re.compile(r"([A-Za-z_]{1,30})(?::| ?=)\s*(.*)$")
FRONT_ENDS = {"---": ("---", "..."), "+++": ("+++",)}  # YAML and TOML
ENDS_SENTENCE = re.compile(r"[.,?!:;。？！：…»”\"')\]]\s*$")
GAP = re.compile(r"\S(?:\s{2,}|\t)\S")
WIDE_GAP = re.compile(r"\S(?:\s{3,}|\t)\S")
DATED = re.compile(
    r"[^\W\d_][^\W\d_-]{1,14}\.?,?\s(?:[^\W\d_]{2,12}\.?\s)?(?:\d{1,2}(?!\d)|20\d\d:)"
)  # "Wed 14 May", "Week 3"
DAY_FIRST = re.compile(r"\d{1,2}[./]\d{1,2}(?!\d)|\d{1,2}(?:st|nd|rd|th)?[.:]?\s[^\W\d_]")  # "28.01", "3 May"
LABEL = re.compile(r"[^\W\d_][^\W_]*(?:[ ’'-][^\W_]+){0,5}\s?[:：]\s")
QUOTED_LABEL = re.compile(r"(?:\*\*|__)[^*_:]{2,30}(?::(?:\*\*|__)|(?:\*\*|__):)")
LEFT_OPEN = re.compile(r"[,;&–—−-]$|\s(?:[^\W\d_]\.|(?:by|of|the|and|in|on|for|with|von|der|die|und|de|et|y|e|di))$")
DAY_LABEL = re.compile(r"[^\W\d_]{3,10}\.?\s\d{1,2}(?:st|nd|rd|th)?(?:\s?[:：]|\s[–—-])\s")  # "March 26: "
SENTENCE_ENDS = re.compile(r"[.?!:;。？！：…)\]”»]\s*$")
HANGING = 6  # letters that a line under a topic, rather than under its day, stands further in at the least
WRAP_MIN, WRAP_MAX = 55, 100
FLOW_MIN = 75  # letters of a line that was broken for its width, on a page whose lines are not all so
SENTENCE_STOP = re.compile(r"[.?!:;。？！：…»”\"')\]]$")
LEAST_PIPED, MAX_PIPED = 3, 12  # lines looked at
MAX_FRONT = 400
MAX_EMBEDDED = 300  # tables and lists in HTML; a page with more is no schedule
WRAP_SLACK = 8  # letters that a line broken for its width leaves free at the most, beside the next word


def read_lines(text: str) -> Page:
    """The blocks of a text or Markdown page; line numbers count from 1."""
    words = without_commands(text)
    lines = with_plain_bullets(words.split("\n"))
    reader = _Reader(lines)
    reader.read()
    worded = {line for block in reader.blocks if block.text for line in block.lines}
    said = reader.bodies if words is text else [line.strip() for line in text.split("\n")]
    filled = (number for number, line in enumerate(said, 1) if line)
    reader.drop_wordless()
    return Page(
        blocks=reader.blocks,
        lines=len(lines),
        markup=tuple(number for number in filled if number not in worded),
        meta=reader.meta,
    )


class _Reader:
    """Walks the lines once; ``blocks`` grows."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.bodies = [line.strip() for line in lines]
        self.printable = "".join(lines).isprintable()  # no white space but spaces
        self.blocks: list[Block] = []
        self.markup: list[int] = []
        self.meta: dict[str, tuple[str, int]] = {}
        self.references: dict[str, str] = {}
        self.box = 0
        self.ragged = 0  # up to where lines only look like columns
        self.items: list[tuple[int, int]] = []  # (indent, block index) of the open items
        self.unclosed: set[str] = set()  # elements of HTML that the page opens and never closes
        self.embedded = 0  # how many it closes
        self.wrapped = _is_wrapped(lines)
        sizes = [len(line.rstrip()) for line in lines if "://" not in line] if self.wrapped else []
        self.width = max([size for size in sizes if size <= WRAP_MAX], default=0)

    def read(self) -> None:
        at = self._front_matter()
        self._take_references(at)
        gap = 1
        while at < len(self.lines):
            if not self.bodies[at]:
                gap += 1
                at += 1
                continue
            if at + 1 in self.skipped:
                at += 1
                continue
            at = self._block(at, gap)
            gap = 0

    def drop_wordless(self) -> None:
        """Take out blocks without words (a picture alone), and mend what pointed past them."""
        kept = [block for block in self.blocks if block.text]
        places = {id(block): index for index, block in enumerate(kept)}
        for block in kept:
            if block.parent >= 0:
                block.parent = places.get(id(self.blocks[block.parent]), -1)
        self.blocks = kept

    def _front_matter(self) -> int:
        self.skipped: set[int] = set()
        ends = FRONT_ENDS.get(self.bodies[0]) if self.bodies else None
        if not ends:
            self.meta = read_mail_head(self.lines)
            self.skipped = {number for _, number in self.meta.values()}
            return 0
        try:
            end = next(i for i in range(1, min(len(self.lines), MAX_FRONT)) if self.bodies[i] in ends)
        except StopIteration:
            return 0
        for i in range(end + 1):
            found = FRONT.match(self.lines[i])
            if found and found[2].strip(" \"'"):
                self.meta[found[1].lower()] = (found[2].strip(" \"'"), i + 1)
            if self.lines[i].strip():
                self.markup.append(i + 1)
        self.blocks.extend(front_rows(self.lines[:end]))
        return end + 1

    def _take_references(self, start: int) -> None:
        for i in range(start, len(self.lines)):
            if self.bodies[i][:1] == "[" and (found := REFERENCE.match(self.lines[i])):
                self.references[found[1].lower()] = found[2]
                self.skipped.add(i + 1)
                self.markup.append(i + 1)

    def _block(self, at: int, gap: int) -> int:
        line, body = self.lines[at], self.bodies[at]
        marker = MARKER.match(line.lstrip())
        if gap and not marker:
            self.box += 1
        if body[0] in RULING and RULE.match(line):
            self._rule(body, at)
            return at + 1
        if body[0] == "<" and (end := self._html(body, at, gap)):
            return end
        if body[0] == "#" and (found := HASHES.match(line)):
            words = found[2]
            if words[0] == "[" and words.find("]") == len(words) - 1:
                words = words[1:-1]
            self._add(Shape.HEADING, words, (at + 1,), gap, level=len(found[1]))
            return at + 1
        if "|" in line and self._is_table_line(at):
            return self._table(at, gap)
        if body[0] == ">":
            return self._quote(at, gap)
        if self._has_gap(body) and (end := self._columns_until(at)):
            return self._columns(at, end, gap)
        return self._words(at, gap, marker)

    def _rule(self, body: str, at: int) -> None:
        """A ruled line; under a short line of words it makes that a heading (setext)."""
        self.markup.append(at + 1)
        last = self.blocks[-1] if self.blocks else None
        if last and last.lines[-1] == at and last.shape is Shape.PARAGRAPH and body[0] in "=-":
            last.shape, last.level = Shape.HEADING, 1 if body[0] == "=" else 2
        self.box += 1

    def _html(self, body: str, at: int, gap: int) -> int:
        """Read a comment, a table or a list in HTML; 0 where the line begins none."""
        if body.startswith("<!--"):
            return self._comment(at)
        tag = tag_opened(body)
        end = end_of(self.lines, at, tag) if tag and tag not in self.unclosed and self.embedded < MAX_EMBEDDED else 0
        if not end:
            self.unclosed.add(tag)
            return 0
        self.embedded += 1
        blocks = read_embedded(self.lines[at:end], at, self.references)
        for block in blocks:
            block.box += self.box + 1
            block.parent += len(self.blocks) if block.parent >= 0 else 0
        if blocks:
            blocks[0].gap = gap
            self.box = max(block.box for block in blocks)
        self.blocks.extend(blocks)
        self.items = []
        return end

    def _comment(self, at: int) -> int:
        while at < len(self.lines):
            self.markup.append(at + 1)
            at += 1
            if "-->" in self.lines[at - 1]:
                break
        return at

    def _is_table_line(self, at: int) -> bool:
        line = self.lines[at].strip()
        if line.startswith("|") or TABLE_RULE.match(line):
            return True
        if at + 1 < len(self.lines) and "|" in self.lines[at + 1] and TABLE_RULE.match(self.lines[at + 1]):
            return True
        return self._is_piped(at) or (
            bool(self.blocks)
            and self.blocks[-1].shape is Shape.ROW
            and (self.blocks[-1].lines[-1] == at or at in self.markup)
        )

    def _is_piped(self, at: int) -> bool:
        """Whether this line and those after it are parted alike, as no way through a site is: all of three, or most of
        more, since a row that says "no meeting" has fewer parts."""
        pipes = [line.count("|") for line in self.bodies[at : at + MAX_PIPED]]
        pipes = list(itertools.takewhile(bool, pipes))
        alike = pipes.count(pipes[0])
        return len(pipes) >= LEAST_PIPED and pipes[0] >= 2 and (len({*pipes[:3]}) == 1 or alike * 4 >= len(pipes) * 3)

    def _table(self, at: int, gap: int) -> int:
        """Rows until the first line that is none."""
        self.box += 1
        while at < len(self.lines) and "|" in self.lines[at]:
            if TABLE_RULE.match(self.lines[at]):
                self.markup.append(at + 1)
                at += 1
                continue
            header = (
                at + 1 < len(self.lines) and "|" in self.lines[at + 1] and bool(TABLE_RULE.match(self.lines[at + 1]))
            )
            texts = cells_by_pipes(self.lines[at])
            cells = tuple(Cell(read_inline(cell, self.references), header) for cell in texts)
            if any(cell.text for cell in cells):
                self.blocks.append(Block(Shape.ROW, (at + 1,), cells=cells, gap=gap, box=self.box))
            else:
                self.markup.append(at + 1)
            gap = 0
            at += 1
        self.box += 1
        self.items = []
        return at

    def _columns_until(self, at: int) -> int:
        """Where a run of lines in columns ends, parted by two spaces or more; 0 if the lines here are none."""
        end = at
        rows = []
        while end < len(self.lines) and self.bodies[end] and self._has_gap(self.bodies[end]):
            rows.append(fields(self.lines[end]))
            end += 1
        if end == at + 1 and not WIDE_GAP.search(self.lines[at].strip()):
            return 0  # two spaces after a full stop
        counts = [len(fields) for fields in rows]
        if at < self.ragged or (min(counts) == 1 and not stand_under(rows)):
            self.ragged = max(self.ragged, end)
            return 0  # some lines of the run are parted by single spaces: what stands where tells nothing
        wide = sum(count >= 3 for count in counts)
        return end if wide >= 1 and wide * 2 >= len(counts) and max(map(len, self.lines[at:end])) < 200 else 0

    def _columns(self, at: int, end: int, gap: int) -> int:
        """Rows whose cells are told by tabs, or by where they stand."""
        self.box += 1
        for number, texts in enumerate(cells_by_tabs(self.lines[at:end]) or cells_by_place(self.lines[at:end]), at + 1):
            cells = tuple(Cell(read_inline(text, self.references)) for text in texts)
            self.blocks.append(Block(Shape.ROW, (number,), cells=cells, gap=gap, box=self.box))
            gap = 0
        self.items = []
        return end

    def _quote(self, at: int, gap: int) -> int:
        start, words = at, []
        while at < len(self.lines) and self.bodies[at].startswith(">"):
            words.append(self.lines[at].lstrip().lstrip("> "))
            at += 1
        if sum(QUOTED_LABEL.match(line) is not None for line in words) > 1:  # "> **Date**: 5 May" quotes nobody
            for number, line in enumerate(words, start + 1):
                if line:
                    self._add(Shape.PARAGRAPH, line, (number,), gap if number == start + 1 else 0)
                else:
                    self.markup.append(number)
            return at
        parent = self._parent(_indent(self.lines[start]), after_gap=True)
        self._add(Shape.QUOTE, "\n".join(words), tuple(range(start + 1, at + 1)), gap, parent=parent)
        return at

    def _has_gap(self, body: str) -> bool:
        # Nearly every line has no white space but single spaces, which is quickly told.
        return "  " in body or (not self.printable and GAP.search(body) is not None)

    def _words(self, at: int, gap: int, marker: re.Match[str] | None) -> int:
        """A paragraph or item: its first line and the lines that plainly go on from it."""
        start, body = at, self.bodies[at]
        indent = _indent(self.lines[at])
        text = body[marker.end() :] if marker else body
        if marker and not text:
            marker, text = None, body
        joined = text.rstrip("\\")
        at += 1
        hangs = marker is None and (DATED.match(body) or DAY_FIRST.match(body)) is not None
        while at < len(self.lines) and self._goes_on(at, indent, is_item=marker is not None, hangs=hangs):
            apart = self._is_broken(at) if marker else hangs and self._stands_alone(at)
            joined += ("\n" if apart else " ") + self.bodies[at]
            at += 1
        joined = joined or body
        numbers = tuple(range(start + 1, at + 1))
        if marker and marker["marker"] in "■◆◇★●□【" and gap and len(joined) < 40:
            self._add(Shape.HEADING, joined, numbers, gap, level=3)
        elif marker:
            self._item(joined, numbers, gap, indent, marker["marker"])
        else:
            self._paragraph(joined, numbers, gap, indent)
        return at

    def _stands_alone(self, at: int) -> bool:
        """Whether a line under a topic is a remark of its own: in brackets, or though there was room beside it."""
        body, before = self.bodies[at], self.bodies[at - 1]
        room = len(before) + len(body.split()[0]) + WRAP_SLACK < (self.width or FLOW_MIN)
        return body[0] in "*([" or (room and not LEFT_OPEN.search(before) and before.count("(") == before.count(")"))

    def _is_broken(self, at: int) -> bool:
        """Whether an item's line begins anew, with a label, an address, or short of the full width."""
        body = self.bodies[at]
        if LABEL.match(body) or body.startswith(("http://", "https://")):
            return True
        if LEFT_OPEN.search(self.lines[at - 1].rstrip()):
            return False
        early = len(self.lines[at - 1].rstrip()) + len(body.split()[0]) + WRAP_SLACK < self.width
        return early and body[0].isupper()

    def _item(self, text: str, numbers: tuple[int, ...], gap: int, indent: int, marker: str) -> None:
        parent = self._parent(indent, after_gap=False)
        depth = 0 if parent < 0 else self.blocks[parent].level + 1
        self._add(Shape.ITEM, text, numbers, gap, level=depth, marker=marker, parent=parent)
        self.items.append((indent, len(self.blocks) - 1))

    def _paragraph(self, text: str, numbers: tuple[int, ...], gap: int, indent: int) -> None:
        parent = self._parent(indent, after_gap=bool(gap))
        if parent < 0:
            self.items = []
        alone = gap and len(numbers) == 1 and parent < 0 and len(text) <= 90
        if alone and text.isupper() and any(c.isalpha() for c in text) and not any(c.isdigit() for c in text):
            self._add(Shape.HEADING, text, numbers, gap, level=2)
        elif alone and text[0] in "*_" and re.fullmatch(r"(\*\*|__|\*|_)[^*_]{2,80}\1[.:]?", text):
            self._add(Shape.HEADING, text, numbers, gap, level=7)
        elif alone and text[0] == "【" and text[-1] == "】":
            self._add(Shape.HEADING, text, numbers, gap, level=4)
        elif alone and (not ENDS_SENTENCE.search(text) or text[-1] in ":：") and "://" not in text:
            self._add(Shape.HEADING, text, numbers, gap, level=7)
        else:
            self._add(Shape.PARAGRAPH, text, numbers, gap, parent=parent)

    def _add(
        self, shape: Shape, text: str, numbers: tuple[int, ...], gap: int,
        *, level: int = 0, marker: str = "", parent: int = -1,
    ) -> None:  # fmt: skip
        spans = read_inline(text, self.references, printable=self.printable)
        if shape is Shape.HEADING:
            self.items = []
            self.box += 1
        words = spans[0].text if len(spans) == 1 else "".join([span.text for span in spans])  # tidied already
        self.blocks.append(
            Block(shape, numbers, spans, level, marker, gap=gap, parent=parent, box=self.box, text=words)
        )

    def _parent(self, indent: int, *, after_gap: bool) -> int:
        """The open item that a line at this indent stands inside of."""
        while self.items and self.items[-1][0] >= indent:
            if indent == self.items[-1][0]:
                self.items.pop()
                return self.items[-1][1] if self.items and self.items[-1][0] < indent else -1
            self.items.pop()
        return self.items[-1][1] if self.items and self.items[-1][0] < indent else -1

    def _goes_on(self, at: int, indent: int, *, is_item: bool, hangs: bool) -> bool:
        """Whether the line goes on from the one before it, in a paragraph or item that starts at ``indent``.

        ``hangs``: it starts with a day, and what goes on from it may stand under its topic.
        """
        line, body = self.lines[at], self.bodies[at]
        if "](" in body and (before := self.bodies[at - 1]).rfind("[") > before.rfind("]"):
            return True  # a link broken for its width
        deeper = _indent(line) > indent + (0 if is_item else HANGING) if is_item or hangs else False
        if hangs and not deeper and _indent(self.lines[at - 1]) > indent + HANGING:
            return False
        if not body or not (deeper or self.wrapped or self._flows(at)):
            return False
        if "...." in body or "...." in self.bodies[at - 1]:
            return False  # dots lead to the end of either line
        if _is_rule(line) or HASHES.match(line) or "|" in line[:2] or MARKER.match(line.lstrip()):
            return False
        if (hangs and deeper) or (is_item and LEFT_OPEN.search(self.lines[at - 1].rstrip())):
            return True
        if body.startswith((">", "**", "<!--", "[", "•")) or _is_table_rule(line):
            return False
        if DAY_LABEL.match(body):
            return False
        previous = self.lines[at - 1]
        if deeper or previous.endswith(("  ", "\\")):
            return deeper
        if body[0].isupper() and LABEL.match(body) and LABEL.match(self.bodies[at - 1]):
            return False
        fits = len(previous.rstrip()) + 1 + len(body.split()[0]) < self.width and not self._flows(at)
        if fits and not hangs and body[0].islower() and not SENTENCE_ENDS.search(previous):
            fits = False  # the right edge is ragged
        if fits or len(previous.rstrip()) < WRAP_MIN or body[:1].isdigit() or ord(body[0]) >= 0x2E80:
            return False
        # each line of a schedule is a meeting
        return not (DATED.match(self.bodies[at - 1]) and DATED.match(body))

    def _flows(self, at: int) -> bool:
        """Whether a long line breaks off inside a sentence, or a quotation, that this one goes on with."""
        before, body = self.bodies[at - 1], self.bodies[at]
        if len(before) < FLOW_MIN or SENTENCE_STOP.search(before) or LABEL.match(body):
            return False
        return body[:1].islower() or any(before.count(a) > before.count(b) for a, b in ("«»", "“”"))


def _indent(line: str) -> int:
    if not line[:1].isspace():
        return 0
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip())


def _is_rule(line: str) -> bool:
    return line.lstrip()[:1] in RULING and RULE.match(line) is not None


def _is_table_rule(line: str) -> bool:
    return ("--" in line or "-|" in line or "-:" in line) and TABLE_RULE.match(line) is not None


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines were broken to fit a width: many long lines, hardly any beyond the width."""
    plain = [
        size for line in lines if (size := len(line.rstrip())) >= WRAP_MIN and "://" not in line and "|" not in line
    ]
    beyond = len([size for size in plain if size > WRAP_MAX])
    medium = len(plain) - beyond
    return medium >= 2 and beyond * 6 < medium
