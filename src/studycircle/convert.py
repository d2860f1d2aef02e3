"""``studycircle convert``: a group's page, or a book, turned into one other form.

Both are taken by one command. What is asked for tells them apart: a calendar is made of a page, an EPUB of a book.
JSON and HTML can be made of both; then what the input is decides, and that is told.
"""

import argparse
import importlib
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from studycircle.errors import ReadError, StudycircleError, WriteError
from studycircle.intake import BOOK, PageOptions, Source, read_book, read_page, say, take
from studycircle.writers.text.table import TEXT_WRITERS, TextOptions

OF_A_PAGE = ("json", "html", "ics", "leaflet", "handout", "markdown")
PAPERS = {"leaflet": ("a4", "a5", "letter"), "handout": ("a4", "letter", "a5"), "pdf": ("a4", "a5", "letter", "large")}
BINARY = frozenset({"epub", "pdf", "azw3", "leaflet", "handout"})
LARGEST_PAGE = 1_000_000  # bytes; what is larger is a book, if nobody says otherwise
ONE_MEETING = 3_000  # bytes of a page that is about a single session at most
DESCRIPTION = """\
Turn a group's page, or a book, into one other form.

A book becomes epub, pdf, azw3 (if calibre is installed), txt or md; a page with a schedule
becomes ics, leaflet, handout or markdown. Both become html and json: there the input decides
(a page of sessions with dates, or a book), unless --as tells.
"""
EXAMPLES = """\
examples:
  studycircle convert on-liberty.html --to epub -o on-liberty.epub
  studycircle convert capital.epub --to pdf --paper a4 --part "chapters 1-3" -o for-monday.pdf
  studycircle convert books/ --to epub -o shelf/
  studycircle convert https://example.org/reading-circle --to ics
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What only this command has; the arguments of every command that reads a page are there already."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description, parser.epilog = DESCRIPTION, EXAMPLES
    kinds = (*TEXT_WRITERS, *(kind for kind in OF_A_PAGE if kind not in TEXT_WRITERS))
    parser.add_argument("--to", required=True, choices=kinds, metavar="FORM", help=f"one of {', '.join(kinds)}")
    parser.add_argument(
        "--as", dest="taken_as", choices=("page", "book"), help="what the input is; only json and html ask"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write to FILE (of a folder: to the folder FILE)"
    )
    parser.add_argument("--part", default="", help='of a book: only "chapters 1-3" or "¶ 12-80"')
    parser.add_argument(
        "--paper",
        choices=("a4", "a5", "letter", "large"),
        help="of leaflet and pdf (a5), handout (a4); large: pdf in large print",
    )


def convert(given: argparse.Namespace, options: PageOptions, address: str) -> None:
    """Do what ``given`` asks. Raises ``StudycircleError``; wrong usage ends in the parser."""
    _check(given)
    if Path(given.input).is_dir():
        _convert_folder(given)
        return
    is_book = _asked_for(given)
    source = take(given.input) if is_book is False else take(given.input, BOOK)
    if is_book is None:
        is_book = not is_page(source, options)
        kind, other = ("book", "page") if is_book else ("group's page", "book")
        say(f"{source.name}: read as a {kind} (--as {other} to read it as a {other})")
    if is_book:
        _write(given, _book_files(given, source))
    else:
        from studycircle.writers.table import WRITERS, WriteOptions

        programme = read_page(source, options)
        content = WRITERS[given.to](programme, WriteOptions(now=options.now, address=address, paper=given.paper or ""))
        _write(given, (content,))


def _check(given: argparse.Namespace) -> None:
    """Refuse what does not go together."""
    if given.taken_as == "book" and given.to not in TEXT_WRITERS:
        given.refuse(f"{given.to} is made of a page, not of a book")
    if given.taken_as == "page" and given.to not in OF_A_PAGE:
        given.refuse(f"{given.to} is made of a book, not of a page")
    if given.part and given.to not in TEXT_WRITERS:
        given.refuse(f"--part is of a book, and {given.to} is made of a page")
    if given.part and given.taken_as == "page":
        given.refuse("--part is of a book")
    if given.paper and given.paper not in PAPERS.get(given.to, ()):
        given.refuse(f"{given.to} has no paper {given.paper}" if given.to in PAPERS else f"{given.to} has no paper")


def _asked_for(given: argparse.Namespace) -> bool | None:
    """Whether a book is meant; ``None`` if the input has to tell."""
    if given.taken_as:
        return bool(given.taken_as == "book")
    if given.part or given.to not in OF_A_PAGE:
        return True
    return None if given.to in TEXT_WRITERS else False


def is_page(source: Source, options: PageOptions) -> bool:
    """Whether ``source`` is a group's page and not a book: ours say so; else a page has sessions, with a date at
    least for one, and more of its lines belong to them than do not."""
    from studycircle.documents.native import FORMAT, TEXT_FORMAT
    from studycircle.readers.table import read_programme, reader_for
    from studycircle.readers.text.kinds import kind_told

    head = source.data[:2000].decode("utf-8", "replace")
    if TEXT_FORMAT in head or kind_told(source.data) in ("epub", "pdf", "odt", "rtf"):
        return False
    if FORMAT in head or reader_for(source.data, name=source.name, media=source.media) != "page":
        return True
    if len(source.data) > LARGEST_PAGE:
        return False
    try:
        programme, problems = read_programme(
            source.data, name=source.name, media=source.media, today=options.now.date()
        )
    except ReadError:
        return False
    sessions = programme.series.sessions
    left = sum(problem.code == "left-over" for problem in problems)
    some = len(sessions) > 1 or len(source.data) < ONE_MEETING
    return some and any(session.date for session in sessions) and left <= len(programme.sources)


def _book_files(given: argparse.Namespace, source: Source) -> tuple[bytes, ...]:
    """The volumes of a book in the form that was asked for."""
    writer = TEXT_WRITERS[given.to]
    # The writer is loaded while the reader's process reads.
    threading.Thread(target=importlib.import_module, args=(writer.module,), daemon=True).start()
    text = read_book(source)
    if given.part:
        from studycircle.documents.parts import find_part, part_of

        portion = find_part(text, given.part)
        if portion is None:
            raise ReadError(
                source.name,
                f"the part “{given.part}” was not found in it",
                "Write it as “chapters 1-3”, as the name of a chapter, or as paragraph numbers: “¶ 12-80”.",
            )
        text = part_of(text, portion)
    return writer.write(text, TextOptions(paper=given.paper or ""))


def _convert_folder(given: argparse.Namespace) -> None:
    """Every book in a folder, one after another; one that fails does not keep the others."""
    if given.to not in TEXT_WRITERS or given.taken_as == "page":
        given.refuse("a folder is a folder of books; give the page itself")
    if given.output is None:
        given.refuse("name the folder for the books with -o")
    books = _books_in(Path(given.input))
    if not books:
        raise ReadError(
            given.input, "there is no book in this folder", "Books end in .html, .epub, .txt, .docx and the like."
        )
    try:
        given.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"{given.output}: {(error.strerror or 'cannot be made').lower()}") from error
    failed = []
    for place, (path, name) in enumerate(_named(books, TEXT_WRITERS[given.to].suffix), 1):
        say(f"{place} of {len(books)}: {path.name}")
        try:
            _write_files(given.output / name, _book_files(given, take(str(path), BOOK)))
        except StudycircleError as error:
            say(" ".join(filter(None, (f"studycircle: {error.what.rstrip('.')}.", error.hint))))
            failed.append(path.name)
    if failed:
        raise StudycircleError(f"{len(failed)} of {len(books)} books could not be converted: {', '.join(failed)}")


def _books_in(folder: Path) -> list[Path]:
    """The files in ``folder`` whose names end as books do."""
    from studycircle.readers.text.table import TEXT_READERS

    suffixes = {suffix for reader in TEXT_READERS.values() for suffix in reader.suffixes}
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in suffixes and path.is_file())


def _named(books: Sequence[Path], suffix: str) -> Iterator[tuple[Path, str]]:
    """Each book with the name of its file; two of one name keep how they ended: "bees.txt.epub"."""
    stems = [path.stem for path in books]
    for path in books:
        yield path, f"{path.stem if stems.count(path.stem) == 1 else path.name}{suffix}"


def _write(given: argparse.Namespace, files: tuple[bytes, ...]) -> None:
    """The files where they were asked for: on standard output, under a name, or in a folder under the input's name."""
    target = given.output
    if target is None:
        if len(files) > 1:
            raise WriteError(f"it comes in {len(files)} volumes", "Name a file with -o; each gets its number.")
        if given.to in BINARY and sys.stdout.isatty():
            raise WriteError(f"{given.to} is nothing for a screen", "Name a file with -o.")
        sys.stdout.buffer.write(files[0])
        sys.stdout.buffer.flush()
        return
    if target.is_dir():
        suffix = (
            TEXT_WRITERS[given.to].suffix
            if given.to in TEXT_WRITERS
            else {"ics": ".ics", "markdown": ".md"}.get(given.to, f"-{given.to}.pdf")
        )
        target = target / f"{_stem(given.input)}{suffix}"
    _write_files(target, files)


def _stem(source: str) -> str:
    """What to call a file made of ``source``."""
    return re.sub(r"[^\w.-]+", "-", Path(source.rstrip("/")).stem).strip("-.") or "book"


def _write_files(target: Path, files: tuple[bytes, ...]) -> None:
    """Each file whole; volumes get their number before the suffix."""
    for place, content in enumerate(files, 1):
        path = target if len(files) == 1 else target.with_name(f"{target.stem}-{place}{target.suffix}")
        try:
            write_whole(path.resolve(), content)
        except OSError as error:
            raise WriteError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from error


def write_whole(path: Path, content: bytes) -> None:
    """All of ``content`` or nothing: under another name first. A device or pipe is written to as it is."""
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
