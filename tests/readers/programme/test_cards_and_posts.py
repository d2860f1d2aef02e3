"""Pages of clubs as they publish them: cards with a day under each topic, posts of one meeting, open rows, speakers."""

import datetime as dt

from studycircle.documents.programme import DateState, Programme
from studycircle.readers.programme.page import read_page


def read(page: str, name: str = "page.md") -> Programme:
    return read_page(page.encode(), name=name, today=dt.date(2026, 11, 29))[0]


def told(programme: Programme) -> list[tuple[str, str, list[str]]]:
    return [(str(s.date), s.title, [r.title for r in s.readings]) for s in programme.series.sessions]


def test_a_column_of_links_to_sign_up_leaves_a_table_the_programme():
    made = read(
        "# Séminaire du moulin\n\n| Date | Intervenante | Thème | Lien d'inscription | Horaires |\n|---|---|---|---|---|\n"
        "| 5 février 2026 | Berthe Lavigne | Les écluses | [ici](https://example.org/1) | 10h-12h |\n"
        "| 5 mars 2026 | À venir.. | À venir.. | | 10h-12h |\n| 2 avril 2026 | Odile Garance | Les roseaux | | 10h-12h |\n"
    )
    sessions = made.series.sessions
    assert [(str(s.date), s.leader) for s in sessions] == [
        ("2026-02-05", "Berthe Lavigne"), ("2026-03-05", ""), ("2026-04-02", "Odile Garance"),
    ]  # fmt: skip
    assert sessions[0].title == "Les écluses"


def test_a_row_whose_speaker_is_that_nobody_meets_is_off():
    made = read(
        "# Weir seminar\n\n| Date | Speaker | Topic |\n|---|---|---|\n| 4/1/2025 | Ada Quill | Sluices |\n"
        "| 4/8/2025 | Spring break! No seminar. | |\n| 4/15/2025 | Tom Reed | Eels |\n"
    )
    off = made.series.sessions[1]
    assert (off.state, off.title, off.leader) == (DateState.CANCELLED, "Spring break! No seminar", "")


def card(topic: str, day: str, speaker: str) -> str:
    return (
        f'<li><a href="/{speaker}"><span>{topic}</span></a><div><span><i></i> Date: {day}, GMT+8</span><br />'
        f"<span>Speaker: {speaker}</span><br /><span>References: </span><br />"
        f'<span><a href="https://example.org/{speaker}.pdf">https://example.org/{speaker}.pdf</a></span></div></li>'
    )


def test_cards_tell_their_topic_over_the_day_and_the_coming_one_stands_at_the_top_as_well():
    page = (
        "<html lang='en'><body><main><h1>Pond club</h1><p>We meet online and talk about what we have read."
        "</p><section><p>Upcoming</p><p><a href='/c'>Why do newts wait?</a></p>"
        "<p>2025-11-16 22:30:00, GMT+8, <a href='https://example.org/t'>tool for time zones</a></p></section><ul>"
        + card("How ducks decide", "2025-11-02 22:30:00", "Ann")
        + card("Memory in carp: a second look", "2025-11-09 22:30:00", "Bob")
        + card("Why do newts wait?", "2025-11-16 22:30:00", "Cyd")
        + "</ul></main></body></html>"
    )
    assert sorted((day, title) for day, title, _ in told(read(page, "page.html"))) == [
        ("2025-11-02", "How ducks decide"),
        ("2025-11-09", "Memory in carp: a second look"),
        ("2025-11-16", "Why do newts wait?"),
    ]


def test_a_post_of_one_meeting_is_about_what_its_title_says_and_not_of_the_day_it_was_written():
    made = read(
        "<html><head><title>May 2021: Rivers and Work | Canal Reading Group</title></head><body><h1>May 2021: Rivers and Work</h1>"
        "<p><time>30.04.2021</time> — <a href='/tags/meeting'>meeting</a> — <span>1 min read</span></p><h2>Logistics</h2>"
        "<ul><li>Date: May 16, 2021 2PM-3:30PM California Time</li></ul><h2>Readings</h2><ul>"
        "<li>The Lock Keeper, by Kate Brook. Intro, Ch 1. <a href='https://example.org/buy'>Ebook for sale</a> | "
        "<a href='https://example.org/a.pdf'>PDF</a></li>"
        "<li><a href='https://example.org/b'>Mud, Toil, Weather</a> by Nick Fenn</li></ul></body></html>",
        "page.html",
    )
    assert told(made) == [("2021-05-16", "Rivers and Work", ["The Lock Keeper", "Mud, Toil, Weather"])]


def test_days_at_the_end_have_hours_and_places_and_the_last_lines_have_none_yet():
    made = read(
        "Our group meets on Thursdays at 7pm.\n\n## Currently reading\n\n"
        "* [The Long Pond: A History of Mud](https://example.org/pond) (2021) by Marta Heron.\n\nThis is how:\n\n"
        "- **Introduction** (pp. 3–7): Thursday, October 26, 2023, 7-8pm on Discord\n"
        "- **Part I**, 1850–1900 (pp. 11-86): Thursday, November 9, 2023, 7-8pm on Discord\n"
        "- **Part II** (pp. 89-217): Thursday, November 30, 2023, 7-8pm on Discord and Thursday, December 14, 2023, 7-8pm on Discord\n"
        "- **Part III** (pp. 363-495): TBA\n"
    )
    sessions = made.series.sessions
    assert [(str(s.date), s.title) for s in sessions] == [
        ("2023-10-26", "Introduction"), ("2023-11-09", "Part I"), ("2023-11-30", "Part II"), ("None", "Part III"),
    ]  # fmt: skip
    assert made.series.place.name == "Discord"
    reading = sessions[1].readings[0]
    assert (reading.title, reading.author) == ("The Long Pond: A History of Mud", "Marta Heron")


