"""Whom a reading is for, told as a condition: "If you want more, go on to …", "Si vais mal de tiempo, leed solo …"."""

import re
from functools import cache

from studycircle.documents.programme import Role
from studycircle.readers.programme.language import Tongue, any_of, tongue

VERB = (
    r"(?:please\s+)?(?:(?:just|then|dann|dan|dann\s+bitte|entonces|alors|allora|então|då|med|то|τότε)\s+)?"
    r"(?:read|try|add|take|go\s+on\s+(?:to|with)|have\s+a\s+look\s+at|there\s+is(?:\s+(?:also|always))?"
    r"|lies|lest|liest|lesen(?:\s+sie)?|nimmt?|nehmt|greift\s+zu|kann|können"
    r"|lisez|lire|lira|liront|lit|lisent|prenez|peut\s+lire|peuvent\s+lire|lea|lean|lee|leed|leer|puede\s+leer|pueden\s+leer|tiene|tienen"
    r"|legga|leggano|leggete|leggere|legge|può\s+leggere|provi|leia|leiam|ler|pode\s+ler|podem\s+ler|tem"
    r"|läs|läser|kan\s+läsa|ta|læs|kan\s+læse|les|kan\s+lese|lees|leest|lezen|kan(?:\s+verder\s+met)?|neem|probeer"
    r"|прочтите|прочитайте|читайте|пусть\s+(?:прочтёт|прочитает|читает)|может\s+прочесть|есть"
    r"|διαβάστε|διαβάζουν|διαβάζει|ας\s+διαβάσει|ας\s+διαβάσουν|υπάρχει"
    r"|niech\s+(?:przeczyta|czyta|sięgnie\s+po)|przeczyta\w*|czyta|może\s+przeczytać)(?!\w)"
)
ALSO = (
    r"(?:\s+(?:also|too|instead|dazu|noch|außerdem|auch|zusätzlich|aussi|encore|ensuite|également|también|además|después"
    r"|anche|poi|ancora|também|ainda|depois|också|även|sedan|dessutom|ook|nog|daarna|verder|ещё|еще|также|потом|και|ακόμα"
    r"|επίσης|też|także|jeszcze|potem|to))*"
)
CLOSING = re.compile(
    r"\s+(?:lesen|too|as\s+well|auch|aussi|también|anche|também|också|ook|тоже|lezen|dazunehmen)\s*\.?\s*$"
)
MAX_SAID = 90


@cache
def _condition(code: str) -> re.Pattern[str]:
    names = tongue(code)
    return re.compile(
        rf"[\s(\[*_]*{any_of([*names.listed('whoever'), '~~'])}\s(?P<said>[^:：.!«“„\"(]{{2,{MAX_SAID}}}?)"
        rf"(?:\s?(?P<colon>[:：])\s*|[,?]?\s+(?P<verb>{VERB}){ALSO}\s+|,?\s+(?:also|auch|aussi|también|anche|também|också|ook|również|также|και)\s+(?=(?-i:[A-ZÀ-ÞА-ЯΑ-Ω])|\d)|,\s+(?=(?-i:[A-ZÀ-ÞА-ЯΑ-Ω])[^,.:;!?]{{2,40}}[,:]\s))(?=\S)",
        re.I,
    )


def condition(text: str, names: Tongue) -> tuple[Role, int] | None:
    """The role of what a sentence names on a condition, and where the condition and its verb end."""
    match = _condition(names.code).match(text)
    if match is None:
        return None
    for role, words in ((Role.SHORTER, "in_haste"), (Role.FURTHER, "wants_more")):
        if names.words(words).search(match["said"]):
            return role, match.end()
    return None


def without_closing_verb(text: str) -> int:
    """Where a sentence ends without the verb that some languages put last: "… kann noch X lesen"."""
    closing = CLOSING.search(text, max(0, len(text) - 24))
    return closing.start() if closing else len(text)
