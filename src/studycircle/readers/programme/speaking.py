"""Headings of questions that name their session loosely: by an author, a word of the title, a canto, or its turn."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from studycircle.documents.programme import DateState
from studycircle.readers.programme.blocks import Block, Shape
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.language import Tongue, any_of, fold, tongue
from studycircle.readers.programme.matching import Section, by_heading, nth_of_same, titles_of

WORD = re.compile(r"\d+:\d+(?:[–-]\d+)?|[^\W_]+")  # a verse is a word
ROMAN = re.compile(r"[ivxl]+")
MAX_WORDS = 22
LEAST_STEM, MAX_ENDING = 4, 2  # letters that two forms of a word share at the least, and that may differ behind them
# "On Milton. He wrote …", "Zu Milton."
ABOUT = re.compile(
    r"((?:on|about|for|re|zu|zur|zum|über|sur|pour|à propos d[eu]s?|su|sul|sulla|per|sobre|para|a propósito de|inför|om"
    r"|till|til|bij|over|do|o|к|ко|о|об|για)\s[^?!\n]{1,60}?)[.:](?:\s|$)",
    re.I,
)


def by_words(heading: str, drafts: Sequence[Draft], names: Tongue) -> Draft | None:
    """The session that a heading such as "On More", "Pinocchio, part two" or "Per il canto V" speaks of.

    A word counts where few works have it: a surname, a word of a title, or a number beside the same word ("canto").
    """
    said = WORD.findall(fold(heading))
    drafts = [draft for draft in drafts if draft.state is not DateState.CANCELLED or draft.readings]
    if not drafts or not 0 < len(said) <= MAX_WORDS:
        return None
    works: dict[tuple[str, ...], set[str]] = {}
    for draft in drafts:
        works.setdefault(_work(draft), set()).update(_words(draft))
    spread = Counter(word for words in works.values() for word in words)
    scored = []
    for order, draft in enumerate(drafts):
        own = works[_work(draft)]
        score = sum(_weight(word, own, spread, said, len(works)) for word in set(said))
        score += sum(_weight(word, _words(draft), spread, said, len(works)) for word in set(said)) / 10
        scored.append((score, -order, draft))
    best = max(scored, key=lambda s: s[:2])
    rivals = [s for s, _, draft in scored if draft is not best[2] and _work(draft) != _work(best[2])]
    if best[0] < 0.5 or best[0] <= 1.2 * max(rivals, default=0.0):
        return None
    return nth_of_same(drafts, best[2], heading, names)


def cut_at_openings(section: Section, drafts: Sequence[Draft], names: Tongue) -> list[Section]:
    """A section cut where a paragraph opens by naming a session: "On Milton. He wrote …"."""
    openings = [
        _opening(block) if block.shape is Shape.PARAGRAPH and not block.marker and block.parent < 0 else ""
        for block in section.blocks
    ]
    if not any(openings):
        return [section]
    pieces = [replace(section, blocks=[])]
    for block, called in zip(section.blocks, openings, strict=True):
        if called and session_named(called, drafts, names) is not None:
            pieces.append(Section(None, [block], section.under_questions, called=called))
        else:
            pieces[-1].blocks.append(block)
    return [piece for piece in pieces if piece.blocks or piece.heading]


def _opening(block: Block) -> str:
    """What a paragraph opens with that may name a session: "On Milton. …", or bold words before plain ones."""
    if opening := ABOUT.match(block.text):
        return opening[1]
    first = block.spans[0] if block.spans else None
    return first.text.strip(" :.–—-") if first and first.strong and len(first.text) < 60 and block.spans[1:] else ""


def session_named(words: str, drafts: Sequence[Draft], names: Tongue) -> Draft | None:
    """The session that words name, by its title or loosely."""
    return by_heading(words, drafts, (), names) or by_words(words, drafts, names)


def by_turn(heading: str, drafts: Sequence[Draft], names: Tongue) -> Draft | None:
    """The session a heading counts to: "For the last one", "Zum zweiten Abend"."""
    held = [d for d in drafts if d.state is not DateState.CANCELLED]
    if len(heading.split()) > 9 or not held:
        return None
    for code in (names.code, "en"):
        if (last := tongue(code).listed("last_one")) and re.search(any_of(last), heading, re.I):
            return held[-1]
        for turn, word in enumerate(tongue(code).listed("ordinals")[: len(held)]):
            if re.search(any_of([word]), heading, re.I):
                return held[turn]
    return None


def _work(draft: Draft) -> tuple[str, ...]:
    """What tells one work from another: the title of the first reading, else of the session."""
    return tuple(titles_of(draft)[1:2] or titles_of(draft)[:1])


def _words(draft: Draft) -> set[str]:
    found = " ".join(f"{reading.title} {reading.author} {reading.part}" for reading, _ in draft.readings)
    return set(WORD.findall(fold(f"{draft.title} {found}")))


def _inflected(word: str, own: set[str]) -> str:
    """The word of a work that another differs from by its ending only: "Herzen" is of "Das kalte Herz"."""
    if len(word) < LEAST_STEM or word.isdigit():
        return word
    for other in own:
        if other[:LEAST_STEM] == word[:LEAST_STEM] and len(other) >= LEAST_STEM and not other.isdigit():
            same = next(
                (i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
            )
            if max(len(word), len(other)) - same <= MAX_ENDING:
                return other
    return word


def _weight(word: str, own: set[str], spread: Counter[str], said: Sequence[str], works: int) -> float:
    """What a word of the heading speaks for a work: all, where no other work has it; nothing, where many have."""
    if word not in own:
        word = _inflected(word, own)
    if word not in own or spread[word] > max(1, works // 3):
        return 0.0
    counts = word.isdigit() or bool(ROMAN.fullmatch(word))
    if counts:
        at = said.index(word) if word in said else 0
        beside = (*said[max(0, at - 1) : at], *said[at + 1 : at + 2])
        return 1.0 / spread[word] if any(len(b) > 3 and any(b[:4] == o[:4] for o in own) for b in beside) else 0.0
    return (1.0 if len(word) > 4 else 0.6 if len(word) > 3 else 0.0) / spread[word]
