"""Comparing words, and looking for them."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from studycircle.readers.programme.language import COMBINING, any_of, fold

MIXED = st.text(
    st.sampled_from("aAeEiIoOsSkKnN éÉïßœ№½…’“ǅİıſ\u0301\u0327\u0345ΣσςКй日本ガ") | st.characters(), max_size=40
)


@given(MIXED)
def test_folding_mark_by_mark_is_folding_the_whole(text: str) -> None:
    assert fold(text) == COMBINING.sub("", unicodedata.normalize("NFKD", text.casefold()))


@given(st.text(st.sampled_from("aAbBiIİıkK\u212asSſ wéÉ-.5"), max_size=30))
def test_words_are_found_where_a_plain_list_finds_them(text: str) -> None:
    words = ["a", "ab", "is", "kab", "sa*", "éb", "5a", "bis a"]
    plain = r"(?<!\w)(?:bis\s+a(?!\w)|kab(?!\w)|sa\w*|ab(?!\w)|is(?!\w)|éb(?!\w)|5a(?!\w)|a(?!\w))"
    ours = re.compile(any_of(words), re.I)
    assert [m.span() for m in ours.finditer(text)] == [m.span() for m in re.compile(plain, re.I).finditer(text)]
