"""How heavy the pages of a site are, and how long its files take to write, PDFs aside.

    python bench/site_size.py [PAGE]

PAGE is any page of a group; without one, the seed page beside the checkout if it is there, else a made-up programme.
A visitor's first page costs its HTML, the style sheet, the icon and, on a series' page, one small script.
"""

import datetime as dt
import gzip
import sys
import time
from pathlib import Path

import brotli

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.made_up import made_up
from studycircle.documents.audience import seen_by
from studycircle.documents.programme import Audience, Programme
from studycircle.documents.schedule import summarise
from studycircle.readers.programme.page import read_page
from studycircle.writers.programme.options import SiteOptions
from studycircle.writers.programme.site import SiteFile, group_files, series_files

SEED = Path(__file__).resolve().parents[2] / "shared/data/pages/raw/00-seed.txt"
NOW = dt.datetime(2013, 8, 25, 12, tzinfo=dt.UTC)
OPTIONS = SiteOptions(NOW, "https://reading.example.org/", papers=())
MOST = 60_000  # bytes of a page with everything
RUNS = 5


def programme() -> tuple[str, Programme]:
    """What is weighed, and its name."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SEED
    if path.is_file():
        return path.name, read_page(path.read_bytes(), name=path.name, today=NOW.date())[0]
    return "a made-up programme of 12 sessions", made_up(12, first=dt.date(2013, 7, 15))


def files_of(document: Programme) -> list[SiteFile]:
    """The files of the public site."""
    shown = seen_by(document, Audience.PUBLIC)
    return [*series_files(shown, OPTIONS), *group_files(shown.group, [summarise(shown, NOW)], OPTIONS)]


def weigh(name: str, document: Programme) -> int:
    """Print the weight of every page; the weight in bytes of the heaviest, with all it needs."""
    written = {file.path: file.write() for file in files_of(document)}
    style, script, icon = (written[path] for path in ("style.css", "next-session.js", "icon.svg"))
    print(f"{name}: bytes (gzip, brotli)")
    print(f"  style sheet {_sizes(style)}; script {_sizes(script)}; icon {_sizes(icon)}")
    heaviest = 0
    for path, body in written.items():
        if path.endswith(".html"):
            whole = len(body) + len(style) + len(icon) + (len(script) if b"next-session.js" in body else 0)
            heaviest = max(heaviest, whole)
            print(f"  {path:<78} {_sizes(body)}, with all it needs {whole}")
    return heaviest


def _sizes(body: bytes) -> str:
    return f"{len(body)} ({len(gzip.compress(body, 9))}, {len(brotli.compress(body))})"


def clock(sessions: int, *, write: bool) -> float:
    """Processor milliseconds to fingerprint every file of a series and, if asked, to write them: best of several."""
    document = made_up(sessions)
    best = float("inf")
    for _ in range(RUNS):
        began = time.process_time()
        for file in series_files(document, OPTIONS):
            if write:
                file.write()
        best = min(best, time.process_time() - began)
    return best * 1000


if __name__ == "__main__":
    heaviest = weigh(*programme())
    print(f"heaviest page {heaviest} of {MOST} bytes")
    print(f"20 sessions, every file written: {clock(20, write=True):.1f} ms")
    print(f"500 sessions, fingerprints alone: {clock(500, write=False):.1f} ms")
    sys.exit(heaviest > MOST)
