"""Headings: those that are elements, those that are only a class, and those the table of contents leads to.

Also the matter around the text: the title page and the printed contents.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from studycircle.documents.text import BlockKind, Matter
from studycircle.readers.text.draft import Book, Draft
from studycircle.readers.text.printed_contents import is_short, mark_lists, printed_contents

HEAD_CLASS = re.compile(
    r"(?:^|[\s_-])(?:first|sub)?-?(?:chap(?:ter)?|head(?:er|ing|line)?|section|h[1-6]|title)"
    r"(?:-?(?:head(?:ing)?|title|name|num(?:ber)?|no))?\d?(?:\s|$)",
    re.I,
)
SPELT = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|one|two|three|four|five|six|seven|eight|nine|ten|"
    "eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|"
    "premi(?:er|ère)|deuxième|seconde?|troisième|quatrième|cinquième|sixième|septième|huitième|neuvième|dixième|onzième|"
    "douzième|(?:erst|zweit|dritt|viert|fünft|sechst|siebente?|siebt|acht|neunt|zehnt|elft|zwölft)(?:e[rs]?)?|"
    "(?:primer|segund|tercer|cuart|quint|sext|séptim|octav|noven|décim|prim|second|terz|quart|sest|settim|ottav|non|"
    "decim)[oa]?|eerste|tweede|derde|vierde|vijfde|zesde|zevende|achtste|negende|tiende"
)
NUMERAL = rf"(?:\d{{1,4}}|[ivxlcdm]{{1,8}}|{SPELT})"
KIND = (
    "(?:chapter|book|part|section|volume|vol\\.|act|scene|letter|canto|lecture|essay|appendix|kapitel|teil|buch|band|"
    "chapitre|livre|partie|cap[ií]tulo|capitolo|parte|libro|hoofdstuk|deel|luku|osa|akt|aufzug|auftritt|acte|scène|acto|"
    "atto|bedrijf|no\\.?|§)"
)
PARTS = "(?:book|part|volume|vol\\.|band|teil|buch|livre|partie|parte|libro|deel|osa|act)"
CHAPTERS = "(?:chapter|kapitel|chapitre|cap[ií]tulo|capitolo|hoofdstuk|luku|letter|canto|scene|lecture)"
ORDINAL = re.compile(
    rf"^\W*(?:(?:the )?{KIND}\s+(?:the )?)?{NUMERAL}(?:st|nd|rd|th)?\W*$|^\W*(?:the )?{NUMERAL}\s+{KIND}\W*$", re.I
)
PARENT = re.compile(rf"^\W*(?:the )?(?:{PARTS}\s+{NUMERAL}\b|{NUMERAL}\s+(?:book|part|volume|epilogue)\b)", re.I)
CHAPTER = re.compile(rf"^\W*{CHAPTERS}\s+{NUMERAL}\b", re.I)
CLOSING = re.compile(
    r"^\W*(?:(?:the )?end(?: of (?:the )?[\w. ]{1,30})?|finis|fini?|fine|ende|einde|slut|loppu|koniec|конец|終|完)\W*$",
    re.I,
)
BESIDE = re.compile(
    r"^\W*(?:appendix|index|notes|glossary|bibliography|afterword|postscript|introduction|preface|foreword|epilogue|"
    r"conclusion|vocabulary)\b",
    re.I,
)
LONG = 22  # words a title page has in one paragraph at most
SENTENCE = 10  # words of prose, where they are mostly small: no title, name or imprint has so many
OF_BODY = re.compile(r"(?:^|\s)bodymatter(?:\s|$)")
BY = re.compile(r"^\W*(?:by|von|par|de|por|di|door|av|af)\s", re.I)


def find_headings(book: Book, contents: Sequence[tuple[str, str, int]] = ()) -> None:
    """Promote and level headings, and mark the title page and the printed contents.

    ``contents``: (anchor, words, depth) of a table of contents that is no part of the text.
    """
    printed = printed_contents(book.drafts)
    mark_lists(book.drafts)
    led = _led_to(book.drafts, [*((anchor, words, 0) for anchor, words in printed), *contents])
    entered = {id(book.drafts[place]) for place in led}
    body = _body_start(book.drafts, set(led))
    _mark_title_page(book.drafts[:body])
    _promote(book.drafts, body, led)
    _unhead_closings(book.drafts)
    book.drafts = _merge_ordinals(book.drafts, entered)
    _mark_half_titles(book)
    _demote_below_parts(book.drafts)
    _level(book.drafts)


def _led_to(drafts: list[Draft], entries: Sequence[tuple[str, str, int]]) -> dict[int, int]:
    """The places of the blocks the contents lead to, where those are short enough for headings, with the depth of
    their entry (0 if it is not known)."""
    at_id = {name: place for place, draft in enumerate(drafts) for name in draft.ids}
    led: dict[int, int] = {}
    for anchor, words, depth in entries:
        place = at_id.get(anchor)
        if place is None or drafts[place].matter is Matter.CONTENTS:
            continue
        for near in range(place, min(place + 3, len(drafts))):
            draft = drafts[near]
            if draft.kind is BlockKind.HEADING or (
                draft.kind is BlockKind.PARAGRAPH and is_short(draft) and (near == place or _alike(draft.plain, words))
                and (_alike(draft.plain, words) or ORDINAL.match(draft.plain) or _stands_out(draft))
            ):  # fmt: skip
                led[near] = led.get(near) or depth
                break
            if draft.kind not in (BlockKind.BREAK, BlockKind.FIGURE) and not _ends_above(drafts, near, place, words):
                break
    return led


def _ends_above(drafts: list[Draft], near: int, place: int, words: str) -> bool:
    """Whether an anchor only stands at the end of the paragraph above what its entry names."""
    follows = drafts[near + 1] if near + 1 < len(drafts) else None
    return near == place and follows is not None and is_short(follows) and _alike(follows.plain, words)


def _alike(words: str, others: str) -> bool:
    mine, theirs = (set(re.findall(r"\w+", said.lower())) for said in (words, others))
    return bool(mine) and len(mine & theirs) * 2 >= min(len(mine), len(theirs))


def _stands_out(draft: Draft) -> bool:
    bold = draft.look.bold or re.fullmatch(r"(?:<[^>]*>)*<strong>.*</strong>(?:<[^>]*>)*", draft.words) is not None
    return bool(HEAD_CLASS.search(draft.classes)) or (draft.look.align == "centre" and (bold or draft.look.size > 1.02))


def _body_start(drafts: list[Draft], led: set[int]) -> int:
    """Where the title page ends: at the contents, the first long paragraph, or the first heading of the text."""
    front = drafts[:80]
    lists = next((place for place, draft in enumerate(front) if draft.matter is Matter.CONTENTS), 0)
    for place, draft in enumerate(front):
        if draft.matter is Matter.CONTENTS or place in led or _is_text(draft):
            return place
        motto = draft.kind is BlockKind.VERSE and 0 < place < lists and len(draft.plain.split()) <= LONG
        if motto and front[place - 1].kind is not BlockKind.HEADING:
            continue  # or an imprint
        if draft.matter is Matter.TITLE or draft.kind in (BlockKind.HEADING, BlockKind.BREAK, BlockKind.FIGURE):
            continue
        if draft.rows or _runs_on(draft) or draft.kind in (BlockKind.VERSE, BlockKind.CODE):
            while place > 1 and _heads_body(drafts[place - 1]):
                place -= 1
            return place
    return 0


def _is_text(draft: Draft) -> bool:
    """Whether a draft stands on no title page: a chapter's heading, or what is said to be of the body, or numbered."""
    if draft.number or OF_BODY.search(draft.around):
        return True
    numbered = CHAPTER.match(draft.plain) or re.fullmatch(rf"\W*{NUMERAL}\W*", draft.plain, re.I)
    beside = BESIDE.match(draft.plain) and len(draft.plain.split()) <= 2
    return _is_centred_chapter(draft) or (draft.kind is BlockKind.HEADING and bool(numbered or beside))


