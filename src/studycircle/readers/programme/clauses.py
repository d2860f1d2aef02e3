"""The clauses of a row, an item or a sentence, and the readings that each names, with their roles."""

import re
from functools import cache

from studycircle.documents.programme import Role
from studycircle.readers.programme.blocks import Span, slice_spans, words_of
from studycircle.readers.programme.citations import cited
from studycircle.readers.programme.conditions import condition, without_closing_verb
from studycircle.readers.programme.copies import (
    NOT_A_READING,
    copies_said,
    joined_links,
    only_copies,
    own_copies,
    without_copies,
)
from studycircle.readers.programme.dates import has_figure
from studycircle.readers.programme.found import Found
from studycircle.readers.programme.language import Tongue, any_of, holds_any, tongue
from studycircle.readers.programme.more_works import more_quoted
from studycircle.readers.programme.parts import part_pattern
from studycircle.readers.programme.persons import looks_like_name
from studycircle.readers.programme.readings import BIBLICAL, SAME, SINGLE_QUOTED, read_reading

MAX_PAIR = 300
MAX_PASSAGES = 120
MAX_LABEL = 40
CALLED = re.compile(r"(?:[^\W\d_]+\s+){1,3}(?=[“„«”\"])")  # "the story" before “…”
QUOTED = re.compile(r"[\s,:]*[“„«”\"]")
MAKER = re.compile(r"(?P<name>[^,、]{3,60}?)(?:監督)?[,、]\s*(?P<year>\d{4})年?")

SENTENCE_END = re.compile(
    r"(?P<unsaid>(?<=[)\]»”“\"』」])[^\S\n]+(?=[^\W\d_a-z]))|(?<=[^\W\d][.!?;])\s+(?=[^\W\d_«“„\"'‘¿¡])|(?<=[)\]»”“\"\d΄ʹ’][.;])\s+(?=\S)|(?<=[。；])|;\s+|[·\u0387](?<=[\w»”\")].)\s+|[、・](?<=[」』].)(?=[^、「『」』]{2,20}[「『])|\n|\s+[|·*]\s+|\s+/\s+(?=(?:or|oder|ou|o|eller|of|lub|или|ή)\W)|\s*[※]\s*"
)
OR = r"(?:or|oder|ou|o|eller|of|lub|или|ή)"  # "or, shorter, …"
CLOSING = re.compile(r"\s*[)\]][:.]?\s*")
BEFORE_COLON = re.compile(r"[^:：.?!«“„\"]{3,60}?\s?[:：]\s+(?=\S)")
TO_COLON = re.compile(r"[^:：.?!]{0,60}[:：?]\s*")
NAME_ENDS = re.compile(r"[,;·(]")
LONGEST = 14  # letters of what an abbreviation may be: "J.R.R.R."
BRACKETED = re.compile(r"\s*[(（](?P<words>[^()（）]{16,200})[)）]")
MAX_CUE = 24  # letters of a cue at the end: "optional"
CLICK = re.compile(r"\b(?:click|download)\b", re.I)
ABBREVIATION = re.compile(r"(?:^|[\s(])(?:(?:[^\W\d_]\.-?)*[^\W\d_]|Dr|Mr|Mrs|Ms|St|Prof|pp?|ch|chs|chap|cap|capp|kap|sec|secs|sect|vol|no|nr|ed|eds|cf|vs|al|Bd|Nr|Hg|sel|s|гл|стр|σελ|κεφ|bzw|ca|esp|z\.B)\.$", re.I)  # fmt: skip  # noqa: E501 - one thought, one line


@cache
def _aside(code: str) -> re.Pattern[str]:
    """A bracket that names another reading: "(short of time? read …)"."""
    cues = any_of([*tongue(code).listed("shorter"), *tongue(code).listed("further")])
    return re.compile(rf"\s*[(（](?P<words>[^()（）]{{0,16}}?{cues}[^()（）]{{8,200}})[)）]", re.I)


