"""Which drafts are notes, and where the text points at them.

Two ways are known. *Linked*: a short link ("[1]", "*") leads to a block that is a note by its class or type, or that
begins with the same mark. *Unlinked*, as in plain text: a paragraph begins with "[1]", "*" or "[Footnote 1:", and
the same mark stands in the text before it.
"""

import itertools
import re
from collections import Counter, defaultdict
from typing import Any

from studycircle.documents.inline import Inline, to_plain
from studycircle.documents.text import BlockKind, Cell, Row
from studycircle.readers.text.draft import Book, Draft, DraftNote
from studycircle.readers.text.words import classes_of

NOTE_CLASS = re.compile(
    r"(?:^|[\s:_-])(?:foot-?notes?|end-?notes?|rearnotes?|footnote-?text|foot|fn|fnote|notes?|noteblock)"
    r"(?:\s|$|[\d_-])",
    re.I,
)
MARK = re.compile(r"^[\[({]?\s*((?:\d{1,4}[a-z]?|[*†‡§¶‖]{1,4}|[a-zA-Z]|[ivxlc]{1,6})[*']?)\s*[\])}]?[.:]?$")
_LINK = re.compile(r'(\s*)(<sup>)?<a( role="doc-noteref")? href="#([^"]*)">((?:(?!</a>).)*)</a>(</sup>)?')
_LABEL = re.compile(
    r'^(?:<span role="doc-pagebreak"[^>]*/>|<sup>|<strong>|\s)*'
    r'(?:<a (?:role="doc-noteref" )?href="#[^"]*">((?:(?!</a>).)*)</a>)(?:</sup>|</strong>)?[.:)\]]?\s*'
)
_BACK = re.compile(
    r'\s*<a (?:role="doc-noteref" )?href="#[^"]*">'
    r"(?:<sup>)?[\s↩⏎↑^←⮐\ufe0e\ufe0f]*(?:back|return|\[back\])?(?:</sup>)?</a>\s*$",
    re.I,
)
PAGE_MARK = re.compile(r'<span role="doc-pagebreak"[^>]*/>')
_PLAIN_LABEL = re.compile(
    r"^[\s\u2003]*(?:\*\s?\((\d{1,3})\)|"
    r"[\[{](?:Footnote |Note |Fußnote |Anmerkung )?(\d{1,4}[a-z]?|[A-Z]|[*†‡§]{1,4})(?:[\]}]|:|(?<=[*†‡§]) )|"
    r"(\*{1,4}|[†‡§])(?=[\s\w(“\"'‘]))\s*"
)
_RETURN = re.compile(  # "7 (return)", with the note in brackets
    r'^\s*(\d{1,4})\s*\(<a (?:role="doc-noteref" )?href="#[^"]*">\s*return\s*</a>\)\s*(?:<br/>)?\s*(\[)?\s*'
)
_NOTES_HEADING = re.compile(
    r"^\W*(?:(?:foot|end)?notes?|notas|notes? de bas de page|anmerkungen|fußnoten|noten|voetnoten|примечания|註釋|註)\b"
    r"\W*(?:to .{0,40})?$",
    re.I,
)
MOST_IN_BRACKET = 12  # drafts
FAR = 60  # drafts between an unlinked "*" and its note at most


def take_notes(book: Book) -> None:
    """Move notes from the drafts to ``book.notes``, and turn what points at them into references."""
    _linked(book)
    _unlinked(book)
    mark_notes(book)


def _is_note_like(draft: Draft) -> bool:
    return bool(NOTE_CLASS.search(draft.classes) or NOTE_CLASS.search(draft.around))


def _label(draft: Draft) -> str:
    """The mark a note begins with, as a link or as it is; nothing if it begins with none."""
    if found := _RETURN.match(draft.words):
        return found[1]
    if found := _LABEL.match(draft.words):
        mark = MARK.match(to_plain(Inline(found[1])).strip())
        return mark[1] if mark else ""
    if found := _PLAIN_LABEL.match(draft.plain):
        return f"*({found[1]})" if found[1] else found[2] or found[3]
    return ""


def _linked(book: Book) -> None:
    at_id = {name: place for place, draft in enumerate(book.drafts) for name in draft.ids}
    targets = _targets(book.drafts, at_id)
    if not targets:
        return
    note_at = {place: f"note:{count}" for count, place in enumerate(sorted(targets))}
    key_of = {name: note_at[at_id[name]] for name in at_id if at_id[name] in note_at}
    belongs = _extents(book.drafts, note_at)
    for place, draft in enumerate(book.drafts):
        inside_label = place in note_at
        _point(draft, key_of, inside_label)
    for place, key in note_at.items():
        drafts = [book.drafts[index] for index in belongs[place]]
        mark = targets[place]
        _strip(drafts, mark)
        book.notes.append(DraftNote(key, mark, drafts))
    _remove(book, {index for members in belongs.values() for index in members})


