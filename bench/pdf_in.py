"""PDF in: how many paragraphs of a known text come back exactly as they were, from PDFs several programs made of it.

    PDF_RIVALS=/path/to/python python bench/pdf_in.py [--words N] [--keep FOLDER] [--only WORDS]

**The texts**: the handbook's chapters; and, where ``../shared/data/texts`` is there, the first ``--words`` words
(default 30,000) of On Liberty, of War and Peace and of Dictatorship vs. Democracy. **The PDFs**: each text set by
Typst, WeasyPrint, Chromium and calibre in two ways: *plain* (the program's own look, paragraphs with space between)
and *book* (justified, hyphenated where the program can, first lines indented, running heads and page numbers), and
by Typst in two columns as well.

**What is measured**: paragraphs, headings, list items and stanzas are compared as words with single spaces between;
precision is the share of those found that are in the text, recall the share of the text's that are found, each as
often as it stands there; F1 is their harmonic mean. Running heads and page numbers are not in the text.

Beside ours: pdftotext (its blank lines part paragraphs) where it is installed, and pdfminer.six, where ``PDF_RIVALS``
names a Python that has it. WeasyPrint is taken from the same Python. What is missing is said, and left out.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path

import typst

from studycircle.documents.inline import Inline, to_plain, without_marks
from studycircle.documents.text import Block, BlockKind, Matter, Text
from studycircle.readers.text.pdf import read_pdf
from studycircle.readers.text.table import read_text

HOUSE = Path(__file__).resolve().parents[1]
TEXTS = HOUSE.parent / "shared" / "data" / "texts"
TAKEN = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.VERSE)
Known = list[tuple[str, int, str]]  # tag, level, words

PLAIN_CSS = "body { font-family: serif; } h1 { break-before: page; }"
BOOK_CSS = """
@page { size: 14cm 21cm; margin: 2cm 1.8cm;
  @top-center { content: "The Known Text"; font-size: 8pt } @bottom-center { content: counter(page) } }