def _on_condition(text: str, names: Tongue) -> re.Match[str] | None:
    """A bracket that names another reading on a condition: "(if you have time, also read …)"."""
    brackets = BRACKETED.finditer(text)
    return next((bracket for bracket in brackets if condition(bracket["words"], names)), None)


def split_clauses(spans: tuple[Span, ...], names: Tongue) -> list[tuple[Span, ...]]:
    """Sentences and clauses parted by semicolons, with their spans; quotations and brackets stay whole."""
    text = "".join([span.text for span in spans])
    if holds_any(text, "(（") and (aside := _aside(names.code).search(text) or _on_condition(text, names)):
        around = (*slice_spans(spans, 0, aside.start()), *slice_spans(spans, aside.end()))
        return [*split_clauses(around, names), slice_spans(spans, aside.start("words"), aside.end("words"))]
    if not holds_any(text, ".!?;·。；、』」\n|*※/"):
        return [spans] if words_of(spans) else []
    cuts = [0]
    titles = _titles_in(spans)
    for match in SENTENCE_END.finditer(text):
        if any(start < match.start() and match.end() < end for start, end in titles):
            continue  # "*Rotating stars. II. Structure*" is one title
        if match["unsaid"] and not names.words("shorter", "further").match(text, match.end()):
            continue
        before = text[: match.start()]
        piece = before[cuts[-1] :].strip()
        if is_open(before):
            continue
        if ABBREVIATION.search(before[-LONGEST:]) and not names.words("shorter", "further").match(text, match.end()):
            continue  # "chapitre I. Pour aller plus loin" ends for all that
        marked = any(s.em or s.link is not None for s in slice_spans(spans, cuts[-1], match.start()))
        if _goes_on(piece, match[0], text[match.end() :], names, marked=marked):
            continue
        cuts += [match.start(), match.end()]
    cuts.append(len(text))
    pieces = [slice_spans(spans, a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    return [piece for piece in pieces if words_of(piece)]


def _titles_in(spans: tuple[Span, ...]) -> list[tuple[int, int]]:
    """Where words stand in italics or in a link, among words that do not, or in single quotation marks."""
    marked = [span.em or bool(span.link) for span in spans]
    found, at = [], 0
    for span, title in zip(spans, marked, strict=True):
        if title and "\n" not in span.text and not all(marked):
            found.append((at, at + len(span.text)))
        at += len(span.text)
    text = "".join([span.text for span in spans])
    return [*found, *(match.span() for match in SINGLE_QUOTED.finditer(text))] if "'" in text else found


def _goes_on(piece: str, sign: str, after: str, names: Tongue, *, marked: bool) -> bool:
    """Whether what seems to end does not: a name before its title, "Short of time?", a small letter."""
    if not sign.strip() and piece.endswith("?") and names.words("shorter", "further").search(piece) and len(piece) < 90:
        return True
    if piece.endswith((".", "?", "!")) and "\n" not in sign:
        if piece[-1] == "." and holds_any(piece, "([") and cited(piece):
            return True  # the journal, the publisher
        if condition(after, names) or (piece[-1] == "." and role_of(after[:MAX_LABEL].split("\n")[0], names)[0]):
            return False  # "Mary Hays, Emma Courtney. If you want more, …"
        if after[:1] in '«“„"「『' and looks_like_name(piece[:-1]) and len(piece.split()) > 1:
            return True
        if marked and piece[-1] in "?!" and looks_like_name(NAME_ENDS.split(after, maxsplit=1)[0]):
            return True  # "*Who governs?* Robert Dahl"
        if marked or any(c in piece for c in '(“"«「'):
            return after[:1].islower()
        return after[:1].islower() or (
            piece.endswith(".") and looks_like_name(piece[:-1]) and ("," in piece or "." in piece[:-1])
        )
    return False


PAIRS = (("(", ")"), ("[", "]"), ("«", "»"), ("（", "）"), ("「", "」"), ("『", "』"))


def is_open(text: str) -> bool:
    """Whether a bracket or quotation that opens in ``text`` has not closed yet."""
    low, high, closing = map(text.count, "„“”")
    quoted = low > high + closing if low else high > closing  # what opens in English closes in German
    return quoted or text.count('"') % 2 == 1 or any(text.count(a) > text.count(b) for a, b in PAIRS)


@cache
def _cue(code: str, role: str) -> re.Pattern[str]:
    return re.compile(rf"[\s([*_/]*(?:{OR},?\s+)?(?:{any_of(tongue(code).listed(role))})", re.I)


def role_of(text: str, names: Tongue) -> tuple[Role | None, int]:
    """The role that the opening words of a clause announce, and where the reading begins."""
    if told := condition(text, names):
        return told
    for role, key in ((Role.FURTHER, "further"), (Role.SHORTER, "shorter"), (Role.MAIN, "main")):
        match = _cue(names.code, key).match(text)
        if not match:
            continue
        colon = None if match[0].endswith(":") else TO_COLON.match(text, match.end())
        closing = None if colon else CLOSING.match(text, match.end())  # "[optional] Author, Title"
        return role, (colon or closing or match).end()
    opening = BEFORE_COLON.match(text) if holds_any(text, ":：") else None
    for role, key in ((Role.FURTHER, "further"), (Role.SHORTER, "shorter")) if opening else ():
        if opening and names.words(key).search(opening[0]):
            return role, opening.end()  # "For those who are short of time: …"
    return None, 0


READ_VERB = re.compile(r"(?:,\s*)?(?:then\s+)?(?:please\s+)?(?:just\s+)?(?:read|try|lies|lest|lesen sie|lisez|lire|lea|lean|lee|leggete|leggere|legga|leia|leiam|ler|läs|läs i stället bara|прочтите|прочитайте|читайте|διαβάστε|διαβάζουν|lees|læs|leed|leer|leggano|leest|(?:niech\s+)?przeczyta\w*)(?!\w)\s*", re.I)  # fmt: skip  # noqa: E501 - one thought, one line
TO_READ = re.compile(r"(?:please\s+)?(?:re-?)?(?:read|lesen|lies|lest|lire|lisez|leer|lea|leggere|leggete|ler|leia|läs|les|lees|læs)\s+", re.I)  # fmt: skip  # noqa: E501 - one thought, one line
INSTEAD = re.compile(r"[\s,]*(?:instead|stattdessen|à la place|en su lugar|invece|i stället|istället|вместо этого|αντί γι['’] ?αυτό|αντ['’] αυτού|em vez disso|em alternativa|(?:dan\s+)?(?:only|just|bara|endast|nur|bloß|lieber|plutôt|seulement|juste|solo|sólo|solamente|soltanto|só|somente|apenas|alleen|maar|kun|bare|только|лишь|tylko|μόνο|μονάχα)(?!\w)|だけ|をお読みください|をどうぞ|を読んでください)[\s,:]*", re.I)  # fmt: skip  # noqa: E501 - one thought, one line
ARTICLE = re.compile(
    r"(?:the|a|an|die|das|der|den|le|la|les|l['’]|el|los|il|lo|gli|o|os|as|очерк\w*|рассказ\w*|стать\w*|το|την|τον)\s+(?=\S)",
    re.I,
)


WITH = re.compile(r"(?:with|mit|avec|con|com|med|met|also|and|und|et|e|y)\s+(?=[A-ZÀ-Þ1-3])")
PASSAGE_END = re.compile(r"\s+[(\[]")
THEN = re.compile(r"[,;]\s*(?:then|dann|so|alors|entonces|allora|então|då|то|τότε)\s+", re.I)


def strip_shorter(spans: tuple[Span, ...], names: Tongue) -> tuple[Span, ...]:
    """The words of a fallback without "Short of time? Read … instead" and "click here to download pdf of"."""
    text = "".join(span.text for span in spans)
    then = THEN.search(text)
    start = then.end() if then else 0
    verb = READ_VERB.search(text, start)
    if told := condition(text, names):
        start = told[1]
    elif verb and verb.start() < start + 90:
        start = verb.end()
    elif not start and (cue := names.words("shorter").search(text)):
        start = cue.end()
    start = _after_link_words(text, start)
    kept = slice_spans(spans, start)
    while match := INSTEAD.match("".join(s.text for s in kept)):
        kept = slice_spans(kept, match.end())
    text = "".join(s.text for s in kept)
    last = re.search(
        r"[\s,]*(?:instead|i stället|istället|stattdessen|invece|à la place|en su lugar|をお読みください|をどうぞ|だけでも|だけ|のみ)[\s.:。]*(?=$|[:：]|\s*(?:pdf|epub|kindle|web))",  # noqa: E501 - one thought, one line
        text,
        re.I,
    )
    if last:
        kept = (*slice_spans(kept, 0, last.start()), Span(" "), *slice_spans(kept, last.end()))
    return kept


def _after_link_words(text: str, start: int) -> int:
    """Past "click here to download pdf (six pages) of": what follows is the work."""
    click = re.search(
        r"\b(?:click here|click|download|herunterladen|télécharger|descargar|scarica)\b", text[start:], re.I
    )
    of = re.search(r"\b(?:of|from|von|de|di|av)\s+", text[start + click.end() :]) if click else None
    return start + click.end() + of.end() if click and of else start


@cache
def _reading_label(code: str) -> re.Pattern[str]:
    """ "Reading:", "Text:", "Theoretical reading:" before what is read."""
    reading = any_of(tongue(code).listed("reading"))
    return re.compile(rf"(?:[^\W\d_]{{4,}}\s)?{reading}s?(?:\s\d{{1,2}}|\s\([^()]{{2,24}}\))?\s*[:：]\s*(?=\S)", re.I)


def is_labelled(text: str, names: Tongue) -> bool:
    """Whether a line says in so many words that it names what is read: "Reading: …", "Optional texts: …"."""
    label, _, said = text[:MAX_LABEL].replace("：", ":").partition(":")
    return bool(said) and said[0] != "\n" and names.words("reading").search(label) is not None


LABEL = re.compile(r"([^\W\d][\w’' ]{2,24}?)\s?[:：]\s+(?=\S)")


def read_clauses(spans: tuple[Span, ...], names: Tongue, role: Role = Role.MAIN, *, later: bool = False) -> list[Found]:
    """All the readings of one clause: "“A” and “B”" are two by one author, "A by X and B by Y" are two by two."""
    if len(spans) > 2 and (works := _linked_works(spans, names, role)):
        return works
    if len(spans) == 1 and (passages := _passages(spans[0].text, names)):
        return [Found(passage, sure=0.7, role=role) for passage in passages]
    found = read_clause(spans, names, role, later=later)
    if found is None:
        return []
    told = found.author or found.sure >= 0.5 or any(names.words("by").search(span.text) for span in spans)
    pair = _pair(spans, names) if told else None
    first = read_clause(pair[0], names, role, later=later) if pair else None
    second = read_clause(pair[1], names, first.role) if pair and first else None
    return [first, second] if first and second else [found, *more_quoted(spans, names, found)]


def _passages(text: str, names: Tongue) -> list[str]:
    """The passages of "Amos 5:1-7 and 2 Kings 4", each of a book of its own."""
    if len(text) > MAX_PASSAGES or not has_figure(text):
        return []
    pieces = [piece.strip(" ,.") for piece in _joiner(names.code).split(text)]
    return pieces if len(pieces) > 1 and all(BIBLICAL.fullmatch(piece) for piece in pieces) else []


def _linked_works(spans: tuple[Span, ...], names: Tongue, role: Role) -> list[Found]:
    """The works of "[One], and [Another]": links with nothing but signs and "and" between them, of one kind."""
    said, start = role_of(words_of(spans), names)
    first, *others = joined_links(slice_spans(spans, start))
    announced = first.link is None and first.text.rstrip().endswith(":")
    works: list[Found] = []
    for span in others if announced else (first, *others):
        text = span.text.strip(" ,;&+/·\n")
        if span.link and NOT_A_READING.match(text):
            continue  # "[One], [slides]"
        if span.link and span.link[:1] != "#" and text and not without_copies((span,), names)[1]:
            works.append(Found(text.rstrip("."), role=said or role, sure=0.85, copies=own_copies((span,))))
        elif span.link or (text and not names.words("and").fullmatch(text)):
            return []
    people = sum(looks_like_name(work.title) for work in works)
    return works if len({work.copies[0].link for work in works}) > 1 and people in (0, len(works)) else []


@cache
def _joiner(code: str) -> re.Pattern[str]:
    """ "and" between two readings."""
    return re.compile(rf"{any_of([*tongue(code).listed('and'), '+'])}\s+(?=\S)", re.I)


def _pair(spans: tuple[Span, ...], names: Tongue) -> tuple[tuple[Span, ...], tuple[Span, ...]] | None:
    """Two readings with "and" between, each of which tells its own author."""
    text = "".join([span.text for span in spans])
    if len(text) > MAX_PAIR:
        return None
    for joiner in _joiner(names.code).finditer(text):
        before, start = text[: joiner.start()].rstrip(), joiner.end()
        if called := CALLED.match(text, start):
            start = called.end()
        if text[start].islower() or len(before) in (0, joiner.start()) or is_open(before):
            continue
        two = slice_spans(spans, 0, len(before.rstrip(",;"))), slice_spans(spans, start)
        left, right = (read_clause(side, names) for side in two)
        if not left or not right or not left.author or not right.author:
            continue
        listed = any(":" not in words_of(side) for side in two)
        if listed and any(found.how == "plain" and looks_like_name(found.title) for found in (left, right)):
            continue  # "Khan, Leonard, and Rubin" are three people
        if before[-1] in ",;" or "plain" not in (left.how, right.how):
            return two
    return None


@cache
def _same_author(code: str) -> re.Pattern[str]:
    """ "by the same author", in a language that has words for it."""
    words = tongue(code).listed("same_author")
    by = any_of([*tongue(code).listed("by"), "~~"])
    return re.compile(
        rf"(?:\s*[,(]\s*(?:[^\W\d_]+\s)?(?:{by}\s+)?|\s+{by}\s+){any_of(words)}(?:\s*\))?(?=$|[\s,.;:()\[])", re.I
    )


def read_clause(spans: tuple[Span, ...], names: Tongue, role: Role = Role.MAIN, *, later: bool = False) -> Found | None:
    """The reading one clause names, with the role its opening words give it."""
    text = "".join(span.text for span in spans)
    if names.words("same_author").search(text) and (same := _same_author(names.code).search(text)):
        quoted = CALLED.match(text, same.end()) or QUOTED.match(text, same.end())  # "…, by the same author, “…”"
        before = () if quoted else slice_spans(spans, 0, same.start())
        bare = (*before, *slice_spans(spans, same.end()))
        found = read_clause(bare, names, role, later=later)
        return found and found._replace(author=SAME, sure=max(found.sure, 0.8))
    start = len(text) - len(text.lstrip(" \n,;:–—*_-"))
    if medium := _medium(names.code).match(text, start):
        return _shown(read_clause(slice_spans(spans, medium.end()), names, role))
    if (passage := WITH.match(text, start)) and BIBLICAL.match(text, passage.end()):
        start = passage.end()  # "with Proverbs 2"
        cut = PASSAGE_END.search(text, start)
        return read_reading(slice_spans(spans, start, cut.start() if cut else None), names, role=role)
    if names.words("further").search(text[-MAX_CUE:]) and (free := _is_free(names.code).search(text)):
        found = read_clause(slice_spans(spans, 0, free.start()), names)
        return found and found._replace(role=Role.FURTHER, sure=max(found.sure, 0.6))
    said, end = role_of(text[start:], names)
    reading = _reading_label(names.code).match(text, start) if said is None else None
    label = LABEL.match(text, start) if said is None and later and not reading else None
    if label and not looks_like_name(label[1]) and not ARTICLE.match(label[1]):  # "The Owl Reader: …" is a title
        whole = spans[0].link is not None or spans[0].em  # what a link or italics hold is one title
        linked = whole and label.end() < len(spans[0].text)
        said, end = (None, 0) if linked else (Role.FURTHER, label.end() - start)
    if said is None and reading:
        found = read_reading(slice_spans(spans, reading.end()), names, role=Role.MAIN if role is Role.MAIN else role)
        return found._replace(sure=max(found.sure, 0.75)) if found else None
    if said is Role.SHORTER:
        labelled = (
            text[: start + end].rstrip().endswith((":", "："))
            and only_copies(slice_spans(spans, start + end), names) is None
        )
        rest = slice_spans(spans, start + end) if labelled else strip_shorter(spans, names)
        if labelled and (verb := READ_VERB.match(words_of(rest))):
            rest = slice_spans(spans, start + end + verb.end())
        found = read_reading(rest, names, role=said)
        return _shorter(_with_said_copies(found, text, names))
    if said is not None:
        until = without_closing_verb(text) if condition(text[start:], names) else None
        return read_reading(slice_spans(spans, start + end, until), names, role=said)
    if names.words("shorter").search(text) and (READ_VERB.search(text) or names.spaceless):
        return _shorter(read_reading(strip_shorter(spans, names), names, role=Role.SHORTER))
    if (told := TO_READ.match(text, start)) and part_pattern(names.code).match(text, told.end()):
        start = told.end()  # "Read chapters 1–3"
    return read_reading(slice_spans(spans, start), names, role=role)


@cache
def _is_free(code: str) -> re.Pattern[str]:
    """ "…, is optional" at the end."""
    words = any_of([*tongue(code).listed("further"), "~~"])
    return re.compile(rf"[\s,]+(?:is|are|ist|sind|est|sont|es|son|è|sono|é|são|är|er)\s+{words}[\s.]*$", re.I)


@cache
def _medium(code: str) -> re.Pattern[str]:
    """ "Film:", "Podcast:", or the word alone before a title in quotation marks."""
    words = any_of([*tongue(code).listed("media"), "~~"])
    return re.compile(rf"{words}\s*(?:[:：]\s*(?=\S)|(?=[“„«「『\"]))", re.I)


def _shown(found: Found | None) -> Found | None:
    """A film or broadcast: who made it may stand in brackets, with the year."""
    if found is None:
        return None
    maker = MAKER.fullmatch(found.part)
    if maker and not found.author and looks_like_name(maker["name"]):
        found = found._replace(author=maker["name"], part="", year=maker["year"])
    return found._replace(sure=max(found.sure, 0.75)) if found.author or found.sure >= 0.75 else found


def _with_said_copies(found: Found | None, text: str, names: Tongue) -> Found | None:
    """Formats and length that the words before the work tell: "download pdf (six pages) of …"."""
    if found is None or found.copies or not CLICK.search(text):
        return found
    length = re.search(r"\(([^()]{2,30})\)", text)
    part = found.part or (length[1] if length and names.words("part").search(length[1]) else "")
    return found._replace(copies=copies_said((Span(text),), names), part=part)


def _shorter(found: Found | None) -> Found | None:
    if not found:
        return None
    article = ARTICLE.match(found.title)
    title = found.title[article.end() :] if article and found.sure < 0.6 else found.title
    return Found(title, found.author, found.part, found.role, found.year, found.copies, max(found.sure, 0.6))
