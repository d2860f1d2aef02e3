"""Public holidays come from a library; what we ask it is by country, region, year and language."""

import datetime as dt

from studycircle.holidays_of import holidays_of, regions_of

SAINTS = dt.date(2026, 11, 1)


def test_a_country_and_its_regions():
    assert holidays_of("DE", "", [2026], "de")[dt.date(2026, 12, 25)] == "Erster Weihnachtstag"
    assert SAINTS not in holidays_of("DE", "", [2026], "de")
    assert holidays_of("DE", "BY", [2026], "de")[SAINTS] == "Allerheiligen"
    assert SAINTS not in holidays_of("DE", "nowhere", [2026], "de")
    assert ("BY", "Bayern") in regions_of("DE")


def test_names_are_in_the_language_asked_for_where_it_is_known():
    assert holidays_of("DE", "BY", [2026], "en-GB")[SAINTS] == "All Saints' Day"
    assert SAINTS in holidays_of("DE", "BY", [2026], "tlh")


def test_where_nobody_knows_there_is_none():
    assert (holidays_of("", "", [2026]), holidays_of("XX", "", [2026]), regions_of("XX")) == ({}, {}, ())
