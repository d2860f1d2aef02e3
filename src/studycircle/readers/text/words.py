"""From an element's content to inline words: the one sanitiser of every reader that goes through HTML."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import unquote

from studycircle.documents.inline import page_mark
from studycircle.documents.rich import is_safe_link
from studycircle.readers.text.draft import Book

SAME = {
    "em": "em", "i": "em", "cite": "em", "dfn": "em", "var": "em", "strong": "strong", "b": "strong",
    "sup": "sup", "sub": "sub", "code": "code", "kbd": "code", "samp": "code", "tt": "code",
    "ruby": "ruby", "rb": "rb", "rt": "rt", "rp": "rp",
}  # fmt: skip
BLOCKS = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "colgroup",
        "col",
        "figure",
        "figcaption",
        "pre",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "body",
        "center",
        "address",
        "fieldset",
        "details",
        "summary",
        "hgroup",
        "form",
        "noscript",
    ]
)
UNREAD = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "template",
        "iframe",
        "object",
        "embed",
        "applet",
        "audio",
        "video",
        "canvas",
        "svg",
        "math",
        "input",
        "button",
        "select",
        "textarea",
        "option",
        "link",
        "meta",
        "base",
        "frame",
        "frameset",
        "noframes",
    ]
)
SPACE = re.compile(r"[ \t\r\n\f\v]+")
BLANKS = "\n\r\t\f\v"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
PAGE_CLASS = re.compile(
    r"(?:^|\s)(?:page-?(?:num(?:ber)?|no|break)?|pg-?num|pgno|pb|folio|doc-pagebreak)(?:\s|$)", re.I
)
PAGE_LABEL = re.compile(r"^[\W_]*(?:(?:pg|page|p|seite|s)\b[\s._]*)?([0-9]{1,4}[a-z]?|[ivxlcdm]{1,9})[\W_]*$", re.I)
LONGEST_LABEL = 20  # letters of what a printed page is called
PAGE_ID = re.compile(r"^(?:page|pg|pagina|seite|p)[\s._-]*([0-9]{1,4}|[ivxlcdm]{1,9})$", re.I)
NOTE_REF = re.compile(
    r"(?:^|\s)(?:fn-?anchor|fn-?ref|(?:foot|end)?note-?ref|doc-noteref|footnote-ref|fnote-?ref)(?:\s|$)", re.I
)
INDENT = re.compile(r"(?:^|\s)(?:i|indent|in)-?(\d{1,2})(?:\s|$)")  # of a line of verse
MARGIN = re.compile(r"(?:^|\s)(?:lnum|line-?num(?:ber)?|line-?no|ln|side-?note|marginalia)(?:\s|$)", re.I)
INITIAL = re.compile(r"[\"'“‘«]?[^\W\d_][’']?")  # what an image of a chapter's first letter is said to show
LANGUAGE = re.compile(r"^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$")
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def tag_of(element: Any) -> str:
    """The element's name in lower case without its namespace; empty for comments and instructions."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].lower()


def classes_of(element: Any) -> str:
    """Class, ``epub:type`` and role together: all that says what an element is meant to be."""
    if not element.attrib:
        return ""
    return " ".join(word for word in (element.get("class"), type_of(element), element.get("role")) if word)


def type_of(element: Any) -> str:
    """What ``epub:type`` says an element is, however the page was parsed."""
    return element.get(EPUB_TYPE) or element.get("epub:type") or ""


def language_of(element: Any) -> str:
    """The element's own language, if it says a well-formed one."""
    said = element.get("lang") or element.get(XML_LANG) or element.get("xml:lang") or ""
    return said if LANGUAGE.match(said) else ""


def direction_of(element: Any) -> str:
    """The element's own writing direction: "ltr", "rtl" or empty."""
    said = (element.get("dir") or "").lower()
    return said if said in ("ltr", "rtl") else ""


def clean(text: str) -> str:
    """Text of the source with white space made single, control characters gone, and XML's characters escaped."""
    if not text.isprintable():
        for sign in BLANKS:  # many times faster than a pattern
            if sign in text:
                text = text.replace(sign, " ")
        if not text.isprintable():
            text = CONTROLS.sub("", text)
    while "  " in text:
        text = text.replace("  ", " ")
    if "&" in text or "<" in text or ">" in text:
        text = escape(text, quote=False)
    return text


