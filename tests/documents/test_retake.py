"""Taking a text in again: keys and numbers stay, and what moved is said."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.inline import Inline, note_ref
from studycircle.documents.native import dump_text, parse_text
from studycircle.documents.retake import Retaken, retake
from studycircle.documents.text import Block, BlockKind, Footnote, Image, Text, number_blocks

SAID = {
    "a": "Bees are kept in hives, and were so long before anybody wrote of it in a book.",
    "b": "“Who keeps them?” asked the schoolmaster, and nobody in the room had an answer.",
    "c": "A swarm leaves in May, when the weather is warm and the old queen is tired of the house.",
    "d": "Honey is what they make of nectar; wax is what they make of honey, and candles of wax.",
    "e": "In winter they sit together in a ball, and those inside change places with those outside.",
}
NEW = "Quite another matter is the drone, whose life is short and of little use to himself."
OTHER = "There follows a list of flowers, in the order in which they open over the year."


def taken(*paragraphs, key="bees", **more):
    """A text as a reader would make it: fresh numbers, keys that come from the place."""
    blocks = [
        paragraph
        if isinstance(paragraph, Block)
        else Block(f"k{at}", BlockKind.PARAGRAPH, Inline(SAID.get(paragraph, paragraph)))
        for at, paragraph in enumerate(paragraphs)
    ]
    return Text(key=key, blocks=number_blocks(blocks), **more)


def first(*paragraphs):
    """The same, with the letters as keys."""
    blocks = [Block(letter, BlockKind.PARAGRAPH, Inline(SAID[letter])) for letter in paragraphs]
    return Text(key="on-bees", blocks=number_blocks(blocks))


def numbers(text):
    return [block.number for block in text.blocks]


OLD = first(*"abcde")


def test_nothing_changed():
    text, report = retake(OLD, taken(*"abcde"))
    assert text == OLD
    assert report == Retaken(kept=5)
    assert report.is_empty


def test_one_that_came_in_between_has_a_letter():
    text, report = retake(OLD, taken("a", NEW, OTHER, "b", "c", "d", "e"))
    assert numbers(text) == ["1", "1a", "1b", "2", "3", "4", "5"]
    assert report == Retaken(kept=5, added=("1a", "1b"))
    again, report = retake(text, taken("a", NEW, OTHER, "A third thing that nobody has thought of until now.", *"bcde"))
    assert numbers(again) == ["1", "1a", "1b", "1c", "2", "3", "4", "5"]
    assert report.added == ("1c",)


def test_before_the_first_and_after_the_last():
    text, report = retake(OLD, taken(NEW, *"abcde", OTHER))
    assert numbers(text) == ["0a", "1", "2", "3", "4", "5", "6"]
    assert report == Retaken(kept=5, added=("0a", "6"))


def test_a_number_that_is_gone_is_never_given_again():
    text, report = retake(OLD, taken(*"abd"))
    assert (numbers(text), text.retired) == (["1", "2", "4"], ("3", "5"))
    assert report == Retaken(kept=3, removed=("3", "5"))
    text, _ = retake(text, taken("a", "b", NEW, "d", OTHER))
    assert (numbers(text), text.retired) == (["1", "2", "2a", "4", "6"], ("3", "5"))
    assert parse_text(dump_text(text)) == text


def test_a_corrected_paragraph_keeps_key_and_number():
    text, report = retake(OLD, taken("a", SAID["b"].replace("keeps", "keeqs"), *"cde"))
    assert [(b.key, b.number) for b in text.blocks] == [(b.key, b.number) for b in OLD.blocks]
    assert report == Retaken(kept=5, changed=("2",))


def test_other_quotation_marks_and_a_new_note_mark_are_the_same_paragraph():
    marked = Block("x", BlockKind.PARAGRAPH, Inline(SAID["a"] + note_ref("n1", "1")))
    note = Footnote("n1", "1", (Block("n1-1", BlockKind.PARAGRAPH, Inline("So Virgil.")),))
    text, report = retake(OLD, taken(marked, SAID["b"].replace("“", '"').replace("”", '"'), *"cde", notes=(note,)))
    assert [(b.key, b.number) for b in text.blocks] == [(b.key, b.number) for b in OLD.blocks]
    assert report == Retaken(kept=5, changed=("2",))


def test_split_and_merged():
    half = SAID["c"].index("when")
    text, report = retake(OLD, taken("a", "b", SAID["c"][:half], SAID["c"][half:], "d", "e"))
    assert numbers(text) == ["1", "2", "3", "3a", "4", "5"]
    assert report == Retaken(kept=5, changed=("3",), added=("3a",), split=(("3a", "3"),))
    text, report = retake(OLD, taken("a", f"{SAID['b']} {SAID['c']}", "d", "e"))
    assert (numbers(text), text.retired) == (["1", "2", "4", "5"], ("3",))
    assert report == Retaken(kept=4, changed=("2",), removed=("3",), merged=(("3", "2"),))


def test_a_moved_paragraph_takes_its_number_along():
    text, report = retake(OLD, taken(*"bcdae"))
    assert (numbers(text), [b.key for b in text.blocks]) == (["2", "3", "4", "1", "5"], list("bcdae"))
    assert report == Retaken(kept=5, moved=("1",))


def test_short_words_said_elsewhere_are_another_paragraph():
    old = taken("a", "Yes, sir.", "b", "c")
    text, report = retake(old, taken("a", "b", "c", "Yes, sir."))
    assert numbers(text) == ["1", "3", "4", "5"]
    assert (report.removed, report.added, report.moved) == (("2",), ("5",), ())


def test_repeated_paragraphs_keep_their_order():
    old = taken("Yes.", "a", "Yes.", "b", "Yes.")
    text, report = retake(old, taken("Yes.", "a", "Yes.", NEW, "b", "Yes."))
    assert numbers(text) == ["1", "2", "3", "3a", "4", "5"]
    assert report == Retaken(kept=5, added=("3a",))


def test_links_notes_and_pictures_follow_their_keys():
    def made(letter, data):
        link = f'See <a href="#{letter}2">there</a>{note_ref(f"{letter}n", "1")} <img src="{letter}i" alt=""/>'
        return Text(
            key=letter,
            blocks=number_blocks(
                [
                    Block(f"{letter}1", BlockKind.PARAGRAPH, Inline(link)),
                    Block(f"{letter}2", BlockKind.PARAGRAPH, Inline(SAID["a"])),
                    Block(f"{letter}3", BlockKind.FIGURE, image=f"{letter}i"),
                ]
            ),
            notes=(Footnote(f"{letter}n", "1", (Block(f"{letter}n-1", BlockKind.PARAGRAPH, Inline(SAID["b"])),)),),
            images=(Image(f"{letter}i", "image/png", data),),
        )

    text, report = retake(made("x", b"same"), made("y", b"same"))
    assert text == made("x", b"same")
    assert report.is_empty
    other, _ = retake(made("x", b"same"), made("y", b"another"))
    assert [image.key for image in other.images] == ["yi"]
    assert '<img src="yi"' in other.blocks[0].words


def test_a_new_key_is_never_one_that_stood_for_something_else():
    old = Text("t", blocks=number_blocks([Block("p1", BlockKind.PARAGRAPH, Inline(SAID["a"]))]))
    new = Text("t", blocks=number_blocks([Block("p1", BlockKind.PARAGRAPH, Inline(NEW))]))
    text, report = retake(old, new)
    assert [(b.key, b.number) for b in text.blocks] == [("p1-2", "2")]
    assert report == Retaken(added=("2",), removed=("1",))


paragraphs = st.lists(
    st.one_of(st.sampled_from(sorted(SAID)), st.sampled_from(["Yes.", "No.", NEW, OTHER]), st.text("ab ", max_size=12)),
    max_size=9,
)


@given(paragraphs)
def test_again_the_same_is_the_same(said):
    text = taken(*said)
    assert retake(text, text) == (text, Retaken(kept=sum(bool(number) for number in numbers(text))))


@given(st.lists(paragraphs, min_size=2, max_size=4))
def test_keys_and_numbers_are_unique_and_never_come_back(versions):
    text = taken(*versions[0])
    for version in versions[1:]:
        before = text
        text, report = retake(before, taken(*version))
        given_numbers = [block.number for block in text.blocks if block.number]
        keys = [block.key for block in text.blocks]
        assert len(set(given_numbers)) == len(given_numbers) == sum(1 for b in text.blocks if b.kind in ("paragraph",))
        assert len(set(keys)) == len(keys)
        assert not set(given_numbers) & set(text.retired)
        assert set(numbers(before)) | set(before.retired) <= set(given_numbers) | set(text.retired)
        assert report.kept + len(report.added) == len(given_numbers)
        assert [b.words for b in text.blocks] == [b.words for b in taken(*version).blocks]
        same_key = {block.key: block.number for block in before.blocks}
        assert all(same_key.get(block.key, block.number) == block.number for block in text.blocks)


def test_the_new_text_is_kept_but_for_its_key():
    new = replace(taken(*"abcde", key="another"), title="On Bees", language="en")
    text, _ = retake(OLD, new)
    assert (text.key, text.title, text.language) == ("on-bees", "On Bees", "en")
