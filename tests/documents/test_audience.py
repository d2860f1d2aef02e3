"""What an audience may not see is nowhere in the document it is given."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studycircle.documents.audience import seen_by
from studycircle.documents.native import dump_programme, parse_programme
from studycircle.documents.programme import (
    Attachment,
    Audience,
    Contact,
    Edition,
    Group,
    Note,
    Part,
    Place,
    Programme,
    Question,
    Quotation,
    Reading,
    Series,
    Session,
    Slot,
    Source,
)
from studycircle.documents.rich import Rich, is_rich, to_plain
from tests.documents.strategies import programmes, sourced_programmes

PUBLIC, MEMBERS, ORGANISERS = Audience
ANN = Contact("ann", "Ann", "07700 900123", "ann@example.org", "https://ann.example.org/")
LINK = "https://meet.example.org/j/123?pwd=x"


def group_says(words: str, *contacts: Contact, **place) -> Programme:
    """A programme whose group says ``words``, in rich text if they begin with a tag."""
    rich = Rich(words if words.startswith("<") else "")
    usual = Place(online=LINK, online_words="Zoom, meeting 123 456 789, code ab12c", **place)
    series = Series("s", title="" if rich else words, contacts=contacts or (ANN,), place=usual)
    return Programme(Group("g", summary=rich), series)


def heard(programme: Programme, audience: Audience = PUBLIC) -> str:
    seen = seen_by(programme, audience)
    return seen.series.title or seen.group.summary


def everything() -> Programme:
    """One thing of each kind for each audience."""

    def each(kind, **more):
        return tuple(kind(key=audience.value, audience=audience, **more) for audience in Audience)

    reading = Reading("r", "R", editions=each(Edition))
    own = Place("Library", room="Attic 9", online=LINK, room_audience=MEMBERS, online_audience=ORGANISERS)
    sessions = (
        Session("a", place=own, notes=each(Note), attachments=each(Attachment, title="A"), readings=(reading,)),
        Session("b", room="Cellar 7"),
    )
    place = Place("House", "1 Road", "Room 12", online=LINK, online_words="Zoom", room_audience=MEMBERS)
    series = Series("s", place=place, contacts=each(Contact, name="C"), sessions=sessions, notes=each(Note))
    series = replace(series, attachments=each(Attachment, title="A"))
    return Programme(Group("g"), series, (Source("group.name", (1,)),))


def keys(things) -> list[str]:
    return [thing.key for thing in things]


@pytest.mark.parametrize(
    ("audience", "expected"),
    [(PUBLIC, ["public"]), (MEMBERS, ["public", "members"]), (ORGANISERS, ["public", "members", "organisers"])],
)
def test_things_are_there_for_whom_they_are_shown_to(audience, expected):
    series = seen_by(everything(), audience).series
    session = series.sessions[0]
    for things in (
        series.contacts,
        series.notes,
        series.attachments,
        session.notes,
        session.attachments,
        session.readings[0].editions,
    ):
        assert keys(things) == expected


def test_rooms_and_meetings_are_blank_for_whom_they_are_not_shown_to():
    public = seen_by(everything(), PUBLIC)
    assert public.series.place == Place("House", "1 Road", room_audience=MEMBERS)
    assert public.series.sessions[0].place == Place("Library", room_audience=MEMBERS, online_audience=ORGANISERS)
    assert public.series.sessions[1].room == ""  # another room at a place whose room is for members
    members = seen_by(everything(), MEMBERS)
    assert members.series.place == everything().series.place
    assert members.series.sessions[0].place.room == "Attic 9"
    assert members.series.sessions[0].place.online == ""
    assert members.series.sessions[1].room == "Cellar 7"


def test_only_organisers_see_where_a_reader_found_things():
    assert seen_by(everything(), PUBLIC).sources == ()
    assert seen_by(everything(), MEMBERS).sources == ()
    assert seen_by(everything(), ORGANISERS) == everything()


@pytest.mark.parametrize(
    "written",
    [
        "07700 900123",
        "07700900123",
        "0 77 00 – 90 01 23",
        "(07700) 900.123",
        "+447700900123",
        "+44 (0)7700 900 123",
        "0044 7700 900123",
        "447700900123",
        "٠٧٧٠٠ ٩٠٠١٢٣",
        "０７７００-９００１２３",
        "07700\u00a0900\u202f123",
        "ann@example.org",
        "ANN@Example.ORG",
        "mailto:ann@example.org",
        "ann (at) example (dot) org",
        "ann [at] example.org",
        "ann at example dot org",
        "https://ann.example.org/",
        "http://ann.example.org",
        "ann.example.org",
        "https://meet.example.org/j/123?pwd=x",
        "meet.example.org/j/123?pwd=x",
        "123 456 789",
        "123456789",
        "123-456-789",
        "ab12c",
    ],
)
def test_what_is_hidden_is_found_in_words_however_it_is_written(written):
    assert heard(group_says(f"Ask on {written}, please.")) == "Ask on …, please."
    assert heard(group_says(f"<p>Ask on {written}, please.</p>")) == "<p>Ask on …, please.</p>"
    assert heard(group_says(written)) == "…"
    assert heard(group_says(f"Ask on {written}, please."), MEMBERS) == f"Ask on {written}, please."


@pytest.mark.parametrize(
    "written",
    [
        "15077009001234",  # a longer row of digits
        "077009001234",
        "1507700900123",
        "07700 900124",
        "joann@example.org",
        "ann@example.org.uk",
        "ann@example.organic",
        "https://ann.example.org/page",
        "https://joann.example.org/",
        "https://meet.example.org/j/1234",
        "in 1905, on page 123",
        "at 18.30 on 7 March",
    ],
)
def test_what_only_looks_like_it_stays(written):
    words = f"Ask on {written}, please."
    assert heard(group_says(words)) == words


def test_a_foreign_number_is_found_with_and_without_its_country_code():
    bob = Contact("bob", phone="+49 30 23125000")
    assert heard(group_says("030 23125000, 0049-30-23125000, +493023125000", bob)) == "…, …, …"
    two = Contact("two", phone="07700 900123 or 07700 900456")
    assert heard(group_says("07700900456 / 07700 900 123", two)) == "… / …"


def test_a_number_is_found_across_the_elements_of_rich_text():
    rich = "<p>Ring 07700 <em>900<strong>1</strong></em>23 <em>now</em>.</p>"
    assert to_plain(Rich(heard(group_says(rich)))) == "Ring … now."
    apart = "<p>07700</p><p>900123</p>"
    assert heard(group_says(apart)) == apart


def test_a_link_to_what_is_hidden_is_a_link_no_more():
    rich = (
        '<p><a href="mailto:ann@example.org">write</a>, <a href="tel:+447700900123">ring</a>, '
        '<a href="https://wa.example.org/447700900123">chat</a>, <a href="/?to=ann%40example.org">form</a>, '
        '<a href="https://example.org/">home</a></p>'
    )
    seen = heard(group_says(rich))
    assert is_rich(seen)
    assert seen == (
        "<p><span>write</span>, <span>ring</span>, <span>chat</span>, <span>form</span>, "
        '<a href="https://example.org/">home</a></p>'
    )


def test_rooms_are_found_where_they_are_distinctive():
    words = "Room 12 or room  12, not Room 123; 12 of us in the Library, which is the library."
    assert heard(group_says(words, room="Room 12", room_audience=MEMBERS)) == (
        "… or …, not Room 123; 12 of us in the Library, which is the library."
    )
    for room in ("12", "Library"):
        assert heard(group_says(words, room=room, room_audience=MEMBERS)) == words


def test_what_is_shown_elsewhere_is_not_hidden():
    public = replace(ANN, key="desk", name="Desk", audience=PUBLIC)
    words = "Ring 07700 900123."
    assert heard(group_says(words, ANN, public)) == words


def test_hidden_files_are_found_in_words_and_addresses():
    edition = Edition("pdf", link="https://files.example.org/book.pdf", audience=MEMBERS)
    open_one = Edition("web", link="https://files.example.org/")
    session = Session(
        "a", leader="see files.example.org/book.pdf", readings=(Reading("r", "R", editions=(edition, open_one)),)
    )
    session = replace(session, attachments=(Attachment("x", "X", link="https://files.example.org/book.pdf#page=2"),))
    seen = seen_by(Programme(Group("g"), Series("s", sessions=(session,))), PUBLIC).series.sessions[0]
    assert (seen.leader, seen.attachments[0].link, seen.readings[0].editions) == ("see …", "", (open_one,))


PHONES = st.from_regex(r"07700 9[0-9]{5}", fullmatch=True)
MAILS = st.from_regex(r"[a-z]{3,8}@[a-z]{4,8}\.example\.org", fullmatch=True)
LINKS = st.from_regex(r"https://meet\.example\.org/[a-z]{4,8}", fullmatch=True)
ROOMS = st.from_regex(r"Room [1-9][0-9]{2}", fullmatch=True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(programmes, PHONES, MAILS, LINKS, ROOMS, st.data())
def test_nothing_hidden_is_anywhere_in_what_the_public_sees(programme, phone, mail, link, room, data):
    secrets = (phone, mail, link, room)
    contact = Contact("hidden", "H", phone, mail)
    place = Place(room=room, online=link, room_audience=MEMBERS)
    leaks = " and ".join(data.draw(st.permutations(secrets)))
    rich = Rich(f"<p>Well: <em>{leaks}</em></p><ul><li>{leaks}</li></ul>")
    session = Session(
        "leaky",
        **dict.fromkeys(("title", "number", "date_words", "leader", "status_note"), leaks),
        place=Place(name=leaks, address=leaks, directions=leaks, map_link=link),
        summary=rich,
        record=rich,
        readings=(Reading("r", title=leaks, author=leaks, part=leaks, note=leaks),),
        notes=(Note("n", leaks, rich),),
        questions=(Question("q", leaks, rich, (Quotation(leaks),), (Part("a", rich),), rich),),
        attachments=(Attachment("x", leaks),),
    )
    # What a generated programme shows of its own accord is not hidden.
    shown = dump_programme(seen_by(programme, PUBLIC))
    secrets = [secret for secret in secrets if secret not in shown]
    series = replace(
        programme.series,
        title=leaks,
        summary=rich,
        slot=Slot(words=leaks),
        place=place,
        contacts=(contact,),
        sessions=(session, *programme.series.sessions),
    )
    leaky = Programme(replace(programme.group, name=leaks, summary=rich), series)
    text = dump_programme(seen_by(leaky, PUBLIC))
    assert [secret for secret in secrets if secret in text] == []
    assert all(secret in dump_programme(seen_by(leaky, MEMBERS)) for secret in secrets)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(sourced_programmes, st.sampled_from(Audience))
def test_what_is_seen_is_a_programme_and_sees_itself(programme, audience):
    seen = seen_by(programme, audience)
    assert parse_programme(dump_programme(seen)) == seen
    assert seen_by(seen, audience) == seen