def tidy(words: str) -> str:
    """Inline words without white space at their ends and around line breaks."""
    if "  " in words:
        words = words.replace("  ", " ")
        words = re.sub(r" {2,}", " ", words)
    words = words.strip(" ")
    if "<br/>" in words:
        words = re.sub(r" ?<br/> ?", "<br/>", words)
        words = re.sub(r"^(?:<br/>)+|(?:<br/>)+$", "", words)
    return words


def wrapped(words: str, opened: str, closed: str) -> str:
    """Words in a tag, with the white space at their ends outside of it; blank words without it."""
    inner = words.strip(" ")
    if not inner:
        return words
    before, after = (" " if words[0] == " " else ""), (" " if words[-1] == " " else "")
    return f"{before}{opened}{inner}{closed}{after}"


def page_label(element: Any, classes: str) -> str:
    """The label of the printed page whose beginning ``element`` marks, or nothing.

    What holds more than a label is no mark: a table before which the page breaks, a ``div`` around a whole page.
    """
    named = element.get("id") or element.get("name") or ""
    marks = classes and ("pagebreak" in classes or PAGE_CLASS.search(classes))
    found = PAGE_ID.match(named)
    if not (marks or found) or len(said := "".join(element.itertext()).strip()) > LONGEST_LABEL:
        return ""
    if marks:
        said = (element.get("aria-label") or element.get("title") or said).strip()
        if found := PAGE_LABEL.match(said) or found:
            return found[1]
        return said[:LONGEST_LABEL] if "pagebreak" in classes else ""
    label = PAGE_LABEL.match(said)
    return found[1] if found and (not said or (label and label[1].lower() == found[1].lower())) else ""


def _begins_line(element: Any, pieces: list[str]) -> bool:
    """Whether a span is a line of those its element is parted into by ``br``."""
    said = "".join(pieces[-2:]).strip()
    parent = element.getparent()
    return (not said or said.endswith("<br/>")) and any(tag_of(child) == "br" for child in parent)


