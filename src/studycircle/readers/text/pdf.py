"""PDF with a text layer, by PDFium and geometry: reading order, paragraphs, headings, notes, printed pages."""

import ctypes
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from lxml import etree

from studycircle.documents.problem import Problem
from studycircle.documents.text import Text
from studycircle.errors import ReadError
from studycircle.readers.text.headings import ORDINAL
from studycircle.readers.text.html import Beside
from studycircle.readers.text.office import Office, office_text
from studycircle.readers.text.page import Page, Setting
from studycircle.readers.text.pdf_figures import Figure, figures_of, painted, place_figures
from studycircle.readers.text.pdf_heads import without_heads
from studycircle.readers.text.pdf_hyphens import hyphenates, joined_words
from studycircle.readers.text.pdf_initials import with_initials
from studycircle.readers.text.pdf_letters import letters
from studycircle.readers.text.pdf_lines import Line, lines_of
from studycircle.readers.text.pdf_notes import take_notes
from studycircle.readers.text.pdf_paragraphs import (
    BULLET,
    LEADERS,
    ORNAMENT,
    Measure,
    Para,
    is_item,
    measure,
    paragraphs,
)
from studycircle.readers.text.runs import Run, line_break, note_mark

LARGEST = 200_000_000  # bytes
MOST_PAGES = 5000
SCAN = "Run it through a program that recognises text (OCR), or look for the book as EPUB or HTML."
MOST_FRONT = 60  # paragraphs in which printed contents begin
CONTENTS = re.compile(
    r"(?:table of )?contents|inhalt(?:sverzeichnis)?|table des matières|sommaire|índice|indice|sommario|содержание|"
    r"оглавление|目[录錄次]|المحتويات$",
    re.I,
)
_HYPHENATED = re.compile(r"([^\W\d_]+)[-\u00ad]$")
_JUNK_TITLE = re.compile(
    r"^(?:untitled|microsoft word\b.*|.*\.(?:docx?|indd|tex|odt|html?|pdf)|about:blank|print|title)$", re.I
)


def read_pdf(
    data: bytes, name: str = "", *, address: str = "", beside: Beside | None = None
) -> tuple[Text, list[Problem]]:
    """The text of a PDF. A scan without a text layer, an encrypted or a broken file raises ``ReadError``."""
    if b"%PDF-" not in data[:2000]:
        raise ReadError(name, "it is not a PDF")
    if len(data) > LARGEST:
        raise ReadError(name, "it is too large", "Take its images out, or split it.")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        what = "it opens only with a password" if locked else "it is damaged"
        raise ReadError(
            name, what, "Save it again without." if locked else "Open it elsewhere and save it again."
        ) from error
    try:
        return _read(document, name, address)
    finally:
        document.close()


def _read(document: Any, name: str, address: str) -> tuple[Text, list[Problem]]:
    office = Office()
    office.about.source = address
    _learn(document, office)
    raw, figures = _pages(document, name, office)
    pages, labels = without_heads(raw)
    place_figures(pages, figures)
    pages, notes = take_notes(pages)
    measured = measure(pages)
    paras = paragraphs(pages, measured)
    seen = joined_words(paras)
    told = labels if any(labels) else _told_labels(document, len(pages))
    writer = _Writer(office, measured, seen, hyphenates(paras, seen), told)
    standing = _Figures(figures, office.page)
    front = _front(paras)
    for at, para in enumerate(paras):
        if not is_item(para, paras[max(at - 1, 0) : at] + paras[at + 1 : at + 2]):
            para.marker = ""
        standing.before(para)
        writer.para(para, office.page, at in front)
        standing.after(para)
    for key, lines in notes.items():
        if key in office.notes:
            for para in paragraphs([lines], measured):
                writer.para(replace(para, heading=False, marker=""), office.notes[key][1], plainly=True)
    return office_text(office, name, lambda source: painted(document, figures[int(source)]))


def _front(paras: Sequence[Para]) -> range:
    """The paragraphs of the title page and of what heads the printed contents: pages of a few short lines."""
    entry = next((at for at, para in enumerate(paras[:MOST_FRONT]) if _is_entry(para)), 0)
    long = {
        line.page
        for para in paras[:entry]
        for line in para.lines
        if sum(len(one.words.split()) for one in para.lines) > 16
    }
    last = paras[entry].lines[0].page if entry else 0
    first = max((page + 1 for page in long if page <= last), default=0)
    return range(next(at for at, para in enumerate(paras) if para.lines[0].page >= first), entry) if entry else range(0)


def _is_entry(para: Para) -> bool:
    return any(LEADERS.search(line.words) for line in para.lines)


