"""Which session a block of notes and questions belongs to, where it stands away from the schedule.

A heading may name the session by date, number or title. Without one the content decides: words a block shares with
one session and with few others, and, for what is left, the order of the schedule.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import chain

from studycircle.documents.programme import DateState
from studycircle.readers.programme.blocks import Block
from studycircle.readers.programme.dates import FoundDate, find_dates, has_figure
from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.labels import find_label
from studycircle.readers.programme.language import Tongue, any_of, fold, only_letters, plain_marks, tongue
from studycircle.readers.programme.memo import remembered

WORD = re.compile(r"[^\W\d_]{3,}|\d{4}")
YEAR = re.compile(r"\d\d\d\d")  # written out, since a search for a class at the very start is much faster
LETTERS = re.compile(r"[^\W_][^\W_]*")
DAY_SUFFIX = re.compile(r"\d(?:st|nd|rd|th|er|º)$")
BARE_NUMBER = re.compile(r"(?:[^\W\d]{1,12}\.?\s){0,2}(\d{1,2})(?:st|nd|rd|th|\.|e|er|ème|º|ª|\.ª|:a|:e)?")
NUMBER = re.compile(r"\d+")
MAX_HEADING = 100
MAX_MONTH = 50  # letters of a heading that names the month of its session
SURNAME = 1.5
STEM = 7  # letters at the beginning of a word, which its endings leave alone
CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{2}")


@dataclass(slots=True)
class Section:
    """A stretch of blocks away from the schedule: its heading, if it has one, and whether questions were announced."""

    heading: Block | None
    blocks: list[Block] = field(default_factory=list)
    under_questions: bool = False
    called: str = ""  # "On Milton": what opens a section and names its session

    @property
    def text(self) -> str:
        # A heading that names nobody's title or date still says whom it is about ("On More:"): it weighs thrice.
        heading = [self.heading.text] * 3 if self.heading else []
        return "\n".join([*heading, *(block.text for block in self.blocks)])


@remembered  # each title is held against many others
def _letters(text: str) -> str:
    return " ".join(LETTERS.findall(fold(text)))


def similar(one: str, two: str, least: float = 0.0) -> float:
    """How alike two titles are, 0 to 1; letters and digits count. Less than ``least`` may be given as 0."""
    a, b = _letters(one), _letters(two)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    if (len(a) > 5 and f" {a} " in f" {b} ") or (len(b) > 5 and f" {b} " in f" {a} "):
        return 0.9
    size = len(a) + len(b)
    if size >= 400 or min(len(a), len(b)) * 2 < least * size or (least and _shared_letters(a, b) * 2 < least * size):
        return 0.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _shared_letters(a: str, b: str) -> int:
    """How many letters two texts have in common, in any order: at most so many can match in order."""
    letters = set(a)
    return sum(map(min, map(a.count, letters), map(b.count, letters)))


def by_heading(heading: str, drafts: Sequence[Draft], dates: Sequence[FoundDate], names: Tongue) -> Draft | None:
    """The session a heading names: by its date, its number, or its title."""
    days = {(d.date.month, d.date.day): d for d in drafts if d.date}
    for date in dates:
        if (date.month, date.day) in days:
            return days[(date.month, date.day)]
    label = find_label(heading, names)
    bare = BARE_NUMBER.fullmatch(heading.strip(" :.*"))
    number = label[1] if label else bare[1] if bare else ""
    numbered = {d.number: d for d in drafts if d.number}
    if bare and DAY_SUFFIX.search(bare[0]):  # "for the 12th"
        on_day = [d for d in drafts if d.date and d.date.day == int(number)]
        if len(on_day) == 1:
            return on_day[0]
    before = heading[: heading.casefold().find(label[2].casefold())].strip(" ,;:(–—-") if label else ""
    if len(before) > 3 and (work := _by_title(before, drafts)):  # "Emma, second meeting": of those on Emma
        return nth_of_same(drafts, work, heading, names)
    if number in numbered:
        return numbered[number]
    if number.isdigit() and not numbered:
        held = [d for d in drafts if d.state is not DateState.CANCELLED]
        if 0 < int(number) <= len(held):
            return held[int(number) - 1]
    work = _by_title(heading, drafts)
    return nth_of_same(drafts, work, heading, names) if work else _by_month(heading, drafts, names)


def _by_month(heading: str, drafts: Sequence[Draft], names: Tongue) -> Draft | None:
    """The one session in the month that a short heading names: "Pour la séance de novembre"."""
    said = {
        names.months[word] for word in LETTERS.findall(heading.casefold()) if len(word) > 2 and word in names.months
    }
    held = [d for d in drafts if d.state is not DateState.CANCELLED and d.date and d.date.month in said]
    return held[0] if len(held) == len(said) == 1 and len(heading) < MAX_MONTH else None


def _by_title(words: str, drafts: Sequence[Draft]) -> Draft | None:
    """The session whose title, or that of one of its readings, the words are most like."""
    scored = [
        (max((similar(words, t, 0.75) for t in {*titles_of(d)}), default=0.0), -i, d)
        for i, d in enumerate(drafts)
        if d.state is not DateState.CANCELLED or d.readings
    ]
    best = max(scored, key=lambda s: s[:2], default=None)
    return best[2] if best and best[0] >= 0.75 else None


def nth_of_same(drafts: Sequence[Draft], chosen: Draft, text: str, names: Tongue) -> Draft:
    """Of sessions on one work, the one whose turn ("second half") or part the words tell."""
    own = set(titles_of(chosen))
    same = [d for d in drafts if not own.isdisjoint(titles_of(d))]
    if len(same) < 2:
        return chosen
    if len(text) < MAX_HEADING:
        on_day = [d for d in same if d.date and str(d.date.day) in NUMBER.findall(text)]
        if len(on_day) == 1:
            return on_day[0]
    for turn, draft in enumerate(same):
        if any(found.part and fold(found.part) in fold(text) for found, _ in draft.readings):
            return draft
        for code in (names.code, "en"):
            words = tongue(code).listed("ordinals")
            if turn < len(words) and re.search(any_of([words[turn]]), text[:250], re.I):
                return draft
    if names.spaceless:
        halves = [i for i, sign in enumerate(("前半", "後半")) if sign in text[:120]]
        if halves:
            return same[0] if halves[0] == 0 else same[-1]
    return chosen


def titles_of(draft: Draft) -> list[str]:
    """What a session may be called: its title and those of its readings."""
    return [t for t in (draft.title, *(found.title for found, _ in draft.readings if found.sure >= 0.5)) if t]


def heading_dates(heading: Block, names: Tongue, *, day_first: bool) -> list[FoundDate]:
    """The dates in a heading, settled."""
    return [date.settled(day_first) for date in find_dates(heading.text[:120], names)]


def by_content(sections: Sequence[Section], drafts: Sequence[Draft], names: Tongue) -> dict[int, Draft]:
    """Sections to sessions, each session once: first the plain ones, then the rest in the order of the schedule."""
    if not sections or not drafts:
        return {}
    texts = [section.text for section in sections]
    titles = [titles_of(draft) for draft in drafts]
    profiles = [_profile(draft) for draft in drafts]
    wanted = set(chain.from_iterable(profiles))
    folded = [fold(text) for text in texts]
    said = [_bag(text, wanted) for text in folded]
    spread = Counter(chain.from_iterable(said))
    works = {tuple(own[-1:]): profile for own, profile in zip(titles, profiles, strict=True)}
    shared = Counter(chain.from_iterable(works.values()))
    weights = [_weigh(profile, spread, shared, len(sections)) for profile in profiles]
    for (weighed, _), draft in zip(weights, drafts, strict=True):
        for surname in _surnames(draft) & weighed.keys():
            weighed[surname] *= SURNAME
    plain = [[fold(title).strip(" ?.!") for title in own] for own in titles]
    each = set(chain.from_iterable(plain))
    table = []
    for bag, text in zip(said, folded, strict=True):
        often = {word: 1 + 0.25 * math.log(times) for word, times in bag.items()}
        named = {title: _told_in_full(title, text) for title in each if len(title) > 5 and title in text}
        table.append(
            [_affinity(often, weighed, total, named, own) for (weighed, total), own in zip(weights, plain, strict=True)]
        )
    matched = _assign(table, [set(own) for own in titles])
    times = Counter(chain.from_iterable(map(set, titles)))
    return {
        i: nth_of_same(drafts, drafts[j], texts[i], names) if any(times[t] > 1 for t in titles[j]) else drafts[j]
        for i, j in matched.items()
    }


def _bag(folded: str, wanted: Set[str]) -> Counter[str]:
    """How often the word stems that speak for a session stand in a text."""
    plain = plain_marks(folded)
    if not plain.isascii():
        return Counter([stem for stem in _stems(folded) if stem in wanted])
    bag = Counter([stem for word in only_letters(plain).split() if (stem := word[:STEM]) in wanted])
    for year in wanted:
        if year.isdigit() and (times := plain.count(year)):
            bag[year] = times
    return bag


def _stems(folded: str) -> list[str]:
    plain = plain_marks(folded)
    if plain.isascii():
        words = [w[:STEM] for w in only_letters(plain).split() if len(w) > 2]
        return words + YEAR.findall(plain) if has_figure(plain) else words
    return [w[:STEM] for w in WORD.findall(plain)] + _pairs(plain)


def _pairs(text: str) -> list[str]:
    return (
        []
        if text.isascii() or not CJK.search(text)
        else [text[i : i + 2] for i in range(len(text) - 1) if CJK.match(text[i : i + 2])]
    )


def _profile(draft: Draft) -> dict[str, float]:
    """The words that speak for a session, with their weight."""
    profile: dict[str, float] = {}
    for index, (found, _) in enumerate(draft.readings):
        weight = 1.0 if index == 0 else 0.8
        for words, factor in ((found.title, 1.0), (found.author.split(" and ")[0], 0.9), (found.part, 0.25)):
            for word in _stems(fold(words)) if words else ():
                profile[word] = max(profile.get(word, 0.0), weight * factor)
    if not draft.readings or draft.title != draft.readings[0][0].title:
        profile |= dict.fromkeys(_stems(fold(draft.title)), 1.0)
    return profile


def _surnames(draft: Draft) -> set[str]:
    """Of the authors of a session's readings: hardly ever said but of their bearers."""
    last = [found.author.split(" and ")[0].split(",")[0].split(" ")[-1] for found, _ in draft.readings]
    return {fold(name)[:STEM] for name in last if name}


