"""Whom to ask: names, telephone numbers and mail addresses; and what only members may see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from studycircle.readers.programme.blocks import Block
from studycircle.readers.programme.dates import numbers_in
from studycircle.readers.programme.language import Tongue, holds_any, lowered
from studycircle.readers.programme.memo import remembered

SPAN_OF_YEARS = r"(?!(?:1[0-9]|20)\d\d\s?[./-]\s?(?:1[0-9]|20)\d\d(?![\s./-]?\d))"  # "Noise in the mills, 1865-1930"
PHONE = re.compile(
    rf"(?<![\w/.=-]){SPAN_OF_YEARS}(?:\+\d{{1,3}}[\s.-]?)?(?:\(0?\d{{1,5}}\)[\s.-]?)?\d(?:[\s./-]?\d){{7,13}}(?![\w/-])"
)
MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
SECRET = re.compile(
    r"(?:meeting\s*id|passcode|password|kennwort|passwort|mot de passe|contraseña|senha|パスコード|код)[\s:：]*[\w\s]{3,20}",  # noqa: E501 - one thought, one line
    re.I,
)
SIGNS_OF_SECRETS = (
    "pass",
    "meeting",
    "kennw",
    "senha",
    "contraseñ",
    "パス",
    "код",
)  # what one begins with, or has in it
MAX_SECRET = 700
# "Dan on 07…", "Henrike, 07…"
NAMED = re.compile(
    r"(?<![\w’'-])(?P<name>[^\W\d_][\w’'-]+(?:\s+[^\W\d_]\.)?(?:\s+[^\W\d_][\w’'-]+)?)\s*[,:：(<]?\s*"
    r"(?:on|at|tel\.?|unter|au|al|på|auf|under|τηλ\.?|тел\.?)?[\s:：,(<]*$"
)
KEEPER = re.compile(r"(?:^|[.!?]\s+)(?P<name>[^\W\d_]+)\s+[a-zà-ÿа-яα-ω][^.!?:]{2,60}\($")
MAX_BLOCK = 8000


@remembered
def secret_in(text: str) -> re.Match[str] | None:
    """A meeting's number or pass code."""
    if len(text) > MAX_SECRET or not numbers_in(text):
        return None
    return SECRET.search(text) if holds_any(lowered(text), SIGNS_OF_SECRETS) else None


def has_many_figures(text: str) -> bool:
    """Whether there are figures enough in a row for a telephone number: a quick test before the slow one."""
    row = last = 0
    for start, end in numbers_in(text):
        row = end - start + (row if start <= last + 1 else 0)
        if row >= 8:
            return True
        last = end
    return False


def is_personal(text: str) -> bool:
    """Whether words hold what only members may see: a telephone number, a mail address, a pass code."""
    if "@" in text and MAIL.search(text):
        return True
    return bool((has_many_figures(text) and PHONE.search(text)) or secret_in(text))


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to ask, as found."""

    name: str
    phone: str
    email: str
    lines: tuple[int, ...]


def read_people(blocks: Sequence[Block], names: Tongue) -> list[Person]:
    """Everyone with a telephone number or mail address on the page, each once."""
    people: list[Person] = []
    seen: set[str] = set()
    for block in blocks:
        text = block.text[:MAX_BLOCK]
        found = list(PHONE.finditer(text)) if has_many_figures(text) else []
        if "@" in text:
            found = sorted((*found, *MAIL.finditer(text)), key=re.Match.start)
        for match in found:
            kind = "email" if "@" in match[0] else "phone"
            if kind == "phone" and not _is_phone(match, text):
                continue
            value = match[0].strip(" .-")
            key = value.lower() if kind == "email" else re.sub(r"\D", "", value)
            if key in seen:
                continue
            seen.add(key)
            name = _name_near(text, match, names)
            people.append(Person(name, value if kind == "phone" else "", value if kind == "email" else "", block.lines))
        for link in block.links:
            address = (link.link or "").removeprefix("mailto:").partition("?")[0]
            if (link.link or "").startswith("mailto:") and MAIL.fullmatch(address) and address.lower() not in seen:
                seen.add(address.lower())
                people.append(Person("", "", address, block.lines))
    return _pair(people)


def _is_phone(match: re.Match[str], text: str) -> bool:
    digits = re.sub(r"\D", "", match[0])
    before = text[max(0, match.start() - 24) : match.start()]
    if (
        re.search(r"(?:ID|isbn(?:-1[03])?|passcode|code|№|doi|issn|#)[\s:：]*$", before, re.I)
        or not 9 <= len(digits) <= 15
    ):
        return False
    if re.search(r"(?:19|20)\d\d[-/.]\d", match[0]) or (
        re.fullmatch(r"[\d\s–-]+", match[0]) and re.match(r"(?:1[5-9]|20)\d\d\s?[-–]", match[0])
    ):
        return False
    return (
        match[0].lstrip()[:1] in "+(0"
        or bool(re.search(r"[\s./-]", match[0]) and re.search(r"(?:tel|phone|call|ring|fon|☎)\W*$", before, re.I))
        or bool(re.fullmatch(r"\d{3}[-.]\d{3}[-.]\d{4}", match[0]))
    )


def _name_near(text: str, match: re.Match[str], names: Tongue) -> str:
    """The name before a number ("Dan on 07…", "Henrike, 07…") or in brackets after it."""
    before = text[max(0, match.start() - 60) : match.start()]
    if (cue := NAMED.search(before)) and (name := _name_in(cue["name"], names)):
        return name
    after = re.match(r"\s*[(（]\s*([^\W\d_][^()\d]{1,30})[)）]", text[match.end() :])
    if after:
        return _name_in(after[1], names) or after[1].strip()
    keeper = KEEPER.search(text[: match.start()]) if before.endswith("(") else None  # "Idris keeps the list (07…"
    return _name_in(keeper["name"], names) if keeper else ""


def _name_in(words: str, names: Tongue) -> str:
    """The words that are a name: not "Ask", "Write to" or "Monday"."""
    cues = {part for cue in names.listed("contact") for part in cue.split()}
    other = names.words("contact", "place", "time")
    return " ".join(
        word
        for word in words.split()
        if (word[0].isupper() or ord(word[0]) > 0x2E80)
        and not other.fullmatch(word)
        and word.casefold() not in cues
        and word.casefold() not in names.weekdays
    )


def _pair(people: list[Person]) -> list[Person]:
    """A number and a mail address in one line, the second without a name of its own, are the same person's."""
    paired: list[Person] = []
    for person in people:
        last = paired[-1] if paired else None
        if (
            last
            and bool(person.email) == bool(last.phone) != bool(last.email)
            and person.lines == last.lines
            and person.name in ("", last.name)
        ):
            paired[-1] = Person(last.name, last.phone or person.phone, last.email or person.email, last.lines)
        else:
            paired.append(person)
    return paired
