"""Bring a page into a shape that can be weighed: what is plainly not the article gone, loose words in paragraphs."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from studycircle.readers.text.article_shown import trim_end
from studycircle.readers.text.article_signs import (
    ASIDE_ROLES,
    ASKING,
    BYLINE,
    PERHAPS,
    UNLIKELY,
    is_hidden,
    is_inline,
    names_of,
    within,
)
from studycircle.readers.text.article_tree import add_words, after, drop, is_blank, own_words, put_in_place, text_of

LONGEST_BYLINE = 100  # letters
LONGEST_BOX = 500  # letters of a box that asks to subscribe or to agree
ALIKE = 0.75  # of a heading's words that are the title's
MAKES_BLOCK = frozenset(["blockquote", "dl", "div", "img", "ol", "p", "pre", "table", "ul"])
_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Shaped:
    """What was found on the way: the author's line, as the page shows it, and the title's heading."""

    byline: str = ""
    title_seen: bool = False


def shape(root: Any, title: str, author: str, *, strict: bool) -> Shaped:
    """Change ``root``. ``strict``: also drop what its names say is unlikely to be the article."""
    found = Shaped(author)
    element: Any = root
    while element is not None:
        if element is not root and _is_out(element, found, title, strict):
            follows = after(element, whole=True)
            drop(element)
            element = follows
            continue
        if element.tag == "div":
            element = _settle_div(element)
        element = after(element)
    return found


def _is_out(element: Any, found: Shaped, title: str, strict: bool) -> bool:
    """Whether ``element`` goes, with all it holds."""
    if is_hidden(element) or (element.get("aria-modal") == "true" and element.get("role") == "dialog"):
        return True
    tag, names = element.tag, names_of(element)
    if not found.byline and (line := _byline(element, names)):
        found.byline = line
        return True
    if tag in ("h1", "h2") and not found.title_seen and alike(title, text_of(element, 300)) > ALIKE:
        found.title_seen = True
        return True
    if strict and tag not in ("body", "html"):
        if tag != "a" and UNLIKELY.search(names) and not PERHAPS.search(names) and not within(element, "table", "code"):
            return True
        return element.get("role") in ASIDE_ROLES or (ASKING.search(names) is not None and is_short(element))
    return False


def byline_of(body: Any) -> str:
    """The first author's line of a page that does not stand in its comments."""
    for element in body.iter():
        if (line := _byline(element, names_of(element))) and not any(
            "comment" in names_of(one).lower() for one in (element, *element.iterancestors())
        ):
            return line
    return ""


def is_short(element: Any) -> bool:
    """Whether what is said in an element fits in a box beside an article."""
    return len(text_of(element, LONGEST_BOX)) < LONGEST_BOX


def _byline(element: Any, names: str) -> str:
    """The author's line, if ``element`` is one."""
    said = element.get("itemprop") or ""
    if element.get("rel") == "author" or "author" in said or BYLINE.search(names):
        words = text_of(element, LONGEST_BYLINE)
        if 0 < len(words) < LONGEST_BYLINE:
            name = next(
                (
                    inner
                    for inner in islice(element.iterdescendants(), LONGEST_BYLINE)
                    if "name" in (inner.get("itemprop") or "")
                ),
                None,
            )
            return (text_of(name, LONGEST_BYLINE) if name is not None else "") or words
    return ""


def alike(first: str, second: str) -> float:
    """How much of ``second`` is in ``first``: 1 for all its words, 0 for none. Longer words count for more."""
    known, words = set(_WORD.findall(first.lower())), _WORD.findall(second.lower())
    if not known or not words:
        return 0.0
    new = [word for word in words if word not in known]
    return 1 - len(" ".join(new)) / len(" ".join(words))


def _settle_div(div: Any) -> Any:
    """Loose words in a ``div`` become paragraphs; one that is but a paragraph becomes it. Returns what stands there."""
    _wrap_loose_words(div)
    if len(div) == 1 and div[0].tag == "p" and all(map(is_blank, own_words(div))):
        if _linked_share(div[0]) < 0.25:
            paragraph = div[0]
            put_in_place(div, paragraph)
            return paragraph
    elif not any(inner.tag in MAKES_BLOCK for inner in div.iterdescendants()):
        div.tag = "p"
    return div


def _linked_share(element: Any) -> float:
    length = len(text_of(element))
    linked = sum(
        len(text_of(link)) * (0.3 if (link.get("href") or "").startswith("#") else 1) for link in element.iter("a")
    )
    return linked / length if length else 0.0


def _wrap_loose_words(div: Any) -> None:
    """Put every run of words and inline elements that stands directly in ``div`` into a paragraph."""
    if all(map(is_blank, own_words(div))) and not any(map(is_inline, div)):
        return
    pieces: list[Any] = [div.text]
    for child in list(div):
        pieces += [child, child.tail]
        child.tail = None
        div.remove(child)
    div.text = None
    run: Any = None
    for piece in pieces:
        if piece is None:
            continue
        is_text = isinstance(piece, str)
        if is_text or is_inline(piece):
            if run is None:
                if is_blank(piece) if is_text else piece.tag == "br":
                    _add(div, piece, is_text)
                    continue
                run = div.makeelement("p")
                div.append(run)
            _add(run, piece, is_text)
        else:
            if run is not None:
                trim_end(run)
                run = None
            div.append(piece)
    if run is not None:
        trim_end(run)


def _add(element: Any, piece: Any, is_text: bool) -> None:
    if is_text:
        add_words(element, piece)
    else:
        element.append(piece)
