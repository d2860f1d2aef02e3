"""What stands around words that a mark holds up, and tells that they are no title."""

import re

from studycircle.readers.programme.blocks import Span
from studycircle.readers.programme.copies import joined_links

WORD_BEFORE, WORD_AFTER = re.compile(r"[^\W\d_]\s$"), re.compile(r"\s[^\W\d_A-ZÀ-Þ]")  # around words held up

ARTICLE_BEFORE = re.compile(r"(?:^|\s)(?:the|an?|der|die|das|la|le|les|el|los|las|il|lo)\s$", re.I)
NAME_AFTER = re.compile(r"\s[A-ZÀ-Þ][^\W\d_]+\W*$")


def is_label(span: Span, after: tuple[Span, ...]) -> bool:
    """Whether emphasised words only say what kind of work follows: "*Bonus:* *Title*", "*Audio*: Ada, [Title](…)"."""
    if span.text.rstrip().endswith(":"):
        return any(other.em or other.link for other in after)
    one_word = span.text.strip().isalpha() and not span.link and after and after[0].text[:1] == ":"
    return bool(one_word) and any(other.link for other in after)


def is_held_up(before: str, after: str) -> bool:
    """Whether an emphasised word is but a part of a name: "The *Weir* School"."""
    return ARTICLE_BEFORE.search(before) is not None and NAME_AFTER.match(after) is not None


def goes_on_around(spans: tuple[Span, ...], quoted: tuple[int, int, int]) -> bool:
    """Whether a quotation is but a part of the linked words around it: "[The "weir" of Ada](…)"."""
    at = 0
    for span in joined_links(spans):
        before, after = span.text[: max(0, quoted[0] - at)], span.text[max(0, quoted[1] - at) :]
        if span.link and at < quoted[0] and quoted[1] < at + len(span.text):
            return WORD_BEFORE.search(before) is not None and WORD_AFTER.match(after) is not None
        at += len(span.text)
    return False
