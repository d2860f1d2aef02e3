"""PDF in, on layouts nobody made rules for: the same measure as ``pdf_in.py``, other faces, columns, heads and notes.

    PDF_RIVALS=/path/to/python python bench/pdf_in_layouts.py [--keep FOLDER] [--only WORDS]

The texts are the handbook's later chapters and, where it is there, the Communist Manifesto. Every sixth paragraph has a
footnote in the layouts that have notes; a note counts as a paragraph of its own. Layouts: *facing* (heads that differ
on left and right pages, page numbers outside, footnotes, justified, hyphenated), *sans* (ragged sans, spaced
paragraphs, no hyphens, foot with page and count), *two* (two narrow justified columns, hyphenated, with heads), *large*
(18 point, indented, page numbers above).
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from pathlib import Path

import typst

from bench.pdf_in import HOUSE, TEXTS, Known, bag, by_chromium, by_weasyprint, f1, known_paragraphs, ours
from studycircle.documents.text import Text
from studycircle.readers.text.table import read_text

MOST = 12_000  # words of a text
FACING = """
@page { size: 15cm 22cm; margin: 2.2cm 2cm 2.4cm }
@page :left { @top-left { content: "A Known Author"; font: italic 8.5pt serif }
  @bottom-left { content: counter(page); font-size: 9pt } }
@page :right { @top-right { content: "Known Words"; font: italic 8.5pt serif }
  @bottom-right { content: counter(page); font-size: 9pt } }
body { font: 10pt/1.35 "Noto Serif", serif; text-align: justify; hyphens: auto }
p { margin: 0; text-indent: 1.2em } h1, h2, h3 { font-weight: normal; font-variant: small-caps; text-align: center }
h1 + p, h2 + p, h3 + p { text-indent: 0 }
.note { float: footnote; font-size: 8pt; text-indent: 0 } ::footnote-call { font-size: 65%; vertical-align: super }
"""
SANS = """
@page { size: A4; margin: 2.5cm;
  @bottom-center { content: "Page " counter(page) " of " counter(pages); font: 8pt sans-serif } }
body { font: 11pt/1.5 "DejaVu Sans", sans-serif } p { margin: 0 0 .8em }
h1 { font-size: 17pt } h2 { font-size: 13pt } h3 { font-size: 11pt }
"""
TWO = """
@page { size: A4; margin: 1.8cm; @top-center { content: "The Known Gazette, No. 7"; font-size: 8pt }
  @bottom-center { content: counter(page); font-size: 8pt } }
body { columns: 2; column-gap: .9cm; font: 9.5pt/1.3 "Noto Serif", serif; text-align: justify; hyphens: auto }
p { margin: 0; text-indent: 1em } h1, h2, h3 { font-size: 12pt; margin: 1em 0 .4em; break-after: avoid }
"""
LARGE = """
@page { size: A5; margin: 1.6cm; @top-right { content: counter(page) } }
body { font: 16pt/1.4 "Liberation Serif", serif } p { margin: 0; text-indent: 2em } h1, h2, h3 { font-size: 20pt }
"""
STYLES = {"facing": FACING, "sans": SANS, "two": TWO, "large": LARGE}
TYPST = """
#let known = json(bytes(sys.inputs.known))
#let words(one) = one.at(2).split("\\n").intersperse(linebreak()).join() + if one.len() > 3 { footnote(one.at(3)) }
#for one in known {
  if one.at(0) == "heading" { heading(level: calc.min(one.at(1), 3), words(one)) }
  else if one.at(0) == "item" { list(words(one)) }
  else { par(words(one)); parbreak() }
}
"""
TYPST_STYLES = {
    "facing": """#set page(width: 15cm, height: 22cm, margin: (inside: 2cm, outside: 1.7cm, y: 2.2cm),
  header: context if calc.odd(here().page()) { align(right, emph[Known Words]) } else { emph[A Known Author] },
  footer: context align(if calc.odd(here().page()) { right } else { left }, counter(page).display()))
#set text(10pt, lang: "en", hyphenate: true)
#set par(justify: true, first-line-indent: 1.2em, spacing: 0.65em)
#show heading: it => align(center, smallcaps(it.body))
""",
    "sans": """#set page(paper: "a4", margin: 2.5cm, numbering: "1 / 1")
#set text(11pt, font: "DejaVu Sans", lang: "en", hyphenate: false)
#set par(leading: 0.8em, spacing: 1.6em)
""",
    "two": """#set page(paper: "a4", columns: 2, margin: 1.8cm, numbering: "1",
  header: align(center)[The Known Gazette, No. 7])
