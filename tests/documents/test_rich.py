"""Rich text: what is in the vocabulary, its words, its normal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycircle.documents.rich import Rich, from_plain, is_rich, is_safe_link, parse, to_plain, unparse
from studycircle.documents.tidy import tidy
from tests.documents.strategies import raw_rich, some_rich


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<p>a<br/>b</p>",
        "<p><em>a <strong>b</strong></em> <a href='https://example.org/?a=1&amp;b=2'>c</a></p>",
        "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><blockquote><p>d</p></blockquote></li></ul>",
        "<h3>a</h3> <h4>b</h4>\n<ol><li>c</li></ol>",
        "<p><span lang='ar' dir='rtl'>a</span><code>b</code><sup>c</sup><sub>d</sub></p>",
    ],
)
def test_the_vocabulary_is_rich(text):
    assert is_rich(text)


@pytest.mark.parametrize(
    "text",
    [
        "bare words",
        "<p>a</p>bare",
        "<em>a</em>",
        "<p>a",
        "<p>&nbsp;</p>",
        "<p><p>a</p></p>",
        "<p><ul><li>a</li></ul></p>",
        "<em><p>a</p></em>",
        "<li>a</li>",
        "<ul>bare<li>a</li></ul>",
        "<ul><p>a</p></ul>",
        "<blockquote>bare</blockquote>",
        "<p><br>a</br></p>",
        "<p><a>no address</a></p>",
        "<p><a href='https://example.org/'>a <a href='https://example.org/'>b</a></a></p>",
        "<p onclick='x()'>a</p>",
        "<p><span dir='up'>a</span></p>",
        "<script>x()</script>",
        "<p>a</p><!-- b -->",
        "<p><![CDATA[a]]></p>",
        "<!DOCTYPE p [<!ENTITY a 'b'>]><p>&a;</p>",
        "</rich><rich>",
        "<p xmlns='http://www.w3.org/2000/svg'>a</p>",
        "<p>\x00</p>",
        "<p>\ud800</p>",
        "<p>" + "<em>" * 60 + "a" + "</em>" * 60 + "</p>",
        "<blockquote>" * 5000 + "<p>a</p>" + "</blockquote>" * 5000,
    ],
)
def test_nothing_else_is(text):
    assert not is_rich(text)


@pytest.mark.parametrize(
    "address",
    ["https://example.org", "HTTP://example.org/", "mailto:a@example.org", "tel:+447700900123", "/a", "./a", "../a",
     "a.html", "a/b:c", "#p47", "?a=b"],
)  # fmt: skip
def test_safe_links(address):
    assert is_safe_link(address)


@pytest.mark.parametrize(
    "address",
    ["", "javascript:x()", "JaVaScRiPt:x()", " javascript:x()", "java\nscript:x()", "data:text/html,x", "vbscript:x",
     "//example.org", "/\\example.org", "\\\\example.org", "https:///example.org", "https:example.org", "a b", "a:b",
     "file:///etc/passwd", "blob:https://example.org/a", "\x01javascript:x()", "intent://x"],
)  # fmt: skip
def test_unsafe_links(address):
    assert not is_safe_link(address)


def test_plain_text_becomes_paragraphs():
    assert from_plain("One\nline.\n\n \n Two & <b>.\x00\x0b\ufffe") == "<p>One line.</p><p>Two &amp; &lt;b&gt;.</p>"


@given(st.text())
def test_any_plain_text_can_be_rich(text):
    assert is_rich(from_plain(text))


@pytest.mark.parametrize(
    ("rich", "words"),
    [
        ("", ""),
        ("<p>a\n b</p>", "a b"),
        ("<p>a<br/>b</p><p>c</p>", "a\nb\n\nc"),
        ("<p>a<em>b</em> c</p>", "ab c"),
        ("<ul><li>a<ul><li>b</li></ul>c</li><li>d</li></ul>", "a\n\nb\n\nc\n\nd"),
        ("<blockquote><h3>a</h3><p>b &amp; <code>c</code></p></blockquote><p> </p>", "a\n\nb & c"),
    ],
)
def test_the_words_alone(rich, words):
    assert to_plain(Rich(rich)) == words


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<p> a <em> b </em> c </p>", "<p>a <em>b</em> c</p>"),
        ("<p>a<em> </em>b<strong/></p><p><em> </em></p>", "<p>a b</p>"),
        ("<p><em>a</em><em>b</em></p>", "<p><em>ab</em></p>"),
        ("<p><em>a <em>b</em></em></p>", "<p><em>a b</em></p>"),
        ("<p><br/>a <br/> b<br/></p>", "<p>a<br/>b</p>"),
        ("<p><span>a</span> <code>b <em>c</em></code></p>", "<p>a <code>b c</code></p>"),
        ("<ul><li>a</li></ul><ul><li><p>b</p></li><li/></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
        ("<h3>a<br/>b</h3><blockquote> </blockquote>", "<h3>a b</h3>"),
    ],
)
def test_the_normal_form(raw, expected):
    assert tidy(Rich(raw)) == expected


@given(raw_rich)
def test_the_normal_form_is_normal_and_keeps_the_words(rich):
    once = tidy(rich)
    assert tidy(once) == once
    assert "".join(to_plain(once).split()) == "".join(to_plain(rich).split())


@given(some_rich)
def test_writing_out_what_was_parsed_changes_nothing(rich):
    assert is_rich(rich)
    assert unparse(parse(rich)) == rich
