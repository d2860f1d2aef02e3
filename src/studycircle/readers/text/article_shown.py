"""A page as readers see it: scripts gone, pictures that wait for a script brought in, line breaks made paragraphs."""

import re
from typing import Any

from studycircle.readers.text.article_signs import is_hidden, is_inline
from studycircle.readers.text.article_tree import drop, is_blank, last_in, own_words, put_in_place

UNSEEN = frozenset(["script", "style", "noscript", "template"])
PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)\b", re.I)
SEVERAL = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)\S*\s+[\d.]+[wx]", re.I)  # HTML §4.8.4.2.1: srcset
EMPTY_PICTURE = 133  # letters of a data: picture up to which it is one transparent point, put there for the time being
DRAWN_PICTURE = re.compile(r"^data:image/(?!svg)[\w.+-]+;base64,", re.I)
FALLBACK = ("src", "srcset")


def show(root: Any) -> None:
    """Change ``root`` to what a reader without scripts would be shown."""
    _fallback_pictures(root)
    for element in [element for element in root.iter() if element.tag in UNSEEN]:
        drop(element)
    for element in list(root.iter("img", "picture", "figure")):
        _waiting_picture(element)
    for element in list(root.iter("br")):
        _paragraph_from_breaks(element)
    for element in list(root.iter("font")):
        element.tag = "span"


def uncover(root: Any) -> bool:
    """Show what the page hides, which is right where it hides all: a script would have shown it, or a tag was left
    open. Whether there was any such thing."""
    hidden = [element for element in root.iter() if is_hidden(element)]
    for element in hidden:
        for name in ("hidden", "style", "aria-hidden"):
            element.attrib.pop(name, None)
    return bool(hidden)


def _fallback_pictures(root: Any) -> None:
    """The picture for readers without scripts takes the place of the one a script would fill."""
    for image in list(root.iter("img")):
        if not any(
            name in ("src", "srcset", "data-src", "data-srcset") or PICTURE.search(value)
            for name, value in image.attrib.items()
        ):
            drop(image)
    for fallback in list(root.iter("noscript")):
        image = _only_picture(fallback)
        if image is None:
            continue
        before = fallback.getprevious()
        waiting = _only_picture(before) if before is not None and is_blank(before.tail) else None
        if waiting is None:
            if (image.get("alt") or "").strip():  # without words it is most often a counter of visits
                put_in_place(fallback, image)
            continue
        for name, value in waiting.attrib.items():
            if value and (name in FALLBACK or PICTURE.search(value)) and image.get(name) != value:
                image.set(f"data-old-{name}" if name in image.attrib else name, value)
        image.tail = waiting.tail
        if waiting is before:
            before.getparent().replace(before, image)
        else:
            waiting.getparent().replace(waiting, image)


def _only_picture(element: Any) -> Any:
    """The image ``element`` is, or holds and nothing else."""
    while element.tag != "img":
        if len(element) != 1 or not all(map(is_blank, own_words(element))):
            return None
        element = element[0]
    return element


def _waiting_picture(element: Any) -> None:
    """Give an image the address that a script would have given it once it is scrolled to."""
    if element.tag == "img" and len(source := element.get("src") or "") < 2 * EMPTY_PICTURE:
        found = DRAWN_PICTURE.match(source)
        others = any(PICTURE.search(value) for name, value in element.attrib.items() if name != "src")
        if found and others and len(source) - found.end() < EMPTY_PICTURE:
            del element.attrib["src"]
    shown = element.get("src") or (element.get("srcset") or "none") != "none"
    if shown and "lazy" not in (element.get("class") or "").lower():
        return
    for name, value in list(element.attrib.items()):
        if name in ("src", "srcset", "alt", "title"):
            continue
        if SEVERAL.search(value):
            _give_address(element, "srcset", value)
        elif re.fullmatch(r"\s*\S+\.(?:jpe?g|png|webp|gif|avif)\S*\s*", value, re.I):
            _give_address(element, "src", value.strip())
    if element.tag == "img" and not element.get("src") and (said := element.get("srcset")):
        element.set("src", said.split()[0])


def _give_address(element: Any, name: str, value: str) -> None:
    if element.tag == "figure":
        if next(element.iter("img", "picture"), None) is None:
            element.insert(0, element.makeelement("img", {name: value}))
    else:
        element.set(name, value)


def _paragraph_from_breaks(br: Any) -> None:
    """Two or more line breaks in a row are how old pages set a paragraph apart."""
    if br.getparent() is None or not _breaks_again(br):
        return
    while _breaks_again(br):
        follows = br.getnext()
        br.tail = follows.tail
        br.getparent().remove(follows)
    parent = br.getparent()
    paragraph = br.makeelement("p")
    paragraph.text, br.tail = br.tail, None
    parent.replace(br, paragraph)
    while (follows := paragraph.getnext()) is not None:
        if not is_inline(follows) or (follows.tag == "br" and _breaks_again(follows)):
            break
        paragraph.append(follows)
    trim_end(paragraph)
    if parent.tag == "p":
        parent.tag = "div"


def _breaks_again(br: Any) -> bool:
    follows = br.getnext()
    return is_blank(br.tail) and follows is not None and follows.tag == "br"


def trim_end(paragraph: Any) -> None:
    """Take line breaks and white space off the end of a paragraph."""
    while (last := last_in(paragraph)) is not None and is_blank(last.tail):
        last.tail = None
        if last.tag != "br":
            return
        paragraph.remove(last)
