"""Blocks as the programme's rich text: the tiny vocabulary of ``documents/rich.py``, made here and safe by making."""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from studycircle.documents.rich import Rich, is_safe_link
from studycircle.readers.programme.blocks import Block, Shape, Span
from studycircle.readers.programme.language import holds_any

UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def rich_text(blocks: Sequence[Block]) -> Rich:
    """Paragraphs, quotations and lists from ``blocks``."""
    pieces: list[str] = []
    items: list[str] = []
    for block in blocks:
        words = inline(block.spans) if not block.cells else escape(UNPRINTABLE.sub("", block.text))
        if not words:
            continue
        if block.shape is Shape.ITEM:
            items.append(f"<li>{words}</li>")
            continue
        if items:
            pieces.append(f"<ul>{''.join(items)}</ul>")
            items = []
        if block.shape is Shape.QUOTE:
            pieces.append(f"<blockquote><p>{words}</p></blockquote>")
        elif block.shape is Shape.HEADING:
            pieces.append(f"<h4>{words}</h4>")
        else:
            pieces.append(f"<p>{words}</p>")
    if items:
        pieces.append(f"<ul>{''.join(items)}</ul>")
    return Rich("".join(pieces))


def paragraphs(blocks: Sequence[Block]) -> Rich:
    """The same with items as paragraphs: for questions, whose marks are kept apart."""
    pieces = []
    for block in blocks:
        words = inline(block.spans)
        if words:
            pieces.append(
                f"<blockquote><p>{words}</p></blockquote>" if block.shape is Shape.QUOTE else f"<p>{words}</p>"
            )
    return Rich("".join(pieces))


def inline(spans: Sequence[Span]) -> str:
    """Inline markup of ``spans``; a link whose address is not safe leaves its words."""
    out = []
    for span in spans:
        words = _escaped(span.text)
        if words.strip():
            if span.em:
                words = f"<em>{words}</em>"
            if span.strong:
                words = f"<strong>{words}</strong>"
            if address := safe_link(span.link):
                words = f"<a href={quoteattr(address)}>{words}</a>"
        out.append(words)
    return "".join(out).strip()


def _escaped(text: str) -> str:
    if not text.isprintable():
        text = UNPRINTABLE.sub("", text)
    return escape(text).replace("\n", "<br/>") if holds_any(text, "&<>\n") else text


def safe_link(address: str | None) -> str:
    """The address if it may stand in a programme, else an empty string."""
    if not address:
        return ""
    address = UNPRINTABLE.sub("", address.strip())
    return address if is_safe_link(address) and len(address) <= 2000 else ""
