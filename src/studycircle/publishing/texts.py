"""Baking the texts of a group's shelf: a reading page and books of each, and of every part that a session sets.

What everybody may have goes into the public folder; what is for members into a folder no web server is pointed at.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import pypdfium2
from django.conf import settings

from studycircle.documents.measure import minutes, words
from studycircle.documents.parts import Portion, find_part, part_of
from studycircle.documents.programme import Copy, Extract, Rights
from studycircle.documents.text import Text
from studycircle.errors import WriteError
from studycircle.publishing.bake import records_of
from studycircle.publishing.files import TEXTS
from studycircle.publishing.folder import Progress, is_whole, locked, write_folder
from studycircle.publishing.pins import margin_pins, meetings_on
from studycircle.publishing.said import say_on
from studycircle.store.models import Group, Reading, TextEdition
from studycircle.store.shelf import current_text, newest
from studycircle.writers.programme.copies import copy_name
from studycircle.writers.programme.fingerprint import fingerprint
from studycircle.writers.programme.site import LETTER_COUNTRIES, PDF, SiteFile
from studycircle.writers.programme.words import Words
from studycircle.writers.text.epub import EpubOptions, write_epub
from studycircle.writers.text.kindle import can_write_kindle, write_kindle
from studycircle.writers.text.markdown import write_text_markdown
from studycircle.writers.text.pdf import volume_count, write_text_pdf
from studycircle.writers.text.plain import write_plain
from studycircle.writers.text.web import Pin, ReadingOptions, Way, reading_files

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the copies of all texts of a group have in common."""

    language: str
    accent: str
    group: str
    papers: tuple[tuple[str, str], ...]  # format, paper
    kindle: bool


@dataclass(frozen=True, slots=True)
class _Cut:
    """A whole text, or a part of it: the words by which sessions set it, and where its files go."""

    said: tuple[str, ...]
    text: Text
    folder: str
    name: str


@dataclass(frozen=True, slots=True)
class _Form:
    """One file to take away."""

    format: str
    name: str
    media: str
    write: Callable[[], bytes]
    volume: int = 0


def bake_text(edition: TextEdition, *, progress: Progress | None = None) -> bool:
    """Make the copies of ``edition`` that are not as they should be; whether what programmes tell of it changed.

    Nothing is done, and the text not even opened, where the copies were made of the same and are still there.
    """
    group = edition.group
    with locked(records_of(group) / f"text-{edition.key}.baking"):
        edition.refresh_from_db()
        shown = not (edition.archived or group.archived or edition.rights == Rights.LINK)
        look, said = _look(group), _parts_set(edition)
        pins = margin_pins(edition) if shown else ()
        meetings = meetings_on(edition) if shown else ()
        say = say_on(edition) if shown else ""
        needs = fingerprint(_state(edition), look, said, shown, pins, meetings, say)
        if edition.baked == needs and all(is_whole(*place) for place in _places(edition)):
            return False
        cuts = _cuts(current_text(edition), edition.key, said) if shown else ()
        made = [(cut, tuple(_forms(cut, look))) for cut in cuts]
        files = [file for cut, forms in made for file in _files(cut, look, forms, pins, meetings, say)]
        failures = _write(edition, files, progress)
        extracts = tuple(extract for cut, forms in made for extract in _extracts(cut, forms, _folder(edition)))
        changed: bool = extracts != edition.extracts
        TextEdition.objects.filter(pk=edition.pk).update(
            extracts=extracts, baked="" if failures else needs, failure="\n".join(failures), made=0, to_make=0
        )
    return changed


def _state(edition: TextEdition) -> tuple[object, ...]:
    named = ("title", "author", "translator", "year", "language", "licence", "link", "rights")
    return (newest(edition).text, *(getattr(edition, name) for name in named))


def _parts_set(edition: TextEdition) -> tuple[str, ...]:
    """The parts of it that sessions set, in their words."""
    rows = Reading.objects.filter(text=edition.key, archived=False, session__archived=False)
    parts = rows.filter(session__series__group=edition.group_id).exclude(part="").values_list("part", flat=True)
    return tuple(sorted(set(parts)))


def _look(group: Group) -> _Look:
    paper = "letter" if group.country in LETTER_COUNTRIES else "a4"
    papers = (("pdf", "a5"), (f"pdf {paper}", paper), ("large print", "large"))
    return _Look(group.language, group.accent, group.name, papers, can_write_kindle())


def _folder(edition: TextEdition) -> Path:
    """The folder its copies are in: who may have them decides."""
    for_members = edition.rights == Rights.MEMBERS
    return Path(settings.FOR_MEMBERS if for_members else settings.PUBLIC) / edition.group.key


def _places(edition: TextEdition) -> Iterator[tuple[Path, Path, str]]:
    """Folder, records and record of each place its copies may be in.

    The records lie apart: a record protects the files of the others beside it, and what goes from the public folder
    to the members' must go from there.
    """
    records = records_of(edition.group)
    yield Path(settings.PUBLIC) / edition.group.key, records, f"text-{edition.key}"
    yield Path(settings.FOR_MEMBERS) / edition.group.key, records / "for-members", f"text-{edition.key}"


