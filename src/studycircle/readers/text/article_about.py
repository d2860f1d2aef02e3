"""What a page says of its article: title, author, date, language, site.

Read, in this order, from its JSON-LD (schema.org Article), its ``meta`` elements (Dublin Core, Open Graph and what
search engines ask for), and its ``title`` element without the name of the site.
"""

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from studycircle.documents.nesting import nests_too_deep
from studycircle.readers.text.article_shape import ALIKE, alike
from studycircle.readers.text.article_tree import text_of
from studycircle.readers.text.words import direction_of, language_of

LARGEST = 500_000  # letters of JSON-LD
ARTICLE = re.compile(
    r"(?:Advertiser|News|AnalysisNews|AskPublicNews|BackgroundNews|OpinionNews|ReportageNews|ReviewNews|Scholarly|"
    r"MedicalScholarly|SocialMedia|Tech|Satirical|)Article|Report|BlogPosting|LiveBlogPosting|SocialMediaPosting|"
    r"DiscussionForumPosting|TechArticle|APIReference"
)
TITLE = (
    "dc:title", "dcterm:title", "dcterms:title", "og:title", "weibo:article:title", "weibo:webpage:title", "title",
    "twitter:title", "parsely-title",
)  # fmt: skip
AUTHOR = (
    "dc:creator",
    "dcterm:creator",
    "dcterms:creator",
    "author",
    "parsely-author",
    "article:author",
    "og:article:author",
)
DATE = (
    "article:published_time", "parsely-pub-date", "dc:date", "dcterms:created", "dc:date:issued", "date", "pubdate",
    "publishdate", "sailthru:date",
)  # fmt: skip
SITE = ("og:site_name",)
LANGUAGE = ("dc:language", "dcterms:language", "og:locale", "language")
_PARTED = re.compile(r"\s[|\-–—\\/>»]\s")
_DATE = re.compile(r"\b(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class PageAbout:
    """What a page says of its article. ``date``: "2016-12-22", or as far as it is known; ``direction``: "rtl"."""

    title: str = ""
    author: str = ""
    date: str = ""
    language: str = ""
    site: str = ""
    direction: str = ""


def learn(root: Any) -> PageAbout:
    """What the page ``root`` says of its article; to be called while its scripts are still there."""
    data = _linked_data(root)
    said = _meta(root)
    body = next(root.iter("body"), root)
    title_element = _title_of(root)

    def first(names: tuple[str, ...]) -> str:
        return next((said[name] for name in names if said.get(name)), "")

    author = first(AUTHOR)
    return PageAbout(
        title=_headline(data, title_element) or first(TITLE) or _shorter_title(title_element, root),
        author=_names(data.get("author")) or ("" if re.match(r"https?://", author) else author),
        date=_day(_words(data.get("datePublished")) or first(DATE)),
        language=language_of(root) or language_of(body) or _language(_words(data.get("inLanguage")) or first(LANGUAGE)),
        site=_names(data.get("publisher")) or first(SITE),
        direction=direction_of(root) or direction_of(body),
    )


def with_found(about: PageAbout, byline: str, direction: str) -> PageAbout:
    """``about`` with what stands on the page itself: the author's line, unless they are known, and the direction."""
    author = about.author or re.sub(r"^by:?\s+", "", byline, flags=re.I)
    return replace(about, author=author, direction=direction)


def _meta(root: Any) -> dict[str, str]:
    """What the ``meta`` elements say; a ``property`` counts before a ``name``."""
    said: dict[str, str] = {}
    elements = list(root.iter("meta"))
    for kind in ("property", "name"):
        for element in elements:
            content = " ".join((element.get("content") or "").split())
            for name in (element.get(kind) or "").lower().split() if content else ():
                said.setdefault(name.replace(".", ":"), content)
    return said


def _linked_data(root: Any) -> dict[str, Any]:
    """The first article that the page describes as JSON-LD; nothing where it is not well-formed."""
    for script in root.iter("script"):
        if (script.get("type") or "").lower().strip() != "application/ld+json" or not script.text:
            continue
        words = re.sub(r"^\s*<!\[CDATA\[|\]\]>\s*$", "", script.text[:LARGEST])
        try:
            found = {} if nests_too_deep(words) else _article_in(json.loads(words, strict=False))
        except ValueError:
            continue
        if found:
            return found
    return {}


def _article_in(data: Any) -> dict[str, Any]:
    for one in data if isinstance(data, list) else [data]:
        if not isinstance(one, dict):
            continue
        kinds = one.get("@type")
        if any(
            isinstance(kind, str) and ARTICLE.fullmatch(kind)
            for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            return one
        if found := _article_in(one["@graph"] if isinstance(one.get("@graph"), list) else []):
            return found
    return {}


def _words(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _names(value: Any) -> str:
    """The name or names of who is meant, from any form JSON-LD allows."""
    if isinstance(value, dict):
        return _words(value.get("name"))
    if isinstance(value, list):
        return ", ".join(name for name in map(_names, value[:20]) if name)
    return _words(value) if not _words(value).startswith("http") else ""


def _headline(data: dict[str, Any], title: str) -> str:
    """The article's headline; its name where only that says what the page's own title does."""
    name, headline = _words(data.get("name")), _words(data.get("headline"))
    if name and headline and alike(name, title) > ALIKE >= alike(headline, title):
        return name
    return headline or name


def _title_of(root: Any) -> str:
    for element in root.iter("title"):
        if not any(above.tag == "svg" for above in element.iterancestors()):
            return text_of(element)
    return ""


def _shorter_title(title: str, root: Any) -> str:
    """The words of the ``title`` element without the name of the site, as far as one can tell."""
    headings = [text_of(element) for element in root.iter("h1", "h2")][:200]
    shorter = title
    separators = list(_PARTED.finditer(title))
    if separators:
        shorter = title[: separators[-1].start()]
        if len(shorter.split()) < 3:
            shorter = title[separators[0].end() :]
    elif ": " in title:
        if title not in headings:
            shorter = title.rpartition(":")[2]
            if len(shorter.split()) < 3:
                shorter = title.partition(":")[2]
            elif len(title.partition(":")[0].split()) > 5:
                shorter = title
    elif not 15 <= len(title) <= 150:
        tops = [text_of(element) for element in root.iter("h1")]
        shorter = tops[0] if len(tops) == 1 and tops[0] else title
    shorter = shorter.strip()
    hierarchy = any(found[0].strip() in "\\/>»" for found in separators)
    if len(shorter.split()) <= 4 and not (
        hierarchy and len(shorter.split()) == len(_PARTED.sub(" ", title).split()) - 1
    ):
        return title
    return shorter


def _day(written: str) -> str:
    found = _DATE.search(written)
    return "-".join(part for part in found.groups() if part) if found else ""


def _language(written: str) -> str:
    """A language tag of BCP 47 from "en_US" or "en"."""
    tag = written.strip().replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag) else ""
