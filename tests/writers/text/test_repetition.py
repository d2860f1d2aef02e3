"""A printed title page stands beside the edition's own title only where it says more."""

import pytest

from studycircle.documents.inline import Inline, page_mark
from studycircle.documents.text import Block, BlockKind, Matter, Text
from studycircle.writers.text.repetition import title_page_of

BODY = Block("p1", BlockKind.PARAGRAPH, Inline("Mills turn."), number="1")


def title_page(words: str) -> tuple[Block, ...]:
    return (Block("t1", BlockKind.PARAGRAPH, Inline(words), matter=Matter.TITLE),)


def text(body: Block, page: tuple[Block, ...]) -> Text:
    return Text(key="mill", title="The Mill", author="Ada Fenn", blocks=(*page, body))


@pytest.mark.parametrize(
    ("words", "is_shown"),
    [
        ("THE MILL", False),
        ("The Mill by Ada Fenn", False),
        ("The Mill, or Five Letters on Bread, Water and Wind", True),
        (f"The Mill{page_mark('i')}", True),
    ],
)
def test_a_title_page_is_shown_for_what_it_adds(words, is_shown):
    page = title_page(words)
    assert title_page_of(text(BODY, page), page) == (page if is_shown else ())


def test_a_title_page_that_a_link_leads_to_stays():
    page = title_page("The Mill")
    leading = Block("p1", BlockKind.PARAGRAPH, Inline('See <a href="#t1">the title</a>.'), number="1")
    assert title_page_of(text(leading, page), page) == page
