"""The head of a mail that was pasted together with its text: what it is about, and when it was sent."""

import re
from collections.abc import Sequence

LABELS = {
    "title": "subject|betreff|objet|asunto|oggetto|assunto|ämne|emne|onderwerp|temat|тема|θέμα|件名",
    "date": "date|sent|datum|gesendet|envoyé|fecha|enviado|data|inviato|skickat|sendt|verzonden|дата|ημερομηνία|日時",
    "from": "from|von|de|da|från|fra|van|od|от|από|差出人",
    "": "to|cc|bcc|reply-to|an|à|para|a|per|till|til|aan|do|кому|προς|宛先",
}
LINE = re.compile(r"\**(?P<label>[^\W\d_][\w-]{0,14})\**\s?[:：]\**\s+(?P<value>\S.*)$")
ANSWER = re.compile(r"(?:(?:re|aw|fwd?|wg|tr|rv|sv|vs|i|r)\s?:\s*)+", re.I)


def read_mail_head(lines: Sequence[str]) -> dict[str, tuple[str, int]]:
    """The fields of a mail's head at the top of a text, each with its line, counted from 1; empty if there is none.

    "title" and "date" are the page's own; other fields are named by their label. Who wrote it is left to be read as
    part of the text, since a group wants to know whom to ask.
    """
    fields: dict[str, tuple[str, int]] = {}
    kinds: list[str] = []
    for number, line in enumerate(lines[:20], 1):
        if not line.strip() and not kinds:
            continue
        found = LINE.match(line.strip())
        kind = _kind(found["label"]) if found else None
        if found is None or kind is None:
            break
        kinds.append(kind)
        if kind != "from":
            fields[kind or found["label"].lower()] = _without_answers(found["value"]), number
    return fields if "from" in kinds and "title" in kinds else {}


def _without_answers(subject: str) -> str:
    answers = ANSWER.match(subject)
    return subject[answers.end() :] if answers else subject


def _kind(label: str) -> str | None:
    """What a label announces; ``None`` if it is none of a mail's."""
    return next((kind for kind, words in LABELS.items() if label.casefold() in words.split("|")), None)
