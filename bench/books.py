"""What a book costs: HTML to EPUB and to tagged PDF, a whole process each, beside the tools people use for it.

    python bench/books.py [BOOK.html] [--runs N] [--only epub|pdf|leaflet|length]

Without BOOK: War and Peace (``../shared/data/texts/war-and-peace.htm`` beside the checkout), else a made-up novel of
its length. Ours is ``studycircle convert``, with the child process that reads and the one that typesets.

**What is measured.** Seconds by the clock from start to end of the command, and seconds of processor of all its
processes (which tell more where the machine is busy with other things), the median of N runs (ours 3, rivals 1 unless
``--runs`` says otherwise). Memory is the most the command and all processes below it had at once: their
proportional set sizes (Linux' PSS, so that what they share counts once), looked at twenty times a second, or the
largest single process by the system's account if that is more. Ratios are to ours: 8 × means eight times ours.

Then a leaflet once the typesetter is warm, and the cost of a text of 1, 2, 4 and 8 times the length.

Rivals: pandoc (``pypandoc_binary``, or on the PATH), calibre's ``ebook-convert`` and Chromium on the PATH; ebookmaker
and WeasyPrint where ``BOOK_RIVALS`` names Pythons that have them (several are parted by ":"). What is not there is
named as not run.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

ROOT = Path(__file__).resolve().parents[1]
WAR_AND_PEACE = ROOT.parent / "shared" / "data" / "texts" / "war-and-peace.htm"
PARAGRAPHS = 6_000  # of a made-up novel as long as that
LOOK = 0.05  # seconds between two looks at the memory
SECONDS = 1800
OURS = "import sys; from studycircle.cli import main; sys.exit(main())"
CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
]  # fmt: skip
# A small process in between has the system account for this command's processes alone.
BETWEEN = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
TARGETS = {"epub": {"pandoc": 8.0, "calibre": 25.0}, "pdf": {"WeasyPrint": 5.0}}
PANDOC_MEMORY = 0.1  # ours is to be at most this share of it
LEAFLET = 20.0  # milliseconds


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds by the clock and of processor, megabytes; ``failed``: how, if it did."""

    seconds: float
    processor: float
    memory: float
    failed: str = ""


def cost(command: Sequence[str], runs: int = 1, folder: Path | None = None) -> Cost:
    """The median of ``runs`` runs."""
    some = [_once(command, folder) for _ in range(runs)]
    failed = next((one.failed for one in some if one.failed), "")
    seconds, processor = (
        statistics.median(times) for times in zip(*((x.seconds, x.processor) for x in some), strict=True)
    )
    return Cost(seconds, processor, max(one.memory for one in some), failed)


def _once(command: Sequence[str], folder: Path | None) -> Cost:
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", BETWEEN, *command],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, cwd=folder or ROOT, text=True,
    )  # fmt: skip
    most = 0
    while child.poll() is None:
        most = max(most, sum(map(_memory, _below(child.pid))))
        if time.perf_counter() - began > SECONDS:
            for process in _below(child.pid):
                os.kill(process, 9)
        time.sleep(LOOK)
    seconds = time.perf_counter() - began
    said, complained = child.communicate()
    code, processor, largest = said.split()[-3:]
    failed = "" if code == "0" else f"ended with {code}: {complained.strip()[-200:]}"
    return Cost(seconds, float(processor), max(most, int(largest)) / 1024, failed)


