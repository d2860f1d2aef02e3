"""A site as a folder: written so that only what changed is touched, and so that a kill at any point is repaired.

A record beside the files says of each what it was made from (``SiteFile.needs``) and how large it and its compressed
forms are. What is written goes to a temporary name and is renamed, so nobody ever gets half a file. Before the first
rename the record forgets what is about to change: after a kill the next run writes just that again. Files are not
synced to disk one by one: after a power cut their sizes are wrong, and they are written again.
"""

import contextlib
import gzip
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import brotli

from studycircle.errors import WriteError
from studycircle.writers.programme.site import SiteFile

Progress = Callable[[int, int], None]  # (files done, files to look at)

Failure = Callable[[str, WriteError], None]  # (path, why it could not be made)

RECORDS = ".studycircle"  # the folder of records inside a site's folder, unless the caller keeps them elsewhere
COMPRESSED = ("text/", "image/svg+xml", "application/json", "application/xml", "application/atom+xml")
PRINT, PRINTERS = "application/pdf", 2  # printed by processes of their own, two at once, while pages are written
SMALLEST = 512  # bytes; below, compressing saves no packet
BROTLI_QUALITY = 9  # of 11: 11 takes ten times as long for 2 % less

# What a record keeps of a file: its fingerprint and the sizes of the file, its .gz and its .br (None: there is none).
Entry = tuple[str, int, int | None, int | None]
UNSURE: Entry = ("", 0, None, None)


@dataclass(frozen=True, slots=True)
class BakeReport:
    """What a run did, as paths; ``unchanged`` counts the files that were left as they were."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0


def write_folder(
    files: Iterable[SiteFile],
    folder: Path,
    *,
    record: str = "site",
    records: Path | None = None,
    progress: Progress | None = None,
    on_failure: Failure | None = None,
) -> BakeReport:
    """Make ``folder`` hold ``files``; remove what an earlier run with the same ``record`` wrote and is not among them.

    Nothing else in the folder is touched. ``records`` is where records are kept. ``progress`` is told as it goes on.
    Raises ``WriteError`` for a path that would lead out of the folder; ``OSError`` where the disk says no. A file that
    cannot be made keeps no other from being written: ``on_failure`` is told; without it the first error is raised, at
    the end.
    """
    wanted = {file.path: file for file in files}
    for path in wanted:
        check_path(path)
    records = records or folder / RECORDS
    book = records / f"{record}.json"
    folder.mkdir(parents=True, exist_ok=True)
    with locked(records / f"{record}.lock"):
        report, failures = _write(wanted, folder, book, progress)
    for path, error in failures:
        if on_failure is None:
            raise error
        on_failure(path, error)
    return report


def is_whole(folder: Path, records: Path, record: str) -> bool:
    """Whether all that was written with that record is still there, by size."""
    entries = read_record(records / f"{record}.json")
    return all(_sizes(folder / path) == entry[1:] for path, entry in entries.items())


def is_path(path: str) -> bool:
    """Whether ``path`` is relative, stays below, and has no hidden or strange part."""
    parts = path.split("/")
    return all(part.isprintable() and not part.startswith(".") and part and "\\" not in part for part in parts)


def foreign_files(files: Iterable[SiteFile], folder: Path, *, record: str = "site") -> tuple[str, ...]:
    """The paths of ``files`` at which something stands that an earlier run with this record did not write."""
    ours = read_record(folder / RECORDS / f"{record}.json")
    return tuple(file.path for file in files if file.path not in ours and (folder / file.path).exists())


def check_path(path: str) -> None:
    """Raise ``WriteError`` unless ``is_path``."""
    if not is_path(path):
        raise WriteError(f"“{path}” cannot be the path of a file of the site.")


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of that name; whoever comes second waits. A killed process lets go of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            import fcntl
        except ImportError:  # Windows, where only ``publish`` runs, by hand
            yield
            return
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(
    wanted: Mapping[str, SiteFile], folder: Path, book: Path, progress: Progress | None
) -> tuple[BakeReport, list[tuple[str, WriteError]]]:
    told = progress or (lambda _done, _all: None)
    before = read_record(book)
    stale = {path: file for path, file in wanted.items() if not _is_as_recorded(folder, file, before.get(path))}
    gone = [path for path in before if path not in wanted]
    unchanged = len(wanted) - len(stale)
    told(unchanged, len(wanted))
    if not stale and not gone:
        return BakeReport(unchanged=unchanged), []
    after = {**before, **dict.fromkeys(stale, UNSURE), **dict.fromkeys(gone, UNSURE)}
    _keep_record(book, after)
    elsewhere = _paths_of_other_records(book) if gone else frozenset()
    for path in gone:
        if path not in elsewhere:
            remove_file(folder, path)
        del after[path]
    written, failures = [], []
    hands = ThreadPoolExecutor(PRINTERS)
    try:
        prints = {path: hands.submit(file.write) for path, file in stale.items() if file.media == PRINT}
        for done, (path, file) in enumerate(stale.items(), unchanged + 1):
            try:
                content = prints.pop(path).result() if path in prints else file.write()
                after[path], is_new = _write_file(folder, file, content)
            except WriteError as error:  # what was there stays, and is tried again the next time
                failures.append((path, error))
                is_new = False
            if is_new:
                written.append(path)
            told(done, len(wanted))
    finally:
        hands.shutdown(cancel_futures=True)
    _keep_record(book, after, durably=True)
    return BakeReport(tuple(written), tuple(gone), len(wanted) - len(written) - len(failures)), failures


def _is_as_recorded(folder: Path, file: SiteFile, entry: Entry | None) -> bool:
    if entry is None or entry[0] != file.needs:
        return False
    return entry[1:] == _sizes(folder / file.path)


def _sizes(target: Path) -> tuple[int | None, int | None, int | None]:
    return _size(target), _size(compressed(target, "gz")), _size(compressed(target, "br"))


def _size(path: Path) -> int | None:
    try:
        return path.lstat().st_size
    except OSError:
        return None


def compressed(path: Path, form: str) -> Path:
    """The name of a file's compressed form."""
    return path.with_name(f"{path.name}.{form}")


