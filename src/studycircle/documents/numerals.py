"""Numerals as books and group pages write them: 3, III, three, third, dritte, третья, Γ΄, 三."""

import re
import unicodedata
from functools import cache

ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
LARGEST_ROMAN = 399  # beyond it, letters are rather a word: "mix", "dim"
_ROMAN_LETTERS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_IDEOGRAPHS = {mark: value for value, marks in enumerate(["〇零", "一壹初", "二贰兩两", "三叁", "四", "五", "六", "七", "八", "九"]) for mark in marks}  # fmt: skip  # noqa: E501 - one thought, one line
_TENS = {"十": 10, "百": 100, "千": 1000}
IDEOGRAPHS = "".join((*_IDEOGRAPHS, *_TENS))

# Cardinals from one; what two languages share is written once for each, so that each line can be checked by itself.
CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty",
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn zwanzig",
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf vingt",
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte",
    "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
    "diciassette diciotto diciannove venti",
    "um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito "
    "dezenove vinte",
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien twintig",
    "ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton tjugo",
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать "
    "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать",
    "ένα δύο τρία τέσσερα πέντε έξι επτά οκτώ εννέα δέκα έντεκα δώδεκα",
)
# Ordinals by their stems and endings; "/" parts stems of one number.
ORDINALS = (
    (
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
        "",
    ),
    (
        "erst zweit dritt viert fünft sechst siebt/siebent acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt "
        "sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst",
        "e er es en em",
    ),
    (
        "premier/première deuxième/second/seconde troisième quatrième cinquième sixième septième huitième neuvième "
        "dixième onzième douzième treizième quatorzième quinzième seizième",
        " s",
    ),
    (
        "primer segund tercer cuart quint sext séptim/sétim octav noven décim undécim duodécim",
        "o a os as",
    ),
    ("prim second terz quart quint sest settim ottav non decim undicesim dodicesim tredicesim", "o a i e"),
    ("primeir segund terceir quart quint sext sétim oitav non décim", "o a os as"),
    (
        "eerst tweed derd vierd vijfd zesd zevend achtst negend tiend elfd twaalfd dertiend veertiend vijftiend",
        "e",
    ),
    ("först andr tredj fjärd femt sjätt sjund åttond niond tiond elft tolft trettond fjortond femtond", "a e"),
    (
        "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат "
        "пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат",
        "ый ая ое ой ую ого ом ья ье ий ей ью ьего ьем ые ых",
    ),
    ("πρώτ δεύτερ τρίτ τέταρτ πέμπτ έκτ έβδομ όγδο ένατ δέκατ ενδέκατ δωδέκατ", "ος η ο ου ης α"),
)
_GREEK = {"α": 1, "β": 2, "γ": 3, "δ": 4, "ε": 5, "στ": 6, "ς": 6, "ζ": 7, "η": 8, "θ": 9, "ι": 10, "κ": 20}
_ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


# Apostrophes, and the sign after a Greek numeral, which Unicode would take apart into a space and an accent.
_ONE_SIGN = dict.fromkeys(map(ord, "’‘ʼʹ΄´′ʹ"), "'")


def fold(words: str) -> str:
    """``words`` in the one spelling in which they are compared: no capitals, accents or half-width forms."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", words.translate(_ONE_SIGN)).casefold())
    return "".join(mark for mark in spread if not unicodedata.combining(mark))


@cache
def cardinals() -> dict[str, int]:
    """Folded cardinal words and their values."""
    found = {fold(word): value for line in CARDINALS for value, word in enumerate(line.split(), 1)}
    ones = CARDINALS[0].split()[:9]
    for ten, word in enumerate(_ENGLISH_TENS, 2):
        found[word] = ten * 10
        found |= {f"{word}-{one}": ten * 10 + value for value, one in enumerate(ones, 1)}
    return found


@cache
def ordinals() -> dict[str, int]:
    """Folded ordinal words, with their endings, and their values."""
    found: dict[str, int] = {}
    for stems, endings in ORDINALS:
        for value, named in enumerate(stems.split(), 1):
            for stem in named.split("/"):
                found |= {fold(stem + ending): value for ending in endings.split(" ")}
    ones = ORDINALS[0][0].split()[:9]
    for ten, word in enumerate(_ENGLISH_TENS, 2):
        found |= {f"{word}-{one}": ten * 10 + value for value, one in enumerate(ones, 1)}
    return found


def roman(word: str) -> int | None:
    """The value of a Roman numeral in small letters; ``None`` if ``word`` is none, or rather a word."""
    if not word or not ROMAN.fullmatch(word):
        return None
    total = 0
    for mark, follows in zip(word, f"{word[1:]}i", strict=True):
        value = _ROMAN_LETTERS[mark]
        total += -value if value < _ROMAN_LETTERS[follows] else value
    return total if total <= LARGEST_ROMAN else None


def ideographic(word: str) -> int | None:
    """The value of 十二, 二十 or 一〇二."""
    if not word or not set(word) <= set(IDEOGRAPHS):
        return None
    if not set(word) & set(_TENS):
        return int("".join(str(_IDEOGRAPHS[mark]) for mark in word))
    total = digit = 0
    for mark in word:
        if mark in _TENS:
            total += (digit or 1) * _TENS[mark]
            digit = 0
        else:
            digit = _IDEOGRAPHS[mark]
    return total + digit


def greek(word: str) -> int | None:
    """The value of α΄, ιβ΄ (the sign already taken off)."""
    if word in _GREEK:
        return _GREEK[word]
    if len(word) > 1 and word[0] in "ικ" and (ones := _GREEK.get(word[1:], 0)) and ones < 10:
        return _GREEK[word[0]] + ones
    return None
