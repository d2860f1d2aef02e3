"""How many pages the page reader reads in a second on one core: ``python bench/page_speed.py [PAGE ...]``.

Without arguments it reads the development pages beside the checkout. Prints milliseconds a page, warm, median of five
rounds, and for all of them the pages of 28 KB (the size of the page Studycircle exists for) in a second; where that
page itself is among them, also how many such pages in a second its best round makes. The reader remembers nothing of a
page it has read, so that reading one page again costs what reading another would.
"""

import datetime as dt
import statistics
import sys
import time
from pathlib import Path

from studycircle.readers.programme.page import read_page

PAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages" / "raw"
SEED = "00-seed.txt"  # the page Studycircle exists for
TODAY = dt.date(2026, 1, 1)
SIZE = 28_000


def measure(data: bytes, name: str, rounds: int = 5) -> list[float]:
    """Seconds of processor time for one page, warm: one figure a round."""
    read_page(data, name=name, today=TODAY)
    times = []
    for _ in range(rounds):
        start = time.process_time()
        read_page(data, name=name, today=TODAY)
        times.append(time.process_time() - start)
    return times


def main(paths: list[Path]) -> None:
    """Print the table."""
    seconds = size = 0.0
    for path in paths:
        data = path.read_bytes()
        took = statistics.median(measure(data, path.name))
        seconds += took
        size += len(data)
        print(f"{path.name:<40}{len(data) / 1024:8.1f} KB {took * 1000:8.2f} ms")
    if seconds:
        print(f"{'all':<40}{size / 1024:8.1f} KB {seconds * 1000:8.2f} ms")
        print(f"pages of {SIZE // 1000} KB a second and core: {size / SIZE / seconds:.0f}")
    for path in paths:
        if path.name == SEED:
            best = min(measure(path.read_bytes(), path.name, rounds=30))
            print(f"pages like {SEED} a second and core: {1 / best:.0f} ({best * 1000:.2f} ms, best of 30 rounds)")


if __name__ == "__main__":
    found = [Path(argument) for argument in sys.argv[1:]] or (sorted(PAGES.iterdir()) if PAGES.is_dir() else [])
    if not found:
        sys.exit("no pages: give some as arguments")
    main(found)
