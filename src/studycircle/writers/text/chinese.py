"""Which of its two scripts Chinese is written in: faces and punctuation are not the same."""

import re

# Characters among the commonest that the other script writes differently.
TRADITIONAL = frozenset("們這個國學為說時來會對發經過還後與無東見長開問門話書間聽讀寫關點樣頭從進動實產麼於則將")
SIMPLIFIED = frozenset("们这个国学为说时来会对发经过还后与无东见长开问门话书间听读写关点样头从进动实产么于则将")


def with_script(language: str, words: str) -> str:
    """``language``, and for Chinese where it does not say more, the region whose script ``words`` are in."""
    tag = language.lower()
    if tag.split("-")[0] != "zh":
        return language
    if re.search("hant|-(?:tw|hk|mo)", tag):
        return "zh-TW"
    if re.search("hans|-(?:cn|sg|my)", tag):
        return "zh-CN"
    traditional, simplified = (sum(map(words.count, script)) for script in (TRADITIONAL, SIMPLIFIED))
    return "zh-TW" if traditional > simplified else "zh-CN"
