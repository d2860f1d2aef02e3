"""How long a text is, in words and in minutes."""

import re

from studycircle.documents.inline import to_plain
from studycircle.documents.text import Block, Matter, Text, block_plain

IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ·\-\u2010\u2011][^\W_]+)*")
WORDS_A_MINUTE = 230  # silent reading of English non-fiction: Brysbaert 2019 gives 238, and who studies stops to think
IDEOGRAPHS_A_MINUTE = 330


def words(text: Text) -> int:
    """The words of the text, notes included; an ideograph counts as one."""
    latin, ideographs = _count(text)
    return latin + ideographs


def minutes(text: Text) -> int:
    """How long it takes to read, in whole minutes, at least one where there is anything to read."""
    latin, ideographs = _count(text)
    if not latin + ideographs:
        return 0
    return max(1, round(latin / WORDS_A_MINUTE + ideographs / IDEOGRAPHS_A_MINUTE))


def count_words(plain: str) -> int:
    """The words of a plain string."""
    return sum(_split_count(plain))


def _split_count(plain: str) -> tuple[int, int]:
    if plain.isascii():
        return len(_WORD.findall(plain)), 0
    ideographs = len(_IDEOGRAPH.findall(plain))
    return len(_WORD.findall(_IDEOGRAPH.sub(" ", plain) if ideographs else plain)), ideographs


def _count(text: Text) -> tuple[int, int]:
    latin = ideographs = 0
    for block in (*text.blocks, *(block for note in text.notes for block in note.blocks)):
        if block.matter is Matter.BODY:
            one, other = _split_count(_plain(block))
            latin, ideographs = latin + one, ideographs + other
    return latin, ideographs


def _plain(block: Block) -> str:
    return block_plain(block) if block.rows else to_plain(block.words)