def _learn(document: Any, office: Office) -> None:
    said = document.get_metadata_dict(skip_empty=True)
    title = said.get("Title", "").strip()
    office.about.title = "" if _JUNK_TITLE.match(title) else title
    office.about.author = said.get("Author", "").strip()
    length = pdfium.FPDFCatalog_GetLanguage(document, None, 0) if hasattr(pdfium, "FPDFCatalog_GetLanguage") else 0
    if 2 < length < 100:
        held = ctypes.create_string_buffer(length)
        pdfium.FPDFCatalog_GetLanguage(document, ctypes.cast(held, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
        language = held.raw[: length - 2].decode("utf-16-le", "replace")
        office.about.language = language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language) else ""


def _pages(document: Any, name: str, office: Office) -> tuple[list[list[Line]], list[Figure]]:
    """The lines of every page, and its figures. Raises ``ReadError`` where there are none in all of them."""
    count = len(document)
    if count > MOST_PAGES:
        raise ReadError(name, f"it has {count} pages", "Split it.")
    pages, bare, turned = [], [], 0
    figures: list[Figure] = []
    for at in range(count):
        page = pdfium.FPDF_LoadPage(document, at)
        found, aside = letters(page) if page else ([], 0)
        turned += aside
        if found:
            drawn, found = figures_of(page, at, with_initials(found))
            figures += drawn
        pages.append(found)
        if page:
            if not found and pdfium.FPDFPage_CountObjects(page) > 0:
                bare.append(str(at + 1))
            pdfium.FPDF_ClosePage(page)
    if sum(map(len, pages)) < 20:
        raise ReadError(name, "its pages are pictures without text, as a scan makes them", SCAN)
    if bare:
        office.report("pages-without-text", "Some pages hold a picture but no words.", ", ".join(bare))
    if turned:
        office.report("left-out", "Words turned on their side are not kept.", f"{turned} letters")
    return lines_of(pages), figures


def _told_labels(document: Any, count: int) -> list[str]:
    """The page labels the file states (ISO 32000-1, §12.4.2), else the pages counted."""
    return [document.get_page_label(at) or str(at + 1) for at in range(count)]


class _Figures:
    """Puts figures onto a page of HTML, each after the paragraph in which the line before it stands."""

    def __init__(self, figures: Sequence[Figure], page: Page) -> None:
        self._page = page
        self._first = [name for name, figure in enumerate(figures) if figure.after is None]
        self._by_line: dict[int, list[int]] = {}
        self._figures = figures
        for name, figure in enumerate(figures):
            if figure.after is not None:
                self._by_line.setdefault(id(figure.after), []).append(name)

    def before(self, para: Para) -> None:
        """Those before the first paragraph."""
        first, self._first = self._first, []
        for name in first:
            self._put(name)

    def after(self, para: Para) -> None:
        """Those a paragraph goes around, or that follow it."""
        for line in para.lines:
            for name in self._by_line.get(id(line), ()):
                self._put(name)

    def _put(self, name: int) -> None:
        figure = self._figures[name]
        element = etree.Element("img")
        element.set("src", str(name))
        element.set("alt", ", ".join(figure.labels))
        self._page.add([Run(element=element)], Setting())
        if figure.caption is not None:
            self._page.add(figure.caption.runs, Setting("caption"))


class _Writer:
    """Puts paragraphs onto a page of HTML."""

    def __init__(
        self, office: Office, measured: Measure, seen: Counter[str], parts_words: bool, labels: Sequence[str]
    ) -> None:
        self._office, self._measure, self._seen, self._labels = office, measured, seen, labels
        self._hyphenates = parts_words
        self._page = -1
        self._in_contents = False
        self._levels = _levels_of(measured)

    def para(self, para: Para, page: Page, in_front: bool = False, plainly: bool = False) -> None:
        """One paragraph; ``in_front``: of the title page."""
        runs = self._runs(para, marks=not plainly)
        words = "".join(run.words for run in runs)
        if ORNAMENT.match(words) and words.strip():
            page.rule()
            return
        if self._names_chapter(para, page):
            page.go_on(runs)
            return
        setting = Setting(align="centre" if para.centred and not para.heading else "")
        if self._is_title(words, para) or (in_front and not self._in_contents):
            self._in_contents = in_front and CONTENTS.match(words.strip()) is not None
            setting = Setting("contents" if self._in_contents else "title")
        elif in_front:
            setting = Setting("contents")
        elif para.heading or self._stands_as_heading(para):
            setting = Setting("heading", level=self._level(para))
        elif para.marker:
            level = 1 + (para.lines[0].left - self._measure.column(para.lines[0]).left > 2.2 * para.lines[0].size)
            setting = Setting("item", level=level, marker="•" if BULLET.match(words) else para.marker)
            runs = _without_marker(runs, len(para.marker))
        elif _is_entry(para):
            setting = Setting("contents")
        elif all(self._measure.verse(line) for line in para.lines) and not plainly:
            page.add(runs, Setting("verse"))
            setting, runs = Setting("verse"), []  # the stanza ends here
        elif self._is_quoted(para) and not plainly:
            setting = Setting("quote")
        page.add(runs, setting)

    def _is_title(self, words: str, para: Para) -> bool:
        """Whether a heading is the title of the whole, said again before the text begins."""
        title, said = _bare(self._office.about.title), _bare(words)
        # "The Project Gutenberg eBook of …" may stand before it.
        return para.heading and bool(said) and (title == said or (title.endswith(f" {said}") and " " in said))

    def _names_chapter(self, para: Para, page: Page) -> bool:
        """Whether a centred line is the name of the chapter whose number is the heading right above it."""
        last = page.root[-1] if len(page.root) else None
        above = last is not None and re.match(r"h\d$", str(last.tag)) and ORDINAL.match("".join(last.itertext()))
        return bool(above) and para.centred and len(para.lines) < 4 and not para.heading

    def _stands_as_heading(self, para: Para) -> bool:
        """A short line or two, all in bold."""
        return (
            len(para.lines) < 3
            and all(line.bold for line in para.lines)
            and not re.search(r"[.,;]$", para.lines[-1].words)
            and not para.marker
        )

    def _level(self, para: Para) -> int:
        size = para.lines[0].size
        return 1 + sum(other > size * 1.04 for other in self._levels)

    def _is_quoted(self, para: Para) -> bool:
        if len(para.lines) < 2 or para.centred:
            return False
        sides = [
            (line.left - column.left, column.right - line.right)
            for line in para.lines
            for column in [self._measure.columns[line.page, line.column]]
        ]
        least = 0.9 * self._measure.size
        return min(left for left, _ in sides) > least and (
            min(right for _, right in sides) > least or para.lines[0].size < 0.97 * self._measure.size
        )

    def _runs(self, para: Para, marks: bool) -> list[Run]:
        runs: list[Run] = []
        for at, line in enumerate(para.lines):
            mark = self._page_mark(line) if marks else None
            own = [self._noted(run) for run in line.runs]
            if at == 0:
                runs += [mark] if mark else []
                runs += own
                continue
            if at in para.breaks:
                runs.append(line_break())
            elif not self._unhyphenate(runs, own):
                runs += [Run(" ")] if _needs_space(runs, own) else []
            elif mark:  # a word parted by the page's end stays whole
                first, _, rest = own[0].words.partition(" ")
                runs += [replace(own[0], words=first), mark, replace(own[0], words=f" {rest}" if rest else "")]
                runs += own[1:]
                continue
            runs += [mark] if mark else []
            runs += own
        return runs

    def _noted(self, run: Run) -> Run:
        if run.link.startswith("note:"):
            known = self._office.notes.get(run.link)
            return note_mark(run.link, known[0] if known else self._office.note(run.link))
        return run

    def _page_mark(self, line: Line) -> Run | None:
        if line.page == self._page:
            return None
        self._page = line.page
        label = self._labels[line.page] if line.page < len(self._labels) else ""
        if not label:
            return None
        element = etree.Element("span")
        element.set("class", "pagebreak")
        element.set("title", label)
        return Run(element=element)

    def _unhyphenate(self, runs: list[Run], own: list[Run]) -> bool:
        """Join a word parted at a line's end; whether nothing is to stand between. A word's own hyphen stays."""
        last, follows = runs[-1], own[0]
        if last.element is not None or follows.element is not None or not (found := _HYPHENATED.search(last.words)):
            return False
        rest = re.match(r"[^\W\d_]+", follows.words)
        if rest is None:
            return True
        own_hyphen = last.words[-1] == "-" and self._own_hyphen(found[1], rest[0], last.words, follows.words)
        if not own_hyphen:
            runs[-1] = replace(last, words=last.words[:-1])
        return True

    def _own_hyphen(self, first: str, rest: str, before: str, after: str) -> bool:
        """Whether a word parted at its hyphen has that hyphen also within a line."""
        seen, whole = self._seen, (first + rest).lower()
        if rest[0].isupper() or seen[f"{first}-{rest}".lower()] > seen[whole]:
            return True
        if seen[whole]:
            return False
        known = seen[rest.lower()] > 0 and len(first) > 3
        compound = re.search(r"\w-\w+-$", before) or re.match(r"\w+-\w", after)
        return (
            not self._hyphenates or (known and seen[f"{first}-".lower()] > 0) or bool(compound and seen[rest.lower()])
        )


def _bare(words: str) -> str:
    return re.sub(r"[\W_]+", " ", words).strip().lower()


def _levels_of(measured: Measure) -> list[float]:
    """The sizes of letters larger than the text's, from the largest."""
    sizes = sorted((size for size in measured.sizes if size > measured.size * 1.1), reverse=True)
    levels: list[float] = []
    for size in sizes:
        if not levels or levels[-1] > size * 1.04:
            levels.append(size)
    return levels


def _needs_space(runs: Sequence[Run], own: Sequence[Run]) -> bool:
    """Whether words stand apart over a line's end: not beside a dash set close, nor in Chinese and Japanese."""
    before, after = "".join(run.words for run in runs[-2:]), own[0].words
    if re.search(r"[\u2e80-\u9fff\uff00-\uffef]$", before) and re.match(r"[\u2e80-\u9fff\uff00-\uffef]", after):
        return False
    return not (re.search(r"\S[—–]$", before) or re.match(r"—\S", after))


def _without_marker(runs: list[Run], length: int) -> list[Run]:
    """``runs`` without the marker a list item begins with, and the white space after it."""
    made: list[Run] = []
    for run in runs:
        if length and run.element is None:
            dropped = min(length, len(run.words))
            length -= dropped
            run = replace(run, words=run.words[dropped:].lstrip() if not length else "")
        made.append(run)
    return made
