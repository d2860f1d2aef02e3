"""Answers by mail, as the usual programs write them in the usual languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.mailed_answer import answer_of

QUOTED = "> Somebody said:\n>\n> Capital is not a thing.\n"

ATTRIBUTIONS = [
    "On Sat, 28 Nov 2026 at 10:11, Canalside readers <reply@example.org> wrote:",
    "On Sat, 28 Nov 2026 at 10:11, Canalside readers\n<reply+0123456789@example.org> wrote:",
    "Am 28.11.26 um 10:11 schrieb Canalside readers:",
    "Am Sa., 28. Nov. 2026 um 10:11 Uhr schrieb Canalside readers <\nreply@example.org>:",
    "Le sam. 28 nov. 2026 à 10:11, Canalside <reply@example.org> a écrit :",
    "El sáb, 28 nov 2026 a las 10:11, Canalside (<reply@example.org>) escribió:",
    "Il giorno sab 28 nov 2026 alle ore 10:11 Canalside <reply@example.org> ha scritto:",
    "Em sáb., 28 de nov. de 2026 às 10:11, Canalside <reply@example.org> escreveu:",
    "Op za 28 nov 2026 om 10:11 schreef Canalside <reply@example.org>:",
    "W dniu 28.11.2026 o 10:11, Canalside pisze:",
    "Den lör 28 nov. 2026 kl 10:11 skrev Canalside <reply@example.org>:",
    "сб, 28 нояб. 2026 г. в 10:11, Canalside <reply@example.org> пишет:",
    "28 Kas 2026 Cmt 10:11 tarihinde Canalside <reply@example.org> şunu yazdı:",
    "في السبت، ٢٨ نوفمبر ٢٠٢٦ في ١٠:١١ ص تمت كتابة ما يلي بواسطة Canalside كتب:",
    "Canalside <reply@example.org> 于2026年11月28日周六 10:11写道：",
    "2026年11月28日(土) 10:11 Canalside <reply@example.org>のメール:",
]


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_what_is_quoted_below_goes(line):
    assert answer_of(f"I think it is.\n\nSee ¶ 47.\n\n{line}\n\n{QUOTED}") == "I think it is.\n\nSee ¶ 47."
    assert answer_of(f"I think it is.\n{line}\n{QUOTED}") == "I think it is."


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_what_is_answered_below_the_quotation_stays(line):
    words = f"{line}\n> Somebody said:\n> Capital is not a thing.\n\nIt is a relation.\n> And so on.\n"
    assert answer_of(words) == "> Somebody said:\n> Capital is not a thing.\n\nIt is a relation."


@pytest.mark.parametrize(
    "below",
    [
        "-- \nRosa\nReader of books\n",
        "--\nRosa\n",
        "Sent from my iPhone\n",
        "Von meinem iPad gesendet\n",
        "Envoyé de mon iPhone\n",
        "-----Original Message-----\nFrom: x@example.org\nSent: today\n\nCapital is not a thing.\n",
        "-----Ursprüngliche Nachricht-----\nVon: x@example.org\n\nCapital.\n",
        "________________________________\nFrom: Canalside <reply@example.org>\nSent: 28 November 2026\nTo: Rosa\n\nCapital.\n",
        "Von: Canalside <reply@example.org>\nGesendet: Samstag\nAn: Rosa\nBetreff: x\n\nKapital.\n",
        "De : Canalside <reply@example.org>\nEnvoyé : samedi\nÀ : Rosa\n\nLe capital.\n",
        f"-- \nRosa\n\nOn 28 Nov 2026, Canalside wrote:\n{QUOTED}",
        f"Sent from my iPhone\n\n> On 28 Nov 2026, at 10:11, Canalside wrote:\n>\n{QUOTED}",
    ],
)
def test_signatures_and_carried_mails_go(below):
    assert answer_of(f"It is a relation.\n\n{below}") == "It is a relation."


@pytest.mark.parametrize(
    "words",
    [
        "On Tuesday we read what Marx wrote:\n\ncapital is a relation.",
        "From: here to there.\n\nThat is the way.",
        "He sent from my point of view\ntoo little.",
        "> quoted\n\nand answered",
        "One -- two -- three.",
    ],
)
def test_what_only_looks_like_it_stays(words):
    assert answer_of(words) == words


@given(st.text(alphabet=st.sampled_from("aO n\n>-:_wrote@\r"), max_size=300))
def test_nothing_is_added(words):
    left = answer_of(words)
    assert all(line.strip() in words for line in left.split("\n"))
