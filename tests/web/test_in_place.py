"""Pieces of a session edited where they stand: the same form for htmx and as a page, and nothing is overwritten."""

import pytest
from django.urls import reverse
from lxml import html

from studycircle.documents.compare import compare
from studycircle.documents.programme import Audience, DateState, Source
from studycircle.store import actions, history, models
from studycircle.store.load import load_programme
from studycircle.web.head_pieces import FIELDS as OF_ALL
from studycircle.web.head_pieces import HeadPiece
from studycircle.web.pieces import FIELDS, LISTS, NEW, Piece, PieceDesk
from tests.programmes import RICH
from tests.web.conftest import NOW, signed_in
from tests.web.forms import sent_by, sent_values

HX = {"HTTP_HX_REQUEST": "true"}
PIECES = [Piece(session.key, name) for session in RICH.series.sessions for name in FIELDS] + [
    Piece(session.key, name, thing.key)
    for session in RICH.series.sessions
    for name, (listed, _) in LISTS.items()
    for thing in getattr(session, listed)
]


def live(series):
    return load_programme(series, audience=Audience.ORGANISERS)


def session_in(programme, key):
    return next(session for session in programme.series.sessions if session.key == key)


@pytest.fixture
def base(series):
    return reverse("series", args=[series.group.key, series.key])


@pytest.fixture
def ben(series):
    """The other organiser of the group."""
    return signed_in("ben", series.group)


def opened(client, url):
    """The form as htmx gets it, and as a page: the same fields."""
    part = client.get(url, **HX).content.decode()
    assert "<html" not in part
    whole = client.get(url).content.decode()
    assert sent_by(part).keys() == sent_by(whole).keys()
    return part


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.anchor)
def test_a_piece_sent_back_unchanged_is_the_same(piece):
    session = session_in(RICH, piece.session)
    sent = {}
    desk = PieceDesk.of(piece, session)
    for form in (desk.main, desk.place, desk.own_place, *(desk.editions.forms if desk.editions else ())):
        for field in form or ():
            value = field.value()
            if value not in (None, False, ""):
                sent[field.html_name] = "on" if value is True else str(field.field.prepare_value(value))
    if desk.editions:
        sent |= {f"editions-{name}": str(value) for name, value in desk.editions.management_form.initial.items()}
    again = PieceDesk.of(piece, session, sent)
    assert again.is_valid(), again.main.errors
    assert piece.put(RICH, type(RICH)(RICH.group, type(RICH.series)("", sessions=(again.typed(),)))) == RICH


def test_the_page_shows_every_piece_with_a_way_to_edit_it(ann, base):
    page = html.fromstring(ann.get(base).content.decode())
    links = {link.get("href") for link in page.iterfind(".//a[@class='edit']")} | {
        link.get("href") for link in page.iterfind(".//a[@class='edit add']")
    }
    expected = {f"{base}{piece.address}" for piece in PIECES}
    expected |= {f"{base}{Piece(one.key, name, NEW).address}" for one in RICH.series.sessions for name in LISTS}
    expected |= {f"{base}{HeadPiece(name).address}" for name in OF_ALL}
    assert links == expected
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_title_is_saved_in_its_place(ann, series, base):
    piece = Piece("the-mill", "title")
    url = base + piece.address
    before = live(series)
    answer = ann.post(url, sent_by(opened(ann, url), **{"session-title": "The Windmill"}), **HX)
    assert answer.status_code == 200
    [change] = compare(before, live(series))
    assert (change.path, change.after) == ("session:the-mill.title", "The Windmill")
    shown = html.fragments_fromstring(answer.content.decode(), no_leading_text=True)
    assert (shown[0].get("id"), shown[0].findtext("h3/a")) == (piece.anchor, "The Windmill")
    assert shown[0].find(".//a[@data-focus]").get("href") == url
    undo = shown[0].find(".//form").get("action")
    announced = next(one for one in shown if one.get("id") == "announced")
    assert (announced.text, announced.get("hx-swap-oob")) == ("Saved.", "innerHTML")
    ann.post(undo)
    assert compare(before, live(series)) == ()


def test_without_script_the_same_leads_back_to_the_piece(ann, series, base):
    url = base + Piece("the-mill", "leader").address
    answer = ann.post(url, sent_by(ann.get(url).content.decode(), **{"session-leader": "Ruth"}))
    assert answer.headers["Location"] == f"{base}#the-mill.leader"
    assert session_in(live(series), "the-mill").leader == "Ruth"
    assert "Saved." in ann.get(base).content.decode()


