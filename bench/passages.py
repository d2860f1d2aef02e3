"""Finding passages again: ours, exact search only, and the usual weighing of quote, context and position.

    python bench/passages.py [--data FOLDER] [--context 32] [--wrong N]

**What is measured.** ``FOLDER`` (default: ``../shared/data/passages`` beside the checkout) has works in two
transcriptions, ``NAME.A.txt`` and ``NAME.B.txt``, and ``bench*.json``: quotations from A and where they stand in B,
or that they are gone from it. Each way is given the quotation, ``--context`` characters of A before and after it, and
must say where it is in B, or that it is not there. *hit*: the place found covers the true one by half (intersection
over union); *wrong*: it is somewhere else; *missed*: said to be gone and is not. *attached*: of those that are gone,
how many were found all the same. Milliseconds: the mean per quotation, without making the index of B (told apart).

The ways beside ours: *exact* takes the first place where the very characters stand. *weighed* is how annotation tools
commonly do it, written anew: the likeliest place by approximate search, scored by quotation (50), text before (20)
and after (20) and position (2), and the best of them taken whatever its score. It alone is given the position in A.
"""

import argparse
import difflib
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Protocol

from studycircle.documents.alignment import fit
from studycircle.documents.anchors import Concordance

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "passages"
Span = tuple[int, int]


class Way(Protocol):
    """One way to find passages in a text."""

    def __init__(self, text: str) -> None: ...

    def find(self, quote: str, before: str, after: str, start: int) -> Span | None:
        """Where the quotation stands; ``start``: where it stood in the other transcription."""
        ...


class Exact:
    """The first place of the very characters."""

    def __init__(self, text: str) -> None:
        self.text = text

    def find(self, quote: str, before: str, after: str, start: int) -> Span | None:
        at = self.text.find(quote)
        return (at, at + len(quote)) if at >= 0 else None


class Weighed:
    """Approximate search of the quotation, then quotation, context and position weighed; no threshold."""

    def __init__(self, text: str) -> None:
        self.text = text

    def find(self, quote: str, before: str, after: str, start: int) -> Span | None:
        places = self._exact(quote) or self._approximate(quote)
        scored = [(self._score(place, quote, before, after, start), place) for place in places]
        return max(scored)[1] if scored else None

    def _exact(self, quote: str) -> list[Span]:
        found: list[Span] = []
        at = self.text.find(quote)
        while at >= 0 and len(found) < 1000:
            found.append((at, at + len(quote)))
            at = self.text.find(quote, at + 1)
        return found

    def _approximate(self, quote: str) -> list[Span]:
        """Places within a distance of half the quotation: such a search allows up to so many errors."""
        laid = fit(quote, self.text) if len(quote) <= 256 else None
        if laid is None or laid.edits > min(256, len(quote) // 2):
            return []
        span = laid.span(0, len(quote))
        return [span] if span else []

    def _score(self, place: Span, quote: str, before: str, after: str, start: int) -> float:
        def alike(one: str, other: str) -> float:
            return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() if one else 1.0

        left = self.text[max(0, place[0] - len(before)) : place[0]]
        right = self.text[place[1] : place[1] + len(after)]
        near = 1 - abs(place[0] - start) / max(1, len(self.text))
        own = alike(quote, self.text[slice(*place)]) if len(quote) <= 256 else 1.0
        return (50 * own + 20 * alike(before, left) + 20 * alike(after, right) + 2 * near) / 92


class Ours:
    """``documents/anchors.py``."""

    def __init__(self, text: str) -> None:
        self.concordance = Concordance(text)
        _ = self.concordance.grams

    def find(self, quote: str, before: str, after: str, start: int) -> Span | None:
        found = self.concordance.find(quote, before=before, after=after)
        return (found.start, found.end) if found else None


def overlap(one: Span, other: Span) -> float:
    """Intersection over union."""
    both = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, both) / (max(one[1], other[1]) - min(one[0], other[0]))


def measure(way: type[Way], data: Path, cases: list[dict[str, Any]], context: int, wrong: int) -> None:
    """Print the figures of one way, by class of case."""
    texts: dict[tuple[str, str], str] = {}
    indexes: dict[str, Way] = {}
    told: dict[str, Counter[str]] = defaultdict(Counter)
    seconds = indexing = 0.0
    for case in cases:
        for side in "AB":
            if (case["book"], side) not in texts:
                texts[case["book"], side] = (data / f"{case['book']}.{side}.txt").read_bytes().decode()
        source, target = texts[case["book"], "A"], texts[case["book"], "B"]
        start, end = case["start"], case["end"]
        began = time.perf_counter()
        if "cut" in case:
            index = way(target[: case["cut"][0]] + target[case["cut"][1] :])
        else:
            index = indexes.get(case["book"]) or indexes.setdefault(case["book"], way(target))
        indexing += time.perf_counter() - began
        began = time.perf_counter()
        found = index.find(
            source[start:end], source[max(0, start - context) : start], source[end : end + context], start
        )
        seconds += time.perf_counter() - began
        verdict = judged(found, case["target"])
        told[case["cls"]][verdict] += 1
        if verdict in ("wrong", "attached") and wrong > 0:
            wrong -= 1
            print("   ", case["cls"], case["book"], verdict, repr(source[start:end][:90]), found, case["target"])
    print(f"{way.__name__:8} {1000 * seconds / len(cases):8.2f} ms a quotation, {indexing:.1f} s of indexing")
    for name, counts in told.items():
        print(f"    {name:8} {counts.total():5}  " + "  ".join(f"{what} {n}" for what, n in sorted(counts.items())))
    there = sum((counts for counts in told.values()), Counter())
    gone = there["attached"] + there["gone"]
    there_count = there.total() - gone
    share = there["attached"] / max(1, gone)
    print(
        f"    hits {there['hit']}/{there_count} ({there['hit'] / max(1, there_count):.1%}), wrong {there['wrong']}, "
        f"missed {there['missed']}; attached of the gone {there['attached']}/{gone} ({share:.1%})"
    )


def judged(found: Span | None, target: list[int] | None) -> str:
    """What a way's answer was."""
    if target is None:
        return "gone" if found is None else "attached"
    if found is None:
        return "missed"
    return "hit" if overlap(found, (target[0], target[1])) >= 0.5 else "wrong"


def main() -> int:
    """Print the figures of each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--context", type=int, default=32, help="characters around the quotation that are given")
    parser.add_argument("--wrong", type=int, default=0, help="how many wrong places to show")
    parser.add_argument("--ways", default="ours,exact,weighed")
    parser.add_argument("--every", type=int, default=1, help="take only every so many quotation: weighed is slow")
    asked = parser.parse_args()
    if not asked.data.is_dir():
        print(f"no passages at {asked.data}; nothing measured")
        return 0
    ways: dict[str, type[Way]] = {"ours": Ours, "exact": Exact, "weighed": Weighed}
    for file in sorted(asked.data.glob("bench*.json")):
        cases = json.loads(file.read_text("utf-8"))[:: asked.every]
        print(f"{file.name}: {len(cases)} quotations, {asked.context} characters of context on each side")
        for name in asked.ways.split(","):
            measure(ways[name], asked.data, cases, asked.context, asked.wrong)
    return 0


if __name__ == "__main__":
    sys.exit(main())