def _weigh(
    profile: dict[str, float], spread: Counter[str], shared: Counter[str], count: int
) -> tuple[dict[str, float], float]:
    """The words of a profile weighed by how rare they are, and their sum."""
    weighed = {}
    total = 0.0
    for word, weight in profile.items():
        rarity = max(0.0, math.log((count + 1) / (spread[word] + 0.5))) / (max(shared[word], 1) ** 0.7)
        weighed[word] = weight * rarity
        total += weight * rarity
    return weighed, total


def _affinity(
    often: dict[str, float], weighed: dict[str, float], total: float,
    named: dict[str, tuple[float, ...]], own: Sequence[str],
) -> float:  # fmt: skip
    """How much a section speaks of a session: rare words weigh most, a title in full more than its words.

    ``often``: what each word of the section counts for being said so often; ``named``: what a title in it counts.
    """
    score = 0.0
    for word, weight in weighed.items():
        if word in often:
            score += weight * often[word]
    score = score / math.sqrt(total) if total else 0.0
    for title in own:
        for worth in named.get(title, ()):
            score += worth
    return score


def _told_in_full(title: str, folded: str) -> tuple[float, ...]:
    """What a title counts that stands in a section: the more words it has, and more at the beginning."""
    worth = 0.8 + 0.1 * min(len(title.split()), 8)
    return (worth, 0.5) if title in folded[:400] else (worth,)


