"""Cards of a web page: divisions side by side that tell a day, a topic and who speaks, each in an order of its own."""

import datetime as dt

from studycircle.documents.programme import Programme
from studycircle.readers.programme.page import read_page


def read(body: str, lang: str = "en") -> Programme:
    page = f"<html lang='{lang}'><body><main>{body}</main></body></html>"
    return read_page(page.encode(), name="page.html", today=dt.date(2026, 11, 29))[0]


def told(programme: Programme) -> list[tuple[str, str]]:
    return [(str(s.date), s.title) for s in programme.series.sessions]


def test_the_heading_of_a_card_is_its_topic_though_who_speaks_stands_between_it_and_the_day():
    page = "<h1>Pond seminar</h1><h2>Summer 2026</h2>" + "".join(
        f"<article><div>{day}</div><div><p>{name} <span>Weir College</span></p><h3>{topic}</h3>"
        "<details><summary>Abstract</summary><p>I will tell of it at some length.</p></details></div></article>"
        for day, name, topic in (
            ("Jul 30", "Ada Quill", "How ducks decide"),
            ("Jul 23", "Tom Reed", "Memory in carp"),
            ("Jul 09", "Ivy Lock", "Why do newts wait?"),
        )
    )
    assert told(read(page)) == [
        ("2026-07-30", "How ducks decide"), ("2026-07-23", "Memory in carp"), ("2026-07-09", "Why do newts wait?"),
    ]  # fmt: skip


def test_the_heading_over_the_day_is_the_topic_of_a_card_and_no_label_under_it():
    page = "<h1>Seminario del molino</h1>" + "".join(
        f"<div><h3>{topic}</h3><p><b>Orador:</b> {name}</p><p>🗓️ <b>Viernes {day} de septiembre de 2025, 14:00 hs</b>"
        "<br>📍 Aula 7</p><p><b>Resumen:</b><br>Una charla sobre el agua.</p></div>"
        for topic, name, day in (("Esclusas viejas", "Ana Ribera", 26), ("Juncos altos", "Luis Prado", 19))
    )
    assert told(read(page, "es")) == [("2025-09-26", "Esclusas viejas"), ("2025-09-19", "Juncos altos")]


def test_a_day_in_three_columns_of_a_card_is_one_day():
    page = "<h1>Lock Book Club</h1>" + "".join(
        f"<div><div><span class='m'>{month}</span><span class='d'>{day}</span><span class='y'>2026</span></div>"
        f"<div><div>Monday | 1:00 PM – 3:00 PM</div><h2>{title}</h2><p>by {author}</p></div></div>"
        for month, day, title, author in (
            ("May", 4, "The Frozen Canal", "Ariel Penn"),
            ("June", 1, "Mud and Toil", "Nick Fenn"),
        )
    )
    made = read(page)
    assert told(made) == [("2026-05-04", "The Frozen Canal"), ("2026-06-01", "Mud and Toil")]
    assert [(r.title, r.author) for s in made.series.sessions for r in s.readings] == [
        ("The Frozen Canal", "Ariel Penn"), ("Mud and Toil", "Nick Fenn"),
    ]  # fmt: skip


def test_the_last_card_ends_where_its_division_ends():
    page = "".join(
        f"<div><h3>{topic}</h3><p>Who speaks: {name}</p><p>{day} September 2025, 2 pm</p><p>We look at the water.</p></div>"
        for topic, name, day in (("Old sluices", "Ann Weir", 26), ("Tall reeds", "Bob Fenn", 19))
    )
    made = read(page + "<p><b>Find everything we ever did <a href='/all'>over here</a>.</b></p>")
    assert [(s.title, [r.title for r in s.readings]) for s in made.series.sessions] == [
        ("Old sluices", []), ("Tall reeds", []),
    ]  # fmt: skip


