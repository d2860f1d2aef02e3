"""Programmes for every test: a rich one that has each state, role and kind of thing, and ways to make others."""

import datetime as dt
from dataclasses import replace

from studycircle.documents.programme import (
    Attachment,
    Audience,
    Contact,
    DateState,
    Edition,
    Group,
    Kind,
    Note,
    Part,
    Place,
    Programme,
    Question,
    Quotation,
    Reading,
    Role,
    Series,
    Session,
    Slot,
)
from studycircle.documents.rich import Rich

NOW = dt.datetime(2026, 10, 20, 12, 0, tzinfo=dt.UTC)  # between "The Wanderer" and "Sweetness and Power"
CHANGED = dt.datetime(2026, 9, 1, 8, 30, tzinfo=dt.UTC)
ADDRESS = "https://canalside.example.org/"

GROUP = Group(
    key="canalside",
    name="Canalside Readers",
    language="en",
    zone="Europe/London",
    country="GB",
    summary=Rich(
        "<p>We meet in a room above the lock and read books about water, bread and work. Everyone is welcome.</p>"
        "<p>We began in 2019 with four people and one copy. There are now about fifteen of us; no one has read it all, "
        "and there is always tea.</p>"
    ),
    accent="#1f5f6b",
)

SESSIONS = (
    Session(
        key="the-mill",
        title="The Mill on the Floss",
        number="1",
        state=DateState.FIXED,
        date=dt.date(2026, 9, 28),
        readings=(
            Reading(
                key="the-mill-on-the-floss",
                title="The Mill on the Floss",
                author="George Eliot",
                part="book first",
                year="1860",
                editions=(Edition("web", "web", "https://www.example.org/mill"),),
            ),
        ),
        record=Rich("<p>Nine of us. We never got past the first page: <em>why</em> the dream?</p>"),
        changed=CHANGED,
    ),
    Session(
        key="rain-stopped-us",
        title="Bread & Roses <again>",
        number="2",
        state=DateState.CANCELLED,
        date=dt.date(2026, 10, 5),
        status_note="The towpath was under water.",
        sequence=2,
        changed=CHANGED + dt.timedelta(days=34),
    ),
    Session(
        key="the-wanderer",
        title="The Wanderer",
        number="3",
        state=DateState.MOVED,
        date=dt.date(2026, 10, 19),
        moved_from=dt.date(2026, 10, 12),
        leader="Femi",
        readings=(Reading(key="the-wanderer", title="The Wanderer", translator="R. K. Gordon", part="all 115 lines"),),
        questions=(Question("q1", "1", Rich("<p>Who is speaking?</p>")),),
        sequence=1,
        changed=CHANGED,
    ),
    Session(
        key="sweetness-and-power",
        title="Sweetness and Power",
        number="4",
        state=DateState.FIXED,
        date=dt.date(2026, 10, 26),  # the clocks went back the night before
        summary=Rich("<p>How sugar came to the table, and <em>who</em> paid for it.</p>"),
        leader="Ruth",
        readings=(
            Reading(
                key="sweetness-and-power",
                title="Sweetness and Power",
                author="Sidney W. Mintz",
                part="chapters 1–3",
                year="1985",
                minutes=150,
                note="read the introduction first",
                editions=(
                    Edition("web", "web", "https://www.example.org/mintz?a=1&b=2"),
                    Edition("epub", "epub", file="mintz.epub", size=1_234_567),
                    Edition("pdf", "pdf", "https://www.example.org/mintz.pdf", size=296_290),
                    Edition("kindle", "kindle", label="Kindle e-book"),
                    Edition("print", "print"),
                ),
            ),
            Reading(
                key="a-lump-of-sugar",
                title="A Lump of Sugar",
                author="Ada Fenn",
                role=Role.SHORTER,
                part="six pages",
                minutes=20,
                editions=(Edition("pdf", "pdf", file="lump.pdf", language="fr"),),
            ),
            Reading(
                key="the-plantation-ledgers",
                title="The Plantation Ledgers",
                role=Role.FURTHER,
                editions=(
                    Edition("a", "web", "https://archive.example.org/ledgers"),
                    Edition("b", "web", "https://mirror.example.org/ledgers"),
                ),
            ),
        ),
        notes=(
            Note(
                "before-you-start",
                "Before you start",
                Rich(
                    "<p>Mintz was an anthropologist; the book is a history. Watch how he moves between a field of cane and "
                    "a cup of tea, and ask what each of them costs.</p>"
                    "<blockquote><p>What people eat says who they are and who they are not.</p></blockquote>"
                    "<ul><li>the grower</li><li>the <strong>eater</strong></li></ul>"
                    '<p>See also <a href="https://www.example.org/notes[1]">these notes</a>, and <em/>H<sub>2</sub>O.</p>'
                ),
            ),
            Note("for-members", "The key is under the pot", Rich("<p>Hidden.</p>"), audience=Audience.MEMBERS),
        ),
        questions=(
            Question("q1", "1", Rich("<p>Whose sweetness, and whose power?</p>")),
            Question(
                "q2",
                "2",
                Rich(
                    "<p>“Sugar surrendered its place as luxury and rarity.” When, for whom, and does he regret it?</p>"
                ),
                quotations=(Quotation("Sugar surrendered its place as luxury and rarity."),),
            ),
            Question(
                "q3",
                "3",
                Rich("<p>In chapter 2 he writes:</p>"),
                parts=(
                    Part("a", Rich("<p>that the plantation was a factory in a field;</p>")),
                    Part("b", Rich("<p>that it came before the factory in the town.</p>")),
                ),
                close=Rich("<p>Can both be true?</p>"),
            ),
            Question("loose", "", Rich("<p>Unnumbered.</p>"), quotations=(Quotation("A loose quotation."),)),
        ),
        attachments=(Attachment("slides", "Ruth’s slides", file="slides.pdf", format="pdf", size=88_000),),
        changed=CHANGED,
    ),
    Session(key="half-term", title="Half-term", kind=Kind.BREAK, state=DateState.FIXED, date=dt.date(2026, 11, 2)),
    Session(
        key="at-the-library",
        title="The Grain Trade",
        number="5",
        state=DateState.FIXED,
        date=dt.date(2026, 11, 9),
        time=dt.time(19, 0),
        minutes=60,
        place=Place(
            name="Weir Lane Library", address="2 Weir Lane", room="12", map_link="https://map.example.org/?q=1"
        ),
        readings=(
            Reading(key="grain", title="The Grain Trade", editions=(Edition("lost", "pdf"), Edition("web", "web"))),
        ),
        changed=CHANGED,
    ),
    Session(
        key="online-once",
        title="A call with the author",
        number="6",
        state=DateState.PROPOSED,
        date=dt.date(2026, 11, 16),
        place=Place(
            online="https://meet.example.org/canalside", online_words="Video call", online_audience=Audience.PUBLIC
        ),
        changed=CHANGED,
    ),
    Session(key="new-year", title="The Long Winter", state=DateState.FIXED, date=dt.date(2027, 1, 11), changed=CHANGED),
    Session(
        key="united-front", title="On Salt", date_words="tba", readings=(Reading("salt", "On Salt"),), changed=CHANGED
    ),
    Session(key="early-may", title="A walk to the mill", date_words="early May", changed=CHANGED),
)

