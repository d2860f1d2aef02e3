"""Notes at the foot of a PDF's pages: smaller lines below the text that begin with a mark the page points at."""

import re
from collections.abc import Sequence
from dataclasses import replace

from studycircle.readers.text.pdf_lines import Line
from studycircle.readers.text.runs import Run

_MARK = re.compile(r"^[\[(]?(\d{1,3}|[*†‡§¶‖]{1,3}|[a-z])[\])]?(?=[.\s]|\D)")
SMALLER = 0.95


def take_notes(pages: Sequence[list[Line]]) -> tuple[list[list[Line]], dict[str, list[Line]]]:
    """The pages without their notes, whose marks in the text are now links to ``note:PAGE:PLACE``, and the notes."""
    kept: list[list[Line]] = []
    notes: dict[str, list[Line]] = {}
    size = _usual(pages)
    open_key = ""
    for at, page in enumerate(pages):
        foot = _foot(page, size)
        body = page[: len(page) - len(foot)]
        found = _split(foot)
        claimed: dict[str, list[Line]] = {}
        for place, (mark, lines) in enumerate(found):
            key = f"note:{at}:{place}"
            # A note for which a page has no room stands on the next.
            if mark and (_claim(body, mark, key) or (kept and _claim(kept[-1], mark, key))):
                claimed[key] = lines
            elif not mark and not place and open_key and foot:
                notes[open_key] += lines  # goes on from the page before
            else:
                claimed = {}
                break
        if foot and (claimed or (found and not found[0][0] and open_key and len(found) == 1)):
            for key, lines in claimed.items():
                notes[key] = _without_mark(lines)
                open_key = key
            kept.append(body)
        else:
            kept.append(page)
            open_key = "" if page else open_key
    return kept, notes


def _usual(pages: Sequence[list[Line]]) -> float:
    sizes: dict[float, int] = {}
    for page in pages:
        for line in page:
            key = round(line.size * 2) / 2
            sizes[key] = sizes.get(key, 0) + len(line.letters)
    return max(sizes, key=lambda one: sizes[one]) if sizes else 10.0


def _foot(page: list[Line], size: float) -> list[Line]:
    """The smaller lines a page ends with."""
    start = len(page)
    while start and page[start - 1].size < SMALLER * size:
        start -= 1
    return page[start:] if start else []


def _split(foot: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The notes of a page's foot with their marks; what goes on from the page before has none."""
    found: list[tuple[str, list[Line]]] = []
    last = 0
    for line in foot:
        mark = _MARK.match(line.words)
        raised = bool(line.runs) and line.runs[0].shift == "sup"
        said = mark[1] if mark else ""
        counts = said.isdigit() and (not last or int(said) == last + 1)
        if mark and (raised or counts or not said.isalnum()):
            found.append((said, [line]))
            last = int(said) if said.isdigit() else last
        elif found:
            found[-1][1].append(line)
        else:
            found.append(("", [line]))
    return found


def _claim(body: Sequence[Line], mark: str, key: str) -> bool:
    """Turn the raised ``mark`` in the text into a link to ``key``; whether there was one."""
    for line in body:
        for place, run in enumerate(line.runs):
            raised = run.shift == "sup" or not mark.isalnum()
            if run.link or not raised or mark not in re.findall(r"\d+|[^\s\d]+", run.words):
                continue
            before, _, after = run.words.partition(mark)
            parts = [replace(run, words=before), Run(mark, link=key), replace(run, words=after)]
            line.runs[place : place + 1] = [part for part in parts if part.words]
            return True
    return False


def _without_mark(lines: list[Line]) -> list[Line]:
    """A note without the mark it begins with."""
    first = lines[0]
    found = _MARK.match(first.words)
    length = found.end() if found else 0
    runs = first.runs
    while length and runs:
        words = runs[0].words
        dropped = min(length, len(words))
        length -= dropped
        rest = words[dropped:].lstrip(" .)") if not length else ""
        runs[0:1] = [replace(runs[0], words=rest)] if rest else []
    if runs:
        runs[0] = replace(runs[0], words=runs[0].words.lstrip(" .)"))
    return lines
