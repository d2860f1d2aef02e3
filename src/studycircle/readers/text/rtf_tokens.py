"""RTF's grammar (Rich Text Format specification 1.9.1): groups, control words, and letters in any code page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z'])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.S,
)
LETTERS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "tab": "\t", "~": "\u00a0", "_": "‑", "-": "\u00ad",
    "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f",
}  # fmt: skip
# \fcharset and \cpg numbers to code pages, where they are not what is said by \ansicpg.
CHARSETS = {
    77: "mac-roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    255: "cp437",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: "open", "close", "word" (with its number, if it has one), "sign" or "text" (raw bytes)."""

    kind: str
    word: str = ""
    number: int | None = None
    data: bytes = b""


OPEN, CLOSE = Token("open"), Token("close")


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of an RTF, whatever its bytes are; binary data (``\\bin``) is stepped over."""
    place = 0
    while found := _TOKEN.match(data, place):
        place = found.end()
        kind = found.lastgroup
        if kind == "brace":
            yield OPEN if found["brace"] == b"{" else CLOSE
        elif found["word"]:
            number = int(found["number"]) if found["number"] else None
            if found["word"] == b"bin" and number:
                place += min(max(number, 0), len(data))
                continue
            yield Token("word", found["word"].decode("ascii"), number)
        elif found["hex"]:
            yield Token("text", data=bytes([int(found["hex"], 16)]))
        elif found["sign"]:
            yield Token("sign", found["sign"].decode("latin-1"))
        elif found["text"]:
            yield Token("text", data=found["text"])


def code_page(number: int) -> str:
    """The codec of an ``\\ansicpg`` number."""
    if number in (0, 1252):
        return "cp1252"
    name = {10000: "mac-roman", 65001: "utf-8"}.get(number, f"cp{number}")
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name
