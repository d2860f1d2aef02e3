"""Rich text in one normal form: of all ways to say the same in ``Rich``, the one our readers give.

White space is one space, and outside of the emphasis it stands at the edge of; what is empty is gone; neighbours of
one kind are one; nothing is emphasised twice. A list item is bare words, with or without lists under them, unless it
holds more than that; then its words are paragraphs.
"""

import re
from collections.abc import Hashable, Iterable, Iterator
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from studycircle.documents.rich import BLOCKS, Rich, parse, unparse

Mark = tuple[str, tuple[tuple[str, str], ...]]  # an inline element: tag and attributes
Run = tuple[str, tuple[Mark, ...]]  # words, one " ", or "\n" for ``br``; the elements around, outermost first

BREAK = "\n"
SPACES = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")  # not the spaces that are meant, as U+00A0


def tidy(rich: Rich) -> Rich:
    """``rich`` in its normal form. Raises ``ParseError`` where it is not well-formed."""
    return unparse(tidy_tree(parse(rich)))


def tidy_tree(root: Element) -> Element:
    """The same for a tree as ``parse`` gives it; bare words between its blocks become paragraphs."""
    result = Element("rich")
    result.extend(_blocks(root))
    return result


def as_before(new: Rich, old: Rich) -> Rich:
    """``new`` with every block of it that says the same as one of ``old`` written as it was there.

    For what has been through an editor, which writes the same in its own way: what nobody touched stays byte for byte.
    """
    if new == old or not old:
        return new
    was, now = parse(old), parse(new)
    if _senses(now) == _senses(was):
        return old
    known = {_senses([block]): block for block in was}
    root = Element("rich")
    root.extend(known.get(_senses([block]), block) for block in now)
    return unparse(root)


def _senses(blocks: Iterable[Element]) -> Hashable:
    """What blocks say, in normal form and whatever the order of the elements around words."""
    root = Element("rich")
    root.extend(blocks)
    return tuple(map(_sense, tidy_tree(root)))


def _sense(block: Element) -> Hashable:
    if block.tag in ("ul", "ol"):
        return block.tag, tuple(tuple(map(_sense, _blocks(item))) for item in block)
    if block.tag == "blockquote":
        return block.tag, tuple(map(_sense, _blocks(block)))
    runs = _spaced([run for one in _children(block) for run in _runs(one, ())])
    # Spaces and breaks are around or within elements as the words beside them are.
    said = [(text, frozenset() if text in (" ", BREAK) else frozenset(marks)) for text, marks in runs]
    return block.tag, tuple(
        ("".join(text for text, _ in group), marks) for marks, group in groupby(said, key=lambda run: run[1])
    )


def _blocks(container: Element) -> list[Element]:
    """The blocks of ``container``, none empty; inline content between them as paragraphs."""
    blocks: list[Element] = []
    for is_block, group in groupby(
        _children(container), key=lambda one: not isinstance(one, str) and one.tag in BLOCKS
    ):
        if is_block:
            for child in group:
                assert not isinstance(child, str)
                _append(blocks, _block(child))
        else:
            _append(blocks, _line("p", list(group)))
    return blocks


def _append(blocks: list[Element], block: Element | None) -> None:
    if block is None:
        return
    if blocks and block.tag in ("ul", "ol") and blocks[-1].tag == block.tag:
        blocks[-1].extend(block)
    else:
        blocks.append(block)


def _block(block: Element) -> Element | None:
    """One block in normal form; ``None`` if nothing is in it."""
    if block.tag in ("p", "h3", "h4"):
        return _line(block.tag, list(_children(block)))
    result = Element(block.tag)
    if block.tag == "blockquote":
        result.extend(_blocks(block))
    else:
        for item in block:
            if inside := _blocks(item):
                result.append(_item(inside))
    return result if len(result) else None


def _item(blocks: list[Element]) -> Element:
    item = Element("li")
    first, *rest = blocks
    if first.tag == "p" and all(block.tag in ("ul", "ol") for block in rest):
        item.text = first.text
        item.extend(first)
        item.extend(rest)
    else:
        item.extend(blocks)
    return item


def _children(element: Element) -> Iterator[Element | str]:
    yield element.text or ""
    for child in element:
        yield child
        yield child.tail or ""


def _line(tag: str, content: list[Element | str]) -> Element | None:
    """A block of inline ``content`` in normal form; ``None`` if no words are in it."""
    pieces = [run for one in content for run in _runs(one, ())]
    if tag != "p":  # a heading is one line
        pieces = [(" " if text == BREAK else text, marks) for text, marks in pieces]
    runs = _spaced(pieces)
    if not runs:
        return None
    element = Element(tag)
    _build(element, runs, 0)
    return element


def _runs(one: Element | str, marks: tuple[Mark, ...]) -> Iterator[Run]:
    """The words of inline content, each with the elements around it."""
    if isinstance(one, str):
        text = SPACES.sub(" ", one)
        if text.startswith(" "):
            yield " ", marks
        if words := text.strip(" "):
            yield words, marks
        if len(text) > 1 and text.endswith(" "):
            yield " ", marks
        return
    if one.tag == "br":
        yield BREAK, marks
        return
    mark = (one.tag, tuple(sorted(one.items())))
    tags = {tag for tag, _ in marks}
    is_idle = one.tag == "span" and (not one.items() or mark in marks)
    if not (is_idle or "code" in tags or (one.tag != "span" and one.tag in tags)):
        marks = (*marks, mark)
    for child in _children(one):
        yield from _runs(child, marks)


def _spaced(pieces: list[Run]) -> list[Run]:
    """``pieces`` with one space or the breaks between words, none at the ends, and as far out as can be."""
    runs: list[Run] = []
    gap = ""
    for text, marks in pieces:
        if text in (" ", BREAK):
            gap = gap.strip(" ") + text if BREAK in gap + text else " "
            gap = gap.replace(" ", "") if BREAK in gap else gap
            continue
        if not runs or BREAK in gap:
            text = text.lstrip()
        if not text:
            continue
        if runs and gap:
            if BREAK in gap:
                _strip_end(runs)
            around = _shared(runs[-1][1], marks)
            if BREAK in gap:  # no line ends inside code
                around = tuple(mark for mark in around if mark[0] != "code")
            runs.extend((mark, around) for mark in gap)
        runs.append((text, marks))
        gap = ""
    _strip_end(runs)
    return runs


def _strip_end(runs: list[Run]) -> None:
    """Take off spaces that are meant (U+00A0) where a line ends: no plain text keeps them."""
    while runs:
        text, marks = runs.pop()
        if text := text.rstrip():
            runs.append((text, marks))
            return


def _shared(one: tuple[Mark, ...], other: tuple[Mark, ...]) -> tuple[Mark, ...]:
    shared = []
    for mark, same in zip(one, other, strict=False):
        if mark != same:
            break
        shared.append(mark)
    return tuple(shared)


def _build(parent: Element, runs: list[Run], depth: int) -> None:
    """Put ``runs`` into ``parent``, neighbours with the same element at ``depth`` in one."""
    for mark, group in groupby(runs, key=lambda run: run[1][depth] if len(run[1]) > depth else None):
        if mark is not None:
            _build(SubElement(parent, mark[0], dict(mark[1])), list(group), depth + 1)
            continue
        for text, _ in group:
            if text == BREAK:
                SubElement(parent, "br")
            elif len(parent):
                parent[-1].tail = (parent[-1].tail or "") + text
            else:
                parent.text = (parent.text or "") + text
