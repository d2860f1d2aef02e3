"""A figure: its image and its caption."""

import re
from html import unescape
from typing import Any

from studycircle.documents.inline import Inline, to_plain
from studycircle.readers.text.words import Words, classes_of, clean, tag_of, tidy

_TEXT = frozenset(["table", "pre", "blockquote", "ul", "ol"])  # what makes a figure a box of text
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"/>')


def figure_of(element: Any, words: Words) -> tuple[str, str, str] | None:
    """The caption, image and alternative of a figure; ``None`` if it holds text, or not just one image."""
    if any(tag_of(inner) in _TEXT for inner in element):
        return None
    if said := _without_image(element, words):
        return said
    pieces: list[str] = []
    words.content(element, pieces)
    content = tidy("".join(pieces))
    if content.count("<img") != 1 or not (found := _IMAGE.search(content)):
        return None
    caption = re.sub(r"<a href=[^>]*>\s*</a>", "", tidy(content[: found.start()] + content[found.end() :]))
    if caption.startswith("<a href=") and caption.count("</a>") == caption.count("<a "):
        caption = re.sub(r"^<a href=[^>]*></a>", "", caption)
    if not _is_whole(caption):
        caption = clean(to_plain(Inline(caption)))
    return re.sub(r"(?:<br/>){2,}", "<br/>", tidy(caption)), found[1], unescape(found[2])


def _without_image(element: Any, words: Words) -> tuple[str, str, str] | None:
    """A figure of a book of ours whose image could not be had: what it showed, and its caption."""
    inner = [child for child in element if tag_of(child)]
    captions = [child for child in inner if tag_of(child) == "figcaption"]
    missing = [child for child in inner if classes_of(child) == "missing"]
    if not inner or len(captions) + len(missing) != len(inner) or any(tag_of(one) == "img" for one in element.iter()):
        return None
    caption = "<br/>".join(words.take(child) for child in captions)
    return caption, "", " ".join("".join(child.itertext()).strip(" []") for child in missing)


def _is_whole(words: str) -> bool:
    return all(
        words.count(f"<{name}") - words.count(f"<{name}/") == words.count(f"</{name}>") for name in ("a ", "em", "span")
    )