def _targets(drafts: list[Draft], at_id: dict[str, int]) -> dict[int, str]:
    """The places of note drafts, with the mark the text uses for each."""
    targets: dict[int, str] = {}
    for place, draft in enumerate(drafts):
        words = _all_words(draft)
        if "<a " not in words:
            continue
        for found in _LINK.finditer(words):
            target = at_id.get(found[4])
            mark = MARK.match(to_plain(Inline(found[5])).strip())
            if target is None or target == place or not (mark or found[3]):
                continue
            if found.start() == 0 and (_is_note_like(draft) or place in targets):
                continue  # the label of a note, leading back
            note = drafts[target]
            if note.kind is BlockKind.HEADING or note.kind is BlockKind.TABLE:
                continue
            label = _label(note)
            if (_is_note_like(note) and (label or found[3] or note.tag == "li" or _first_of_box(drafts, target))) or (
                mark and label == mark[1] and target > place and (_leads_back(note, draft) or _is_bare(note))
            ):
                targets.setdefault(target, mark[1] if mark else to_plain(Inline(found[5])).strip(" []()"))
    return targets


def _first_of_box(drafts: list[Draft], place: int) -> bool:
    return place == 0 or drafts[place - 1].box is not drafts[place].box


def _is_bare(note: Draft) -> bool:
    """Whether a note begins with its mark as it is, "[1]" or "*", as those of old pages that do not lead back do."""
    return _PLAIN_LABEL.match(note.words) is not None


def _leads_back(note: Draft, draft: Draft) -> bool:
    found = re.match(r'^[^<]*(?:<sup>)?<a (?:role="doc-noteref" )?href="#([^"]*)"', note.words)
    return found is not None and found[1] in draft.ids


def _all_words(draft: Draft) -> str:
    return draft.words if not draft.rows else draft.words + " ".join(c.words for row in draft.rows for c in row.cells)


def _extents(drafts: list[Draft], note_at: dict[int, str]) -> dict[int, list[int]]:
    """The drafts of each note: from its first to the next note, as long as they are set like it."""
    extents = {}
    holds = _notes_held(drafts, note_at)
    section = _sections_of_notes(drafts)
    last = {section[place]: place if section[place] >= 0 else -1 for place in sorted(note_at)}
    for place in note_at:
        members = [place]
        first = drafts[place]
        own = next((box for box in _boxes(first) if holds[box] == 1 and NOTE_CLASS.search(classes_of(box))), None)
        for later in range(place + 1, len(drafts)):
            draft = drafts[later]
            boxed = own is not None and own in _boxes(draft)
            between = section[place] == section[later] and later < last[section[place]] and not _label(draft)
            if later not in note_at and (boxed or between):
                members.append(later)
                continue
            if later in note_at or draft.kind in (BlockKind.HEADING, BlockKind.BREAK) or _label(draft):
                break
            same_box = draft.box is first.box and first.tag in ("p", "li") and first.box is not None
            own_box = same_box and (
                first.level or NOTE_CLASS.search(draft.around.rsplit(" ", 1)[-1] if draft.around else "")
            )
            if not (
                own_box or (_is_note_like(draft) and ((draft.classes == first.classes and draft.classes) or same_box))
            ):
                break
            members.append(later)
        extents[place] = members
    return extents


def _sections_of_notes(drafts: list[Draft]) -> list[int]:
    """For each draft the place of the heading "Notes" it stands under, -1 where it stands under another or none."""
    found, under = [], -1
    for place, draft in enumerate(drafts):
        if len(draft.words) < 200 and _NOTES_HEADING.match(draft.plain):
            under = place
        elif draft.kind is BlockKind.HEADING:
            under = -1
        found.append(under)
    return found


def _boxes(draft: Draft) -> list[Any]:
    """The elements a draft came from, innermost first."""
    return [] if draft.source is None else [draft.source, *draft.source.iterancestors()]


def _notes_held(drafts: list[Draft], note_at: dict[int, str]) -> Counter[Any]:
    """How many notes each element holds."""
    return Counter(box for place in note_at for box in _boxes(drafts[place]))