def _write_file(folder: Path, file: SiteFile, content: bytes) -> tuple[Entry, bool]:
    """Write one file with its compressed forms; its entry, and whether anything was different from what was there."""
    forms: dict[str, bytes | None] = {"gz": None, "br": None}
    if len(content) >= SMALLEST and file.media.startswith(COMPRESSED):
        # No time in the header: the same content gives the same bytes.
        forms = {"gz": gzip.compress(content, 9, mtime=0), "br": brotli.compress(content, quality=BROTLI_QUALITY)}
    target = folder / file.path
    _make_parents(folder, file.path)
    for name in (target, compressed(target, "gz"), compressed(target, "br")):
        _part(name).unlink(missing_ok=True)  # of a killed run; or a trap: a link somebody put there
    is_new = _replace(target, content)
    for form, squeezed in forms.items():
        if squeezed is None:
            compressed(target, form).unlink(missing_ok=True)
        else:
            is_new |= _replace(compressed(target, form), squeezed)
    sizes = [None if squeezed is None else len(squeezed) for squeezed in forms.values()]
    return (file.needs, len(content), sizes[0], sizes[1]), is_new


def _replace(target: Path, content: bytes) -> bool:
    """Give ``target`` that content by a rename; whether it had another. An equal file keeps its time, so its ETag."""
    try:
        if not target.is_symlink() and target.read_bytes() == content:
            return False
    except OSError:  # there is none yet, or it cannot be read: written anew
        pass
    part = _part(target)
    part.write_bytes(content)
    part.replace(target)
    return True


def _part(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def _make_parents(folder: Path, path: str) -> None:
    """Make the folders on the way; none may be a link, which could lead out of the site."""
    here = folder
    for part in PurePosixPath(path).parts[:-1]:
        here = here / part
        if here.is_symlink():
            raise WriteError(f"{here} is a link, and what it points at is not part of the site.")
        here.mkdir(exist_ok=True)


def remove_file(folder: Path, path: str) -> None:
    """Take a file out of the folder, with its compressed forms, what a killed run left, and folders left empty."""
    check_path(path)
    target = folder / path
    if any(parent.is_symlink() for parent in target.parents if parent.is_relative_to(folder) and parent != folder):
        return
    for name in (target, compressed(target, "gz"), compressed(target, "br")):
        _part(name).unlink(missing_ok=True)
        name.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == folder:
            break
        try:
            parent.rmdir()
        except OSError:  # not empty
            break


def read_record(book: Path) -> dict[str, Entry]:
    """What the record says; nothing if there is none or a power cut spoilt it, and then all is written again."""
    try:
        data = json.loads(book.read_bytes())
        return {path: (needs, size, gz, br) for path, (needs, size, gz, br) in data.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _keep_record(book: Path, entries: Mapping[str, Entry], *, durably: bool = False) -> None:
    part = _part(book)
    with part.open("w", encoding="utf-8") as file:
        json.dump(entries, file, ensure_ascii=False, separators=(",", ":"))
        if durably:
            file.flush()
            os.fsync(file.fileno())
    part.replace(book)


def _paths_of_other_records(book: Path) -> frozenset[str]:
    """What other records of the folder hold: a file two series show stays until neither does."""
    others = (other for other in book.parent.glob("*.json") if other != book and not other.name.startswith("."))
    return frozenset(path for other in others for path in read_record(other))
