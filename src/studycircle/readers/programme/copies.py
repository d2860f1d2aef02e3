"""The forms in which a reading can be had: links, formats, and lines that say no more than “click here”."""

import re
from functools import cache
from typing import NamedTuple

from studycircle.readers.programme.blocks import Span, slice_spans, words_of
from studycircle.readers.programme.language import Tongue, any_of, holds_any, tongue
from studycircle.readers.programme.memo import remembered

FORMATS = {"pdf": "pdf", "epub": "epub", "ebook": "epub", "kindle": "kindle", "mobi": "kindle", "azw3": "kindle", "azw": "kindle",  # noqa: E501 - one thought, one line
           "html": "web", "web": "web", "webpage": "web", "txt": "text", "doc": "word", "docx": "word", "word": "word",
           "mp3": "audio", "audio": "audio", "m4a": "audio", "video": "video", "youtube": "video", "mp4": "video", "odt": "word", "online": "web",  # noqa: E501 - one thought, one line
           "djvu": "djvu", "fb2": "fb2", "ps": "ps", "rtf": "word"}  # fmt: skip

# By first letters, as ``any_of`` does it: case is thought of only where a word can begin.
FORMAT_WORD = re.compile(
    r"((?-i:[aAdDeEfFhHkKmMoOpPrRtTvVwWyY])(?<![\w.].)(?:(?<=a)(?:zw3?|udio(?:book)?)|(?<=d)(?:ocx?|jvu)"
    r"|(?<=e)(?:-?pub(?:\s+e-?books?)?|-?books?)|(?<=f)b2|(?<=h)tml|(?<=k)indle(?:\s+e-?books?)?"
    r"|(?<=m)(?:obi(?:\s+e-?books?)?|p[34]|4a)|(?<=o)dt|(?<=p)df|(?<=r)tf|(?<=t)xt|(?<=v)ideo"
    r"|(?<=w)(?:eb\s?page|eb\s?site|ord)|(?<=y)outube)(?!\w))",
    re.I,
)
NOT_A_READING = re.compile(r"^(?:(?:slides?|notes?|code|recordings?|video|materials)(?:(?:\s?[&/,+]\s?|\s?and\s)(?:slides?|notes?|code|recordings?|video|materials))*|add to (?:my |your )?(?:\w+ )?calendar|i-?cal(?:endar)?|\.?ics(?: file)?|repo|(?:view |see )?(?:full |faculty |staff |speaker |author )?(?:profile|bio|biography)|google scholar|minutes|handout|discussion|notes/code|folien|diapositivas?|website|web site|homepage|github page|folder|blog post|poster|flyer|leaflet|abstract|zoom|link|meeting link|(?:[a-z ]{2,20} )?time ?zones?|(?:e-?book|book|paperback|print) for sale|buy(?: it| the (?:e-?)?book)?(?: here)?|(?:in )?your (?:local )?time|register|sign up|rsvp|eventbrite|map|(?:listen|watch)(?: to it| it| here| along)?)$", re.I)  # fmt: skip  # noqa: E501 - one thought, one line
# Where an article is kept, and not what it is called.
IDENTIFIER = re.compile(
    r"(?:arXiv:\s?\S+|(?:doi:?\s?)?10\.\d{4,9}/\S+|PMID:?\s?\d+|(?:astro|cond|gr|hep|math|nucl|quant)-\w{2,4}/\d{7}"
    r"|\d{4}\.\d{4,5}(?:v\d+)?|(?:19|20)\d\d[A-Za-z&.]{5,12}\d[\d.A-Z]*)",
    re.I,
)
PATH = re.compile(r"[\w.~%-]+(?:/[\w.~%-]+)+\.(?:pdf|epub|html?|docx?|txt)", re.I)  # a file, as "texts/emma.pdf"
SCHEME = re.compile(r"https?://(?:www\.)?")
SENTENCE = re.compile(r"(?<=[.!?;])\s+")
IN_BRACKETS = re.compile(r"\s*[\[(（]([^()\[\]（）]{2,60})[\])）]")
AFTER_COPIES = re.compile(r"(?:[\s:–—-]*[\[(][\s|/,;·•]*[\])])+[\s.,;]*$|\s[-–—]\s*[.,;]?\s*$|[\s,;:|]+$")
LAST_FORMATS = re.compile(
    r"[.:]?\s+(?=(?:pdf|epub|kindle|web page)(?:\s*[/,]\s*(?:pdf|epub|kindle|web page))*\s*$)", re.I
)