def _point(draft: Draft, key_of: dict[str, str], is_note: bool) -> None:
    """Turn the links of ``draft`` that lead to notes into references."""

    def reference(found: re.Match[str]) -> str:
        key = key_of.get(found[4])
        if key is None or (is_note and found.start() == 0):
            return found[0]
        if not found[3] and not MARK.match(to_plain(Inline(found[5])).strip()):
            return found[0]
        return f'<a role="doc-noteref" href="#{key}"></a>'

    if draft.rows:
        draft.rows = tuple(
            Row(tuple(Cell(Inline(_LINK.sub(reference, c.words)), c.head, c.across, c.down) for c in row.cells))
            for row in draft.rows
        )
    if "<a " in draft.words:
        draft.words = _LINK.sub(reference, draft.words)


def _is_open(label: str) -> bool:
    """Whether a label is in one bracket with its note: "[Footnote 1: ", "[* "."""
    return "[" in label and "]" not in label


def _strip(drafts: list[Draft], mark: str) -> None:
    """Take the label off the beginning of a note and the way back off its end. A number where the text has only an
    asterisk is no label: it is the line or page the note is on."""
    first, last = drafts[0], drafts[-1]
    if found := _RETURN.match(first.words):
        first.words = first.words[found.end() :]
        if found[2]:
            last.words = last.words.removesuffix("]").rstrip()
        return
    label = MARK.match(to_plain(Inline(found[1])).strip()) if (found := _LABEL.match(first.words)) else None
    if found and label:
        if mark[:1] in tuple("*†‡§") and label[1].isdigit():
            return
        kept = "".join(PAGE_MARK.findall(found[0]))
        first.words = kept + first.words[found.end() :].lstrip()
    elif found := _PLAIN_LABEL.match(first.words):
        first.words = first.words[found.end() :]
        if _is_open(found[0]):
            last.words = last.words.removesuffix("]")
    elif found := re.match(rf"{re.escape(mark)}[.)]\s+", first.words):
        first.words = first.words[found.end() :]
    while _BACK.search(last.words):
        last.words = _BACK.sub("", last.words)
    for draft in drafts:
        draft.kind = BlockKind.PARAGRAPH if draft.kind in (BlockKind.ITEM,) and draft.level <= 1 else draft.kind
        draft.quoted = False


def _unlinked(book: Book) -> None:
    """Pair paragraphs that begin with a mark with the nearest place before them that shows it."""
    labels = [_label(draft) if draft.kind in (BlockKind.PARAGRAPH, BlockKind.VERSE) else "" for draft in book.drafts]
    if not any(labels):
        return
    shown: dict[str, list[int]] = defaultdict(list)
    gone: set[int] = set()
    open_note: DraftNote | None = None
    bracket = -1  # where the one the open note stands in is closed
    for place, draft in enumerate(book.drafts):
        mark = labels[place]
        source = _find(book.drafts, shown[mark], mark, place) if mark else None
        if source is not None:
            key = f"note:u{len(book.notes)}"
            _claim(book.drafts[source], mark, key)
            bracket = place if (ends := _end_of_bracket(book.drafts, place)) is None else ends
            open_note = DraftNote(key, mark, [_as_note(draft)])
            book.notes.append(open_note)
            gone.add(place)
            continue
        in_listing = draft.tag == "pre" and open_note is not None and draft.source is open_note.drafts[-1].source
        if open_note is not None and (in_listing or place <= bracket):
            open_note.drafts.append(_as_note(draft))
            if place == bracket:
                draft.words = draft.words.removesuffix("]")
            gone.add(place)
            continue
        open_note = None
        for found in set(_shown_marks(draft.words)):
            shown[found].append(place)
    _remove(book, gone)


def _end_of_bracket(drafts: list[Draft], place: int) -> int | None:
    """Where "[Note 1: …", which is not closed in its first paragraph, is; ``None`` if it is nowhere near."""
    if not re.match(r"\s*\[\w+ [^\]]*$", drafts[place].plain):
        return None
    near = range(place + 1, min(place + MOST_IN_BRACKET, len(drafts)))
    return next((at for at in near if drafts[at].words.endswith("]")), None)


def _shown_marks(words: str) -> list[str]:
    marks = []
    if "*" in words:
        marks += ["*(" + n + ")" for n in re.findall(r"\*\s?\((\d{1,3})\)", words)]
        marks += re.findall(r"(?<![*\w\[])(\*{1,4})(?![*\w(]|\s?\()", words) + re.findall(
            r"(?<=\w)(\*{1,4})(?![*\w])", words
        )
    if "[" in words or "{" in words:
        marks += re.findall(r"[\[{](\d{1,4}[a-z]?|[A-Z]|[*†‡§]{1,4})[\]}]", words)
    if "†" in words or "‡" in words or "§" in words:
        marks += re.findall(r"[†‡§]", words)
    return marks


