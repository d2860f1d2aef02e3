"""What does one edit cost when the store grows? From the edit to the last file of the site, and the files it wrote.

`python bench/bake.py [--big]`: stores of 10, 500 and 5,000 sessions in series of 10, ten series a group; the group
of the edited series is baked as a whole. `--big`: one series of each size instead, whose own page and calendar must
grow with it. Exit code 1 if an edit among 5,000 sessions takes more than twice as long as among 500.
"""

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

SIZES = (10, 500, 5000)
A_SERIES, A_GROUP = 10, 10  # sessions, series
EDITS = 7


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--big", action="store_true", help="one series of each size instead of many of 10 sessions")
    big = parser.parse_args().big
    print(
        f"{'sessions':>8}{'saving':>12}{'baking':>12}{'its PDFs*':>12}{'one edit':>12}  files written; best of {EDITS}"
    )
    times = {}
    for size in SIZES:
        # Each size in a process of its own: the first must not warm up the others.
        with tempfile.TemporaryDirectory() as folder:
            if (child := os.fork()) == 0:
                os._exit(report(Path(folder), size, big=big))
            if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
                return 1
            times[size] = float((Path(folder) / "best").read_text())
    print("* of both printers together, which work side by side")
    print(f"5,000 sessions: {times[5000] / times[500]:.2f} × the time at 500")
    return 0 if big or times[5000] <= 2 * times[500] else 1


def report(folder: Path, size: int, *, big: bool) -> int:
    """Fill a store, edit one session a few times, print the times."""
    os.environ.update(STUDYCIRCLE_DATA=str(folder), DJANGO_SETTINGS_MODULE="studycircle.project.settings")
    os.environ.pop("STUDYCIRCLE_DATABASE", None)
    import logging

    import django

    django.setup()
    logging.disable(logging.INFO)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    now = dt.datetime.now(dt.UTC)
    series = fill(size, now, big=big)
    rows = [edit(series, number, now) for number in range(EDITS + 1)][1:]  # the first loads code
    # The best, not the median: what else the machine does must not look like growth.
    best = [min(column) for column in list(zip(*rows, strict=True))[:4]]
    print(f"{size:>8,}" + "".join(f"{seconds * 1000:>9.0f} ms" for seconds in best), end="  ")
    print(", ".join(rows[-1][4]), flush=True)
    (folder / "best").write_text(str(best[3]))
    return 0


def fill(size: int, now: dt.datetime, *, big: bool) -> Any:
    """That many sessions in the store, and the row of the series that will be edited, with its group's site baked."""
    from bench.made_up import made_up
    from studycircle.publishing.bake import bake_site
    from studycircle.store import actions
    from studycircle.store.models import Series

    first = now.date() - dt.timedelta(weeks=3)
    each = size if big else min(size, A_SERIES)
    for number in range(size // each):
        group = f"group-{number // A_GROUP}"
        actions.import_programme(made_up(each, group=group, series=f"series-{number}", first=first), now=now)
    middle = Series.objects.order_by("pk")[Series.objects.count() // 2]
    series = Series.objects.select_related("group").get(pk=middle.pk)
    bake_site(series.group, now=now)
    return series


def edit(series: Any, number: int, now: dt.datetime) -> tuple[float, float, float, float, list[str]]:
    """Change the title of one session and bake: seconds to save, bake, print PDFs, in all; the files."""
    from studycircle.documents.programme import Programme
    from studycircle.publishing.bake import bake_group, bake_series
    from studycircle.store import actions
    from studycircle.writers.programme import site as writer

    site: Any = writer
    printing = 0.0

    def timed(write: Any) -> Any:
        def then(*arguments: Any, **options: Any) -> Any:
            nonlocal printing
            start = time.perf_counter()
            try:
                return write(*arguments, **options)
            finally:
                printing += time.perf_counter() - start

        return then

    def change(programme: Programme) -> Programme:
        sessions = list(programme.series.sessions)
        sessions[6] = replace(sessions[6], title=f"Edited {number}")
        return replace(programme, series=replace(programme.series, sessions=tuple(sessions)))

    plain = site.write_leaflet, site.write_handout
    site.write_leaflet, site.write_handout = timed(plain[0]), timed(plain[1])
    try:
        start = time.perf_counter()
        actions.change_programme(series, change, now=now)
        saved = time.perf_counter()
        baked = bake_series(series, now=now)
        written = list(baked.report.written)
        if baked.group_is_stale:
            written += bake_group(series.group, now=now).written
        end = time.perf_counter()
    finally:
        site.write_leaflet, site.write_handout = plain
    return (
        saved - start,
        end - saved,
        printing,
        end - start,
        [path.partition("/")[2] or path for path in written],
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main())
