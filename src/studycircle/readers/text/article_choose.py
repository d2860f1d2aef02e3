"""Which part of a page is the article.

The method is Arc90's, as readability tools have used it since 2009: paragraphs of prose speak for what they stand in,
class and id and the share of links speak for or against it, and what stands beside the winner is asked too.
"""

import copy
from dataclasses import dataclass, field
from typing import Any

from studycircle.readers.text.article_measure import Size, measure
from studycircle.readers.text.article_signs import HEADINGS, weight

VOTERS = frozenset(["section", "h2", "h3", "h4", "h5", "h6", "p", "td", "pre"])
SHORTEST = 25  # letters of what has a vote
REACH = 5  # levels a vote goes up
LEADERS = 5  # candidates that are compared
RIVALS = 3  # near-equals that must share a parent for it to win over them
NATURE = {
    "div": 5, "pre": 3, "td": 3, "blockquote": 3, "address": -3, "ol": -3, "ul": -3, "dl": -3, "dd": -3, "dt": -3,
    "li": -3, "form": -3, "th": -5, **dict.fromkeys(HEADINGS, -5),
}  # fmt: skip
STAYS = frozenset(["div", "article", "section", "p", "ol", "ul"])
SENTENCE_ENDS = (".", "。", "！", "？", "؟", "۔", "।")


@dataclass(slots=True)
class Poll:
    """The votes for each element, on top of what its nature and names give it."""

    sizes: dict[Any, Size]
    by_name: bool
    votes: dict[Any, float] = field(default_factory=dict)

    def give(self, element: Any, value: float) -> None:
        """Add to an element's votes."""
        if element not in self.votes:
            self.votes[element] = NATURE.get(element.tag, 0) + (weight(element) if self.by_name else 0)
        self.votes[element] += value


def choose(body: Any, *, by_name: bool) -> tuple[Any, Any]:
    """The article in ``body``: (a new ``div`` that holds it, the element it was found in).

    ``by_name``: let class and id have their say. The tree of ``body`` is left without what was taken.
    """
    poll = _vote(body, by_name)
    top = _winner(body, poll)
    if top is None or top is body:
        return _all_of(body), body
    top = _widest(body, _common_parent(body, poll, top), poll)
    return _with_its_like(body, poll, top), top


def _vote(body: Any, by_name: bool) -> Poll:
    poll = Poll(measure(body), by_name)
    for element in body.iter():
        if element.tag not in VOTERS or element is body or poll.sizes[element].length < SHORTEST:
            continue
        size = poll.sizes[element]
        value = 2 + size.commas + min(size.length // 100, 3)
        for level in range(REACH):
            element = element.getparent()
            if element is None:
                break
            poll.give(element, value / (1 if level == 0 else 2 if level == 1 else level * 3))
    for element in poll.votes:
        if element in poll.sizes:
            poll.votes[element] *= 1 - poll.sizes[element].links
    return poll


def _winner(body: Any, poll: Poll) -> Any:
    inside = [element for element in poll.votes if element in poll.sizes]
    return max(inside, key=poll.votes.__getitem__, default=None)


def _common_parent(body: Any, poll: Poll, top: Any) -> Any:
    """Where several candidates are nearly as good, the article is the nearest element that holds most of them."""
    leaders = sorted((one for one in poll.votes if one in poll.sizes), key=poll.votes.__getitem__, reverse=True)
    near = [one for one in leaders[1:LEADERS] if poll.votes[one] >= 0.75 * poll.votes[top]]
    if len(near) < RIVALS:
        return top
    above = [set(one.iterancestors()) for one in near]
    parent = top.getparent()
    while parent is not None and parent is not body:
        if sum(parent in ancestors for ancestors in above) >= RIVALS:
            return parent
        parent = parent.getparent()
    return top


def _widest(body: Any, top: Any, poll: Poll) -> Any:
    """Go up as long as a parent has more votes, or holds nothing else."""
    if top not in poll.votes:
        poll.give(top, 0)
    last = poll.votes[top]
    least = last / 3
    parent = top.getparent()
    while parent is not None and parent is not body:
        votes = poll.votes.get(parent)
        if votes is not None:
            if votes < least:
                break
            if votes > last:
                top = parent
                break
            last = votes
        parent = parent.getparent()
    parent = top.getparent()
    while parent is not None and parent is not body and len(parent) == 1:
        top, parent = parent, parent.getparent()
    if top not in poll.votes:
        poll.give(top, 0)
    return top


def _all_of(body: Any) -> Any:
    article, whole = body.makeelement("div"), body.makeelement("div")
    article.append(whole)
    whole.text = body.text
    for child in list(body):
        whole.append(child)
    return article


def _with_its_like(body: Any, poll: Poll, top: Any) -> Any:
    """The winner, and those beside it that read like a part of it."""
    article = body.makeelement("div")
    parent = top.getparent()
    least = max(10.0, poll.votes[top] * 0.2)
    for sibling in list(parent) if parent is not None else [top]:
        if sibling is not top and not _belongs(sibling, poll, top, least):
            continue
        if sibling.tag not in STAYS:
            sibling.tag = "div"
        sibling.tail = None
        article.append(sibling)
    return article


def _belongs(sibling: Any, poll: Poll, top: Any, least: float) -> bool:
    kin = bool(top.get("class")) and sibling.get("class") == top.get("class")
    votes = poll.votes.get(sibling)
    if votes is not None and votes + (poll.votes[top] * 0.2 if kin else 0) >= least:
        return True
    if sibling.tag != "p":
        return False
    size = poll.sizes[sibling]
    if size.length > 80:
        return size.links < 0.25
    return size.length > 0 and size.links == 0 and _ends_sentence("".join(sibling.itertext()))


def _ends_sentence(words: str) -> bool:
    words = words.strip()
    return ". " in words or words.endswith(SENTENCE_ENDS)


def copied(root: Any) -> Any:
    """A tree that can be changed while ``root`` stays as it is."""
    return copy.deepcopy(root)
