"""Languages: which one a page is in, its names of months and weekdays (CLDR, through Babel), and the words in ``words/``.

A ``Tongue`` is the page's language with English beside it, since pages in every language borrow "Zoom", "tba", "PDF".
"""  # noqa: E501 - one thought, one line

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from babel import Locale, UnknownLocaleError

INFLECTED = {"ru", "uk", "bg", "pl", "cs", "sk", "hr", "sl", "sr", "el", "it", "es", "pt", "ca", "fr", "ro", "gl"}
BARE_CAPITALS = {"el"}  # its capitals have no accents: "ΕΡΩΤΗΣΕΙΣ" are ερωτήσεις
NO_SPACES = {"ja", "zh", "th"}
EXTRA_ABBREVIATIONS = {"en": {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}}
EXTRA_MONTHS = {"en": {"sept": 9}, "de": {"jänner": 1, "feber": 2}, "it": {"sett": 9}, "es": {"set": 9, "setiembre": 9}}
SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
ANY_SCRIPT = re.compile("[" + "".join(script.pattern.strip("[]") for _, script in SCRIPTS) + "]")
JAPANESE = re.compile(r"\d日?\s?[(（][月火水木金土](?:[・曜][^()（）]{1,3})?[)）]|曜日")  # with hardly any kana
COMBINING = re.compile("[\u0300-\u036f\u0483-\u0487\u3099\u309a]")
OTHER_CASES = {"i": "\u0130\u0131", "s": "\u017f", "k": "\u212a", "σ": "ς"}
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
DATED = re.compile(r"\d{1,2}\.?\s+(?:de\s+)?([^\W\d_]{3,})|(?<!\w)([^\W\d_]{3,})\.?[ ]+\d{1,2}(?!\d)")
FEW_WORDS = 40
WORD = re.compile(r"[^\W\d_]+")
# Letters a language has no use for, where its commonest words are another's too.
NOT_ITS = {"da": "äö", "nb": "äö", "sv": "æøß"}
ONLY_LETTERS = bytes(code if chr(code).isalpha() else 32 for code in range(256))


def fold(text: str) -> str:
    """Case and accents away: for comparing words."""
    if text.isascii():
        return text.lower()
    if plain_marks(text).isascii():
        return lowered(text).replace("…", "...")
    text = text.casefold()
    marks = set(NOT_ASCII.findall(text))
    if len(marks) < 16:  # a text in Latin letters: a few accents and quotation marks, each of which is folded once
        folded = {mark: _apart(mark) for mark in marks}
        if not any(unicodedata.combining(sign) for signs in folded.values() for sign in signs):
            for mark, signs in folded.items():
                text = text.replace(mark, signs)
            return text
    return _apart(text)


def lowered(text: str) -> str:
    """``text.lower()``, many times quicker for an English text with its quotation marks and dashes."""
    if text.isascii() or not plain_marks(text).isascii():
        return text.lower()
    return text.encode().lower().decode()  # of bytes, only ASCII letters have a small form


def _apart(text: str) -> str:
    """Letters without the accents that fall off them."""
    return COMBINING.sub("", unicodedata.normalize("NFKD", text))


def plain_marks(text: str) -> str:
    """Without typographic marks, which are of no word: most texts then are ASCII, and much faster to take apart."""
    if not text.isascii():
        for mark in "’“”‘–—…":
            text = text.replace(mark, " ")
    return text


def only_letters(text: str) -> str:
    """An ASCII text with a space for whatever is no letter."""
    return text.encode().translate(ONLY_LETTERS).decode()


def holds_any(text: str, signs: Iterable[str]) -> bool:
    """Whether one of ``signs`` stands in ``text``: a quick test before a slow one."""
    for sign in signs:  # a plain loop, since ``any`` over a generator takes twice the time  # noqa: SIM110
        if sign in text:
            return True
    return False


@cache
def vocabulary(code: str) -> dict[str, list[str]]:
    """The words of one language by role; empty where nobody has written them yet."""
    path = resources.files(__package__) / "words" / f"{code}.toml"
    if not path.is_file():
        return {}
    listed = tomllib.loads(path.read_text(encoding="utf-8"))
    if code in BARE_CAPITALS:
        return {role: [*dict.fromkeys([*words, *map(_apart, words)])] for role, words in listed.items()}
    return {role: list(words) for role, words in listed.items()}


