"""HTML into blocks. Hostile by default: nothing is fetched, no entity expands beyond HTML's own, and scripts,
styles, comments and hidden parts leave no words."""

import re
from datetime import datetime
from itertools import islice
from typing import Any

from lxml import etree, html

from studycircle.readers.programme.blocks import Block, Cell, Page, Shape, Span, Zone, tidy_spans
from studycircle.readers.programme.web_zones import is_hidden, settle_zones, zone_of

SILENT = {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "head", "button",
          "select", "textarea", "input", "canvas", "video", "audio", "map", "noembed", "noframes", "xmp", "plaintext"}  # fmt: skip  # noqa: E501 - one thought, one line
SPACES = re.compile(r"\s+")
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
DIVISIONS = {"div", "section", "article", "main", "header", "footer", "nav", "aside", "body", "details", "form",
             "fieldset", "figure", "center", "address", "dl", "ul", "ol", "menu", "table", "thead", "tbody", "tfoot"}  # fmt: skip  # noqa: E501 - one thought, one line
BLOCKS = DIVISIONS | set(HEADINGS) | {"p", "li", "dt", "dd", "tr", "td", "th", "blockquote", "summary", "pre",
                                      "figcaption", "caption", "legend", "hr", "html"}  # fmt: skip
STRONG = {"b", "strong"}
EM = {"i", "em", "cite", "dfn", "u"}
STRUCK = {"s", "del", "strike"}
MAX_DEPTH = 400
MAX_COLUMNS = 12
MAX_FOLDED = 20  # headings looked at
ENDS = re.compile(r"</(?:html|body)[ \t]*>", re.I)  # what stands behind them belongs to the page all the same
NUL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_web(text: str) -> Page:
    """The blocks of an HTML page or fragment."""
    text = ENDS.sub(" ", NUL.sub(" ", text))
    lines = text.count("\n") + 1
    if not text.strip():
        return Page([], lines)
    parser = html.HTMLParser(no_network=True, remove_pis=True, huge_tree=False, recover=True)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=_utf8(parser))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Page([], lines)
    walker = _Walker()
    walker.walk(root)
    blocks = settle_zones([block for block in walker.blocks if block.text])
    worded = {line for block in blocks for line in block.lines}
    meta = _meta(root)
    filled = [n for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    return Page(blocks, lines, tuple(n for n in filled if n not in worded), meta)


def _utf8(_: Any) -> html.HTMLParser:
    return html.HTMLParser(no_network=True, remove_pis=True, huge_tree=False, recover=True, encoding="utf-8")


def _meta(root: Any) -> dict[str, tuple[str, int]]:
    meta: dict[str, tuple[str, int]] = {}
    if root.get("lang"):
        meta["lang"] = (root.get("lang"), root.sourceline or 1)
    title = root.find(".//head/title")
    if title is not None and (title.text or "").strip():
        meta["title"] = (" ".join(title.text.split()), title.sourceline or 1)
    names = {"og:site_name": "site", "article:published_time": "date", "dcterms.date": "date", "date": "date",
             "description": "description", "og:locale": "locale"}  # fmt: skip
    for element in root.iterfind(".//head/meta"):
        key = names.get((element.get("property") or element.get("name") or "").lower())
        if key and element.get("content"):
            meta.setdefault(key, (" ".join(element.get("content").split()), element.sourceline or 1))
    return meta


class _Walker:
    """Walks the tree once, without recursion, keeping count of source lines."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.line = 1
        self.spans: list[Span] = []
        self.used: list[int] = []
        self.box = 0
        self.path: list[int] = []
        self.items: list[int] = []  # indices of open items
        self.lists: list[tuple[str, int]] = []  # (tag, next number)
        self.cells: list[Cell] = []
        self.row_lines: list[int] = []
        self.hanging: dict[int, tuple[int, Cell]] = {}  # by column: rows still to fill, and with what
        self.open: list[tuple[str, bool]] = []
        self.styles: list[str] = []
        self.link: list[str | None] = []
        self.when: list[str] = []
        self.zones: list[Zone] = [Zone.MAIN]
        self.quotes = 0
        self.in_cell = 0
        self.shape, self.level, self.marker = Shape.PARAGRAPH, 0, ""
        self.heading = 0
        self.layout: list[bool] = []  # of the open tables: whether one only lays out the page
        self.term: list[Span] = []  # of a definition list, waiting for what it names
        self.term_lines: list[int] = []

    def walk(self, root: Any) -> None:
        silent = 0
        depth = 0
        for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
            if event == "comment":
                self._sync(element)
                self.line += (element.text or "").count("\n")
                if not silent:
                    self._say(element.tail)
                else:
                    self._skip(element.tail)
                continue
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                depth += 1
                self._sync(element)
                if silent or element.tag in SILENT or depth > MAX_DEPTH or is_hidden(element):
                    silent += 1
                    self._skip(element.text)
                else:
                    self._start(element)
                    self._say(element.text)
            else:
                depth -= 1
                if silent:
                    silent -= 1
                else:
                    self._end(element)
                if silent:
                    self._skip(element.tail)
                else:
                    self._say(element.tail)
        self._flush()

    def _sync(self, element: Any) -> None:
        self.line = max(self.line, element.sourceline or 0)

    def _skip(self, text: str | None) -> None:
        self.line += (text or "").count("\n")

    def _say(self, text: str | None) -> None:
        if not text:
            return
        for i, piece in enumerate(text.split("\n")):
            self.line += i > 0
            if piece.strip():
                self.used.append(self.line)
        words = text if text.isprintable() and "  " not in text else SPACES.sub(" ", text)
        style = self.styles
        self.spans.append(
            Span(
                words, self.link[-1] if self.link else None, "em" in style, "strong" in style,
                "struck" in style, self.when[-1] if self.when else "",
            )
        )  # fmt: skip

    def _start(self, element: Any) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self._start_block(element, tag)
        elif tag == "br":
            self.spans.append(Span("\n"))
        elif tag == "a":
            address = (element.get("href") or "").strip()
            # An address that never closed its quotation mark has swallowed the words and tags behind it.
            self.link.append(address if address and "<" not in address else None)
        elif tag == "time":
            self.when.append(element.get("datetime") or "")
        else:
            if tag == "span" and _is_column(element):
                self.spans.append(Span(" | "))
            elif tag == "span" and _is_leaf(element, self.spans):
                self.spans.append(Span(" "))
            elif tag == "small" and self.heading and self.spans:  # "Emma <small>Jane Austen</small>"
                self.spans.append(Span(" – "))
            self.styles.append(_style(tag))

    def _end(self, element: Any) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self._end_block(element, tag)
        elif tag == "a":
            if self.link:
                self.link.pop()
        elif tag == "time":
            if self.when:
                self.when.pop()
        elif tag != "br" and self.styles:
            self.styles.pop()

    def _start_block(self, element: Any, tag: str) -> None:
        if tag == "table":
            self.hanging = {}
            self.layout.append(
                any(True for _ in element.iter("h1", "h2", "h3", "h4", "dl")) or element.find(".//table") is not None
            )
        if tag in ("tr", "td", "th") and self.layout and self.layout[-1]:
            tag = "div"
        if self.in_cell and tag not in ("td", "th", "tr"):
            self.spans.append(Span("\n"))
            return
        self._flush()
        if tag in DIVISIONS or tag in ("li", "blockquote", "tr"):
            self.box += 1
            self.path.append(self.box)
            self.zones.append(zone_of(element, self.zones[-1]))
        if tag in ("ul", "ol", "menu"):
            start = element.get("start") or "1"
            self.lists.append((tag, int(start) if start.isdigit() and len(start) < 5 else 1))
        elif tag == "li":
            self._start_item(element)
        elif tag == "blockquote":
            self.quotes += 1
        elif tag in HEADINGS:
            self.heading = HEADINGS[tag]
        elif tag == "summary":
            self.heading = _fold_level(element)
        elif tag in ("td", "th"):
            self.in_cell = 1
        elif tag == "tr":
            self.cells, self.row_lines = [], []

    def _start_item(self, element: Any) -> None:
        kind, number = self.lists[-1] if self.lists else ("ul", 1)
        letter = (element.getparent().get("type") or "1") if element.getparent() is not None else "1"
        marker = "•"
        if kind == "ol":
            marker = f"{chr(96 + min(number, 26))})" if letter in "aA" else f"{number}."
            self.lists[-1] = (kind, number + 1)
        parent = self.items[-1] if self.items else -1
        depth = len(self.items)
        self.blocks.append(
            Block(Shape.ITEM, (), (), level=depth, marker=marker, parent=parent, box=self.path[-2] if len(self.path) > 1 else 0,  # noqa: E501 - one thought, one line
                  zone=self.zones[-1], path=tuple(self.path[:-1]))
        )  # fmt: skip
        self.items.append(len(self.blocks) - 1)

    def _end_block(self, element: Any, tag: str) -> None:
        if tag in ("tr", "td", "th") and self.layout and self.layout[-1]:
            tag = "div"
        if tag == "table" and self.layout:
            self.layout.pop()
        if self.in_cell and tag not in ("td", "th", "tr"):
            self.spans.append(Span("\n"))
            return
        if tag == "dt":
            spans, used = self.spans, self.used
            self.spans, self.used = [], []
            self._lone_term()
            self.term, self.term_lines = spans, used
            if _is_topic(element):
                self._lone_term()
            return
        if tag in ("dl", "dd"):
            self._flush()
            self._lone_term()
        if tag in ("td", "th"):
            self._cells_from_above()
            deep = element.get("rowspan") or "1"
            if deep.isdigit() and 1 < int(deep) < 200:
                self.hanging[len(self.cells)] = (int(deep) - 1, Cell(tidy_spans(self.spans), tag == "th"))
            self.cells.append(Cell(tidy_spans(self.spans), tag == "th"))
            span = element.get("colspan") or "1"
            self.cells.extend(Cell(()) for _ in range(min(int(span), 20) - 1 if span.isdigit() else 0))
            self.row_lines.extend(self.used)
            self.spans, self.used, self.in_cell = [], [], 0
            return
        if tag == "tr":
            self._end_row()
        else:
            self._flush()
        if tag in HEADINGS or tag == "summary":
            self.heading = 0
        elif tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)
        elif tag == "li" and self.items:
            self.items.pop()
        elif tag in ("ul", "ol", "menu") and self.lists:
            self.lists.pop()
        if (tag in DIVISIONS or tag in ("li", "blockquote", "tr")) and self.path:
            self.path.pop()
            self.zones.pop()

    @staticmethod
    def text_of(spans: tuple[Span, ...]) -> str:
        """The joined words."""
        return "".join(span.text for span in spans)

    def _lone_term(self) -> None:
        """A term that nothing follows is a heading, and so is one that is told of in several lines."""
        if spans := tidy_spans(self.term):
            self.blocks.append(
                Block(
                    Shape.HEADING,
                    _unique(self.term_lines),
                    spans,
                    level=7,
                    zone=self.zones[-1],
                    path=tuple(self.path),
                    box=self.box,
                )
            )
        self.term = []

    def _cells_from_above(self) -> None:
        """Cells that span rows stand in each of them."""
        while (hanging := self.hanging.get(len(self.cells))) is not None:
            left, cell = hanging
            if left > 1:
                self.hanging[len(self.cells)] = (left - 1, cell)
            else:
                del self.hanging[len(self.cells)]
            self.cells.append(cell)

    def _end_row(self) -> None:
        self._cells_from_above()
        self.row_lines.extend(self.used)
        self.spans, self.used = [], []
        if any(cell.text for cell in self.cells):
            self.blocks.append(
                Block(Shape.ROW, _unique(self.row_lines), cells=tuple(self.cells), box=self._table(), zone=self.zones[-1],  # noqa: E501 - one thought, one line
                      path=tuple(self.path))
            )  # fmt: skip
        self.cells, self.row_lines = [], []

    def _table(self) -> int:
        """The box shared by the rows of one table: thead and tbody count as the same."""
        count = sum(
            1 for block in self.blocks[-1:] if block.shape is Shape.ROW and block.path[:-2] == tuple(self.path)[:-2]
        )
        return self.blocks[-1].box if count and len(self.path) >= 2 else self.box

    def _flush(self) -> None:
        """Close the running words into a block, one for each line of a paragraph broken by ``br``."""
        spans, used = tidy_spans(self.spans), _unique(self.used)
        self.spans, self.used = [], []
        if self.term and spans:
            spans = tidy_spans([*self.term, Span(": "), *spans])
            used = _unique([*self.term_lines, *used])
            self.term = []
        if not spans:
            return
        common: dict[str, Any] = {
            "zone": self.zones[-1],
            "path": tuple(self.path),
            "box": self.path[-1] if self.path else 0,
        }
        if self.heading:
            spans = tuple(Span(s.text.replace("\n", " "), s.link, s.em, s.strong, s.struck, s.when) for s in spans)
            self.blocks.append(Block(Shape.HEADING, used, spans, level=self.heading, **common))
            return
        item = self.items[-1] if self.items else -1
        if self.quotes:
            self.blocks.append(Block(Shape.QUOTE, used, spans, parent=item, **common))
        elif item >= 0 and not self.blocks[item].text and item == len(self.blocks) - 1:
            block = self.blocks[item]
            block.spans, block.lines = spans, used
            block.text = "".join(span.text for span in spans)
        else:
            pieces = _split_breaks(spans)
            if (
                item < 0
                and len(pieces) == 1
                and len(self.text_of(spans)) < 90
                and all(s.strong for s in spans if s.text.strip(" :."))
            ):
                self.blocks.append(Block(Shape.HEADING, used, spans, level=7, **common))
                return
            for piece in pieces:
                self.blocks.append(Block(Shape.PARAGRAPH, used, piece, parent=item, **common))


def _unique(lines: list[int]) -> tuple[int, ...]:
    return tuple(sorted(set(lines)))


def _style(tag: str) -> str:
    return "strong" if tag in STRONG else "em" if tag in EM else "struck" if tag in STRUCK else ""


def _is_column(element: Any) -> bool:
    """Whether a span is one of several, each of its own class, that alone make up a line: a row without a table."""
    line = element.getparent()
    if line is None or (line.text or "").strip():
        return False
    before = list(islice(element.itersiblings(preceding=True), MAX_COLUMNS))
    row = [*before, element, *islice(element.itersiblings(), MAX_COLUMNS)]
    if not before or not 2 < len(row) <= MAX_COLUMNS:
        return False
    kinds = {child.get("class") for child in row}
    plain = all(child.tag == "span" and not (child.tail or "").strip() for child in row)
    return plain and all(kinds) and len(kinds) == len(row)


def _is_topic(term: Any) -> bool:
    """Whether several lines tell of a term of a definition list, which holds no figure and so is no date."""
    one = term.getnext()
    two = one.getnext() if one is not None and one.tag == "dd" else None
    return two is not None and two.tag == "dd" and not any(sign.isdigit() for sign in "".join(term.itertext()))


def _is_leaf(element: Any, before: list[Span]) -> bool:
    """Whether a span begins with a word or number where the span before it ends with the other, as on the leaf of a
    calendar: "21" over "Apr" runs together only in the source."""
    last = element.getprevious()
    beside = last is not None and last.tag == "span" and not last.tail and before
    if not beside or not (first := (element.text or "")[:1]) or not (end := before[-1].text[-1:]):
        return False
    return (first.isalpha() and end.isdigit()) or (first.isdigit() and end.isalpha())


def _split_breaks(spans: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    pieces: list[list[Span]] = [[]]
    for span in spans:
        for i, text in enumerate(span.text.split("\n")):
            if i:
                pieces.append([])
            pieces[-1].append(Span(text, span.link, span.em, span.strong, span.struck, span.when))
    return [tidied for piece in pieces if (tidied := tidy_spans(piece))]


def _fold_level(summary: Any) -> int:
    """How high the summary of a fold stands as a heading: over the headings that are folded; 0 where none are."""
    if summary.getprevious() is not None:
        return 0
    tags = (tag for part in summary.itersiblings() for tag in part.iter(*HEADINGS))
    folded = [HEADINGS[tag.tag] for tag in islice(tags, MAX_FOLDED)]
    return max(1, min(folded) - 1) if folded else 0


def machine_date(when: str) -> datetime | None:
    """The date in a ``time`` element's ``datetime``; ``None`` if it holds no calendar date."""
    try:
        return datetime.fromisoformat(when.replace("Z", "+00:00")) if when else None
    except ValueError:
        return None
