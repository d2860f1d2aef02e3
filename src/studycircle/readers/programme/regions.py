"""Regions of a page that only words tell: comments, tables of contents, other people's dates."""

import re

from studycircle.readers.programme.blocks import Page, Shape, Zone
from studycircle.readers.programme.language import Tongue

WROTE = re.compile(
    r"[^\n]{6,120}\b(?:wrote|schrieb|écrit|escribió|ha scritto|escreveu|skrev|schreef"
    r"|napisał\w*|написал\w*|έγραψε)\s?[:：]",
    re.I,
)


def mark_regions(page: Page, names: Tongue) -> None:
    """Zones that only words tell: the comments under a text page, tables of contents, other people's dates."""
    zone = Zone.MAIN
    for block in page.blocks:
        if block.zone is not Zone.MAIN:
            continue
        text = block.text.strip()
        if block.shape is Shape.HEADING or len(text) < 40:
            if _opens_comments(text, names):
                zone = Zone.COMMENTS
            elif zone is not Zone.COMMENTS and block.shape is Shape.HEADING:
                zone = Zone.MARGIN if _opens_other(text, names) else Zone.MAIN
        if block.shape is Shape.QUOTE and WROTE.match(text):
            block.zone = Zone.COMMENTS  # the mail that this one answers
        elif zone is not Zone.MAIN:
            block.zone = zone
        elif block.shape is Shape.ITEM and (links := block.links):
            inside = (links[0].link or "").startswith("#") and links[0].link != "#"
            if inside and len(block.text) - len(links[0].text) < 4:
                block.zone = Zone.CONTENTS


def _opens_comments(text: str, names: Tongue) -> bool:
    match = names.words("comments").search(text)
    if not match or len(text) > 60 or text.strip(" ?:#").casefold() == "comment":
        return False
    if names.code == "fr" and match[0].casefold() == "comment":
        return False  # it asks how
    return bool(re.fullmatch(r"[\s\d(（)）:：.]*", text[: match.start()] + text[match.end() :])) or match.start() <= 3


def _opens_other(text: str, names: Tongue) -> bool:
    match = names.words("other").search(text)
    return match is not None and match.start() <= 2 and len(text) < 60
