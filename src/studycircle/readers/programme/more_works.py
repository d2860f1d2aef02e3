"""More works behind the first in one clause: "“A” and “B”", "*A* and *B*"."""

import re

from studycircle.readers.programme.blocks import Span
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue, one_of
from studycircle.readers.programme.readings import quoted_in
from studycircle.readers.programme.tidying import QUOTES, clean_title


def more_quoted(spans: tuple[Span, ...], names: Tongue, found: Found) -> list[Found]:
    """The titles in quotation marks that follow the first with nothing but "and" or a comma between."""
    if found.sure < 0.75:
        return []
    text = "".join([span.text for span in spans])
    if second := _emphasised_after(spans, found, names):
        return [found._replace(title=second, part="", copies=())]
    at = text.find(found.title)
    if text[: max(at, 0)].rstrip()[-1:] not in QUOTES:
        return []
    end = at + len(found.title)
    end += len(text[end:]) - len(text[end:].lstrip()) + 1
    more: list[Found] = []
    joiner = re.compile(rf"\s*(?:,|;|/|、|・|\+|{one_of(names.code, 'and')})*\s*(?=[“„«「『‘‚\"])", re.I)
    while (gap := joiner.match(text, end)) and gap.end() < len(text):
        quoted = quoted_in(text, gap.end())
        if not quoted or quoted[0] != gap.end():
            break
        more.append(found._replace(title=clean_title(text[quoted[0] + 1 : quoted[1] - 1]), part="", copies=()))
        end = quoted[1]
    return more


def _emphasised_after(spans: tuple[Span, ...], found: Found, names: Tongue) -> str:
    """The title in italics that follows the first one with nothing but "and" between: "*A* and *B*"."""
    for one, between, two in zip(spans, spans[1:], spans[2:], strict=False):
        if one.em and two.em and not between.em and clean_title(one.text) == found.title:
            joined = re.fullmatch(rf"\s*{one_of(names.code, 'and')}\s*", between.text, re.I)
            return clean_title(two.text) if joined else ""
    return ""