def test_names_beneath_the_topics_of_talks_are_of_those_who_speak():
    page = "<h1>Lens seminar</h1><p>Talks by people from here and elsewhere.</p><table>" + "".join(
        f"<tr><td><img src='x.png'><br><a href='https://example.org/{day}'>{name}</a><p>Weir</p></td><td><h3>{day}</h3>"
        f"<h3>{topic}</h3><p><b>Abstract: </b>{'A long text on what a picture may tell to a machine. ' * 4}</p></td></tr>"
        for name, day, topic in (
            ("Ada Quill", "2023-10-23", "From sparse to dense"),
            ("Tom Reed", "2023-10-26", "Looking twice"),
            ("Ivy Lock", "2023-10-27", "Painting by numbers"),
        )
    )
    made = read(page + "</table>")
    assert [(s.title, s.leader, s.readings) for s in made.series.sessions] == [
        ("From sparse to dense", "Ada Quill", ()), ("Looking twice", "Tom Reed", ()), ("Painting by numbers", "Ivy Lock", ()),
    ]  # fmt: skip


def test_what_is_read_for_the_classes_of_a_table_stands_under_their_numbers_below_it():
    page = (
        "<h1>Locks, spring 2017</h1>"
        "<table><tr><td><b>Date</b></td><td><b>Topic</b></td><td><b>Otters</b></td></tr>"
        "<tr><td>Class 1 (20 Jan)</td><td>Old doors</td><td>Blog</td></tr>"
        "<tr><td>Class 2 (27 Jan)</td><td>Gates &amp; keys</td><td>Food</td></tr></table>"
        "<table><tr><td colspan=3>Spring break</td></tr></table>"
        "<table><tr><td><b>Date</b></td><td><b>Topic</b></td><td><b>Newts</b></td></tr>"
        "<tr><td>Class 3 (17 Mar)</td><td>Sluices</td><td>Lead</td></tr>"
        "<tr><td>Class 4 (24 Mar)</td><td>Floods</td><td>Blog</td></tr></table>"
        "<p><strong><a href='/1'>Class 1: Introduction</a></strong></p>"
        "<ul><li><a href='https://example.org/a.pdf'>How a door is hung</a></li></ul>"
        "<p><strong><a href='/2'>Class 2: Broken keys</a></strong></p>"
        "<ul><li><a href='https://example.org/b.pdf'>The wrong key fits</a></li></ul>"
    )
    made = read(page)
    assert [(str(s.date), s.title, [r.title for r in s.readings]) for s in made.series.sessions] == [
        ("2017-01-20", "Old doors", ["How a door is hung"]),
        ("2017-01-27", "Gates & keys", ["The wrong key fits"]),
        ("2017-03-17", "Sluices", []),
        ("2017-03-24", "Floods", []),
    ]


def test_months_over_headings_are_meetings_of_a_page_that_tells_no_day():
    page = "<h1>Previous books</h1>" + "".join(
        f"<h2><span>{month}</span></h2><h2>{title} <small>{author}</small></h2><div><h3>Synopsis</h3><p>A town is lost "
        f"and found.</p></div><div><h3>Discussion leader</h3><p>{leader}</p></div><hr>"
        for month, title, author, leader in (
            ("January 2015", "The Frozen Canal", "Ariel Penn", "Ann"),
            ("October 2014", "Mud and Toil: A Myth Retold", "Nick Fenn", "Bob"),
            ("September 2014", "Lord of Locks", "Kate Brook", "Cyd"),
        )
    )
    made = read(page)
    assert [(s.date, s.date_words, s.title) for s in made.series.sessions] == [
        (None, "January 2015", "The Frozen Canal"),
        (None, "October 2014", "Mud and Toil: A Myth Retold"),
        (None, "September 2014", "Lord of Locks"),
    ]
    assert [[(r.title, r.author) for r in s.readings] for s in made.series.sessions] == [
        [("The Frozen Canal", "Ariel Penn")],
        [("Mud and Toil: A Myth Retold", "Nick Fenn")],
        [("Lord of Locks", "Kate Brook")],
    ]


