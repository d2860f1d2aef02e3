"""Inline words as CommonMark, with HTML for what it has no sign for: raised and sunk letters, languages, ruby."""

import re
import unicodedata
from collections.abc import Callable
from html import escape, unescape
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from studycircle.documents.inline import Inline

SIGNS = {"em": "*", "strong": "**"}
# What Markdown would take for a sign: anywhere, and at the beginning of a line.
_ANYWHERE = re.compile(r"[\\`*\[\]~|]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#|\w)")
_PAGE_ID = re.compile(r"\d{1,4}|[ivxlcdm]{1,9}")


def escaped(words: str) -> str:
    """Plain words with all that would be taken for a sign guarded."""
    return _ANYWHERE.sub(r"\\\g<0>", words)


def guarded(line: str) -> str:
    """A line of a paragraph guarded from being taken for a heading, a list, a quotation, a rule."""
    if line[:1] in ("#", "+", "-", "=", ">") or line[:2] == ":-":
        return "\\" + line
    return re.sub(r"^(\d{1,9})(?=[.)])", r"\1\\", line)


def held(words: str) -> str:
    """``words`` with the blanks at its ends written as references: Markdown's readers take bare ones off."""
    bare = words.strip()
    if bare == words or not bare:
        return words
    start = words.index(bare[0])
    before, after = words[:start], words[start + len(bare) :]
    return _referred(before) + bare + _referred(after)


def _referred(blanks: str) -> str:
    return "".join(f"&#{ord(letter)};" if letter not in " \n" else letter for letter in blanks)


class MarkdownWords:
    """Says inline words in Markdown. ``note``: the label of a note; ``picture``: what stands for an image."""

    def __init__(self, note: Callable[[str], str], picture: Callable[[str], str]) -> None:
        self._note, self._picture = note, picture

    def lines(self, words: Inline) -> list[str]:
        """The lines that ``br`` parts, none of them guarded at its beginning."""
        if "<" not in words:
            return [escaped(unescape(words) if "&" in words else words)]
        root = ElementTree.fromstring(f"<words>{words}</words>")  # noqa: S314 - no doctype can stand inside an element
        return self._inside(root, "", "").split("\n")

    def paragraph(self, words: Inline, before: str = "", end: str = "<br>") -> str:
        """A paragraph, its lines parted by ``end``; ``before`` stands in front of its first words."""
        first, *others = self.lines(words)
        return f"{end}\n".join(held(guarded(line)) for line in (f"{before}{first}", *others))

    def one_line(self, words: Inline) -> str:
        """Words where no line may end: in a heading, in a cell."""
        return held("<br>".join(self.lines(words)))

    def _inside(self, element: Element, before: str, after: str) -> str:
        """The content of ``element``; ``before`` and ``after`` are the signs around it."""
        out = _text(element.text, is_last=not len(element))
        children = list(element)
        for at, child in enumerate(children):
            tail = child.tail or ""
            follows = tail[:1] or ("<" if at + 1 < len(children) else after)
            out += self._element(child, (out or before)[-1:], follows)
            out += _text(tail, is_last=at + 1 == len(children))
        return out

    def _element(self, element: Element, before: str, after: str) -> str:
        tag, role = element.tag, element.get("role")
        if tag == "br":
            return "\n"
        if role == "doc-noteref":
            return f"[^{self._note(element.get('href', '')[1:])}]"
        if role == "doc-pagebreak":
            return _page(element.get("aria-label", ""))
        if tag == "img":
            return f"![{escaped(element.get('alt', ''))}]{self._picture(element.get('src', ''))}"
        if tag == "a":
            return f"[{self._inside(element, '[', ']')}]({_address(element.get('href', ''))})"
        if tag == "code" and not len(element) and before != "`" and after not in ("`", "<"):
            words = element.text or ""
            if words and "|" not in words:  # which would part cells
                return _code(words)
        sign = SIGNS.get(tag)
        if sign and _may_stand(element, before, after):
            return f"{sign}{self._inside(element, sign[:1], sign[:1])}{sign}"
        said = "".join(f' {name}="{escape(value)}"' for name, value in element.items())
        return f"<{tag}{said}>{self._inside(element, '>', '<')}</{tag}>"


def _text(words: str | None, *, is_last: bool) -> str:
    if not words:
        return ""
    words = escaped(words)
    # "!" before a link would make a picture of it.
    return words[:-1] + r"\!" if words.endswith("!") and not is_last else words


def _may_stand(element: Element, before: str, after: str) -> bool:
    """Whether asterisks around ``element`` are sure to open and close it (CommonMark 0.31, §6.2, flanking)."""
    words = "".join(element.itertext())
    first, last = element.text or "", (element[-1].tail if len(element) else element.text) or ""
    if not (first and last) or element.find(".//em") is not None or element.find(".//strong") is not None:
        return False
    if before in ("*", "_") or after in ("*", "<", "_"):
        return False
    opens = words[0].isalnum() or (not words[0].isspace() and _is_edge(before))
    closes = words[-1].isalnum() or (not words[-1].isspace() and _is_edge(after))
    return opens and closes


def _is_edge(sign: str) -> bool:
    return not sign or sign.isspace() or unicodedata.category(sign)[0] in "PS"


def _code(words: str) -> str:
    """Code between more backticks than are in it."""
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if words.startswith(("`", " ")) or words.endswith(("`", " ")) else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _page(label: str) -> str:
    """Where a printed page begins: an empty anchor, which shows nothing and can be linked to."""
    if _PAGE_ID.fullmatch(label):
        return f'<a id="page-{label}"></a>'
    return f'<span role="doc-pagebreak" aria-label="{escape(label)}"></span>'


def _address(href: str) -> str:
    if href.startswith("#"):
        return f"#to-{href[1:]}"
    if re.search(r"[()<>&*_`\\\[\]~|!]|\s", href):
        return "<" + re.sub(r"[<>\\|]|&(?=#|\w+;)", r"\\\g<0>", href) + ">"
    return href
