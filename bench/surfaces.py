"""How long after one edit on the desk does every surface show it, and is anything else written again?

`python bench/surfaces.py [--rounds 5]`: a real `studycircle serve` with a series of twelve sessions. The room of the
next session is changed, and then its date, each by the desk's form over HTTP; the files of the public site are watched
until the site, calendar, feed, leaflets, handout and door page show it. Exit code 1 if any takes longer than two
seconds, or if other files were written again than those that show it.
"""

import argparse
import contextlib
import datetime as dt
import http.cookiejar
import io
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import html

LIMIT = 2.0  # seconds
GROUP, SERIES, SESSION = "bench", "spring", "evening-1"
HERE = f"{SERIES}/{SESSION}"
SURFACES = {
    "site: series": f"{SERIES}/index.html",
    "site: session": f"{HERE}/index.html",
    "calendar": f"{SERIES}/calendar.ics",
    "calendar of all": "calendar.ics",
    "calendar of one": f"{HERE}/session.ics",
    "feed": f"{SERIES}/feed.xml",
    "leaflet A5": f"{SERIES}/leaflet.pdf",
    "leaflet A4": f"{SERIES}/leaflet-a4.pdf",
    "leaflet Letter": f"{SERIES}/leaflet-letter.pdf",
    "handout": f"{HERE}/handout.pdf",
    "handout of all": f"{SERIES}/handout.pdf",
    "door": f"{SERIES}/door/index.html",
    "Markdown": f"{SERIES}/programme.md",
    "JSON": f"{SERIES}/programme.json",
}
# Beside these a new date of the next session stands on the group's page, where "now" leads, and as what comes before
# on the page of the session after it.
OF_A_DATE = {"index.html", "now/index.html", f"{SERIES}/evening-2/index.html"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        first = prepare(Path(folder))
        site = Path(folder) / "public" / GROUP
        with server(Path(folder)) as (port, process):
            quiet(site)
            ann = Desk(port)
            wrong, slowest = False, 0.0
            for what in ("room", "date"):
                times: dict[str, list[float]] = {name: [] for name in SURFACES}
                busy: list[float] = []
                for number in range(rounds):
                    told = f"Room {number + 101}" if what == "room" else first + dt.timedelta(days=number % 2 + 1)
                    before, worked = written(site), cpu(process)
                    begin = time.perf_counter()
                    if isinstance(told, str):
                        ann.save(f"sessions/{SESSION}/", {"session-room": told})
                    else:
                        ann.move(told)
                    for name, seconds in watch(site, before, told, begin).items():
                        times[name].append(seconds)
                    busy.append(cpu(process) - worked)
                    quiet(site)
                    again = {name for name, at in written(site).items() if before.get(name) != at}
                    expected = set(SURFACES.values()) | (OF_A_DATE if what == "date" else set())
                    if again != expected:
                        wrong = True
                        print(f"too many: {sorted(again - expected)}, too few: {sorted(expected - again)}")
                print(f"\nAfter another {what} of the next session, median and worst of {rounds}, in seconds:")
                for name, found in times.items():
                    print(f"  {name:18}{statistics.median(found):6.2f}{max(found):6.2f}")
                    slowest = max(slowest, *found)
                print(
                    f"  {len(expected)} files written again, of {len(before)}; {statistics.median(busy):.2f} s of CPU"
                )
    print(f"\nslowest surface: {slowest:.2f} s (wanted: {LIMIT:g} s)")
    return 1 if wrong or slowest > LIMIT else 0


def prepare(folder: Path) -> dt.date:
    """A data folder with a live series and its organiser; gives the date of its next session."""
    os.environ.update(STUDYCIRCLE_DATA=str(folder), DJANGO_SETTINGS_MODULE="studycircle.project.settings")
    os.environ.pop("STUDYCIRCLE_DATABASE", None)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from bench.made_up import made_up
    from studycircle.store import actions

    call_command("migrate", verbosity=0)
    now = dt.datetime.now(dt.UTC)
    first = now.date() + dt.timedelta(days=3)
    group = actions.import_programme(made_up(12, group=GROUP, series=SERIES, first=first), now=now).series.group
    Desk.password = actions.add_organiser("ann", group)
    connections.close_all()
    return first


@contextlib.contextmanager
def server(folder: Path) -> Iterator[tuple[int, int]]:
    """`studycircle serve`, as a host starts it; gives its port and process once it answers, ends it after."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    code = "import sys; from studycircle.cli import main; sys.exit(main())"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", code, "serve", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            end = time.monotonic() + 60
            while True:
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                if time.monotonic() > end or process.poll() is not None:
                    raise SystemExit((folder / "log").read_text())
                time.sleep(0.1)
            yield port, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def cpu(session: int) -> float:
    """Seconds of CPU that the server and its children have taken: what a busy machine does not change."""
    ticks = 0
    for one in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = one.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


class Desk:
    """An organiser's browser."""

    password = ""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(jar)
        self.send(f"{self.base}/account/sign-in/", {"login": "ann", "password": self.password})

    def page(self, url: str) -> str:
        with self.browser.open(url, timeout=30) as answer:
            return str(answer.read().decode())

    def send(self, url: str, typed: dict[str, str], words: str = "") -> str:
        """The form of the page that has those fields, sent with what is typed; the page that answers."""
        document = html.fromstring(words or self.page(url))
        form = next(one for one in document.forms if one.method == "POST" and typed.keys() <= set(one.fields.keys()))
        values = [(name, value) for name, value in form.form_values() if name not in typed]
        data = urllib.parse.urlencode([*values, *typed.items()]).encode()
        request = urllib.request.Request(urllib.parse.urljoin(url, form.action or ""), data, {"Referer": url})
        with self.browser.open(request, timeout=30) as answer:
            return str(answer.read().decode())

    def save(self, page: str, typed: dict[str, str]) -> None:
        """A form of the series, filled and sent."""
        self.send(f"{self.base}/desk/groups/{GROUP}/{SERIES}/{page}", typed)

    def move(self, date: dt.date) -> None:
        """The next session on that day: looked at, then done."""
        url = f"{self.base}/desk/groups/{GROUP}/{SERIES}/sessions/{SESSION}/plan/move/"
        seen = self.send(url, {"date": date.isoformat()})
        document = html.fromstring(seen)
        form = next(one for one in document.forms if "seen" in one.fields)
        data = urllib.parse.urlencode([*form.form_values(), ("do", "1")]).encode()
        self.browser.open(urllib.request.Request(url, data, {"Referer": url}), timeout=30).close()


def written(site: Path) -> dict[str, int]:
    """Every file of the site and when it was written; what is packed of one stands for itself."""
    found = (one for one in site.rglob("*") if one.suffix not in (".gz", ".br") and one.is_file())
    times: dict[str, int] = {}
    for one in found:
        with contextlib.suppress(FileNotFoundError):  # being written, under a name of its own
            times[str(one.relative_to(site))] = one.stat().st_mtime_ns
    return times


def quiet(site: Path, seconds: float = 3) -> None:
    """Wait until nothing has been written for so long."""
    end, last, since = time.monotonic() + 300, written(site), time.monotonic()
    while time.monotonic() < end and (time.monotonic() - since < seconds or not last):
        time.sleep(0.2)
        if (now := written(site)) != last:
            last, since = now, time.monotonic()


def watch(site: Path, before: dict[str, int], told: str | dt.date, begin: float) -> dict[str, float]:
    """Seconds until each surface shows what was told."""
    shown: dict[str, float] = {}
    while len(shown) < len(SURFACES) and time.perf_counter() - begin < 60:
        for name, path in SURFACES.items():
            if name in shown or (site / path).stat().st_mtime_ns == before[path]:
                continue
            at = time.perf_counter() - begin
            if shows((site / path).read_bytes(), path, told):
                shown[name] = at
        time.sleep(0.01)
    if missing := SURFACES.keys() - shown.keys():
        raise SystemExit(f"never shown: {sorted(missing)}")
    return shown


def shows(data: bytes, path: str, told: str | dt.date) -> bool:
    """Whether the file says that room, or that day."""
    words = " ".join((of_pdf(data) if path.endswith(".pdf") else data.decode().replace("\r\n ", "")).split())
    if isinstance(told, str):
        return told in words
    forms: dict[str, Callable[[dt.date], str]] = {".ics": lambda day: f"DTSTART;TZID=Europe/London:{day:%Y%m%d}"}
    as_written = forms.get(Path(path).suffix, lambda day: f"{day:%A} {day.day} {day:%B}")(told)  # type: ignore[no-untyped-call]
    return as_written in words or told.isoformat() in words


def of_pdf(data: bytes) -> str:
    """The words of a PDF."""
    import pypdfium2

    with pypdfium2.PdfDocument(io.BytesIO(data)) as pdf:
        return " ".join(page.get_textpage().get_text_bounded() for page in pdf)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main())
