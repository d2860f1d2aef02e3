"""What print costs: leaflets and handouts, cold and warm, beside a browser printing the same words.

    python bench/leaflet.py

Parts: starting the typesetter's process, the first leaflet, leaflets of short, usual and long series once it is warm,
and all that ``publish`` prints for twelve sessions (three leaflets, twelve handouts) from a cold start, one after
another and in two threads. Chromium, if it is there, prints a plain page with the words of the same leaflet.
"""

import datetime as dt
import html
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.made_up import made_up
from studycircle.documents.programme import Programme
from studycircle.writers import typeset
from studycircle.writers.programme.handout import write_handout
from studycircle.writers.programme.leaflet import write_leaflet
from studycircle.writers.typesetter import workshop

ADDRESS = "https://reading.example.org/spring"
NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
RUNS = 15
CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
)


def milliseconds(make: Callable[..., object], *given: object, **named: object) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    make(*given, **named)
    return (time.perf_counter() - began) * 1000


def processor_milliseconds() -> float:
    """Processor time of this process and of the typesetters that run, by Linux's account."""
    ticks = 0
    for child in workshop.all:
        ticks += sum(map(int, Path(f"/proc/{child.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
    return (time.process_time() + ticks / os.sysconf("SC_CLK_TCK")) * 1000


def show(label: str, times: list[float], note: str = "") -> None:
    """The median and the slowest."""
    print(f"  {label:<44}{statistics.median(times):8.1f} ms   slowest {max(times):7.1f}   {note}")


def cold() -> None:
    """From no process at all to the first leaflet."""
    programme = made_up(12)
    starts, firsts = [], []
    for _ in range(5):
        typeset.close()
        starts.append(milliseconds(typeset.warm_up))
        firsts.append(milliseconds(write_leaflet, programme, address=ADDRESS, now=NOW))
    show("start the process, without waiting for it", starts)
    show("the first leaflet, waiting for it", firsts)


def warm() -> None:
    """Documents once the process runs; every one is of another series, so nothing is found ready."""
    for sessions in (3, 12, 48):
        for paper in ("a5", "a4"):
            many = [made_up(sessions, series=f"{paper} {number}") for number in range(RUNS)]
            times = [milliseconds(write_leaflet, one, paper=paper, address=ADDRESS, now=NOW) for one in many]
            size = len(write_leaflet(many[0], paper=paper, address=ADDRESS, now=NOW))
            show(f"leaflet, {paper}, {sessions} sessions", times, f"{size / 1000:.0f} KB")
    twelve = made_up(12)
    keys = [session.key for session in twelve.series.sessions]
    show("handout of one session", [milliseconds(write_handout, twelve, session=key, address=ADDRESS) for key in keys])
    (child, *_) = workshop.all
    resident = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{child.process.pid}/status").read_text())
    assert resident
    print(f"  {'memory of the process at its largest':<44}{int(resident[1]) / 1024:8.1f} MB")


def publishing() -> None:
    """All that is printed for a series of twelve, from a cold start."""
    for label, at_once in (("one after another", 1), ("in two threads", 2)):
        times, processor = [], []
        for run in range(5):
            typeset.close()
            before = processor_milliseconds()
            times.append(milliseconds(print_all, made_up(12, series=f"{label} {run}"), at_once))
            processor.append(processor_milliseconds() - before)
        note = f"cold start included; processor {statistics.median(processor):.0f} ms"
        show(f"3 leaflets and 12 handouts, {label}", times, note)


def print_all(programme: Programme, at_once: int) -> None:
    """Three leaflets and a handout of every session."""
    with ThreadPoolExecutor(at_once) as threads:
        jobs = [
            threads.submit(write_leaflet, programme, paper=paper, address=ADDRESS, now=NOW)
            for paper in ("a5", "a4", "letter")
        ]
        jobs += [
            threads.submit(write_handout, programme, session=session.key, address=ADDRESS)
            for session in programme.series.sessions
        ]
        for job in jobs:
            job.result()


def browser() -> None:
    """A browser printing the words of a leaflet from a plain page: the usual way to make one."""
    if CHROMIUM is None:
        print("  Chromium is not here; nothing to compare with")
        return
    from studycircle.writers.programme.leaflet import leaflet_data

    data = leaflet_data(made_up(12), "a5", ADDRESS, NOW)
    rows = "".join(f"<dt>{html.escape(row['day'])}<dd>{html.escape(row['title'])}" for row in data["rows"])
    about = "".join(f"<p>{html.escape(''.join(paragraph))}" for paragraph in data["about"])
    page = f"<!doctype html><meta charset=utf-8><title>{data['title']}</title><style>@page{{size:A5}}</style>"
    page += f"<h1>{data['title']}</h1>{about}{data['qr']['svg']}<dl>{rows}</dl>"
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "leaflet.html"), Path(folder, "leaflet.pdf")
        source.write_text(page)
        command = [
            CHROMIUM,
            *FLAGS.split(),
            f"--print-to-pdf={target}",
            f"--user-data-dir={folder}/profile",
            str(source),
        ]
        times = [milliseconds(subprocess.run, command, check=True, capture_output=True) for _ in range(5)]
        show("Chromium, a plain leaflet", times, f"{target.stat().st_size / 1000:.0f} KB, a process each")


if __name__ == "__main__":
    cold()
    warm()
    publishing()
    browser()