def test_what_an_abstract_asks_is_no_question_for_the_meeting():
    page = "<h1>Lens seminar</h1>" + "".join(
        f"<h3>{day}</h3><h3>{topic}</h3><p><b>Abstract:</b> Imagine two ponds. Would it not be fine if they could meet?</p>"
        for day, topic in (("2023-10-23", "From sparse to dense"), ("2023-10-26", "Looking twice"))
    )
    assert [(s.title, s.questions) for s in read(page).series.sessions] == [
        ("From sparse to dense", ()), ("Looking twice", ()),
    ]  # fmt: skip


def test_a_place_that_is_not_settled_is_none():
    page = "<h1>Seminario del molino</h1>" + "".join(
        f"<div><h3>{topic}</h3><p>Viernes {day} de septiembre de 2025, 14:00 hs<br>📍 {place}</p></div>"
        for topic, day, place in (
            ("Esclusas viejas", 26, "Lugar a confirmar"), ("Juncos altos", 19, "Lugar a confirmar"),
        )
    )  # fmt: skip
    made = read(page, "es")
    assert [s.place for s in made.series.sessions] == [None, None]
    assert made.series.place.name == ""


def test_an_hour_right_before_the_day_at_the_end_of_an_item_is_its_hour():
    page = "<h1>Reuniones</h1><ol>" + "".join(
        f"<li><strong>{name}</strong> (Molino), <em>12:00, {day}/11/2025</em>.</li>"
        for name, day in (("Ana Ribera", 13), ("Luis Prado", 20), ("Eva Sauce", 27))
    )
    made = read(page + "</ol>", "es")
    assert made.series.slot.time == dt.time(12)
    assert [(str(s.date), s.title.split(" (")[0]) for s in made.series.sessions] == [
        ("2025-11-13", "Ana Ribera"), ("2025-11-20", "Luis Prado"), ("2025-11-27", "Eva Sauce"),
    ]  # fmt: skip


def test_what_a_line_calls_the_topic_is_no_author():
    page = "<h1>Otter reading group</h1>" + "".join(
        f"<h4>{day}</h4><p>{label}: {topic}</p><p>Presenter: {name}</p>"
        for day, label, topic, name in (
            ("03. November 2022", "Invited Talk", "Otter: A Frame for Finding Fish", "Ada Quill"),
            ("20. October 2022", "Topic", "Attribution in Deep Water", "Tom Reed"),
            ("15. September 2022", "Topic", "The Ranks of Newts", "Ivy Lock"),
        )
    )
    made = read(page)
    assert [(s.title, s.leader, s.readings) for s in made.series.sessions] == [
        ("Otter: A Frame for Finding Fish", "Ada Quill", ()),
        ("Attribution in Deep Water", "Tom Reed", ()),
        ("The Ranks of Newts", "Ivy Lock", ()),
    ]


def test_a_name_alone_under_each_title_of_a_book_club_is_of_who_wrote_it():
    page = "<h1>Books we have read</h1>" + "".join(
        f"<div><div>{month}</div><h3>{title}</h3><p>{author}</p><p>Facilitated by: {leader}</p></div>"
        for month, title, author, leader in (
            ("April 2026", "The Frozen Canal", "Ariel Penn", "Jean"),
            ("March 2026", "Ponds: the Art of Fish", "Nick Fenn", "Terry"),
            ("February 2026", "Small Locks", "Kate Brook", "Mary"),
        )
    )
    made = read(page)
    assert [(s.title, s.leader, [(r.title, r.author) for r in s.readings]) for s in made.series.sessions] == [
        ("The Frozen Canal", "Jean", [("The Frozen Canal", "Ariel Penn")]),
        ("Ponds: the Art of Fish", "Terry", [("Ponds: the Art of Fish", "Nick Fenn")]),
        ("Small Locks", "Mary", [("Small Locks", "Kate Brook")]),
    ]