body { font-family: serif; font-size: 10.5pt; line-height: 1.3; text-align: justify; hyphens: auto; }
p { margin: 0; text-indent: 1.4em; } h1, h2, h3 { text-align: center; break-after: avoid; } h1 { break-before: page; }
"""
TYPST = """
#let known = json(bytes(sys.inputs.known))
#let words(said) = said.split("\\n").intersperse(linebreak()).join()
#let items(run) = for one in run { list.item(words(one)) }
#for one in known {
  if one.at(0) == "heading" { heading(level: one.at(1), words(one.at(2))) }
  else if one.at(0) == "item" { list(words(one.at(2))) }
  else { par(words(one.at(2))) ; parbreak() }
}
"""
TYPST_WAYS = {
    "plain": '#set page(paper: "a4")\n#set text(lang: "en")\n',
    "book": '#set page(width: 14cm, height: 21cm, margin: 1.9cm, numbering: "1", header: align(center, text(8pt, '
    'smallcaps("The Known Text"))))\n#set text(10pt, lang: "en", hyphenate: true)\n'
    "#set par(justify: true, first-line-indent: 1.3em, spacing: 0.65em)\n",
    "columns": '#set page(paper: "a4", columns: 2, numbering: "1")\n#set text(9pt, lang: "en")\n'
    "#set par(justify: true)\n",
}
CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer",
]  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--words", type=int, default=30_000, help="how much of each book to set")
    options.add_argument("--keep", type=Path, help="keep the PDFs, and what was not found, in this folder")
    options.add_argument("--only", default="", help="only PDFs whose name has these words")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        made = [
            (pdf, known)
            for name, text in known_texts().items()
            for known in [known_paragraphs(text, chosen.words)]
            for pdf in set_all(name, known, folder, chosen.only)
        ]
        tell(made, chosen.keep)


def known_texts() -> dict[str, Text]:
    """The texts to set, by name."""
    chapters = sorted((HOUSE / "src" / "studycircle" / "handbook").glob("chapter-*.md"))
    files = {f"handbook-{chapter.stem[-1]}": chapter for chapter in chapters[:2]}
    if TEXTS.is_dir():
        files |= {one: TEXTS / f"{one}.htm" for one in ("on-liberty", "war-and-peace", "dictatorship-vs-democracy")}
    else:
        print(f"no books at {TEXTS}: the handbook alone is set")
    return {name: read_text(file.read_bytes(), name=file.name)[0] for name, file in files.items()}


def known_paragraphs(text: Text, most: int) -> Known:
    """What is set of a text: its body's words without notes' marks, up to ``most`` words."""
    known: Known = []
    count = 0
    for block in text.blocks:
        if block.kind in TAKEN and block.matter is Matter.BODY and count < most:
            words = plain(block)
            if words:
                known.append((block.kind.value, max(block.level, 1), words))
                count += len(words.split())
    return known


def plain(block: Block) -> str:
    lines = to_plain(without_marks(Inline(block.words))).replace("\u2003", "").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def set_all(name: str, known: Known, folder: Path, only: str) -> list[Path]:
    """The PDFs of one text, by every program that is here."""
    ways: list[tuple[str, Callable[[Path], None]]] = [
        (f"typst-{way}", partial(by_typst, known, head)) for way, head in TYPST_WAYS.items()
    ]
    for way, css in (("plain", PLAIN_CSS), ("book", BOOK_CSS)):
        page = folder / f"{name}.{way}.html"
        page.write_text(as_html(known, css))
        ways += [(f"weasyprint-{way}", partial(by_weasyprint, page)), (f"chromium-{way}", partial(by_chromium, page))]
        ways += [(f"calibre-{way}", partial(by_calibre, page))]
    pdfs = []
    for program, make in ways:
        pdf = folder / f"{name}.{program}.pdf"
        if only in pdf.name:
            if not pdf.exists():
                make(pdf)
            if pdf.exists():
                pdfs.append(pdf)
    return pdfs


def as_html(known: Known, css: str) -> str:
    """A page of the text."""
    tags = {"heading": "h{}", "item": "li", "paragraph": "p", "verse": "p"}
    body, inside = [], False
    for kind, level, words in known:
        if (kind == "item") != inside:
            body.append("<ul>" if not inside else "</ul>")
            inside = not inside
        tag = tags[kind].format(min(level, 6))
        body.append(f"<{tag}>{'<br>'.join(escape(line) for line in words.split(chr(10)))}</{tag}>")
    head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Known</title><style>{css}</style></head>'
    return f"{head}<body>{chr(10).join(body)}{'</ul>' if inside else ''}</body></html>"


def by_typst(known: Known, head: str, pdf: Path) -> None:
    pdf.write_bytes(typst.compile((head + TYPST).encode(), sys_inputs={"known": json.dumps(known)}))


def by_weasyprint(page: Path, pdf: Path) -> None:
    program = rival("weasyprint")
    if program:
        subprocess.run([program, "-m", "weasyprint", str(page), str(pdf)], check=True, capture_output=True)


def by_chromium(page: Path, pdf: Path) -> None:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        missing("chromium")
        return
    with tempfile.TemporaryDirectory() as profile:
        command = [program, *CHROMIUM, f"--user-data-dir={profile}", f"--print-to-pdf={pdf}", page.resolve().as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=300)


def by_calibre(page: Path, pdf: Path) -> None:
    program = shutil.which("ebook-convert")
    if not program:
        missing("calibre")
        return
    environment = {**os.environ, "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox", "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([program, str(page), str(pdf)], check=True, capture_output=True, timeout=600, env=environment)


_said: set[str] = set()


def missing(program: str) -> None:
    if program not in _said:
        _said.add(program)
        print(f"no {program} here: left out")


def rival(module: str) -> str:
    """The Python that has ``module``, or nothing."""
    program = os.environ.get("PDF_RIVALS", "")
    if program and not subprocess.run([program, "-c", f"import {module}"], capture_output=True).returncode:
        return program
    missing(module)
    return ""


def ours(pdf: Path) -> list[str]:
    text, _ = read_pdf(pdf.read_bytes(), pdf.name)
    blocks = [*text.blocks, *(block for note in text.notes for block in note.blocks)]
    return [plain(block) for block in blocks if block.kind in TAKEN or block.kind is BlockKind.TABLE]


def by_pdftotext(pdf: Path) -> list[str]:
    if not shutil.which("pdftotext"):
        missing("pdftotext")
        return []
    said = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    return re.split(r"\n\s*\n|\f", said)


def by_pdfminer(pdf: Path) -> list[str]:
    program = rival("pdfminer")
    if not program:
        return []
    code = "import sys; from pdfminer.high_level import extract_text; sys.stdout.write(extract_text(sys.argv[1]))"
    said = subprocess.run([program, "-c", code, str(pdf)], capture_output=True, check=True).stdout.decode()
    return re.split(r"\n\s*\n|\f", said)


def bag(paragraphs: list[str]) -> Counter[str]:
    return Counter(said for said in (" ".join(one.split()) for one in paragraphs) if said)


def f1(found: Counter[str], known: Counter[str]) -> float:
    same = (found & known).total()
    return 2 * same / (found.total() + known.total()) if same else 0.0


def tell(made: list[tuple[Path, Known]], keep: Path | None) -> None:
    """Print the F1 of every PDF, and the mean of every program."""
    ways = {"ours": ours, "pdftotext": by_pdftotext, "pdfminer.six": by_pdfminer}
    means: dict[str, dict[str, list[float]]] = {}
    print(f"{'PDF':48}{'paragraphs':>11}" + "".join(f"{way:>14}" for way in ways) + f"{'ours, s':>9}")
    for pdf, known in made:
        wanted = bag([words for _, _, words in known])
        line = f"{pdf.stem:48}{wanted.total():>11}"
        program = pdf.stem.rpartition(".")[2]
        for way, read in ways.items():
            start = time.perf_counter()
            found = bag(read(pdf))
            if way == "ours":
                took = time.perf_counter() - start
                if keep:
                    _keep(pdf, wanted, found)
            score = f1(found, wanted)
            means.setdefault(program, {}).setdefault(way, []).append(score)
            line += f"{score:>14.3f}"
        print(f"{line}{took:>9.2f}")
    print("\nmean by program and way of setting")
    for program, scores in sorted(means.items()):
        print(f"{program:59}" + "".join(f"{sum(scores[way]) / len(scores[way]):>14.3f}" for way in ways))


def _keep(pdf: Path, wanted: Counter[str], found: Counter[str]) -> None:
    lost = [f"- {said}" for said in wanted - found] + [f"+ {said}" for said in found - wanted]
    pdf.with_suffix(".lost").write_text("\n".join(lost))


if __name__ == "__main__":
    main()