MAX_LABEL = 24


class Copy(NamedTuple):
    """A form in which a reading can be had, as said: its format, its address, the words of the link."""

    format: str
    link: str
    label: str


def format_of(link: str, label: str) -> str:
    """The format that a link's words or address tell; empty if neither does."""
    word = FORMAT_WORD.search(label)
    if word:
        first = word[1].split()[0] if word[1].lower().startswith(("epub", "e-pub", "kindle", "mobi")) else word[1]
        plain = "".join(first.lower().replace("-", "").split())
        return FORMATS.get(plain.rstrip("s").replace("audiobook", "audio"), "web")
    path = re.split(r"[?#]", link)[0].lower()
    ending = path.rpartition(".")[2] if "." in path[-6:] else ""
    if ending in FORMATS and ending not in ("html", "web", "online", "word"):
        return FORMATS[ending]
    if re.search(r"/pdf/|/epdf/|\.pdf$", path):
        return "pdf"
    if re.search(r"youtube\.com|youtu\.be|vimeo\.com", link):
        return "video"
    return "web" if link.startswith(("http", "/")) else ""


@cache
def _fillers(code: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{any_of(tongue(code).listed('link_words'))}|{FORMAT_WORD.pattern}|[\s:;,./|()\[\]*·•–—-]|\d+\s?[km]b|以下|から|で|版|の|、|。)+",
        re.I,
    )


def is_format_run(text: str, names: Tongue) -> bool:
    """Whether a line only says how to get the reading: "Click here for reading", "pdf / epub / Kindle"."""
    return len(text) <= 200 and _is_format_run(text, names.code)


@remembered  # most sessions have the same words for it
def _is_format_run(text: str, code: str) -> bool:
    if not _fillers(code).fullmatch(text):
        return False
    return FORMAT_WORD.search(text) is not None or tongue(code).words("link_words").search(text) is not None


@cache
def _click(code: str) -> re.Pattern[str]:
    words = [w for w in tongue(code).listed("link_words") if w.startswith(("click here", "hier klicken", "cliquez", "haz clic", "clicca", "clique", "klicka", "här", "здесь", "εδώ", "こちら", "download", "télécharger", "descargar", "scarica", "herunterladen"))]  # fmt: skip  # noqa: E501 - one thought, one line
    return re.compile(any_of([*words, "click here", "read here", "read it here", "read online"]), re.I)


def copies_said(spans: tuple[Span, ...], names: Tongue) -> tuple[Copy, ...]:
    """The copies in the words of a format run: the links, else the formats named, else one for each "click here"."""
    links = [span for span in joined_links(spans) if span.link is not None]
    if links:
        return tuple(
            [Copy(format_of(s.link or "", s.text), s.link or "", s.text.strip()) for s in links if s.text.strip()]
        )
    return _copies_told(words_of(spans), names.code)


@remembered
def _copies_told(text: str, code: str) -> tuple[Copy, ...]:
    copies: list[Copy] = []
    for sentence in SENTENCE.split(text):
        formats = [match[0] for match in FORMAT_WORD.finditer(sentence)]
        if formats:
            copies.extend([Copy(format_of("", word), "", word) for word in formats])
        elif _click(code).search(sentence):
            copies.append(Copy("", "", sentence.strip(" .")))
    first = {(copy.format, copy.label.lower()): copy for copy in reversed(copies)}
    return tuple(copy for copy in copies if first[(copy.format, copy.label.lower())] is copy)


