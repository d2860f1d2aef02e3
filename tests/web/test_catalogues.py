"""The catalogues of the desk's words: complete, alike in what is filled in, compiled; and the desk speaks them."""

import ast
import re
from gettext import GNUTranslations, c2py
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

import studycircle

HOUSE = Path(studycircle.__file__).parent
[CATALOGUES] = [Path(folder) for folder in settings.LOCALE_PATHS]
LANGUAGES = ("ar", "de", "es", "fr")
CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2, "pgettext": 2}
# As Django writes a template for xgettext: gettext(u'one'), ngettext(u'one', u'many', …), _("in a filter").
STRING = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
MARKED = re.compile(rf"(?<!\w)(_|gettext|ngettext|pgettext)\(\s*{STRING}(?:,\s*{STRING})?")
FILLED = re.compile(r"%\((\w+)\)([sd])|%([sd])")


def _in_python(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            arguments = node.args[: CALLS.get(name, 0)]
            if arguments and all(isinstance(one, ast.Constant) for one in arguments):
                yield tuple(one.value for one in arguments)


def _in_template(source):
    for name, *words in MARKED.findall(templatize(source)):
        said = tuple(ast.literal_eval(one) for one in words[: CALLS[name]])
        yield ("\x04".join(said),) if name == "pgettext" else said  # as a compiled catalogue has it


def _said():
    """Every message of the desk: (one,) or (one, many)."""
    said = set()
    for room in ("web", "store", "members", "discussion", "moving", "library"):
        for path in (HOUSE / room).rglob("*.py"):
            said |= set(_in_python(path.read_text("utf-8")))
        for path in (HOUSE / room).rglob("templates/**/*"):
            if path.suffix in {".html", ".txt"}:
                said |= set(_in_template(path.read_text("utf-8")))
    return said


def _po(language):
    with (CATALOGUES / language / "LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale=language)


def _ids(message):
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    return (f"{message.context}\x04{ids[0]}", *ids[1:]) if message.context else ids


def _forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _messages(language):
    return [message for message in _po(language) if message.id]


def test_the_languages_are_those_one_can_choose():
    assert sorted(path.name for path in CATALOGUES.iterdir()) == list(LANGUAGES)
    assert {tag for tag, _ in settings.LANGUAGES} == {"en", *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_desk_is_translated_and_no_other(language):
    messages = _messages(language)
    assert {_ids(message) for message in messages} == _said()
    assert [message.id for message in messages if message.fuzzy or not all(_forms(message))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_the_same(language):
    """A plural form that serves one number alone may say it as a word: "two questions" is one word in Arabic."""
    catalogue = _po(language)
    plural = c2py(catalogue.plural_expr)
    serves = [sum(plural(number) == form for number in range(1000)) for form in range(catalogue.num_plurals)]
    for message in _messages(language):
        ids = _ids(message)
        wanted = sorted(FILLED.findall(ids[-1]))
        assert len(_forms(message)) == (catalogue.num_plurals if len(ids) == 2 else 1)
        for form, words in enumerate(_forms(message)):
            said = sorted(FILLED.findall(words))
            is_word = len(ids) == 2 and (serves[form] == 1 or "%(number)" not in ids[form > 0])
            assert said == wanted or (is_word and said == [one for one in wanted if one[0] != "number"]), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_source(language):
    with (CATALOGUES / language / "LC_MESSAGES/django.mo").open("rb") as file:
        compiled = {key: words for key, words in GNUTranslations(file)._catalog.items() if key}
    expected = {}
    for message in _messages(language):
        if isinstance(message.id, tuple):
            expected |= {(message.id[0], form): words for form, words in enumerate(message.string)}
        else:
            [key] = _ids(message)
            expected[key] = message.string
    assert compiled == expected
