"""Heads that count: "Week 3", "second meeting", and what the numbers of their word tell."""

from collections import Counter

from studycircle.readers.programme.heads import Head
from studycircle.readers.programme.language import Tongue


def counted(heads: list[Head], asking: list[Head], names: Tongue) -> list[Head]:
    """Without the labels that ask ("Week 3: what is justice?"), unless they go on with the numbers of their word."""
    words = {word for head in asking if counts(heads, word := label_word(head, names), names)}
    left = {head.block for head in asking if label_word(head, names) not in words}
    return [head for head in heads if head.block not in left]


def without_sections(heads: list[Head], names: Tongue) -> list[Head]:
    """Without the labels that stand over several meetings each: "Unit One" over "Week 1", "Week 2", "Week 3"."""
    count = Counter(label_word(head, names) for head in heads if head.kind == "label")
    if len(count) < 2:
        return heads
    (word, often), *_ = count.most_common(1)
    if not counts(heads, word, names):
        return heads
    others = {other for other in count if count[other] * 2 <= often}
    return [head for head in heads if head.kind != "label" or label_word(head, names) not in others]


def counts(heads: list[Head], word: str, names: Tongue) -> bool:
    """Whether the labels of one word count from one meeting to the next."""
    numbers = [head.number for head in heads if head.label and label_word(head, names) == word]
    first = int(numbers[0]) if numbers[0].isdecimal() else 0
    return len(numbers) > (1 if first == 1 else 2) and numbers == [str(n) for n in range(first, first + len(numbers))]


def label_word(head: Head, names: Tongue) -> str:
    """What a label counts: the "Week" of "Week 3", the "meeting" of "second meeting"."""
    word = head.label.strip("0123456789 .:").casefold()
    return names.words("numbers", "ordinals").sub("", word).strip() if " " in word else word


def missing_numbers(chosen: list[Head], kept: dict[str, list[Head]], names: Tongue) -> list[Head]:
    """Of lines of other shapes, those whose numbers the chosen skip: "Week 4" is a heading, weeks 3 and 5 are not."""
    words = Counter(label_word(head, names) for head in chosen if head.label and head.number.isdecimal())
    word, often = words.most_common(1)[0] if words else ("", 0)
    numbers = {head.number for head in chosen if head.label and label_word(head, names) == word}
    found: list[Head] = []
    for head in [head for bucket in kept.values() for head in bucket] if often > 1 else ():
        if head.date and head.label and head.number not in numbers and label_word(head, names) == word:
            numbers.add(head.number)
            found.append(head)
    for shape, bucket in kept.items():
        kept[shape] = [head for head in bucket if head not in found]
    return found


def announces(head: Head, bucket: list[Head], same: list[Head], names: Tongue) -> bool:
    """Whether a line only says when they begin: "First meeting: 3 May" over "Week 1: 3 May", "Week 2: 10 May" …"""
    word = label_word(head, names) if head.label else ""
    alone = [h for h in bucket if h.label and label_word(h, names) == word] == [head]
    return bool(word) and alone and any(h.label and label_word(h, names) != word for h in same)