def _runs_on(draft: Draft) -> bool:
    """Whether a paragraph is too long for a title page, or shorter and yet a sentence of prose."""
    words = draft.plain.split()
    if len(words) > LONG or draft.look.align == "centre" or draft.kind is not BlockKind.PARAGRAPH:
        return len(words) > LONG
    small = sum(word[0].islower() for word in words)
    ends = draft.plain.rstrip("\"'”’»)").endswith((".", "?", "!", "…"))
    return len(words) >= SENTENCE and small * 4 >= len(words) * 3 and ends and not re.search(r"\d", draft.plain)


def _is_centred_chapter(draft: Draft) -> bool:
    """A paragraph that is nothing but "CHAPTER I.", in the middle of the page."""
    return draft.kind is BlockKind.PARAGRAPH and draft.look.align == "centre" and bool(CHAPTER.match(draft.plain))


def _heads_body(draft: Draft) -> bool:
    return draft.kind is BlockKind.HEADING and draft.level > 1 and not BY.match(draft.plain)


def _mark_title_page(drafts: list[Draft]) -> None:
    """Short lines before the text are the title page, if a title is among them; the highest heading is the title."""
    headed = [draft for draft in drafts if draft.kind is BlockKind.HEADING]
    if not headed and not any(draft.look.align == "centre" or _stands_out(draft) for draft in drafts):
        return
    title = min(headed, key=lambda draft: draft.level) if headed else None
    for draft in drafts:
        if draft.kind is not BlockKind.BREAK and draft.matter is Matter.BODY:
            draft.matter = Matter.TITLE
            if draft.kind is BlockKind.HEADING and draft is not title:
                draft.kind = BlockKind.PARAGRAPH
                draft.look.align = "centre"


