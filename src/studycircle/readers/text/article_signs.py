"""What names and attributes tell of an element before a word of it is read.

The vocabulary is what people who make pages call their parts, in class and id: the one habit all templates share.
"""

import re
from typing import Any


def _any_of(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.I)


UNLIKELY = _any_of(
    "-ad-", "ad-break", "agegate", "ai2html", "banner", "breadcrumbs", "combx", "comment", "community",
    "cover-wrap", "disqus", "extra", "footer", "gdpr", "header", "legends", "menu", "pager",
    "pagination", "popup", "related", "remark", "replies", "rss", "shoutbox", "sidebar", "skyscraper", "social",
    "sponsor", "supplemental",
)  # fmt: skip
PERHAPS = _any_of("and", "article", "body", "column", "content", "main", "mathjax", "shadow")
GOOD = _any_of("article", "blog", "body", "content", "entry", "main", "page", "post", "story", "text")
BAD = _any_of(
    "-ad-", "banner", "com-", "combx", "comment", "contact", "footer", "gdpr", "hidden", r"(?:^| )hid(?: |$)",
    "masthead", "media", "meta", "outbrain", "promo", "related", "scroll", "share", "shopping", "shoutbox", "sidebar",
    "skyscraper", "sponsor", "tags", "widget",
)  # fmt: skip
BYLINE = _any_of("author", "byline", "dateline", "p-author", "writtenby")
# Boxes that ask for something. The words also name articles about the thing, so that only a short box is one.
ASKING = re.compile(r"(?:\b|_)(?:cookies?|newsletters?|subscri(?:be|ption)|sign-?up|consent)(?:\b|_)", re.I)
SHARING = re.compile(r"(?:\b|_)share(?:daddy)?(?:\b|_)", re.I)
ASIDE_ROLES = frozenset(
    ["alert", "alertdialog", "complementary", "dialog", "menu", "menubar", "navigation"]
)  # WAI-ARIA 1.2 §5.3: what stands beside the main matter of a page
VIDEO = re.compile(
    r"//(?:www\.)?(?:(?:dailymotion|youtube|youtube-nocookie|player\.vimeo|v\.qq|bilibili)\.com|(?:archive|"
    r"upload\.wikimedia)\.org|player\.twitch\.tv|live\.bilibili\.com)",
    re.I,
)
# Chinese, Japanese and Arabic writing have commas of their own; commas tell prose from lists of links.
COMMAS = re.compile("[,،﹐︐︑⹁⸴⸲，、]")
HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

INLINE = frozenset(
    [
        "abbr", "audio", "b", "bdo", "br", "button", "cite", "code", "data", "datalist", "dfn", "em", "embed", "i",
        "img", "input", "kbd", "label", "mark", "math", "meter", "noscript", "object", "output", "progress", "q",
        "ruby", "samp", "script", "select", "small", "span", "strong", "sub", "sup", "textarea", "time", "var", "wbr",
    ]
)  # fmt: skip
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


def names_of(element: Any) -> str:
    """Class and id of an element on one line."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def weight(element: Any) -> int:
    """How far class and id speak for (25, 50) or against (-25, -50) an element; each speaks once for either side."""
    total = 0
    for name in (element.get("class"), element.get("id")):
        if name:
            total += 25 * (GOOD.search(name) is not None) - 25 * (BAD.search(name) is not None)
    return total


def is_inline(element: Any) -> bool:
    """Whether an element can stand in a line of words."""
    if element.tag in ("a", "del", "ins"):
        return all(map(is_inline, element))
    return element.tag in INLINE


def is_hidden(element: Any) -> bool:
    """Whether the page itself says that readers do not see an element."""
    if element.get("hidden") is not None or HIDING.search(element.get("style") or ""):
        return True
    # Wikipedia hides the picture of a formula from screen readers, which have the MathML: readers of neither need it.
    return element.get("aria-hidden") == "true" and "fallback-image" not in (element.get("class") or "")


def within(element: Any, *tags: str, steps: int = 4) -> bool:
    """Whether ``element`` stands in one of ``tags``, at most ``steps`` above it."""
    for _ in range(steps):
        element = element.getparent()
        if element is None:
            return False
        if element.tag in tags:
            return True
    return False