def _below(process: int) -> list[int]:
    """The processes below ``process``."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found = list(parents.get(process, ()))
    for one in found:
        found += parents.get(one, ())
    return found


def _memory(process: int) -> int:
    """Kilobytes of a process, its share of what is shared."""
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except (OSError, ValueError):
        pass
    return 0


def ours(source: Path, target: Path) -> list[str]:
    """Our command."""
    return [sys.executable, "-c", OURS, "convert", str(source), "--to", target.suffix[1:], "-o", str(target)]


def epub_rivals(source: Path, folder: Path) -> Iterator[tuple[str, list[str] | None]]:
    """(name, command) of each tool that makes EPUBs; no command where it is not there."""
    pandoc = _pandoc()
    target = str(folder / "rival.epub")
    yield "pandoc", [pandoc, "-f", "html", "-t", "epub3", "-o", target, str(source)] if pandoc else None
    calibre = shutil.which("ebook-convert")
    yield "calibre", [calibre, str(source), target] if calibre else None
    python = _rival("ebookmaker")
    maker = [python, "-m", "ebookmaker.EbookMaker"] if python else None
    script = Path(python).parent / "ebookmaker" if python else None
    maker = [str(script)] if script and script.exists() else maker
    more = ["--make=epub3.images", f"--output-dir={folder}", "--ebook=1", str(source)]
    yield "ebookmaker", [*maker, *more] if maker else None


def pdf_rivals(source: Path, folder: Path) -> Iterator[tuple[str, list[str] | None]]:
    """(name, command) of each tool that makes PDFs of HTML."""
    target = str(folder / "rival.pdf")
    python = _rival("weasyprint")
    yield (
        "WeasyPrint",
        [python, "-m", "weasyprint", "--pdf-variant", "pdf/ua-1", str(source), target] if python else None,
    )
    chromium = shutil.which("chromium")
    own = [f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.resolve().as_uri()]
    yield "Chromium", [chromium, *CHROMIUM, *own] if chromium else None


def _pandoc() -> str:
    try:
        import pypandoc  # type: ignore[import-untyped]

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        return shutil.which("pandoc") or ""


def _rival(package: str) -> str:
    """The first Python of ``BOOK_RIVALS`` that has ``package``."""
    for python in filter(None, os.environ.get("BOOK_RIVALS", "").split(":")):
        if subprocess.run([python, "-c", f"import {package}"], capture_output=True, check=False).returncode == 0:
            return python
    return ""


def compare(kind: str, source: Path, folder: Path, runs: int) -> list[str]:
    """Print ours and the rivals'; the targets that were missed."""
    target = folder / f"ours.{kind}"
    mine = cost(ours(source, target), max(runs, 3))
    print(f"HTML to {kind.upper()}{'/UA-1' if kind == 'pdf' else ''}: {source.name}")
    show("studycircle", mine)
    if mine.failed:
        return [f"{kind} failed"]
    missed = []
    for name, command in (epub_rivals if kind == "epub" else pdf_rivals)(source, folder):
        if command is None:
            print(f"  {name:<12} not run: it is not installed here")
            continue
        rival = cost(command, runs, folder)
        show(name, rival, mine)
        wanted = TARGETS[kind].get(name)
        if wanted and not rival.failed and rival.seconds < wanted * mine.seconds:
            missed.append(f"{kind}: {rival.seconds / mine.seconds:.1f} × faster than {name}, not {wanted:g} ×")
        if name == "pandoc" and not rival.failed and mine.memory > PANDOC_MEMORY * rival.memory:
            missed.append(f"{kind}: {mine.memory / rival.memory:.2f} of pandoc's memory, not {PANDOC_MEMORY:g}")
    return missed


def show(name: str, said: Cost, mine: Cost | None = None) -> None:
    """A line of the table."""
    beside = ""
    if mine:
        beside = (
            f"   {said.seconds / mine.seconds:5.1f} × the time, {said.processor / mine.processor:5.1f} × the processor"
        )
        beside += f", {said.memory / mine.memory:5.1f} × the memory"
    line = (
        f"  {name:<12} {said.seconds:7.2f} s {said.processor:7.2f} s cpu {said.memory:6.0f} MB{beside}   {said.failed}"
    )
    print(line.rstrip(), flush=True)


def leaflet() -> list[str]:
    """A leaflet once the typesetter runs: the median of twenty, each of another series."""
    from bench.leaflet import ADDRESS, NOW, milliseconds
    from bench.made_up import made_up
    from studycircle.writers.programme.leaflet import write_leaflet

    times = [
        milliseconds(write_leaflet, made_up(12, series=f"series {number}"), address=ADDRESS, now=NOW)
        for number in range(21)
    ][1:]
    median = statistics.median(times)
    print(f"a leaflet once warm: {median:.1f} ms, slowest {max(times):.1f} ms")
    return [f"a leaflet takes {median:.1f} ms, not {LEAFLET:g}"] if median > LEAFLET else []


def length(folder: Path) -> None:
    """The cost of a text of 1, 2, 4 and 8 times the length."""
    for kind in ("epub", "pdf"):
        print(f"a made-up novel to {kind.upper()}, by length")
        first = 0.0
        for times in (1, 2, 4, 8):
            source = folder / "novel.html"
            source.write_text(novel(1_000 * times), encoding="utf-8")
            one = cost(ours(source, folder / f"novel.{kind}"), 3)
            first = first or one.processor
            size = source.stat().st_size / 1e6
            print(
                f"  × {times}  {size:5.1f} MB {one.seconds:7.2f} s {one.processor:7.2f} s cpu {one.memory:6.0f} MB   "
                f"{one.processor / size:5.2f} s cpu a megabyte, {one.processor / first:4.1f} × the first {one.failed}",
                flush=True,
            )


def novel(paragraphs: int) -> str:
    """A novel of no merit, a chapter for every forty paragraphs."""
    words = "It was said in the village that nobody had read the book to its end, and that everybody had an opinion. "
    body = "".join(
        (f"<h2>Chapter {number // 40 + 1}</h2>\n" if number % 40 == 0 else "") + f"<p>{number} {words * 5}</p>\n"
        for number in range(paragraphs)
    )
    return f"<!doctype html><html lang='en'><head><title>A long book</title></head><body>\n{body}</body></html>"


def main() -> int:
    """Print the figures; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("book", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=1, help="of each rival; ours has three at least")
    parser.add_argument("--only", choices=("epub", "pdf", "leaflet", "length"))
    asked = parser.parse_args()
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = asked.book or WAR_AND_PEACE
        if not source.is_file():
            source = folder / "made-up.html"
            source.write_text(novel(PARAGRAPHS), encoding="utf-8")
        for kind in ("epub", "pdf"):
            if asked.only in (None, kind):
                missed += compare(kind, source, folder, asked.runs)
        if asked.only in (None, "leaflet"):
            missed += leaflet()
        if asked.only in (None, "length"):
            length(folder)
    for one in missed:
        print(f"missed: {one}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