def _promote(drafts: list[Draft], body: int, led: dict[int, int]) -> None:
    """Make headings of the blocks the contents lead to, of all set like them, and of those set as headings."""
    real = [drafts[place].level for place in led if drafts[place].kind is BlockKind.HEADING]
    level = min(
        real, default=min((d.level for d in drafts[body:] if d.kind is BlockKind.HEADING and d.level > 1), default=2)
    )
    levels = _levels_led(drafts, led, level)
    centred = [draft for draft in drafts[body:] if _is_centred_chapter(draft)]
    chapterlike = {
        drafts[place].signature: levels[place]
        for place in led
        if drafts[place].kind is BlockKind.PARAGRAPH and drafts[place].classes
    }
    for place in range(body, len(drafts)):
        draft = drafts[place]
        if (
            draft.kind is not BlockKind.PARAGRAPH
            or draft.matter is not Matter.BODY
            or draft.quoted
            or draft.number  # a book of ours says that it is a paragraph
            or not is_short(draft)
        ):
            continue
        before = drafts[place - 1] if place else None
        if place in led or draft.signature in chapterlike:
            draft.kind = BlockKind.HEADING
            draft.level = levels[place] if place in led else chapterlike[draft.signature]
        elif (
            before is not None
            and before.kind is BlockKind.HEADING
            and ORDINAL.match(before.plain)
            and (_stands_out(draft) or (draft.look.align == "centre" and draft.plain.isupper()))
        ):
            draft.kind, draft.level = BlockKind.HEADING, before.level  # the name of a numbered chapter
        elif len(centred) > 1 and _is_centred_chapter(draft):
            draft.kind, draft.level = BlockKind.HEADING, level
        elif draft.classes and _stands_out(draft) and _heads_something(drafts, place):
            draft.kind = BlockKind.HEADING
            draft.level = (
                level if CHAPTER.match(draft.plain) or re.search(r"chapter", draft.classes, re.I) else level + 1
            )


def _levels_led(drafts: list[Draft], led: dict[int, int], level: int) -> dict[int, int]:
    """The level each block the contents lead to would have as a heading: that of the headings of its depth there."""
    known: dict[int, int] = {}
    for place, depth in led.items():
        if drafts[place].kind is BlockKind.HEADING:
            known.setdefault(depth, drafts[place].level)
    top = min((depth for depth in led.values() if depth), default=0)
    return {place: known.get(depth, level + max(depth - top, 0)) for place, depth in led.items()}


def _mark_half_titles(book: Book) -> None:
    """The book's title repeated right before its first chapter is a half-title, not a section."""
    title = set(re.findall(r"\w+", book.about.title.lower()))
    for draft, follows in zip(book.drafts, book.drafts[1:], strict=False):
        if draft.kind is not BlockKind.HEADING or follows.kind is not BlockKind.HEADING:
            continue
        words = set(re.findall(r"\w+", draft.plain.lower()))
        if words <= title and len(words) * 2 >= max(len(title), 1):
            draft.matter = Matter.TITLE


def _heads_something(drafts: list[Draft], place: int) -> bool:
    """Whether a long block, or another heading, follows: a centred line at a chapter's end heads nothing."""
    for draft in drafts[place + 1 : place + 4]:
        if (
            draft.kind in (BlockKind.HEADING, BlockKind.TABLE, BlockKind.VERSE, BlockKind.ITEM)
            or len(draft.words) > 150
        ):
            return True
        if draft.kind is BlockKind.BREAK:
            return False
    return False