@cache
def known_languages() -> tuple[str, ...]:
    """The languages with a file of words."""
    folder = resources.files(__package__) / "words"
    return tuple(sorted(path.name[:-5] for path in folder.iterdir() if path.name.endswith(".toml")))


def detect(text: str, declared: str = "") -> str:
    """The language of ``text`` (BCP 47, primary subtag): by script, then by its commonest words, then as declared."""
    sample = text[:5000]
    plain = plain_marks(sample)
    if plain.isascii():
        return _commonest(only_letters(plain.lower()).split(), sample, declared, set())
    letters = sum(len(word) for word in WORD.findall(sample)) or 1 if ANY_SCRIPT.search(sample) else 0
    for code, script in SCRIPTS if letters else ():
        share = len(script.findall(sample)) / letters
        if share > (0.08 if code == "ja" else 0.3):
            return _cyrillic(sample) if code == "ru" else "ja" if code == "zh" and JAPANESE.search(sample) else code
    small = sample.lower()
    others = {code for code, foreign in NOT_ITS.items() if sum(small.count(letter) for letter in foreign) > 1}
    return _commonest(WORD.findall(plain.casefold()), sample, declared, others)


def _commonest(words: list[str], sample: str, declared: str, others: set[str]) -> str:
    """The language most of whose commonest words are among ``words``; none of ``others``."""
    counts = {code: 0 for code in known_languages() if code not in others}
    common, said = _common_words(), Counter(words)
    for word in common.keys() & said.keys():
        for code in common[word]:
            if code in counts:
                counts[code] += said[word]
    declared = declared.partition("-")[0].partition("_")[0].lower()
    if declared in counts:
        counts[declared] = int(counts[declared] * 1.3) + 2
    best = max(counts, key=lambda code: (counts[code], code == "en"))
    if counts[best] < 3:
        return declared or _by_months(sample, counts) or "en"
    near = {code: count for code, count in counts.items() if count * 4 >= counts[best] * 3}
    if len(near) > 1 and counts[best] < FEW_WORDS:  # "de" is a word of many languages, "enero" of one
        return _by_months(sample, near) or best
    return best


def _by_months(sample: str, counts: Mapping[str, int]) -> str:
    """A page of hardly any words may still name months."""
    words = [match[1] or match[2] for match in DATED.finditer(sample.casefold())]
    hits = {code: sum(word in tongue(code).months for word in words) for code in ("en", *counts)}
    best = max(hits, key=lambda code: (hits[code], counts.get(code, 0), code == "en"))
    return best if hits[best] else ""


def dated_in(text: str) -> str:
    """The language whose names of months stand in the dates of ``text``; empty if there are none."""
    return _by_months(text[:5000], dict.fromkeys(known_languages(), 0))


def _cyrillic(sample: str) -> str:
    if re.search("[іїєґІЇЄ]", sample) and len(re.findall("[ыэъ]", sample)) < len(re.findall("[іїє]", sample)):
        return "uk"
    if "ы" not in sample and "ъ" in sample:
        return "bg"
    return "ru"


@cache
def _common_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code in known_languages():
        for word in vocabulary(code).get("common", []):
            found.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}