def _assign(table: list[list[float]], titles: list[set[str]]) -> dict[int, int]:
    chosen: dict[int, int] = {}
    used: set[int] = set()
    _take_plain(table, titles, chosen, used, least=0.9, margin=1.3)
    if not _orderly(_rising(chosen), chosen, 5):  # no order to go by: content alone has to tell
        _take_plain(table, titles, chosen, used, least=0.35, margin=1.15)
    _fill_by_order(chosen, used, table)
    return chosen


def _take_plain(
    table: list[list[float]], titles: list[set[str]], chosen: dict[int, int], used: set[int], *, least: float, margin: float  # noqa: E501 - one thought, one line
) -> None:  # fmt: skip
    """Match what speaks plainly for one session and clearly less for any other (but another on the same work)."""
    plain = [(-score, i, j) for i, row in enumerate(table) for j, score in enumerate(row) if score >= least]
    for negative, i, j in sorted(plain):
        if i in chosen or j in used:
            continue
        rivals = [table[i][k] for k in range(len(titles)) if k not in used and titles[j].isdisjoint(titles[k])]
        if -negative > margin * max(rivals, default=0.0):
            chosen[i] = j
            used.add(j)


def _fill_by_order(chosen: dict[int, int], used: set[int], table: list[list[float]]) -> None:
    """Place what content left open: between its neighbours' sessions, else wherever one is free."""
    line = _rising(chosen)
    orderly = _orderly(line, chosen, 4)
    drafts = len(table[0])
    for i in range(len(table)):
        if i in chosen:
            continue
        free = [j for j in range(drafts) if j not in used]
        low = max((line[k] for k in line if k < i), default=-1) if orderly else -1
        high = min((line[k] for k in line if k > i), default=drafts) if orderly else drafts
        between = [j for j in free if low < j < high] or free
        if not between:
            return
        best = -max((table[i][j], -j) for j in between)[1]
        last_one = len(free) == 1 and len(chosen) >= 2
        if table[i][best] >= 0.3 or orderly or last_one:
            chosen[i] = best
            used.add(best)
            if orderly and low < best < high:
                line[i] = best


def _orderly(line: dict[int, int], chosen: dict[int, int], least: int) -> bool:
    """Whether sections, ``least`` at the least, come in the order of the schedule; a few may do so by chance."""
    return len(line) >= least and len(line) * 10 >= 8 * len(chosen)


def _rising(chosen: dict[int, int]) -> dict[int, int]:
    """The longest run of sections whose sessions come in the order of the schedule."""
    best: list[list[int]] = []
    for i in sorted(chosen):
        before = [run for run in best if chosen[run[-1]] < chosen[i]]
        best.append([*max(before, key=len, default=[]), i])
    return {i: chosen[i] for i in max(best, key=len, default=[])}