def test_leaving_shows_the_piece_as_it_stands(ann, base):
    url = base + Piece("the-mill", "title").address + "?shown"
    part = html.fragment_fromstring(ann.get(url, **HX).content.decode().strip())
    assert (part.get("id"), part.findtext("h3/a")) == ("the-mill.title", "The Mill on the Floss")
    assert part.find(".//*[@id='announced']") is None
    assert ann.get(url).headers["Location"] == f"{base}#the-mill.title"


def test_what_cannot_be_stays_in_its_place_with_what_was_typed(ann, series, base):
    url = base + Piece("the-mill", "date").address
    before = live(series)
    answer = ann.post(url, sent_by(opened(ann, url), **{"session-date": "soon"}), **HX)
    assert answer.status_code == 422
    form = html.fragment_fromstring(answer.content.decode().strip()).find(".//form")
    assert form.fields["session-date"] == "soon"
    assert form.find(".//*[@name='session-date']").get("aria-invalid") == "true"
    assert compare(before, live(series)) == ()


def test_a_question_is_added_changed_and_taken_out(ann, series, base):
    new = base + Piece("the-mill", "question", NEW).address
    before = session_in(live(series), "the-mill").questions
    answer = ann.post(new, sent_by(opened(ann, new), **{"question-text": "Why *mills*?"}), **HX)
    *old, made = session_in(live(series), "the-mill").questions
    assert tuple(old) == before
    assert made.text == "<p>Why <em>mills</em>?</p>"
    ids = [one.get("id") for one in html.fragments_fromstring(answer.content.decode(), no_leading_text=True)]
    assert ids[:2] == [f"the-mill.question.{made.key}", "the-mill.question._new"]

    url = base + Piece("the-mill", "question", made.key).address
    sent = sent_by(opened(ann, url))
    sent["question-text-html"] = "<p>Why <strong>wind</strong>?</p>"
    ann.post(url, sent, **HX)
    assert session_in(live(series), "the-mill").questions[-1].text == "<p>Why <strong>wind</strong>?</p>"

    gone = ann.post(url, {**sent_by(opened(ann, url)).dict(), "take_out": "1"}, **HX)
    assert session_in(live(series), "the-mill").questions == before
    assert f'id="the-mill.question.{made.key}"' not in gone.content.decode()


def test_two_organisers_at_different_pieces_do_not_meet(ann, ben, series, base):
    title, leader = (base + Piece("the-mill", name).address for name in ("title", "leader"))
    begun = sent_by(ann.get(title, **HX).content.decode(), **{"session-title": "The Windmill"})
    ben.post(leader, sent_by(ben.get(leader).content.decode(), **{"session-leader": "Ben"}))
    assert ann.post(title, begun, **HX).status_code == 200
    saved = session_in(live(series), "the-mill")
    assert (saved.title, saved.leader) == ("The Windmill", "Ben")


@pytest.mark.parametrize("take", ["mine", "theirs"])
def test_two_organisers_at_one_piece_are_compared(ann, ben, series, base, take):
    url = base + Piece("the-mill", "title").address
    begun = sent_by(ann.get(url, **HX).content.decode(), **{"session-title": "Ann’s"})
    ben.post(url, sent_by(ben.get(url).content.decode(), **{"session-title": "Ben’s"}))
    answer = ann.post(url, begun, **HX)
    assert answer.status_code == 409
    assert session_in(live(series), "the-mill").title == "Ben’s"
    part = answer.content.decode()
    table = html.fragment_fromstring(part.strip()).find(".//table[@class='both']/tbody/tr")
    assert [cell.text_content() for cell in table][1:] == ["The Mill on the Floss", "Ben’s", "Ann’s"]
    chosen = sent_values(html.fragment_fromstring(part.strip()).find(".//form"), {})
    assert chosen["session-title"] == "Ann’s"
    if take == "theirs":
        chosen["take"] = "theirs"
    assert ann.post(url, chosen, **HX).status_code == 200
    assert session_in(live(series), "the-mill").title == ("Ann’s" if take == "mine" else "Ben’s")