def _unhead_closings(drafts: list[Draft]) -> None:
    """ "The End" heads nothing, however large it is set."""
    for _, draft in _headings(drafts):
        if CLOSING.match(draft.plain):
            draft.kind, draft.level, draft.look.align = BlockKind.PARAGRAPH, 0, "centre"


def _merge_ordinals(drafts: list[Draft], entered: set[int]) -> list[Draft]:
    """A heading "CHAPTER I" and the heading right below it are one heading of two lines, unless the contents have an
    entry for each (``entered``: the identities of blocks they lead to)."""
    merged: list[Draft] = []
    for draft in drafts:
        apart = merged and id(merged[-1]) in entered and id(draft) in entered
        if merged and not apart and _completes(merged[-1], draft):
            merged[-1].words = f"{merged[-1].words}<br/>{draft.words}"
            merged[-1].level = min(merged[-1].level, draft.level)
            merged[-1].ids += draft.ids
        else:
            merged.append(draft)
    return merged


def _completes(last: Draft, draft: Draft) -> bool:
    """Whether ``draft`` is the name of the chapter whose number ``last`` is."""
    if not (last.kind is draft.kind is BlockKind.HEADING and last.matter is draft.matter is Matter.BODY):
        return False
    if "<br/>" in last.words or not ORDINAL.match(last.plain):
        return False
    return not any(pattern.match(draft.plain) for pattern in (ORDINAL, CHAPTER, PARENT))


def _headings(drafts: list[Draft]) -> list[tuple[int, Draft]]:
    return [(at, d) for at, d in enumerate(drafts) if d.kind is BlockKind.HEADING and d.matter is Matter.BODY]


def _is_above_chapter(same: list[tuple[int, Draft]], place: int) -> bool:
    """Whether a heading that is not a chapter's has a chapter's right below it."""
    if place + 1 == len(same) or CHAPTER.match(same[place][1].plain):
        return False
    return same[place + 1][0] == same[place][0] + 1 and bool(CHAPTER.match(same[place + 1][1].plain))


def _demote_below_parts(drafts: list[Draft]) -> None:
    """Where volumes, their books and their chapters are headings of one level, put each below the other."""
    headings = _headings(drafts)
    depths = _parts_by_depth(headings)
    for named in depths:
        for draft in named:
            draft.level = min(parent.level for parent in named)
        _demote_below(headings, {id(draft) for draft in named}, innermost=named is depths[-1])


def _parts_by_depth(headings: list[tuple[int, Draft]]) -> list[list[Draft]]:
    """The headings of parts; those of a kind that stands right below another kind apart from, and after, the others."""
    named = [(at, kind, draft) for at, draft in headings if (kind := _part(draft))]
    below = Counter(kind for (at, above, _), (under, kind, _) in pairwise(named) if under == at + 1 and kind != above)
    inner = {kind for kind, times in below.items() if times > 1}
    depths = [[draft for _, kind, draft in named if (kind in inner) is deep] for deep in (False, True)]
    return [depth for depth in depths if depth] or [[]]


def _part(draft: Draft) -> str:
    """What kind of part a heading names: "book"; nothing if none."""
    found = re.search(PARTS, draft.plain, re.I) if PARENT.match(draft.plain) else None
    return found[0].casefold() if found else "part" if PARENT.match(draft.plain) else ""


def _demote_below(headings: list[tuple[int, Draft]], named: set[int], innermost: bool) -> None:
    """Put what stands at the level of some parts below them: of those that are ``named``, and of the others that have
    a chapter right below if they are the innermost."""
    for level in sorted({draft.level for _, draft in headings}):
        same = [(at, draft) for at, draft in headings if draft.level == level]
        parents = {
            id(draft)
            for place, (at, draft) in enumerate(same)
            if id(draft) in named or (innermost and not _part(draft) and _is_above_chapter(same, place))
        }
        if len(parents) < 2 or len(parents) == len(same):
            continue
        below = False
        for _, draft in headings:
            if id(draft) in parents:
                below = True
            elif below and draft.level == level and not BESIDE.match(draft.plain):
                draft.level += 1
            elif draft.level == level:
                below = False
            elif below and draft.level > level:
                draft.level += 1
        return


def _level(drafts: list[Draft]) -> None:
    """Levels from 1 without a gap. A lone highest heading that is the title is left to be one like the others."""
    open_levels: list[int] = []
    for _, draft in _headings(drafts):
        while open_levels and open_levels[-1] >= draft.level:
            open_levels.pop()
        open_levels.append(draft.level)
        draft.level = min(len(open_levels), 6)
