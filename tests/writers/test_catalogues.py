"""The catalogues of the writers' words: complete, alike in what is filled in, and compiled from what stands beside."""

import ast
import datetime as dt
import re
from dataclasses import replace
from gettext import GNUTranslations, c2py
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from studycircle.writers.programme import words as words_module
from studycircle.writers.programme.options import SiteOptions
from studycircle.writers.programme.pages import series_page
from studycircle.writers.programme.words import CATALOGUES, Words
from tests.programmes import RICH

WRITERS = Path(words_module.__file__).parents[1]
LANGUAGES = ("ar", "de", "el", "es", "fr", "it", "ja", "nl", "pt", "ru", "sv")
CALLS = {"gettext": 1, "gettext_noop": 1, "ngettext": 2}
FILLED = re.compile(r"%\((\w+)\)s")


def _calls(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            arguments = node.args[: CALLS.get(name, 0)]
            if arguments and all(isinstance(one, ast.Constant) for one in arguments):
                yield tuple(one.value for one in arguments)


def _said():
    """Every message of the public pages and papers: (one,) or (one, many)."""
    modules = [path for room in (WRITERS, WRITERS.parent / "publishing") for path in room.rglob("*.py")]
    said = {call for path in modules for call in _calls(path.read_text("utf-8"))}
    for path in WRITERS.rglob("*.html"):
        said |= {(words,) for words in re.findall(r'{%\s*translate\s+"([^"]*)"\s*%}', path.read_text("utf-8"))}
    return said


def _po(language):
    with (CATALOGUES / language / "LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale=language)


def _forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _messages(language):
    return [message for message in _po(language) if message.id]


def test_the_languages_are_those_that_stand_in_the_folder():
    assert sorted(path.name for path in CATALOGUES.iterdir()) == list(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_writers_is_translated_and_no_other(language):
    messages = _messages(language)
    ids = {message.id if isinstance(message.id, tuple) else (message.id,) for message in messages}
    assert ids == _said()
    assert [message.id for message in messages if message.fuzzy or not all(_forms(message))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_the_same(language):
    """A plural form that serves one number alone may say it as a word: "two questions" is one word in Arabic."""
    catalogue = _po(language)
    plural = c2py(catalogue.plural_expr)
    serves = [sum(plural(number) == form for number in range(1000)) for form in range(catalogue.num_plurals)]
    for message in _messages(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = set(FILLED.findall(ids[-1]))
        assert len(_forms(message)) == (catalogue.num_plurals if len(ids) == 2 else 1)
        for form, words in enumerate(_forms(message)):
            may_be_word = len(ids) == 2 and serves[form] == 1
            assert set(FILLED.findall(words)) == wanted or (may_be_word and "%(" not in words), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_source(language):
    with (CATALOGUES / language / "LC_MESSAGES/django.mo").open("rb") as file:
        compiled = {key: words for key, words in GNUTranslations(file)._catalog.items() if key}
    expected = {}
    for message in _messages(language):
        if isinstance(message.id, tuple):
            expected |= {(message.id[0], form): words for form, words in enumerate(message.string)}
        else:
            expected[message.id] = message.string
    assert compiled == expected


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", {1: "1 Frage", 3: "3 Fragen", 5: "5 Fragen"}),
        ("ru", {1: "1 вопрос", 3: "3 вопроса", 5: "5 вопросов", 11: "11 вопросов", 21: "21 вопрос"}),
        ("ar", {1: "سؤال واحد", 2: "سؤالان", 3: "3 أسئلة", 11: "11 سؤالًا", 100: "100 سؤال"}),
        ("fr", {0: "0 question", 2: "2 questions"}),
        ("ja", {1: "質問 1 件", 5: "質問 5 件"}),
    ],
)
def test_each_language_counts_in_its_own_way(language, said):
    words = Words(language)
    assert {number: words.ngettext("%(number)s question", "%(number)s questions", number) for number in said} == said


@pytest.mark.parametrize("language", ["de", "ru", "ar"])
def test_a_page_says_no_interface_word_in_english(language):
    now = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

    def texts(tag):
        series = replace(RICH.series, language=tag)
        page = series_page(replace(RICH, series=series), SiteOptions(now=now))
        return set(re.findall(r">([^<>]+)<", page.decode()))

    interface = {message[0] for message in _said() if "%(" not in message[0]}
    kept = {message for message in interface if Words(language).gettext(message) == message}
    in_english, here = texts("en"), texts(language)
    assert len(interface & in_english) > 5
    assert (interface & in_english & here) - kept == set()