def only_copies(spans: tuple[Span, ...], names: Tongue, text: str = "") -> tuple[Copy, ...] | None:
    """The copies, where words only say how to get the reading: "pdf / epub", "Text: https://…"; else ``None``.

    ``text``: the words of the spans, where they are at hand.
    """
    text = text or words_of(spans)
    if is_format_run(text, names):
        return copies_said(spans, names)
    label, colon, _ = text.partition(":")
    if colon and len(label) <= MAX_LABEL and is_format_run(text[len(label) + 1 :].strip(), names):
        return copies_said(spans, names)  # "Other formats: Kindle, pdf"
    if "://" not in text:
        return None
    rest, copies = without_copies(spans, names)
    said = words_of(rest).strip(" :.–—-")
    return copies if copies and (not said or names.words("reading", "link_words").fullmatch(said)) else None


def bare_addresses(spans: tuple[Span, ...], names: Tongue) -> list[tuple[str, Copy]]:
    """Where works are kept, each with the address people know it by, in words that tell nothing else."""
    rest, copies = without_copies(spans, names)
    if words_of(rest).strip(" ,;&+") or not all(copy.label == copy.link for copy in copies):
        return []
    return [(SCHEME.sub("", copy.link).rstrip("/"), copy) for copy in copies]


def joined_links(spans: tuple[Span, ...]) -> list[Span]:
    """Neighbouring spans of one link as one span."""
    if len(spans) < 2:
        return list(spans)
    joined: list[Span] = []
    for span in spans:
        if joined and span.link is not None and joined[-1].link == span.link:
            joined[-1] = joined[-1]._replace(text=joined[-1].text + span.text, em=joined[-1].em or span.em)
        else:
            joined.append(span)
    return joined


def without_copies(spans: tuple[Span, ...], names: Tongue) -> tuple[tuple[Span, ...], tuple[Copy, ...]]:
    """The words without their format links ("[PDF]", "epub"), and those as copies."""
    kept: list[Span] = []
    copies: list[Copy] = []
    for span in joined_links(spans):
        bare = span.text.strip(" []()*")
        if span.link and IDENTIFIER.fullmatch(bare):
            copies.append(Copy(format_of(span.link, ""), span.link, bare))
        elif span.link is not None and bare and (_fillers(names.code).fullmatch(bare) or NOT_A_READING.match(bare)):
            if not NOT_A_READING.match(bare) or FORMAT_WORD.fullmatch(bare):
                copies.append(Copy(format_of(span.link, bare), span.link, bare))
        elif span.link is not None and (bare.startswith(("http://", "https://")) or PATH.fullmatch(bare)):
            copies.append(Copy(format_of(span.link, ""), span.link, bare))
        else:
            kept.append(span)
    text = "".join(span.text for span in kept)
    out = tuple(kept)
    if copies and (tail := AFTER_COPIES.search(text)):
        out = slice_spans(out, 0, tail.start())
    told = "" if copies else words_of(out)
    for bracket in reversed([*IN_BRACKETS.finditer(text)]) if holds_any(told, "([（") else ():
        said = copies_said((Span(bracket[1]),), names) if is_format_run(bracket[1], names) else None
        if said or (said is not None and "[" in bracket[0]):
            copies[:0] = said
            out = (*slice_spans(out, 0, bracket.start()), *slice_spans(out, bracket.end()))
    if copies:
        return out, tuple(copies)
    if told.lower().endswith(("pdf", "epub", "kindle", "web page")) and (words := LAST_FORMATS.search(told)):
        cut = text.rfind(told[words.end() :])
        copies.extend(copies_said(slice_spans(out, cut), names))
        out = slice_spans(out, 0, max(0, cut))
    return out, tuple(copies)


def own_copies(spans: tuple[Span, ...]) -> tuple[Copy, ...]:
    """The links in the very words of a reading."""
    return tuple(
        Copy(format_of(s.link or "", ""), s.link or "", s.text.strip())
        for s in joined_links(spans)
        if s.link and s.text.strip(" ,.;:[]()") and not s.link.startswith(("mailto:", "tel:", "#"))
    )
