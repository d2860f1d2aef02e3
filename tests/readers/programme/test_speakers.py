"""Who speaks, and where from: a person and a university are no works, and no author writes the title of a talk."""

import datetime as dt

from studycircle.readers.programme.page import read_page

Row = tuple[str, str, list[str]]


def read(page: str, name: str = "page.md") -> list[Row]:
    made = read_page(page.encode(), name=name, today=dt.date(2026, 11, 24))[0]
    return [(s.title, s.leader, [r.title for r in s.readings]) for s in made.series.sessions]


def test_a_name_with_its_university_speaks_in_bold_letters_and_in_a_link():
    assert read(
        "<h1>Reuniones</h1><ol><li><strong>Ada Presa</strong> (Universidad de Vado), <em>12:00, 13/11/2025</em>.</li>"
        "<li><strong>Benito Junco</strong>, <strong>Clara Mecha</strong> (URV), <em>12:00, 11/12/2025</em>.</li>"
        "<li><strong>Dora Limo</strong> (URV), <em>12:00, 15/01/2026</em>.</li></ol>",
        "page.html",
    ) == [("", "Ada Presa", []), ("", "Benito Junco, Clara Mecha", []), ("", "Dora Limo", [])]
    assert read(
        "<h1>Prochains exposés</h1><p>Le 3 Novembre 2016, 14h-15h, salle 4.<br><a href='https://example.org/b'>Basile Marais</a>"
        " (Université de Tourbe)<br><b>Title:</b> <i>Combien de grenouilles</i><br><b>Abstract:</b> À venir.</p>"
        "<p>Le 10 Novembre 2016, 14h-15h, salle 4.<br><a href='https://example.org/c'>Colette Roseau</a> (ENS)<br>"
        "<b>Title:</b> <i>À venir.</i></p>",
        "page.html",
    ) == [("Combien de grenouilles", "Basile Marais", []), ("", "Colette Roseau", [])]


def test_a_short_name_of_a_place_tells_who_speaks_at_a_seminar_and_who_printed_it_elsewhere():
    page = "<title>{}</title><h2>9 October 2023 - <a href='https://example.org/a'>Ada Quill</a> (Weirford)</h2><h2>Frogs count</h2>"
    page += "<p>{}</p>"
    seminar = page.format("Pond seminar", "All talks are in room 7. This one is joint work with Ben Sedge.")
    assert read(seminar, "page.html") == [("Frogs count", "Ada Quill", [])]
    (club,) = read(page.format("Pond book club", "We meet in room 7."), "page.html")
    assert club[1:] == ("", ["Ada Quill"])


def test_speakers_before_and_behind_their_topic_with_where_they_come_from():
    talks = "# Weir seminar 2024\n\nTalks on Fridays.\n\n"
    assert read(
        f"{talks}- 3 May: Ada Quill, University of Weir: Pond algebra\n- 10 May: Ben Sedge/Cora Wick (University of Mill): "
        "Slow gates\n- 17 May: Old locks – Dora Fell (Institute of Mud)\n"
    ) == [("Pond algebra", "Ada Quill", []), ("Slow gates", "Ben Sedge/Cora Wick", []), ("Old locks", "Dora Fell", [])]
    assert read(f"{talks}- 3 May: Ada Quill — Pond algebra\n- 10 May: Ben Sedge — Slow gates\n- 17 May: Cora Wick — Locks\n") == [
        ("Pond algebra", "Ada Quill", []), ("Slow gates", "Ben Sedge", []), ("Locks", "Cora Wick", []),
    ]  # fmt: skip


def test_books_about_schools_and_books_that_a_university_printed_are_read():
    rows = read(
        "# Weir book club 2024\n\nWe read on Fridays.\n\n- 3 May: Ada Quill, The Institute: a novel\n- 10 May: Ben Sedge, Academy "
        "Street\n- 17 May: Ada Fenn (Penguin)\n- 24 May: Cora Wick, University Lane – a memoir\n- 31 May: Dora Fell, School – a play\n"
        "- 7 June: Tom Reed — Old locks\n"
    )
    assert [works for *_, works in rows] == [
        ["The Institute: a novel"], ["Academy Street"], ["Ada Fenn"], ["University Lane – a memoir"], ["School – a play"],
        ["Old locks"],
    ]  # fmt: skip
    assert {leader for _, leader, _ in rows} == {""}


def test_universities_and_lectures_are_no_readings():
    assert read(
        "<h2>春の会2014</h2><p><a href='a.html'>2014年5月10日　沼川大学</a><br><a href='b.html'>2014年5月17日　水門大学</a></p>",
        "page.html",
    ) == [("沼川大学", "", []), ("水門大学", "", [])]
    assert read(
        "<h3>第1回講演会「蛙の声を聴く」（2018年10月９日）</h3><p>講演者：沼川葦子</p><h3>第2回講演会「水門の歴史」（2018年１１月2日）</h3>"
        "<p>講演者：水門太郎</p>",
        "page.html",
    ) == [("蛙の声を聴く", "沼川葦子", []), ("水門の歴史", "水門太郎", [])]


def test_a_picture_that_a_font_draws_says_nothing():
    page = "<h1>Charlas</h1>" + "".join(
        f"<div><h2>{topic}</h2><div><span class='material-icons dark'>calendar_today</span><span>Jueves, {day} de marzo de 2025"
        "</span></div><div><span class='material-icons'>schedule</span><span>17:30-19:00</span></div></div>"
        for day, topic in ((6, "Las ranas cuentan"), (20, "Cómo cerrar una presa"))
    )
    assert [row[::2] for row in read(page, "page.html")] == [("Las ranas cuentan", []), ("Cómo cerrar una presa", [])]


def test_a_heading_that_is_a_person_with_a_post_gives_way_to_the_topic_beneath():
    assert read(
        "<h2>Upcoming</h2><article><h3>Ada Quill</h3><p>Professor of Ponds · Weir University</p><blockquote>“Counting frogs at "
        "night”</blockquote><p>Friday, 11 September 2026</p></article><article><h3>Ben Sedge</h3><p>Associate Professor · School of "
        "Mud, Weir</p><p>Friday, 4 December 2026</p></article>",
        "page.html",
    )[0] == ("Counting frogs at night", "Ada Quill", [])


def test_who_stands_where_an_author_would_with_a_university_speaks():
    (row,) = read(
        "<p>Freitag, 17. April 2015, 13:15 - 14:45 <a href='?ical'>iCal</a></p><h1>Ringvorlesung</h1><p><strong>Ada Quell/Ben Rohr "
        "(Universität Weiler): Die alten Teiche</strong></p><p>Hörsaal 7</p>",
        "page.html",
    )
    assert row == ("Die alten Teiche", "Ada Quell/Ben Rohr", [])