@dataclass(slots=True)
class Words:
    """Turns content into inline words, noting on the way what stands in it.

    ``file``: the name anchors and links are told apart by, in a book of several files. ``follow``: what a link of
    the source leads to: an address, ``#file#anchor`` inside the book, or nothing. ``picture``: the key of an image.
    """

    book: Book
    follow: Callable[[str], str]
    picture: Callable[[str], str]
    file: str = ""
    ids: list[str] = field(default_factory=list)
    label: str = ""  # of the printed page whose beginning an anchor marked last, by its name alone

    def take(self, element: Any) -> str:
        """All the content of ``element`` as inline words."""
        pieces: list[str] = []
        self.content(element, pieces)
        return tidy("".join(pieces))

    def content(self, element: Any, pieces: list[str]) -> None:
        """Add the content of ``element``, without itself, to ``pieces``."""
        if element.text:
            self._say(element.text, pieces)
        for child in element:
            self.element(child, pieces)
            if child.tail:
                self._say(child.tail, pieces)

    def _say(self, text: str, pieces: list[str]) -> None:
        pieces.append(clean(text))
        if self.label and not text.isspace():
            self.label = ""  # the anchor is behind us

    def anchor(self, element: Any) -> None:
        """Remember the anchors that lead to ``element``."""
        for name in {element.get("id"), element.get("name") if tag_of(element) == "a" else None} - {None}:
            self.ids.append(f"{self.file}#{name}")

    def page(self, element: Any, label: str) -> str:
        """The mark of a printed page, none where it is shown right after an anchor of its name; notes the anchors in
        it."""
        for inner in element.iterdescendants():
            self.anchor(inner)
        shown = bool(classes_of(element))
        mark = "" if shown and label == self.label else page_mark(label)
        self.label = "" if shown else label
        return mark

    def element(self, element: Any, pieces: list[str]) -> None:
        """Add ``element`` itself to ``pieces``."""
        tag = tag_of(element)
        if not tag:
            return
        classes = ""
        if element.attrib:
            self.anchor(element)
            classes = classes_of(element)
            if tag in ("a", "span", "div", "p", "small", "sup", "i", "b") and (label := page_label(element, classes)):
                pieces.append(self.page(element, label))
                return
        if tag == "br":
            pieces.append("<br/>")
        elif tag == "img" or tag == "image":
            self._image(element, pieces)
        elif tag in UNREAD:
            self._unread(element, tag, pieces)
        elif tag == "a" and element.get("href"):
            self._link(element, classes, pieces)
        elif tag in BLOCKS:
            pieces.append("<br/>")
            self.content(element, pieces)
            pieces.append("<br/>")
        else:
            self._span(element, tag, pieces)

    def _span(self, element: Any, tag: str, pieces: list[str]) -> None:
        inner: list[str] = []
        self.content(element, inner)
        words = "".join(inner)
        if tag == "q":
            words = f"“{words}”"
        if MARGIN.search(element.get("class") or ""):
            words = f" {words.strip()} "  # it stands apart from the line
        if tag == "span" and (found := INDENT.search(element.get("class") or "")) and _begins_line(element, pieces):
            words = "\u2003" * min((int(found[1]) + 1) // 2, 8) + words.lstrip(" ")
        if name := SAME.get(tag):
            words = wrapped(words, f"<{name}>", f"</{name}>")
        if element.attrib:
            lang, direction = language_of(element), direction_of(element)
            if lang or direction:
                said = (f' lang="{lang}"' if lang else "") + (f' dir="{direction}"' if direction else "")
                words = wrapped(words, f"<span{said}>", "</span>")
        pieces.append(words)

    def _link(self, element: Any, classes: str, pieces: list[str]) -> None:
        inner: list[str] = []
        self.content(element, inner)
        words = "".join(inner)
        written = element.get("href").strip()
        target = self.follow(unquote(written) if written.startswith("#") else written)
        if "<a " in words or not words.strip() or not target or not is_safe_link(target):
            if not target and words.strip() and not written.startswith(("#", "mailto:")):
                self.book.report(
                    "link-left-out", "A link leads nowhere we can take it; its words stay.", excerpt=written
                )
            pieces.append(words)
            return
        role = ' role="doc-noteref"' if target.startswith("#") and NOTE_REF.search(classes) else ""
        pieces.append(wrapped(words, f'<a{role} href="{escape(target)}">', "</a>"))

    def _image(self, element: Any, pieces: list[str]) -> None:
        source = element.get("src") or element.get("{http://www.w3.org/1999/xlink}href") or ""
        alternative = " ".join((element.get("alt") or element.get("title") or "").split())
        if INITIAL.fullmatch(alternative) and (element.tail or " ")[0].isalpha():
            pieces.append(clean(alternative))  # the picture of a letter is the letter
            return
        key = self.picture(source)
        if key or alternative:
            pieces.append(f'<img src="{key}" alt="{escape(CONTROLS.sub("", alternative))}"/>')

    def _drawing(self, element: Any, pieces: list[str]) -> None:
        """Of a drawing the images and words in it; what it says it shows stands for the rest."""
        images = list(element.iter("{*}image", "image"))
        for image in images:
            self._image(image, pieces)
        said = [" ".join("".join(one.itertext()).split()) for one in element.iter("{*}title", "{*}desc")]
        if shown := " ".join(filter(None, [element.get("aria-label") or "", *dict.fromkeys(said)])):
            pieces.append(f'<img src="" alt="{escape(CONTROLS.sub("", shown))}"/>')
        pieces += [f" {clean(' '.join(words.itertext())).strip()} " for words in element.iter("{*}text")]
        if not images and len(element):
            self.book.report("drawing-left-out", "A drawing is kept as its words only.", element.sourceline, shown)

    def _unread(self, element: Any, tag: str, pieces: list[str]) -> None:
        if tag == "svg":
            self._drawing(element, pieces)
        if tag == "math":
            words = element.get("alttext") or " ".join(" ".join(element.itertext()).split())
            pieces.append(f"<code>{clean(words)}</code>" if words else "")
            self.book.report("formula-as-words", "A formula is kept as its words only.", element.sourceline, words)
        elif tag not in ("script", "style", "head", "title", "link", "meta", "base", "template", "svg"):
            self.book.report("left-out", f"A {tag} of the page is not kept.", element.sourceline, tag)
            if tag in ("object", "audio", "video", "canvas", "iframe"):  # what they hold is said instead of them
                self.content(element, pieces)