@dataclass(frozen=True)
class Tongue:
    """What is needed to read one language: names of months and weekdays, and its words by role."""

    code: str

    @cached_property
    def months(self) -> dict[str, int]:
        """Names of months, also short, inflected and without accents: 1 to 12."""
        names: dict[str, int] = {}
        for code in self._codes:
            locale = _locale(code)
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, name in locale.months[context][width].items():
                        _add_name(names, name, int(number))
            names |= EXTRA_MONTHS.get(code, {})
        return {name: number for name, number in names.items() if not name[:1].isdigit()}

    @cached_property
    def weekdays(self) -> dict[str, int]:
        """Whole names of weekdays without endings: 0 is Monday. Any letters may follow them."""
        names: dict[str, int] = {}
        for code in self._codes:
            for context in ("format", "stand-alone"):
                for number, name in _locale(code).days[context]["wide"].items():
                    for form in {name, name.partition("-")[0]}:
                        word = form.casefold()
                        if code in INFLECTED and len(word) > 4:
                            word = word.rstrip("aeiouаяеыоьηαοàì")
                        _add_name(names, word, int(number))
        return names

    @cached_property
    def short_weekdays(self) -> dict[str, int]:
        """Short names of weekdays, which mean one only beside a date."""
        names: dict[str, int] = {}
        for code in self._codes:
            for width in ("abbreviated",) if code == "en" else ("abbreviated", "short"):
                for number, name in _locale(code).days["format"][width].items():
                    _add_name(names, name, int(number))
            names |= EXTRA_ABBREVIATIONS.get(code, {})
        return names

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return ("en",) if self.code == "en" else ("en", self.code)

    def listed(self, role: str) -> list[str]:
        """The words of a role, the page's language first."""
        return [word for code in reversed(self._codes) for word in vocabulary(code).get(role, [])]

    @cached_property
    def words(self) -> Callable[..., re.Pattern[str]]:
        """Gives a pattern for any word of some roles: ``words("place", "time")``; asked for at every line."""
        return cache(lambda *roles: _pattern(self.code, roles))

    @property
    def spaceless(self) -> bool:
        """Whether words are written without spaces between them."""
        return self.code in NO_SPACES


@cache
def tongue(code: str) -> Tongue:
    """The tongue for a language code; one Babel does not know reads like English."""
    try:
        _locale(code)
    except (UnknownLocaleError, ValueError):
        return Tongue("en")
    return Tongue(code)


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def _add_name(names: dict[str, int], name: str, number: int) -> None:
    word = name.casefold().strip(". ")
    if len(word) > 1 or ord(word[:1] or " ") > 0x2E80:
        names.setdefault(word, number)
        names.setdefault(name.lower().strip(". "), number)  # "ΐ" comes apart in "casefold"
        names.setdefault(fold(word), number)


@cache
def one_of(code: str, role: str) -> str:
    """A regular expression for any word of a role: to be built into another; ``any_of`` takes its time."""
    return any_of(tongue(code).listed(role))


def _pattern(code: str, roles: tuple[str, ...]) -> re.Pattern[str]:
    words = [word for role in roles for word in tongue(code).listed(role)]
    return re.compile(any_of(words) if words else r"(?!)", re.I)


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of ``words``, the longest first; a ``*`` at the end of a word stands for any ending.

    Words are gathered by their first letter, and all first letters stand in one class at the very start, since most
    places in a text are ruled out by it: a search is many times faster than through a plain list.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        head = r"(?<!\w)" if word[0].isalnum() and ord(word[0]) < 0x2E80 else ""
        groups.setdefault((head, word[0].lower()), []).append(word)
    starting = {letter: group for (head, letter), group in groups.items() if head}
    patterns = [_word_pattern(word, 0) for (head, _), group in groups.items() if not head for word in group]
    if starting:
        bodies = {first: "|".join(_word_pattern(word, 1) for word in group) for first, group in starting.items()}
        rest = "|".join(f"(?<={first})(?:{body})" for first, body in bodies.items())
        # The engine looks for a class quickly only where it need not think of case: so both cases are written out.
        patterns.append(rf"(?-i:[{''.join(map(_both_cases, starting))}])(?<!\w.)(?:{rest})")
    return f"(?:{'|'.join(patterns)})"


def _both_cases(letter: str) -> str:
    """A letter in all the forms that are the same to a search without regard to case."""
    return "".join({letter, letter.lower(), letter.upper()[:1], letter.casefold()[:1]}) + OTHER_CASES.get(letter, "")


def _word_pattern(word: str, start: int) -> str:
    body = re.escape(word.removesuffix("*")[start:]).replace(r"\ ", r"\s+").replace("'", "['’]").replace(r"\*", r"\w*")
    tail = r"\w*" if word.endswith("*") else r"(?!\w)" if word[-1].isalnum() and ord(word[-1]) < 0x2E80 else ""
    return f"{body}{tail}"
