"""The words of an ODT paragraph: spans, links, notes, images; white space as ODF 1.3 part 3, §6.1.2 has it."""

import re
from dataclasses import replace
from typing import Any

from lxml import etree

from studycircle.readers.text.formula import formula_words
from studycircle.readers.text.odt_styles import OdtStyle, OdtStyles
from studycircle.readers.text.office import Office
from studycircle.readers.text.office_xml import child, local, number_of, value
from studycircle.readers.text.package import Package
from studycircle.readers.text.runs import Run, anchor, line_break, note_mark, picture

_SKIPPED = frozenset(
    ["annotation", "annotation-end", "tracked-changes", "soft-page-break", "hidden-paragraph", "bookmark-end",
     "reference-mark-end", "alphabetical-index-mark", "toc-mark", "user-index-mark", "sequence-decls", "desc", "title"]
)  # fmt: skip
_BLOCKS = ("p", "h", "list", "table")
_ANCHORS = ("bookmark", "bookmark-start", "reference-mark", "reference-mark-start")


class Runs:
    """Reads paragraphs' words, and puts by the notes it comes upon."""

    def __init__(self, styles: OdtStyles, office: Office, package: Package) -> None:
        self._styles, self._office, self._package = styles, office, package
        self.notes: dict[str, Any] = {}

    def of(self, paragraph: Any, style: OdtStyle) -> tuple[list[Run], list[Any]]:
        """The runs of a paragraph, and the text boxes that hang on it. Its style's own look is not repeated."""
        runs: list[Run] = []
        boxes: list[Any] = []
        if not style.hidden:
            automatic = re.fullmatch(r"P\d+", value(paragraph, "style-name")) is not None
            look = Run(strong=automatic and style.strong, em=automatic and style.em)
            self._gather(paragraph, look, runs, boxes)
        return runs, boxes

    def inside(self, frame: Any) -> tuple[list[Run], list[Any]]:
        """The images and boxes of a frame that stands outside of any paragraph."""
        runs: list[Run] = []
        boxes: list[Any] = []
        self._piece(frame, Run(), runs, boxes)
        return runs, boxes

    def _gather(self, element: Any, look: Run, runs: list[Run], boxes: list[Any]) -> None:
        self._say(element.text, look, runs)
        for inner in element:
            if local(inner) and local(inner) not in _SKIPPED:
                self._piece(inner, look, runs, boxes)
            elif local(inner) == "annotation":
                self._office.report("comments-left-out", "The comments in its margin are not kept.")
            self._say(inner.tail, look, runs)

    def _say(self, words: str | None, look: Run, runs: list[Run]) -> None:
        if words:
            runs.append(replace(look, words=words))

    def _piece(self, inner: Any, look: Run, runs: list[Run], boxes: list[Any]) -> None:
        name = local(inner)
        if name == "span":
            own = self._look(inner, look)
            if own is not None:
                self._gather(inner, own, runs, boxes)
        elif name == "a":
            self._gather(inner, replace(look, link=value(inner, "href")), runs, boxes)
        elif name in ("s", "tab"):
            runs.append(replace(look, words=" " * min(number_of(value(inner, "c"), 1), 40) if name == "s" else "\t"))
        elif name == "line-break":
            runs.append(line_break())
        elif name in _ANCHORS:
            runs.append(anchor(value(inner, "name")))
        elif name == "note":
            key = f"note:{len(self.notes)}"
            body = child(inner, "note-body")
            if body is not None:
                self.notes[key] = body
                runs.append(note_mark(key, self._office.note(key)))
        elif name == "frame":
            self._frame(inner, look, runs, boxes)
        elif name == "text-box" or any(local(one) in _BLOCKS for one in inner):  # the latter: words in a shape
            boxes.append(inner)
        elif name == "ruby":
            self._ruby(inner, runs)
        elif name in ("conditional-text", "hidden-text") and value(inner, "is-hidden") == "true":
            return
        else:  # fields and references show what the document last showed
            self._gather(inner, look, runs, boxes)

    def _look(self, span: Any, look: Run) -> Run | None:
        style = self._styles.of("text", value(span, "style-name"))
        if style.hidden:
            return None
        main = (self._office.about.language or self._styles.default.lang).split("-")[0]
        return replace(
            look,
            strong=style.strong or look.strong,
            em=(style.em and not look.link) or look.em,
            code=style.code or look.code,
            shift=style.shift or look.shift,
            lang=style.lang if style.lang and style.lang.split("-")[0] != main else look.lang,
        )

    def _frame(self, frame: Any, look: Run, runs: list[Run], boxes: list[Any]) -> None:
        """Of the ways a frame offers itself in, the first that can be read (§10.4.2)."""
        said = [child(frame, name) for name in ("desc", "title")]
        described = next(("".join(one.itertext()).strip() for one in said if one is not None), "")
        for inner in frame:
            if local(inner) == "text-box":
                boxes.append(inner)
                return
            if local(inner) == "object" and (words := self._formula(inner)):
                self._office.report("formula-as-words", "A formula is kept as its words only.", words)
                runs.append(replace(look, words=words, code=True))
                return
            if local(inner) == "image":
                target = value(inner, "href").removeprefix("./")
                runs.append(replace(picture(target, described), link=look.link))
                return

    def _formula(self, held: Any) -> str:
        """A formula stands in the object itself, or in a document of its own in the package (§10.4.6.2)."""
        root, target = child(held, "math"), value(held, "href").removeprefix("./").rstrip("/")
        if root is None and target:
            root = self._package.xml(f"{target}/content.xml")
        return " ".join(formula_words(root).split()) if root is not None and local(root) == "math" else ""

    def _ruby(self, element: Any, runs: list[Run]) -> None:
        made = etree.Element("ruby")
        for name, tag in (("ruby-base", "rb"), ("ruby-text", "rt")):
            part = child(element, name)
            etree.SubElement(made, tag).text = "".join(part.itertext()) if part is not None else ""
        runs.append(Run(element=made))
