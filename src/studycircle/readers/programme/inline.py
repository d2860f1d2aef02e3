"""Inline marks of a line of text: Markdown emphasis and links, bare addresses, and the few HTML tags people mix in."""

import html
import re
from collections.abc import Mapping

from studycircle.readers.programme.blocks import Span, tidy_spans
from studycircle.readers.programme.language import holds_any

# One alternative per mark; every quantifier is bounded or runs over a class without overlap, so time stays linear.
MARK = re.compile(
    r"(?<!`)`(?P<code>[^`\n]{1,200})`(?!`)|\\(?P<escape>[\\`*_{}\[\]()#+\-.!~|<>$])"
    r"|!?\[(?P<label>[^\[\]\n]{0,400})\](?:\((?P<target>[^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,500})?)(?:\s+\"[^\"\n]{0,300}\")?\s{0,2}\)|\[(?P<ref>[^\[\]\n]{0,80})\](?!\())"
    r"|<(?P<auto>(?:https?|mailto):[^<>\s]{1,2000})>"
    r"|<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]{0,10})(?P<attributes>(?:\s[^<>]{0,2000})?)/?>"
    r"|(?P<bare>https?://[^\s<>\"'\])]{1,2000})"
    r"|(?P<stars>\*{1,3}|(?<!\w)_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?!\w)|~~)"
)
MAY_BEGIN = re.compile(r"`|\\|!\[|\[|<|\*|_|~~|https?://")  # where a mark can begin: far quicker to look for
MARKED = "<*_\\~\n`"  # without any of these, and without link or address, a text is plain
LINKED = ("](", "][")
HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
STRONG = {"b", "strong"}
EM = {"i", "em", "cite", "u"}
STRUCK = {"s", "del", "strike"}


class _Styles:
    """Which styles are open while a line is read."""

    def __init__(self) -> None:
        self.em = self.strong = self.struck = False
        self.link: str | None = None

    def span(self, text: str, link: str | None = None) -> Span:
        return Span(text, link if link is not None else self.link, self.em, self.strong, self.struck)


def read_inline(
    text: str, references: Mapping[str, str], *, markdown: bool = True, printable: bool = False
) -> tuple[Span, ...]:
    """The spans of one block of text; ``references`` are Markdown's link definitions, by lower-case label.

    ``printable``: whether the text is known to have no white space but spaces and line ends.
    """
    if not (holds_any(text, MARKED) or ("]" in text and holds_any(text, LINKED)) or (":" in text and "://" in text)):
        if "&" in text:
            return tidy_spans((Span(html.unescape(text)),))
        words = text.strip() if "  " not in text and (printable or text.isprintable()) else " ".join(text.split())
        return (Span(words),) if words else ()
    styles = _Styles()
    spans: list[Span] = []
    at = 0
    for start in MAY_BEGIN.finditer(text):
        found = MARK.match(text, start.start()) if start.start() >= at else None
        if found is None:
            continue
        if found.start() > at:
            spans.append(styles.span(html.unescape(text[at : found.start()])))
        at = found.end()
        spans.extend(_read_mark(found, styles, references, text, markdown))
    spans.append(styles.span(html.unescape(text[at:])))
    return tidy_spans(span for span in spans if span.text)


def _read_mark(
    found: re.Match[str], styles: _Styles, references: Mapping[str, str], text: str, markdown: bool
) -> list[Span]:
    if found["escape"]:
        return [styles.span(found["escape"])]
    if found["code"]:
        return [styles.span(found["code"] if markdown else found[0])]
    if found["label"] is not None:
        return _read_link(found, styles, references)
    if found["auto"] or found["bare"]:
        address = found["auto"] or found["bare"].rstrip(".,;:!?")
        return [styles.span(address, address), styles.span((found["bare"] or "")[len(address) :])]
    if found["tag"]:
        return _read_tag(found, styles)
    return _read_stars(found, styles, text, markdown)


def _read_link(found: re.Match[str], styles: _Styles, references: Mapping[str, str]) -> list[Span]:
    if found["ref"] is not None:
        target = references.get((found["ref"] or found["label"]).lower())
        if target is None:
            return [styles.span(found[0])]
    else:
        target = found["target"]
    if found[0].startswith("!"):  # a picture: its description is not the page's words
        return []
    inner = read_inline(found["label"], {})
    return [
        Span(s.text, target, s.em or styles.em, s.strong or styles.strong, s.struck or styles.struck) for s in inner
    ]


def _read_tag(found: re.Match[str], styles: _Styles) -> list[Span]:
    tag, opens = found["tag"].lower(), not found["close"]
    if tag == "br":
        return [Span("\n")]
    if tag == "a":
        match = HREF.search(found["attributes"] or "") if opens else None
        styles.link = html.unescape(match[1] or match[2] or match[3] or "") if match else None
    elif tag in STRONG:
        styles.strong = opens
    elif tag in EM:
        styles.em = opens
    elif tag in STRUCK:
        styles.struck = opens
    return []


def _read_stars(found: re.Match[str], styles: _Styles, text: str, markdown: bool) -> list[Span]:
    run = found["stars"]
    before = text[found.start() - 1] if found.start() else " "
    after = text[found.end()] if found.end() < len(text) else " "
    if run == "~~":
        styles.struck = not styles.struck
        return []
    if before.isspace() and after.isspace():
        return [styles.span(run)]
    if len(run) != 2:
        if not styles.em and not (markdown or run in text[found.end() :]):
            return [styles.span(run)]
        styles.em = not styles.em
    if len(run) >= 2:
        styles.strong = not styles.strong
    return []
