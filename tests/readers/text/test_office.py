"""DOCX, ODT and RTF: small files written by hand, exactly; pandoc as the oracle of words; hostile files."""

import io
import json
import re
import subprocess
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

import pypandoc
import pytest

from studycircle.documents.inline import is_inline
from studycircle.documents.text import Block, Text, block_plain
from studycircle.errors import ReadError
from studycircle.readers.text.docx import read_docx
from studycircle.readers.text.odt import read_odt
from studycircle.readers.text.rtf import read_rtf

READ = {"docx": read_docx, "odt": read_odt, "rtf": read_rtf}
CASES = Path(__file__).resolve().parents[2] / "cases" / "office"


def packed(folder: Path) -> bytes:
    """The document whose parts lie in ``folder``."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for part in sorted(folder.rglob("*.xml")):
            package.write(part, part.relative_to(folder).as_posix())
    return made.getvalue()


def shown(block: Block) -> dict[str, object]:
    """What a block says, briefly: no keys, no empty fields."""
    said = {
        "kind": block.kind.value,
        "words": block.words,
        "number": block.number,
        "level": block.level,
        "marker": block.marker,
        "quoted": block.quoted,
        "align": block.align,
        "matter": "" if block.matter == "body" else block.matter.value,
        "lang": block.lang,
        "rows": [
            [[cell.words, cell.head, cell.across, cell.down] for cell in row.cells] for row in block.rows
        ],
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def told(text: Text, problems) -> dict[str, object]:
    return {
        "title": text.title,
        "author": text.author,
        "language": text.language,
        "blocks": [shown(block) for block in text.blocks],
        "notes": [[note.mark, [shown(block) for block in note.blocks]] for note in text.notes],
        "problems": [problem.code for problem in problems],
    }


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_a_case_is_read_exactly(case: Path):
    source = next(case.glob("in.*"))
    data = packed(source) if source.is_dir() else source.read_bytes()
    got = told(*READ[source.suffix[1:]](data, case.name))
    assert got == json.loads((case / "expected.json").read_text())


def all_words(text: Text) -> str:
    blocks = [*text.blocks, *(block for note in text.notes for block in note.blocks)]
    said = [text.title, *(part for b in blocks for part in (b.marker, block_plain(b), b.alternative))]
    said += [alternative for b in blocks for alternative in re.findall(r'alt="([^"]*)"', b.words)]
    return "\n".join([*said, *(f"{note.mark} {note.mark}" for note in text.notes)])


def counted(said: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", said).casefold()))


@pytest.fixture(scope="session")
def pandoc() -> str:
    return pypandoc.get_pandoc_path()


# Where pandoc and the standards part ways, and the standards are followed: what is hidden is not shown; a list
# header has no number (ODF 1.3 part 3, §5.3.3); a list restarted once is counted on (ECMA-376, §17.9.27); what
# stands in \nonesttables is for readers without nested tables; a letter and its superscript are one word here.
PARTING = {
    "hiddenTextByStyle.odt", "orderedListHeader.odt", "listBlocks.odt", "lists_restart_8367.docx",
    "table_nested.rtf", "formatting.rtf", "lists_multiple_initial.docx", "footnote-hyperlink.docx",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(READ))
def test_the_words_pandoc_finds_are_all_there(kind: str, shared_data: Path, pandoc: str):
    lost = {}
    files = sorted((shared_data / "office").rglob(f"*.{kind}"))
    for file in files:
        text, _ = READ[kind](file.read_bytes(), file.name)
        assert all(is_inline(block.words) for block in text.blocks), file.name
        oracle = subprocess.run(
            [pandoc, "--sandbox", "--from", kind, "--to", "plain", "--wrap", "none", str(file)], capture_output=True
        )
        if oracle.returncode:  # pandoc itself refuses it
            continue
        wanted = counted(oracle.stdout.decode())
        missing = wanted - counted(all_words(text))
        if missing.total() > 0.01 * wanted.total() and file.name not in PARTING:
            lost[file.name] = missing
    assert files
    assert lost == {}


@pytest.mark.parametrize("kind", sorted(READ))
def test_what_is_not_such_a_document_is_refused(kind: str):
    for data in (b"", b"plain words", b"PK\x03\x04 cut short", b"{\\rt", b"\x00" * 1000):
        with pytest.raises(ReadError):
            READ[kind](data, "a file")


def test_hostile_documents_are_read_or_refused(shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("a reader opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.chdir(tmp_path)
    outcomes = {}
    for file in sorted((shared_data / "hostile" / "malicious" / "out").glob("*.docx")):
        try:
            text, _ = read_docx(file.read_bytes(), file.name)
            outcomes[file.name] = all_words(text)
        except ReadError as error:
            outcomes[file.name] = f"refused: {error.what}"
    assert len(outcomes) >= 8
    assert not any("root:" in said or "javascript:" in said for said in outcomes.values())
    assert list(tmp_path.iterdir()) == []


def test_a_part_that_unpacks_too_large_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 40_000_000)
    with pytest.raises(ReadError, match="too large"):
        read_docx(made.getvalue(), "bomb.docx")


@pytest.mark.parametrize("place", range(0, 1500, 37))
def test_a_cut_rtf_is_still_read(place: int):
    data = (CASES / "rtf-chapter" / "in.rtf").read_bytes()[: 20 + place]
    text, _ = read_rtf(data, "cut.rtf")
    assert all(is_inline(block.words) for block in text.blocks)
