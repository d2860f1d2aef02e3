"""Errors and problems are said in the reader's language, whichever room they come from; none is missing."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from studycircle.errors import FetchError, ReadError, WriteError
from studycircle.store import models
from studycircle.web.sentences import SENTENCES
from studycircle.web.spoken import spoken, words_of
from tests.sentences import LIST, listed, said

HOLE = re.compile(r"%\((\w+)\)s")
OTHERS = [tag for tag, _ in settings.LANGUAGES if tag != "en"]
# What they pass on is looked at where it is said first.
PASSED_ON = {
    "documents/native.py",  # what is wrong with values, of documents/values.py
    "moving/bringing.py",
    "moving/commands.py",  # what the system said, on the command line
    "readers/text/confined.py",  # what the child process said
    "readers/text/epub.py",  # what flaw() was told
    "readers/text/office.py",  # what report() was told
}


def test_every_sentence_is_in_the_list_and_no_other():
    """If this fails: ``python -m tests.sentences``, and translate what is new."""
    found, unknown = said()
    assert {one.partition(":")[0] for one in unknown} == PASSED_ON
    assert list(SENTENCES) == found
    namespace = {}
    exec(listed(found), namespace)  # what would be written says the same
    assert (namespace["SENTENCES"], LIST.name) == (SENTENCES, "sentences.py")


@pytest.mark.parametrize("language", OTHERS)
def test_each_sentence_is_recognised_whatever_is_filled_in(language):
    missed = []
    with translation.override(language):
        for sentence in SENTENCES:
            values = {name: f"<{name}-77>" for name in HOLE.findall(sentence)}
            if spoken(sentence % values) != translation.gettext(sentence) % values:
                missed.append(sentence)
    assert missed == []


@pytest.mark.parametrize(
    ("words", "german"),
    [
        ("it is empty", "sie ist leer"),
        ("It is empty.", "Sie ist leer."),
        ("book.pdf: it has 900 pages. Split it.", "book.pdf: sie hat 900 Seiten. Teilen Sie die Datei."),
        ("it is a picture, and not a page that can be read", "das ist ein Bild und keine Seite, die sich lesen lässt"),
        ("a: b: it is empty", "a: b: sie ist leer"),
        ("zone: “Mars” is out of range.", "zone: “Mars” liegt außerhalb des Möglichen."),
        ("Nobody ever said this.", "Nobody ever said this."),
        ("", ""),
        ("x" * 601, "x" * 601),
    ],
)
def test_what_is_put_together_of_them(words, german):
    with translation.override("de"):
        assert spoken(words) == german
    with translation.override("en-gb"):
        assert spoken(words) == words


def test_an_error_in_words():
    with translation.override("fr"):
        error = ReadError("livre.epub", "it is locked by copy protection (DRM)")
        assert words_of(error) == "livre.epub: il est verrouillé par une protection contre la copie (DRM)."
        assert words_of(WriteError("There is no such version.", "Choose another word.")) == (
            "Cette version n’existe pas. Choisissez un autre mot."
        )


def test_no_name_of_a_file_makes_it_slow():
    with translation.override("de"):
        for words in (": " * 300, ". " * 300, "“" + "” in it: " * 55, "About " * 90):
            assert spoken(words) == words


def speaks(client_name, language):
    models.Person.objects.filter(username=client_name).update(language=language)


def test_the_desk_says_it_in_the_organisers_language(ann, monkeypatch):
    def fetch(address, **_):
        raise FetchError(address, "this address lies in a private network and is not fetched", "Choose another word.")

    monkeypatch.setattr("studycircle.web.intake.fetch", fetch)
    speaks("ann", "es")
    words = ann.post(reverse("intake"), {"address": "example.org"}).content.decode()
    assert "esta dirección está en una red privada y no se descarga. Elija otra palabra." in words
    assert "private network" not in words


def test_problems_that_were_kept_are_said_in_the_language_of_who_reads(ann):
    page = "Bee circle\n\n3 March 2026 - The Hive\n\nzxcv qwerty\n"
    url = ann.post(reverse("intake"), {"text": page}).url
    problems = models.Draft.objects.get().problems
    assert "The page does not tell the time zone; please choose it." in {one.words for one in problems}
    for language, words in (("ar", "لا تذكر الصفحة المنطقة الزمنية"), ("de", "Die Seite nennt die Zeitzone nicht")):
        speaks("ann", language)
        assert words in ann.get(url).content.decode()
