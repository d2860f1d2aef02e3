"""What the rows of a schedule share: the habit of a page that does not tell it in words."""

from collections import Counter
from collections.abc import Sequence

from studycircle.readers.programme.draft import Draft
from studycircle.readers.programme.usual import Usual


def usual_of(usual: Usual, drafts: Sequence[Draft]) -> Usual:
    """The habit, with what it lacks (weekday, time, room) taken from what the rows say themselves and share."""
    count = len(drafts)
    for name in ("weekday", "time", "place"):
        values: list[object] = [getattr(draft, name) for draft in drafts]
        said = [value for value in values if value not in (None, "")]
        if not said or getattr(usual, name) not in (None, ""):
            continue
        value, often = Counter(said).most_common(1)[0]
        if often >= max(2, (0.5 if name != "place" else 0.8) * len(said)) and len(said) * 2 >= count:
            setattr(usual, name, value)
            usual.lines[name] = tuple(sorted({n for d in drafts for n in (d.lines.get(name) or d.lines["date"])}))
            if name == "time":
                usual.minutes = next((d.minutes for d in drafts if d.time == value), None)
    days = [draft.date.weekday() for draft in drafts if draft.date]
    if usual.weekday is None and len(days) >= 4:
        day, often = Counter(days).most_common(1)[0]
        if often >= 0.8 * len(days):
            usual.weekday = day
            usual.lines["weekday"] = tuple(sorted({n for d in drafts for n in d.lines["date"]}))
    if usual.place:
        for draft in drafts:
            if draft.place == usual.place:
                draft.place = ""
    return usual
