"""Articles taken out of web pages: ours, trafilatura's and readability-lxml's, against the article as expected.

    python bench/articles.py [--pages FOLDER] [--worst N]

**What is measured.** ``FOLDER`` (default: ``../shared/data/articles`` beside the checkout) has a folder for each page:
``source.html`` and ``expected.html``. Token F1 of a page: the visible text of the expected article and of the one
found, each as a bag of words (a word: a run of letters and digits, lower case; of Chinese, Japanese and other writing
without spaces between words each letter is one). Precision: how much of the bag found is expected, each word as often
as it stands there; recall: how much of the bag expected is found; F1: their harmonic mean. Where both bags are empty
it is 1. Visible text: all text of the HTML but that of ``script``, ``style`` and ``template``; of ours, the words of
all blocks of the Text and of its notes with their marks, as writers show them. Titles are not counted, since the
expected articles do not have theirs.

The pages are also told in two halves (every other page by name), so that a rule made for single pages shows.
Rivals are run where ``ARTICLE_RIVALS`` names a Python that has them installed (they are in nobody's way here), else
their columns are missing and that is said.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from lxml import etree, html

from studycircle.documents.text import Block, Text, block_plain
from studycircle.readers.text.article import read_article
from studycircle.readers.text.article_signs import INLINE as PHRASES

PAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "articles"
TARGET = 0.985
ADDRESS = "http://fakehost/test/page.html"
WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+")
INLINE = (PHRASES - {"br", "img"}) | {"a", "u", "s", "del", "ins", "font", "tt", "big", "bdi"}
RIVALS = """
import json, sys, time
from pathlib import Path
import trafilatura
from readability import Document
ways = {
    "trafilatura": lambda page: trafilatura.extract(page, include_comments=False) or "",
    "readability-lxml": lambda page: Document(page).summary(),
}
for name in sys.argv[1:]:
    page = Path(name).read_bytes().decode("utf-8", "replace")
    for way, take in ways.items():
        start = time.perf_counter()
        try:
            words = take(page)
        except Exception as error:
            words = ""
        print(json.dumps([Path(name).parent.name, way, words, time.perf_counter() - start]), flush=True)
"""


def bag(words: str) -> Counter[str]:
    """The words of a text and how often each stands there."""
    return Counter(WORD.findall(words.lower()))


def visible(page: str) -> str:
    """The visible text of HTML; words of neighbouring elements are kept apart."""
    if not page.strip():
        return ""
    root = html.document_fromstring(page)
    etree.strip_elements(root, "script", "style", "template", etree.Comment, with_tail=False)
    for element in root.iter():
        if element.tag not in INLINE:
            element.text = f" {element.text or ''}"
            element.tail = f" {element.tail or ''}"
    return "".join(root.itertext())


def f1(found: Counter[str], expected: Counter[str]) -> float:
    """Token F1 of two bags of words."""
    both = (found & expected).total()
    if not found and not expected:
        return 1.0
    return 2 * both / (found.total() + expected.total())


def words_of(text: Text) -> str:
    """All words of a text as writers show them."""
    blocks: list[Block] = [*text.blocks, *(block for note in text.notes for block in note.blocks)]
    marks = [note.mark for note in text.notes]
    return "\n".join([*map(block_plain, blocks), *marks])


def ours(folder: Path) -> tuple[float, float]:
    """F1 and seconds of one page."""
    data = (folder / "source.html").read_bytes()
    start = time.perf_counter()
    text, _ = read_article(data, address=ADDRESS)
    taken = time.perf_counter() - start
    return f1(bag(words_of(text)), expected(folder)), taken


def expected(folder: Path) -> Counter[str]:
    """The bag of words of the article as expected."""
    return bag(visible((folder / "expected.html").read_text("utf-8")))


def rivals(folders: list[Path]) -> dict[str, dict[str, tuple[float, float]]]:
    """F1 and seconds of each rival on each page; empty, and said so, where there are none."""
    python = os.environ.get("ARTICLE_RIVALS", "")
    if not python:
        print("trafilatura and readability-lxml: not run; name a Python that has them in ARTICLE_RIVALS")
        return {}
    command = [python, "-c", RIVALS, *(str(folder / "source.html") for folder in folders)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    known = {folder.name: expected(folder) for folder in folders}
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for line in done.stdout.splitlines():
        name, way, words, seconds = json.loads(line)
        shown = visible(words) if way == "readability-lxml" else words
        found.setdefault(way, {})[name] = (f1(bag(shown), known[name]), seconds)
    return found


def told(way: str, scores: dict[str, tuple[float, float]]) -> None:
    """One line of figures."""
    values = [score for score, _ in scores.values()]
    seconds = [taken * 1000 for _, taken in scores.values()]
    halves = [statistics.mean(values[first::2]) for first in (0, 1)]
    print(
        f"{way:17} mean F1 {statistics.mean(values):.4f}  halves {halves[0]:.4f} {halves[1]:.4f}  "
        f"worst {min(values):.3f}  median {statistics.median(seconds):.0f} ms  longest {max(seconds):.0f} ms"
    )


def main() -> int:
    """Print the figures; 1 where ours are below the target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--worst", type=int, default=5, help="how many pages to name")
    asked = parser.parse_args()
    if not asked.pages.is_dir():
        print(f"no pages at {asked.pages}; nothing measured")
        return 0
    folders = sorted(folder for folder in asked.pages.iterdir() if (folder / "expected.html").is_file())
    scores = {folder.name: ours(folder) for folder in folders}
    print(f"{len(folders)} pages")
    told("studycircle", scores)
    for way, found in rivals(folders).items():
        told(way, found)
    for name, (score, taken) in sorted(scores.items(), key=lambda item: item[1][0])[: asked.worst]:
        print(f"  {score:.4f} {taken * 1000:5.0f} ms  {name}")
    return int(statistics.mean(score for score, _ in scores.values()) < TARGET)


if __name__ == "__main__":
    sys.exit(main())