SERIES = Series(
    key="bread-and-water",
    uid="6f1c1a52-6a5e-4b63-9a0e-1c2d3e4f5a6b",
    title="Bread and Water",
    summary=Rich(
        "<p>Ten evenings on what people ate, drank and paid for it. "
        "We read a chapter or two at home and talk about it slowly.</p><p>You need not have read anything before.</p>"
    ),
    slot=Slot(weekday=0, time=dt.time(18, 30), minutes=120),
    place=Place(
        name="The Lock-keeper’s House",
        address="Canal Row",
        room="Upper room",
        directions="door on Weir Lane; ring twice",
        online="https://meet.example.org/secret",
        online_words="meeting 123 456",
    ),
    contacts=(
        Contact("ruth", "Ruth", phone="07700 900123", email="ruth@example.org", audience=Audience.PUBLIC),
        Contact("femi", "Femi", phone="07700 900456"),
    ),
    sessions=SESSIONS,
    notes=(Note("how-we-read", "How we read", Rich("<p>Slowly.</p><h3>And again</h3><p>Aloud, if you like.</p>")),),
    attachments=(
        Attachment("poster", "Poster", link="https://www.example.org/poster.pdf", format="pdf", size=296_290),
    ),
)

RICH = Programme(GROUP, SERIES)  # everything; cut it with ``seen_by`` for an audience


def in_arabic() -> Programme:
    """A programme that runs from right to left."""
    group = Group(key="maqha", name="قُرّاء المقهى", language="ar", zone="Africa/Cairo", country="EG")
    session = Session(
        key="layla",
        title="موسم الهجرة إلى الشمال",
        state=DateState.FIXED,
        date=dt.date(2026, 11, 2),
        readings=(
            Reading(
                "season",
                "موسم الهجرة إلى الشمال",
                "الطيب صالح",
                editions=(Edition("web", "web", "https://www.example.org/s"),),
            ),
        ),
        questions=(Question("q1", "1", Rich("<p>من هو مصطفى سعيد؟</p>")),),
    )
    series = Series(
        key="riwayat",
        title="روايات قصيرة",
        summary=Rich("<p>نقرأ معًا روايات قصيرة ونتحدث عنها.</p>"),
        slot=Slot(weekday=0, time=dt.time(19, 0)),
        place=Place(name="مقهى ريش", address="ميدان طلعت حرب"),
        sessions=(session,),
    )
    return Programme(group, series)


def in_german() -> Programme:
    """A programme with what German needs: long words, and dates by CLDR."""
    group = Group(key="lesekreis", name="Lesekreis am Ufer", language="de", zone="Europe/Berlin", country="DE")
    return Programme(group, replace(SERIES, key="brot", uid="", title="Brot und Wasserversorgungsgenossenschaften"))


def of_many(sessions: int, *, questions: int = 4) -> Programme:
    """A series of that many weekly sessions, each with a reading, a note and questions."""
    first = dt.date(2026, 1, 5)
    made = tuple(
        Session(
            key=f"s{index}",
            title=f"Evening {index}",
            number=str(index),
            state=DateState.FIXED,
            date=first + dt.timedelta(weeks=index - 1),
            readings=(
                Reading(
                    f"r{index}",
                    f"Book {index}",
                    "An Author",
                    editions=(Edition("web", "web", f"https://example.org/{index}"),),
                ),
            ),
            notes=(Note("note", "Note", Rich("<p>" + "Some words about it. " * 40 + "</p>")),),
            questions=tuple(
                Question(f"q{number}", str(number), Rich(f"<p>{'Why, and for whom? ' * 8}</p>"))
                for number in range(1, questions + 1)
            ),
            changed=CHANGED,
        )
        for index in range(1, sessions + 1)
    )
    return Programme(GROUP, replace(SERIES, key="many", sessions=made))