def test_what_only_one_of_them_changed_is_kept_without_asking(ann, ben, series, base):
    url = base + Piece("the-mill", "title").address
    begun = sent_by(ann.get(url, **HX).content.decode(), **{"session-title": "Ann’s"})
    ben.post(url, sent_by(ben.get(url).content.decode(), **{"session-number": "VII"}))
    answer = ann.post(url, begun, **HX)
    assert answer.status_code == 200
    assert "what both of you did is kept" in answer.content.decode()
    saved = session_in(live(series), "the-mill")
    assert (saved.title, saved.number) == ("Ann’s", "VII")


def test_a_question_somebody_has_taken_out_meanwhile(ann, ben, series, base):
    session = next(one for one in RICH.series.sessions if one.questions)
    url = base + Piece(session.key, "question", session.questions[0].key).address
    begun = sent_by(ann.get(url, **HX).content.decode(), **{"question-text": "Still there?"})
    ben.post(url, {**sent_by(ben.get(url).content.decode()).dict(), "take_out": "1"})
    answer = ann.post(url, begun, **HX)
    assert answer.status_code == 409
    again = sent_values(html.fragment_fromstring(answer.content.decode().strip()).find(".//form"), {})
    assert ann.post(url, again, **HX).status_code == 200
    kept = {one.key: one for one in session_in(live(series), session.key).questions}
    assert kept[session.questions[0].key].text == "<p>Still there?</p>"
    assert ann.get(base + Piece(session.key, "question", "no-such").address).status_code == 404
    assert "taken this out" in ann.get(base + Piece(session.key, "question", "no-such").address, **HX).content.decode()


@pytest.mark.parametrize("name", OF_ALL)
def test_what_holds_for_all_sent_back_unchanged_is_the_same(ann, series, base, name):
    url = base + HeadPiece(name).address
    before, count = live(series), history.versions_of(series).count()
    assert ann.post(url, sent_by(opened(ann, url)), **HX).status_code == 200
    assert (live(series), history.versions_of(series).count()) == (before, count)


def test_the_usual_room_is_changed_in_its_place(ann, ben, series, base):
    url = base + HeadPiece("venue").address
    begun = sent_by(opened(ann, url), **{"venue-room": "Attic"})
    slot = base + HeadPiece("slot").address
    ben.post(slot, sent_by(ben.get(slot).content.decode(), **{"slot-time": "19:15"}))
    before = live(series)
    answer = ann.post(url, begun, **HX)
    [change] = compare(before, live(series))
    assert (change.path, change.after) == ("series.place.room", "Attic")
    piece = html.fragments_fromstring(answer.content.decode(), no_leading_text=True)[0]
    assert piece.get("id") == "all..venue"
    assert "Attic" in piece.text_content()

    ben.post(url, sent_by(ben.get(url).content.decode(), **{"venue-room": "Cellar"}))
    conflict = ann.post(url, {**begun.dict(), "venue-room": "Loft"}, **HX)
    assert conflict.status_code == 409
    row = html.fragment_fromstring(conflict.content.decode().strip()).find(".//table[@class='both']/tbody/tr")
    assert [cell.text_content() for cell in row][2:] == ["Cellar", "Loft"]


def test_the_title_of_the_series_is_changed_on_the_whole_page(ann, series, base):
    url = base + HeadPiece("about").address
    answer = ann.post(url, sent_by(opened(ann, url), **{"about-title": "Bread & wine"}), **HX)
    assert live(series).series.title == "Bread & wine"
    assert '<h1 id="series-title" hx-swap-oob="true">Bread &amp; wine</h1>' in answer.content.decode()
    assert ann.post(url, sent_by(ann.get(url).content.decode())).headers["Location"] == f"{base}#all..about"


def test_a_thing_that_is_called_new_is_no_new_thing(ann, series, base):
    new = base + Piece("the-mill", "note", NEW).address
    ann.post(new, sent_by(opened(ann, new), **{"note-title": "New", "note-body": "One."}), **HX)
    made = session_in(live(series), "the-mill").notes[-1]
    url = base + Piece("the-mill", "note", made.key).address
    ann.post(url, sent_by(opened(ann, url), **{"note-body": "Two."}), **HX)
    notes = session_in(live(series), "the-mill").notes
    assert [(one.key, one.body) for one in notes if one.title == "New"] == [("new", "<p>Two.</p>")]


