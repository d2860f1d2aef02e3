"""Errors and problems in the reader's language.

Readers, writers and the store say in English what happened, and much of it is kept so with a draft or a text. Here a
sentence is recognised by the list of all of them (``sentences.py``), and said in the language of whoever reads.
"""

import re
from functools import lru_cache

from django.utils.translation import get_language, gettext

from studycircle.errors import StudycircleError
from studycircle.web.sentences import SENTENCES

LONGEST = 600  # characters that are looked at; what is longer is shown as it is
MOST_PARTS = 6  # sentences in a row, or names before one
HOLE = re.compile(r"%\((\w+)\)s")


def words_of(error: StudycircleError) -> str:
    """What happened, and what to try, as sentences to show."""
    what, name = error.what, getattr(error, "name", "")
    if name and what.startswith(f"{name}: "):
        what = f"{name}: {spoken(what.removeprefix(f'{name}: '))}"
    else:
        what = spoken(what)
    return f"{what.rstrip('.')}. {spoken(error.hint)}".strip()


def spoken(words: str) -> str:
    """``words`` in the language of the interface, as far as they are ours: also "name: what. What to do"."""
    if len(words) > LONGEST or (get_language() or "en").partition("-")[0] == "en":
        return words
    return _spoken(words, get_language() or "")


@lru_cache(maxsize=4096)
def _spoken(words: str, language: str) -> str:
    return _in_parts(words) or words


def _in_parts(words: str, most: int = MOST_PARTS) -> str:
    """The sentence or sentences as translated; "" where nothing of them is ours."""
    if said := _sentence(words):
        return said
    for place in [*re.finditer(r"\. ", words)][:most]:
        first, rest = words[: place.start()], words[place.end() :]
        if begun := _named(first):
            return f"{begun.rstrip('.')}. {_in_parts(rest, most - 1) or rest}"
    return _named(words)


def _named(words: str) -> str:
    """The same for one sentence that a name or two may stand before: "book.pdf: it is empty"."""
    if said := _sentence(words):
        return said
    for place in [*re.finditer(": ", words)][:MOST_PARTS]:
        if said := _sentence(words[place.end() :]):
            return f"{words[: place.end()]}{said}"
    return ""


def _sentence(words: str) -> str:
    """One sentence as translated, whether it begins with a capital and ends with a stop or not."""
    bare = words.removesuffix(".")
    lower = bare[:1].lower() + bare[1:]
    for said in (WHOLE.get(words), WHOLE.get(f"{bare}."), WHOLE.get(bare), WHOLE.get(lower)):
        if said:
            return _set_like(gettext(said), words, said)
    for sentence, own, pattern in _patterns():
        # Most are told apart by how they begin and end, which costs nothing.
        if not bare.endswith(own[-1].removesuffix(".")) or not lower.startswith(own[0][:1].lower() + own[0][1:]):
            continue
        if found := pattern.fullmatch(bare) or pattern.fullmatch(lower):
            filled_in = {name: _word(value) for name, value in found.groupdict().items()}
            return _set_like(gettext(sentence) % filled_in, words, sentence)
    return ""


def _set_like(said: str, words: str, sentence: str) -> str:
    """With a capital and a stop where ``words`` has them and its ``sentence`` has not."""
    said = said if words.endswith(".") == sentence.endswith(".") else f"{said.rstrip('.')}{'.' * words.endswith('.')}"
    return said[:1].upper() + said[1:] if words[:1].isupper() and not sentence[:1].isupper() else said


def _word(value: str) -> str:
    """What is filled in, translated where it is ours: "a picture"."""
    return gettext(WHOLE[value]) if value in WHOLE else value


WHOLE = {sentence % {}: sentence for sentence in SENTENCES if not HOLE.search(sentence)}


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, list[str], re.Pattern[str]], ...]:
    """The sentences that have something filled in, with the words of their own, those with the most first."""
    made = []
    for sentence in SENTENCES:
        pieces = HOLE.split(sentence)
        if len(pieces) > 1:
            own, names = [piece % () for piece in pieces[::2]], pieces[1::2]
            pattern = re.escape(own[0])
            for name, after in zip(names, own[1:], strict=True):
                pattern += f"(?P<{name}>.+?){re.escape(after)}"
            made.append((sentence, own, re.compile(pattern.removesuffix(r"\."), re.DOTALL)))
    return tuple(sorted(made, key=lambda one: (-len("".join(one[1])), one[0])))