def _write(edition: TextEdition, files: list[SiteFile], progress: Progress | None) -> list[str]:
    """Write the files where they belong, and take them away elsewhere first; what failed, in words."""
    failures: list[str] = []

    def say(path: str, error: WriteError) -> None:
        log.error("%s/%s could not be made: %s", edition.group.key, path, error.what)
        failures.append(f"{path.rpartition('/')[2]}: {error.what}. {error.hint}".strip())

    home = _folder(edition)
    for folder, records, record in sorted(_places(edition), key=lambda place: place[0] == home):
        wanted = files if folder == home else []
        write_folder(wanted, folder, record=record, records=records, progress=progress, on_failure=say)
    return failures


def _cuts(text: Text, key: str, said: tuple[str, ...]) -> Iterator[_Cut]:
    """The whole, and each part that can be found; several ways to say one part share its files."""
    yield _Cut(("",), text, f"{TEXTS}/{key}", key)
    portions: dict[Portion, list[str]] = {}
    for part in said:
        if portion := find_part(text, part):
            portions.setdefault(replace(portion, name=""), []).append(part)
    for portion, ways in portions.items():
        cut = part_of(text, replace(portion, name=ways[0]))
        yield _Cut(tuple(ways), cut, f"{TEXTS}/{key}/{cut.key.removeprefix(f'{text.key}-')}", cut.key)


def _files(
    cut: _Cut,
    look: _Look,
    forms: Sequence[_Form],
    pins: Sequence[Pin] = (),
    meetings: Sequence[Way] = (),
    say: str = "",
) -> Iterator[SiteFile]:
    """The reading pages, and each form to take away; ``pins``, ``meetings``: with addresses within the group's folder;
    ``say``: where one can say something on it."""
    says = Words(look.language)
    whole = not cut.said[0]
    back = Way("../../", look.group) if whole else Way("../", says.gettext("The whole text"))
    ways = tuple(Way(form.name, copy_name(Copy(form.format, "", None, form.volume), says)) for form in forms)
    numbers = {block.number for block in cut.text.blocks if block.number}
    up = "../" * (cut.folder.count("/") + 1)
    beside = tuple(replace(pin, href=f"{up}{pin.href}") for pin in pins if pin.number in numbers)
    on = tuple(replace(way, href=f"{up}{way.href}") for way in meetings)
    options = ReadingOptions(
        back=back, formats=ways, language=look.language, accent=look.accent, pins=beside, meetings=on, say=say
    )
    yield from reading_files(cut.text, path=cut.folder, options=options)
    needs = fingerprint(cut.text, look)
    for form in forms:
        yield SiteFile(f"{cut.folder}/{form.name}", form.media, needs, form.write)


def _forms(cut: _Cut, look: _Look) -> Iterator[_Form]:
    epub = cache(partial(write_epub, cut.text, EpubOptions(language=look.language, accent=look.accent)))
    yield _Form("epub", f"{cut.name}.epub", "application/epub+zip", epub)
    for format, paper in look.papers:
        yield from _prints(cut, look, format, paper)
    if look.kindle:
        yield _Form("kindle", f"{cut.name}.azw3", "application/vnd.amazon.mobi8-ebook", lambda: write_kindle(epub()))
    yield _Form("text", f"{cut.name}.txt", "text/plain; charset=utf-8", lambda: write_plain(cut.text).encode())
    markdown = partial(write_text_markdown, cut.text)
    yield _Form("markdown", f"{cut.name}.md", "text/markdown; charset=utf-8", lambda: markdown().encode())


def _prints(cut: _Cut, look: _Look, format: str, paper: str) -> Iterator[_Form]:
    """The book on one paper; a very long one in volumes, all of them set when the first is wanted."""
    name = cut.name if paper == "a5" else f"{cut.name}-{paper}"
    book = cache(partial(write_text_pdf, cut.text, paper=paper, language=look.language, accent=look.accent))
    count = volume_count(cut.text, paper)
    for at in range(count):
        ending = f"-{at + 1}" if count > 1 else ""
        volume = at + 1 if count > 1 else 0
        yield _Form(format, f"{name}{ending}.pdf", PDF, partial(_volume_of, book, at), volume)


def _volume_of(book: Callable[[], tuple[bytes, ...]], at: int) -> bytes:
    return book()[at]


def _extracts(cut: _Cut, forms: Sequence[_Form], folder: Path) -> Iterator[Extract]:
    """What programmes tell of it, once the files are there; what could not be made is not told."""
    copies = [Copy("web", f"{cut.folder}/")]
    for form in forms:
        path = f"{cut.folder}/{form.name}"
        if (folder / path).is_file():
            copies.append(Copy(form.format, path, (folder / path).stat().st_size, form.volume))
    numbers = [block.number for block in cut.text.blocks if block.number]
    pages = sum(_page_count(folder / one.path) for one in copies if one.format == "pdf")
    first, last = (numbers[0], numbers[-1]) if numbers else ("", "")
    for said in cut.said:
        yield Extract(said, first, last, words(cut.text), minutes(cut.text), pages, tuple(copies))


def _page_count(path: Path) -> int:
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()