def test_a_book_with_a_long_name_below_its_title_is_called_by_both():
    made = read(
        "Weir discussion group\n\nFridays, 1:30 pm.\n\nThe group will be reading Ebb: The Hidden Laws of Tides, Ponds, and the Pace of "
        "Life in Creeks, Canals, Locks, and Harbours by Godfrey Weir (2017).\n\nSeptember 15, 2017: Chapter 1 (pp. 1–33).\n\n"
        "September 29, 2017: Chapter 2 (pp. 35–78).\n",
        "page.txt",
    )
    title = "Ebb: The Hidden Laws of Tides, Ponds, and the Pace of Life in Creeks, Canals, Locks, and Harbours"
    assert [titles for _, _, titles in told(made)] == [[title], [title]]


def test_capitals_that_shorten_a_topic_are_no_part_of_a_work():
    made = read("# Mill working group\n\n* Sept. 5: Principal pond analysis (PPA)\n* Sept. 19: Reeds\n* Oct. 3: Mud\n")
    assert [titles for _, _, titles in told(made)] == [[], [], []]


def test_under_guests_who_have_several_works_each_the_guest_is_what_the_meeting_is_called():
    made = read(
        "# Mill group 2018\n\n### August 30: [Brenda Scott](https://example.org/bs)\n\n* [Lies of the Lock](https://example.org/1)\n"
        "* [The War on Weeds](https://example.org/2)\n\n### August 23: [Amelia Horn](https://example.org/ah)\n\n"
        "* [Who Owns the Weir?](https://example.org/3)\n* [Newts](https://example.org/4) by Silvia Fen\n\n"
        "### August 16: [Maya Good](https://example.org/mg)\n\n* [Two Ponds](https://example.org/5)\n* [Reeds](https://example.org/6)\n\n"
        "### August 9: [Art Giles](https://example.org/ag)\n\nNo readings. On the story behind the lock.\n"
    )
    sessions = made.series.sessions
    assert [s.title for s in sessions] == ["Brenda Scott", "Amelia Horn", "Maya Good", "Art Giles"]
    assert [(r.title, r.author) for r in sessions[1].readings] == [
        ("Who Owns the Weir?", "Amelia Horn"), ("Newts", "Silvia Fen"),
    ]  # fmt: skip
    assert not sessions[3].readings


def test_a_leaflet_in_dutch_says_which_book():
    made = read(
        "<h2>Boekje erbij?</h2><p>Wij nodigen alle geïnteresseerden uit voor een nieuw seizoen van het leesgezelschap. Dus:<br>\n"
        "Wanneer: vrijdag 24 september om 20:00 uur.<br>\nWaar: Café De Sluis, Kade 96.<br>\n"
        "Welk boek: Havank van Arthur Jansma, te kopen bij de meeste boekhandels.<br></p>",
        "page.html",
    )
    (session,) = made.series.sessions
    assert session.title == "Havank"
    assert [(r.title, r.author) for r in session.readings] == [("Havank", "Arthur Jansma")]


def test_an_announcement_of_one_evening_names_place_and_book_in_passing():
    made = read(
        '---\ntitle: "Läsecirkel på Kvarnen"\ndate: "2024-10-09 18:30:00"\nlocations: [Malmö]\norganizer: "Kvarnen"\n'
        'addressName: "Kvarnen"\n---\nVälkommen till oss!\n\n9 oktober — 18:30-20:30 — KVARNEN\n\n'
        "Vi tänker starta en läsecirkel och läsa Dimman av Vera Vass för att prata om den. Alla är välkomna.\n"
    )
    (session,) = made.series.sessions
    assert (session.title, made.series.place.name) == ("Dimman", "Kvarnen")
    assert [(r.title, r.author) for r in session.readings] == [("Dimman", "Vera Vass")]


TALKS = (
    "- Jan 26: Organizational meeting\n\n- Feb 2: Ada Quill: Pond algebras\n\n- Feb 9: Tom Reed: Knots in reeds: a wish\n\n"
    "- Feb 16: Ada Quill: Pond algebras continued\n"
)


def test_names_before_colons_speak_where_a_page_tells_of_talks_and_wrote_where_people_read():
    made = read(f"# Student pond seminar 2024\n\nAll talks are on Fridays at 2 PM.\n\n{TALKS}")
    assert [(s.leader, s.title, len(s.readings)) for s in made.series.sessions[1:]] == [
        ("Ada Quill", "Pond algebras", 0),
        ("Tom Reed", "Knots in reeds: a wish", 0),
        ("Ada Quill", "Pond algebras continued", 0),
    ]
    made = read(f"# Pond reading group 2024\n\nWe read on Fridays at 2 PM; talks are rare.\n\n{TALKS}")
    assert [[r.author for r in s.readings] for s in made.series.sessions[1:3]] == [["Ada Quill"], ["Tom Reed"]]


def test_a_sentence_among_the_meetings_says_which_of_them_is_off():
    made = read(
        "# Cercle du moulin\n\n**Cercle du 15 mars 2023**\n\n* *Les roseaux*, Louise Gal\n\n**Cercle du 15 février 2023**\n\n"
        "* *La vase*, Paul Meunier\n\n*Le cercle du 18 janvier 2023 n'a pas lieu suite à la fermeture du moulin.*\n\n"
        "**Cercle du 16 novembre 2022**\n\n* *L'écluse*, Jeanne Gué\n"
    )
    assert [(str(s.date), s.state) for s in made.series.sessions] == [
        ("2023-03-15", DateState.FIXED), ("2023-02-15", DateState.FIXED), ("2023-01-18", DateState.CANCELLED),
        ("2022-11-16", DateState.FIXED),
    ]  # fmt: skip
