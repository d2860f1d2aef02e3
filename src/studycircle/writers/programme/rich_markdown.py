"""Rich text as Markdown that a person likes to read: CommonMark, and "[words]{lang=el}" for what it has no sign for.

``readers/programme/rich_markdown.py`` reads it back: what is tidy (see ``documents/tidy.py``) comes back the same.
"""

import json
import re
import unicodedata
from xml.etree.ElementTree import Element

from studycircle.documents.rich import BLOCKS, Rich, parse
from studycircle.documents.tidy import tidy_tree

SIGNS = {"em": "*", "strong": "**"}
LISTS = ("ul", "ol")

# What Markdown would take for a sign: anywhere, and (a question's part, too) at the beginning of a line.
ANYWHERE = re.compile(r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#|\w)")
LABEL = re.compile(r"^([A-Za-z]|[ivxIVX]{1,6}|\d{1,9})(?=[.)])")


def from_rich(rich: Rich) -> str:
    """``rich`` as Markdown, paragraphs in one line each, no line end at the end; of empty text "" ."""
    return "\n\n".join(_block(block) for block in tidy_tree(parse(rich)))


def _block(block: Element) -> str:
    if block.tag == "blockquote":
        inside = "\n\n".join(_block(child) for child in block)
        return "\n".join(f"> {line}".rstrip() for line in inside.split("\n"))
    if block.tag in LISTS:
        return _list(block)
    if block.tag == "p":
        return _line(block)
    # "#" at the end of a heading would be taken for its frame.
    words = re.sub(r"#$", r"\\#", _inline(block, "", ""))
    return ("#### " if block.tag == "h3" else "##### ") + _start(words)


def _list(block: Element) -> str:
    items = []
    is_open = any(child.tag in BLOCKS and child.tag not in LISTS for item in block for child in item)
    for number, item in enumerate(block, 1):
        sign = "- " if block.tag == "ul" else f"{number}. "
        blocks = [_block(child) for child in item if child.tag in BLOCKS]
        if words := _line(item):
            blocks.insert(0, words)
        inside = ("\n\n" if is_open else "\n").join(blocks)
        items.append(sign + inside.replace("\n", "\n" + " " * len(sign)))
    text = ("\n\n" if is_open else "\n").join(items)
    return re.sub(r"(?m)^ +$", "", text)


def _line(element: Element) -> str:
    """The inline content of ``element``; blocks under it are passed over."""
    return _start(_inline(element, "", ""))


def _start(text: str) -> str:
    """``text`` with the beginnings of its lines guarded from being taken for a list, a heading, a quote."""
    return "\n".join(_guarded(line) for line in text.split("\n"))


def _guarded(line: str) -> str:
    if line[:1] in ("#", "+", "-", "=", ">", "~", "{"):
        return "\\" + line
    return LABEL.sub(r"\1\\", line)


def _inline(element: Element, before: str, after: str) -> str:
    """The inline content of ``element``; ``before`` and ``after`` are the characters around it."""
    out = _escaped(element.text or "", is_last=not len(element))
    children = [child for child in element if child.tag not in BLOCKS]
    for at, child in enumerate(children):
        tail = child.tail or ""
        following = tail[:1] or ("<" if at + 1 < len(children) else after)
        out += _mark(child, (out or before)[-1:], following)
        out += _escaped(tail, is_last=at + 1 == len(children))
    return out


def _escaped(text: str, *, is_last: bool) -> str:
    text = ANYWHERE.sub(r"\\\g<0>", text)
    # "!" before a link would make a picture of it.
    return text[:-1] + r"\!" if text.endswith("!") and not is_last else text


def _mark(element: Element, before: str, after: str) -> str:
    """One inline element. ``after`` is "<" where another follows at once."""
    if element.tag == "br":
        return "\\\n"
    if element.tag == "a":
        return f"[{_inline(element, '[', ']')}]({_address(element.get('href', ''))})"
    if element.tag == "code" and before != "`" and after != "<":
        return _code("".join(element.itertext()))
    sign = SIGNS.get(element.tag)
    if sign and _may_stand(element, before, after):
        return f"{sign}{_inline(element, sign, sign)}{sign}"
    attributes = [element.tag] if element.tag != "span" else [f"{name}={_value(v)}" for name, v in element.items()]
    return f"[{_inline(element, '[', ']')}]{{{' '.join(attributes)}}}"


def _may_stand(element: Element, before: str, after: str) -> bool:
    """Whether asterisks around ``element`` are sure to open and close it (CommonMark §6.2, flanking)."""
    words = "".join(element.itertext())
    if element.find(".//em") is not None or element.find(".//strong") is not None or not words:
        return False
    if before == "*" or after in ("*", "<"):
        return False
    opens = words[0].isalnum() or (not words[0].isspace() and _is_edge(before))
    closes = words[-1].isalnum() or (not words[-1].isspace() and _is_edge(after))
    return opens and closes and _first_is_text(element) and _last_is_text(element)


def _first_is_text(element: Element) -> bool:
    return bool(element.text)


def _last_is_text(element: Element) -> bool:
    return bool(element[-1].tail if len(element) else element.text)


def _is_edge(sign: str) -> bool:
    return not sign or sign.isspace() or unicodedata.category(sign).startswith("P")


def _address(href: str) -> str:
    if re.search(r"[()<>&*_`\\\[\]]", href):
        return "<" + re.sub(r"[<>\\]|&(?=#|\w+;)", r"\\\g<0>", href) + ">"
    return href


def _code(words: str) -> str:
    """Code between more backticks than are in it."""
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _value(value: str) -> str:
    return value if re.fullmatch(r"[\w.:/+-]+", value) else json.dumps(value, ensure_ascii=False)
