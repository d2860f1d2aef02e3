"""From a page to its finished site: the whole command, and its parts.

    python bench/publish.py [PAGE]

PAGE is any page of a group; without one, the seed page beside the checkout if it is there, else a made-up page of
the tests. The whole process is timed from outside, several runs; the parts inside one process.
"""

import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT.parent / "shared/data/pages/raw/00-seed.txt"
MADE_UP = ROOT / "tests/cases/pages"
TODAY = dt.date(2013, 8, 1)
RUNS = 5
Made = TypeVar("Made")


def page() -> Path:
    """The page to publish."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    return SEED if SEED.is_file() else max(MADE_UP.glob("*/in.txt"), key=lambda path: path.stat().st_size)


def timed(label: str, make: Callable[[], Made]) -> Made:
    """What ``make`` gives; its time is printed."""
    began = time.perf_counter()
    made = make()
    print(f"  {label:<34}{(time.perf_counter() - began) * 1000:8.1f} ms")
    return made


def whole(source: Path) -> list[float]:
    """Seconds of each run of the command, into a new folder every time."""
    command = [str(Path(sys.executable).with_name("studycircle")), "publish", str(source)]
    seconds = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            options = [folder, "--today", TODAY.isoformat(), "--address", "https://reading.example.org"]
            began = time.perf_counter()
            subprocess.run([*command, *options], check=True, capture_output=True)
            seconds.append(time.perf_counter() - began)
    return seconds


def parts(source: Path) -> None:
    """One run in this process, part by part; imports are counted with the part that needs them."""
    began = time.perf_counter()
    from studycircle.documents.audience import seen_by
    from studycircle.documents.programme import Audience
    from studycircle.publishing.folder import write_folder
    from studycircle.publishing.static import static_site
    from studycircle.readers.table import read_programme

    print(f"  {'imports':<34}{(time.perf_counter() - began) * 1000:8.1f} ms")
    now = dt.datetime.combine(TODAY, dt.time(12), dt.UTC)
    data = source.read_bytes()
    programme, _ = timed("reading the page, first time", lambda: read_programme(data, name=source.name, today=TODAY))
    timed("reading it again", lambda: read_programme(data, name=source.name, today=TODAY))
    public = seen_by(programme, Audience.PUBLIC)
    files = list(static_site(public, now=now, address="https://reading.example.org"))
    kinds: dict[str, list[float]] = {}
    for file in files:
        began = time.perf_counter()
        file.write()
        kinds.setdefault(file.path.rpartition(".")[2], []).append((time.perf_counter() - began) * 1000)
    for kind, times in sorted(kinds.items()):
        print(f"  {f'{len(times)} files .{kind}':<34}{sum(times):8.1f} ms   slowest {max(times):.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        timed("all of it into a folder", lambda: write_folder(files, Path(folder)))
        timed("again, nothing changed", lambda: write_folder(files, Path(folder)))


if __name__ == "__main__":
    source = page()
    print(f"{source.name}, {source.stat().st_size / 1024:.0f} KB")
    seconds = whole(source)
    print(
        f"whole command, {RUNS} runs: median {statistics.median(seconds):.2f} s"
        f" (from {min(seconds):.2f} to {max(seconds):.2f})"
    )
    print("parts, in one process:")
    parts(source)
