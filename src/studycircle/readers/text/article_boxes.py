"""Boxes within an article that hold something else: lists of links, galleries, fields to fill in, advertisements."""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from studycircle.readers.text.article_measure import Tally, link_weight
from studycircle.readers.text.article_signs import HEADINGS, VIDEO, weight, within
from studycircle.readers.text.article_tree import drop, text_of

PROSE = 10  # commas from which a box is prose, whatever else it holds
FRAMES = frozenset(["object", "embed", "iframe"])
TEXTISH = frozenset(["span", "li", "td", "blockquote", "dl", "div", "img", "ol", "p", "pre", "table", "ul"])
COUNTED = frozenset(["p", "img", "li", "input"])
KINDS = ("p", "img", "li", "input", "embeds", "videos", "tables", "headed", "textish", "listed")
ADVERT = re.compile(
    r"(?:ad(?:vertising|vertisement)?|anuncio|loading|chargement|cargando|pub(?:licité)?|werb(?:ung)?|广告|Реклама|"
    r"正在加载|Загрузка)(?:…|\.\.\.)?",
    re.I,
)


@dataclass(slots=True)
class Met:
    """What was met so far on the way through an article; what a box holds is the difference of two of these.

    ``counts``: elements by kind, and letters that stand in headings, lists and elements that hold text.
    """

    tally: Tally = field(default_factory=Tally)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))

    def copied(self) -> "Met":
        """As it stands now."""
        tally = self.tally
        return Met(Tally(tally.length, tally.commas, tally.linked, tally.after_space), self.counts.copy())

    def since(self, before: "Met") -> "Met":
        """What was met after ``before``."""
        now, then = self.tally, before.tally
        length = now.length - then.length
        tally = Tally(length - (length > 0 and now.after_space), now.commas - then.commas, now.linked - then.linked)
        return Met(tally, {kind: count - before.counts[kind] for kind, count in self.counts.items()})


def clear_boxes(article: Any, tag: str, data: set[Any], *, by_name: bool) -> None:
    """Drop every ``tag`` in ``article`` that is no part of it, inner ones first. ``data``: the tables that are such."""
    if next(article.iterdescendants(tag), None) is None:
        return
    met = Met()
    begun: list[Met] = []
    gone: list[Any] = []
    in_data = 0
    for event, element in etree.iterwalk(article, events=("start", "end")):
        if event == "start":
            begun.append(met.copied())
            in_data += element in data
            met.tally.add(element.text)
            continue
        before = begun.pop()
        in_data -= element in data
        held = met.since(before)
        if element is not article and element.tag == tag and not in_data and element not in data:
            if not held.counts["tables"] and not within(element, "code") and _is_alien(element, held, by_name):
                gone.append(element)
                met = before
            else:
                _count(met, element, held, data)
        else:
            _count(met, element, held, data)
        if element is not article:
            met.tally.add(element.tail)
    for element in gone:
        drop(element)


def _count(met: Met, element: Any, held: Met, data: set[Any]) -> None:
    """Count an element in which ``held`` stands."""
    tag, length, counts = element.tag, held.tally.length, met.counts
    if tag == "a":
        met.tally.linked += link_weight(element) * length - held.tally.linked
    if tag in COUNTED:
        counts[tag] += 1
    if tag in FRAMES:
        counts["embeds"] += 1
        counts["videos"] += is_video(element)
    if tag in HEADINGS:
        counts["headed"] += length
    if tag in TEXTISH:
        counts["textish"] += length
    if tag in ("ul", "ol"):
        counts["listed"] += length
    counts["tables"] += element in data


def is_video(element: Any) -> bool:
    """Whether a frame shows a film: part of an article, where other frames are advertisements and forms."""
    return any(VIDEO.search(value) for value in element.attrib.values())


def _is_alien(element: Any, held: Met, by_name: bool) -> bool:
    """Whether a box is no part of the article, by what is in it."""
    named = weight(element) if by_name else 0
    if named < 0:
        return True
    if held.tally.commas >= PROSE or held.counts["videos"]:
        return False
    length = held.tally.length
    if length < 30 and ADVERT.fullmatch(text_of(element, 30)):
        return True
    is_list = element.tag in ("ul", "ol") or (length > 0 and held.counts["listed"] / length > 0.9)
    if not _is_poor(element, held, named, is_list):
        return False
    return not (is_list and _is_gallery(element, held))


def _is_poor(element: Any, held: Met, named: int, is_list: bool) -> bool:
    """Whether a box has too little prose for its pictures, items, fields, links or frames."""
    counts, length = held.counts, held.tally.length
    links = held.tally.linked / length if length else 0.0
    headed = counts["headed"] / length if length else 0.0
    in_figure = within(element, "figure")
    return (
        (not in_figure and counts["img"] > 1 and counts["p"] / counts["img"] < 0.5)
        or (not is_list and counts["li"] - 100 > counts["p"])
        or counts["input"] > counts["p"] // 3
        or (
            not is_list and not in_figure and headed < 0.9 and length < 25 and counts["img"] not in (1, 2) and links > 0
        )
        or (not is_list and named < 25 and links > 0.2)
        or (named >= 25 and links > 0.5)
        or (counts["embeds"] == 1 and length < 75)
        or counts["embeds"] > 1
        or (counts["img"] == 0 and counts["textish"] == 0)
    )


def _is_gallery(element: Any, held: Met) -> bool:
    """Whether a list is of pictures, one an item."""
    return all(len(child) <= 1 for child in element) and held.counts["img"] == held.counts["li"]
