"""Pictures that stand in place of a label, as in messages: "📖 Emma", "🗣 Ann", "📍 the mill", "➕ Persuasion"."""

import re
from dataclasses import replace

from studycircle.readers.programme.blocks import Page, with_text
from studycircle.readers.programme.language import Tongue

LABELS = {"🗣": "leader", "🎤": "leader", "👤": "leader", "📍": "place", "🏠": "place", "➕": "further"}
PLAIN = "📖📚📕📗📘📙📜📅📆🗓⏰🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛🕜🕝🕞🕟🕠🕡🕢🕣🕤🕥🕦🕧❓❔💬💭🤔⚠❗✏📝"
PICTURES = frozenset((*LABELS, *PLAIN))
AT_START = re.compile(rf"^\s*([{''.join(PICTURES)}])\ufe0f?\s*")
BEFORE_COLON = re.compile(rf"(?<=\w)\s?[{''.join(PICTURES)}]\ufe0f?\s?(?=[:：])")  # "Date 📅: Tuesday"
LABELLED = re.compile(r"[^:：\n]{2,40}[:：]\s")  # "➕ for the keen: Persuasion" tells itself what it is
BELOW = re.compile(rf"(?<=\n)([{''.join(PICTURES)}])\ufe0f?\s*")


def read_pictures(page: Page, names: Tongue) -> None:
    """Put words for the pictures that lines open with; those that only adorn a line fall away."""

    def label(match: re.Match[str]) -> str:
        role = LABELS.get(match[1])
        listed = names.listed(role) if role and not LABELLED.match(match.string, match.end()) else ()
        known = [word for word in listed if role == "place" and word in names.listed("place_change")]
        return f"{(known or listed)[0]}: " if listed else ""

    for index, block in enumerate(page.blocks):
        if block.cells or block.text.isascii():
            continue
        if block.text[:1] not in PICTURES and PICTURES.isdisjoint(block.text):
            continue
        first, *others = [with_text(span, BEFORE_COLON.sub("", span.text)) for span in block.spans]
        spans = [with_text(first, AT_START.sub(label, first.text, count=1)), *others]
        spans = [with_text(span, BELOW.sub(label, span.text)) for span in spans]
        if any(span.text.strip() for span in spans):
            page.blocks[index] = replace(block, spans=tuple(spans), text="")
