"""Predictions of the page reader in the scorer's schema: ``python bench/page_predictions.py RAW_DIR OUT_DIR``.

``RAW_DIR`` holds pages, or case folders with an ``in.*`` each; ``OUT_DIR`` gets one JSON a page.
"""

import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import Any

from studycircle.documents.programme import DateState, Programme, Reading, Role, Session
from studycircle.errors import ReadError
from studycircle.readers.programme.page import read_page

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ROLES = {Role.MAIN: "main", Role.SHORTER: "short", Role.FURTHER: "further"}
STATES = {
    DateState.TBA: "tba",
    DateState.PROPOSED: "fixed",
    DateState.FIXED: "fixed",
    DateState.MOVED: "fixed",
    DateState.CANCELLED: "cancelled",
}
PLAIN_FORMATS = {"pdf", "epub", "kindle"}


def predict(programme: Programme) -> dict[str, Any]:
    """One programme as the scorer reads it."""
    slot, place = programme.series.slot, programme.series.place
    return {
        "language": programme.group.language,
        "group": programme.group.name or None,
        "series": programme.series.title or None,
        "usual": {
            "weekday": None if slot.weekday is None else DAYS[slot.weekday],
            "time": slot.time.strftime("%H:%M") if slot.time else None,
            "place": place.name or None,
        },
        "contacts": [{"name": c.name, "kind": "phone" if c.phone else "email"} for c in programme.series.contacts],
        "sessions": [_session(session) for session in programme.series.sessions],
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "date": session.date.isoformat() if session.date else None,
        "date_status": STATES[session.state],
        "title": session.title or None,
        "leader": session.leader or None,
        "readings": [_reading(reading) for reading in session.readings],
        "questions": len(session.questions),
        "has_notes": bool(session.notes),
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "title": reading.title,
        "author": reading.author or None,
        "part": reading.part or None,
        "role": ROLES[reading.role],
        "links": len(reading.editions),
        "formats": sorted({e.format for e in reading.editions if e.format in PLAIN_FORMATS}),
    }


def pages_in(folder: Path) -> list[tuple[str, Path]]:
    """The pages of a folder, or of its case folders: name and file."""
    if cases := sorted(folder.glob("*/in.*")):
        return [(path.parent.name, path) for path in cases]
    return [(path.stem, path) for path in sorted(folder.iterdir()) if path.is_file()]


def main(raw: Path, out: Path) -> None:
    """Write a prediction for every page of ``raw``."""
    out.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    today = dt.datetime.now(dt.UTC).date()
    for name, path in pages_in(raw):
        try:
            programme, _ = read_page(path.read_bytes(), name=path.name, today=today)
            prediction = predict(programme)
        except ReadError as error:
            print(f"{name}: {error}", file=sys.stderr)
            prediction = {"sessions": []}
        (out / f"{name}.json").write_text(json.dumps(prediction, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{len(pages_in(raw))} pages in {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python bench/page_predictions.py RAW_DIR OUT_DIR")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