def test_no_such_piece(ann, base):
    assert ann.get(base + "head/edit/uid/").status_code == 404
    for below in (
        "sessions/the-mill/edit/sequence/",
        "sessions/the-mill/edit/title/x/",
        "sessions/the-mill/edit/note/",
    ):
        assert ann.get(base + below).status_code == 404


@pytest.fixture
def draft(series, ann):
    doubts = (
        Source("session:the-mill.title", (1,), 0.5),
        Source("session:the-mill.date", (1,), 0.5),
        Source("session:the-mill-house.title", (2,), 0.5),
        Source("series.slot", (3,), 0.5),
    )
    read = type(RICH)(RICH.group, RICH.series, doubts)
    by = models.Person.objects.get(username="ann")
    return actions.start_draft(
        read, (), group=series.group, source="one\ntwo\nthree", name="x", media="text/plain", by=by, now=NOW
    )


def doubtful(draft):
    draft.refresh_from_db()
    return [source.field for source in draft.programme.sources if source.sureness < 0.7]


def test_a_doubtful_field_keeps_its_mark_until_it_is_saved(ann, draft):
    base = reverse("draft", args=[draft.pk])
    url = base + Piece("the-mill", "title").address
    part = opened(ann, url)
    assert "please check" in part
    assert "please check" in ann.get(url + "?shown", **HX).content.decode()
    answer = ann.post(url, sent_by(part), **HX).content.decode()
    piece, *others = html.fragments_fromstring(answer, no_leading_text=True)
    assert "please check" not in html.tostring(piece).decode()
    assert doubtful(draft) == ["session:the-mill.date", "session:the-mill-house.title", "series.slot"]
    verdict = next(one for one in others if one.get("id") == "verdict")
    assert len(verdict.findall(".//ul[@class='check doubts']/li")) == 3


def test_what_is_right_is_said_without_opening_its_field(ann, draft):
    base = reverse("draft", args=[draft.pk])
    page = html.fromstring(ann.get(base).content.decode())
    [right, *_] = page.xpath("//form[@class='sure']")
    assert right.xpath("ancestor::*[contains(@class, 'piece')]/@id") == ["all..slot"]
    answer = ann.post(right.get("hx-post"), dict(right.form_values()), **HX).content.decode()
    piece, *others = html.fragments_fromstring(answer, no_leading_text=True)
    assert "please check" not in html.tostring(piece).decode()
    assert "It is marked as right." in html.tostring(piece).decode()
    assert any(one.get("id") == "verdict" for one in others)
    title = base + Piece("the-mill", "title").address
    assert ann.post(title, {"sure": "1"}).url == f"{base}#the-mill.title"  # without script
    assert doubtful(draft) == ["session:the-mill.date", "session:the-mill-house.title"]
    page = html.fromstring(ann.get(base).content.decode())
    [first, _second] = page.xpath("//section[@id='verdict']//ul[@class='check doubts']//form")
    assert ann.post(first.action, dict(first.form_values())).url == f"{base}#verdict"
    assert doubtful(draft) == ["session:the-mill-house.title"]


def test_the_whole_forms_clear_what_they_show(ann, draft):
    base = reverse("draft", args=[draft.pk])
    url = base + "sessions/the-mill/"
    ann.post(url, sent_by(ann.get(url).content.decode()))
    assert doubtful(draft) == ["session:the-mill-house.title", "series.slot"]
    ann.post(base + "head/", sent_by(ann.get(base + "head/").content.decode()))
    assert doubtful(draft) == ["session:the-mill-house.title"]


def test_a_paste_is_cleaned_for_whoever_is_signed_in(ann, client):
    url = reverse("paste")
    answer = ann.post(url, b"<p class=MsoNormal>a<b onclick=x>b</b><script>x</script>", content_type="text/html")
    assert (answer.status_code, answer.content.decode()) == (200, "<p>a<strong>b</strong></p>")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert ann.post(url, b"x" * 4_000_001, content_type="text/html").status_code == 413
    assert client.post(url, b"x", content_type="text/html").status_code == 302


def test_a_date_that_was_agreed(ann, series, base):
    url = base + Piece("united-front", "date").address
    sent = sent_by(opened(ann, url), **{"session-state": "fixed", "session-date": "2031-03-04"})
    assert "4 March 2031" in ann.post(url, sent, **HX).content.decode()
    assert session_in(live(series), "united-front").state is DateState.FIXED