#set text(9.5pt, lang: "en", hyphenate: true)
#set par(justify: true, first-line-indent: 1em, spacing: 0.65em)
""",
    "large": """#set page(paper: "a5", margin: 1.6cm, header: context align(right, counter(page).display()))
#set text(16pt, lang: "en", hyphenate: true)
#set par(first-line-indent: 2em, spacing: 0.65em)
""",
}
REMARKS = (
    "Ibid., p. {}.",
    "This was said on the evening of the {}th, and not everybody in the room agreed; what those who did not had to say "
    "against it is written up in the record of that evening.",
    "Letter {}, to a friend.",
)
Noted = list[tuple[str, ...]]


def main() -> None:
    """Print F1 for every PDF and the mean of every program."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--keep", type=Path)
    options.add_argument("--only", default="")
    chosen = options.parse_args()
    means: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts().items():
            for style in STYLES:
                known = noted(known_paragraphs(text, MOST), style == "facing")
                wanted = bag([one for entry in known for one in (entry[2], *entry[3:])])
                for program, make in programs(known, style, folder / f"{name}.{style}"):
                    pdf = folder / f"{name}.{program}-{style}.pdf"
                    if chosen.only not in pdf.name:
                        continue
                    if not pdf.exists():
                        make(pdf)
                    if pdf.exists():
                        found = bag(ours(pdf))
                        score = f1(found, wanted)
                        means.setdefault(f"{program}-{style}", []).append(score)
                        print(f"{pdf.stem:44}{wanted.total():>6}{score:>8.3f}", flush=True)
                        lost = [f"- {one}" for one in wanted - found] + [f"+ {one}" for one in found - wanted]
                        pdf.with_suffix(".lost").write_text("\n".join(lost))
    print("\nmean by program and layout")
    for program, scores in sorted(means.items()):
        print(f"{program:44}{sum(scores) / len(scores):>14.3f}")


def texts() -> dict[str, Text]:
    """Texts that ``pdf_in.py`` does not set."""
    chapters = sorted((HOUSE / "src" / "studycircle" / "handbook").glob("chapter-*.md"))[2:]
    files = {f"handbook-{chapter.stem[-1]}": chapter for chapter in chapters}
    if (TEXTS / "manifesto.txt").exists():
        files["manifesto"] = TEXTS / "manifesto.txt"
    return {name: read_text(file.read_bytes(), name=file.name)[0] for name, file in files.items()}


def noted(known: Known, notes: bool) -> Noted:
    """``known`` with a footnote on every sixth paragraph."""
    made: Noted = []
    count = 0
    for at, (kind, level, words) in enumerate(known):
        own: tuple[str, ...] = (kind, level, words)  # type: ignore[assignment]
        if notes and kind == "paragraph" and at % 6 == 3:
            count += 1
            own += (REMARKS[count % len(REMARKS)].format(count),)
        made.append(own)
    return made


def programs(known: Noted, style: str, page: Path) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """The programs that set this layout. Chromium knows no footnotes."""
    yield "typst", partial(by_typst, known, TYPST_STYLES[style])
    source = page.with_suffix(f".{style}.html")
    source.write_text(as_html(known, STYLES[style]))
    yield "weasyprint", partial(by_weasyprint, source)
    if style != "facing" and (shutil.which("chromium") or shutil.which("chromium-browser")):
        yield "chromium", partial(by_chromium, source)


def by_typst(known: Noted, head: str, pdf: Path) -> None:
    pdf.write_bytes(typst.compile((head + TYPST).encode(), sys_inputs={"known": json.dumps(known)}))


def as_html(known: Noted, css: str) -> str:
    """A page of the text, with its notes where they are pointed at."""
    body, inside = [], False
    for kind, level, words, *note in known:
        if (kind == "item") != inside:
            body.append("<ul>" if not inside else "</ul>")
            inside = not inside
        tag = {"heading": f"h{min(int(level), 3)}", "item": "li"}.get(kind, "p")
        foot = "".join(f'<span class="note">{escape(one)}</span>' for one in note)
        body.append(f"<{tag}>{'<br>'.join(escape(line) for line in words.split(chr(10)))}{foot}</{tag}>")
    head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Known</title><style>{css}</style></head>'
    return f"{head}<body>{chr(10).join(body)}{'</ul>' if inside else ''}</body></html>"


if __name__ == "__main__":
    main()