def _pattern(mark: str) -> str:
    if mark.startswith("*("):
        return r"\s?\*\s?" + re.escape(mark[1:])
    if mark[0] in "*†‡§":
        return rf"\s?\[{re.escape(mark)}\]|\s?(?<![*\[]){re.escape(mark)}(?![*\](])"
    return rf"\s?[\[{{]{re.escape(mark)}[\]}}]"


def _find(drafts: list[Draft], places: list[int], mark: str, note: int) -> int | None:
    """The place the note at ``note`` belongs to; claimed once."""
    while places:
        place = places.pop()
        if mark[0] == "*" and note - place > FAR:
            return None
        if re.search(_pattern(mark), drafts[place].words):
            return place
    return None


def _claim(draft: Draft, mark: str, key: str) -> None:
    found = list(re.finditer(_pattern(mark), draft.words))[-1]
    reference = f'<a role="doc-noteref" href="#{key}"></a>'
    draft.words = draft.words[: found.start()] + reference + draft.words[found.end() :]


def _as_note(draft: Draft) -> Draft:
    if found := _PLAIN_LABEL.match(draft.words):
        draft.words = draft.words[found.end() :]
        if _is_open(found[0]):
            draft.words = draft.words.removesuffix("]")
    if draft.kind is BlockKind.VERSE:
        draft.kind = BlockKind.PARAGRAPH
        draft.words = re.sub(r"\s+", " ", draft.words.replace("<br/>", " ").replace("\u2003", " ")).strip()
    return draft


def mark_notes(book: Book) -> None:
    """Give every note a mark of its own, in the order the text points at them; drop references to nothing."""
    by_key = {note.key: note for note in book.notes}
    order: list[str] = []
    pattern = re.compile(r'<a role="doc-noteref" href="#(note:[^"]*)"></a>')
    queue = list(book.drafts)
    for draft in queue:
        for key in pattern.findall(_all_words(draft)):
            if key in by_key and key not in order:
                order.append(key)
                queue.extend(by_key[key].drafts)  # a note may point at another
    for note in book.notes:
        if note.key not in order:
            order.append(note.key)
            book.report(
                "note-without-place", f"Nothing in the text points at note {note.mark}.", excerpt=note.drafts[0].plain
            )
    book.notes = [by_key[key] for key in order]
    counts = Counter(note.mark for note in book.notes)
    if any(count > 1 for count in counts.values()) or not all(note.mark for note in book.notes):
        for number, note in enumerate(book.notes, 1):
            note.mark = str(number)
    _show(book, by_key, pattern)


def _show(book: Book, by_key: dict[str, DraftNote], pattern: re.Pattern[str]) -> None:
    def shown(found: re.Match[str]) -> str:
        return f'<a role="doc-noteref" href="#{found[1]}">{by_key[found[1]].mark}</a>'

    for draft in [*book.drafts, *(draft for note in book.notes for draft in note.drafts)]:
        if "doc-noteref" in draft.words:
            draft.words = pattern.sub(shown, draft.words)
            draft.words = re.sub(r'<a role="doc-noteref" href="#(?!note:)([^"]*)">', r'<a href="#\1">', draft.words)
        if draft.rows:
            draft.rows = tuple(
                Row(tuple(Cell(Inline(pattern.sub(shown, c.words)), c.head, c.across, c.down) for c in row.cells))
                for row in draft.rows
            )


def _hand_on(drafts: list[Draft], place: int, gone: set[int]) -> None:
    """Give the page marks of a heading that goes to what comes after it, or to the last of what stays."""
    marks = "".join(PAGE_MARK.findall(drafts[place].words))
    if not marks:
        return
    stay = [at for at, draft in enumerate(drafts) if at not in gone and draft.kind is not BlockKind.BREAK]
    after = next((at for at in stay if at > place), None)
    if after is not None:
        drafts[after].words = marks + drafts[after].words
    elif stay:
        drafts[stay[-1]].words += marks


def _remove(book: Book, gone: set[int]) -> None:
    """Take the drafts of notes out, and with them a heading "Footnotes" they stood under: writers make their own."""
    solid = [place for place, draft in enumerate(book.drafts) if draft.kind is not BlockKind.BREAK]
    for place, follows in itertools.pairwise(solid):
        draft = book.drafts[place]
        if follows in gone and place not in gone and len(draft.words) < 200 and _NOTES_HEADING.match(draft.plain):
            gone.add(place)
            _hand_on(book.drafts, place, gone)
    book.drafts = [draft for place, draft in enumerate(book.drafts) if place not in gone]
    while book.drafts and book.drafts[-1].kind is BlockKind.BREAK:
        book.drafts.pop()
