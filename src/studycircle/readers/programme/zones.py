"""The country and time zone that a page gives away; guessed only where several countries would not do."""

import re

from studycircle.readers.programme.blocks import Page
from studycircle.readers.programme.language import Tongue, lowered

BY_COUNTRY = {"GB": "Europe/London", "IE": "Europe/Dublin", "DE": "Europe/Berlin", "AT": "Europe/Vienna", "FR": "Europe/Paris", "IT": "Europe/Rome",  # noqa: E501 - one thought, one line
              "ES": "Europe/Madrid", "SE": "Europe/Stockholm", "GR": "Europe/Athens", "JP": "Asia/Tokyo", "NL": "Europe/Amsterdam", "PL": "Europe/Warsaw",  # noqa: E501 - one thought, one line
              "DK": "Europe/Copenhagen", "NO": "Europe/Oslo", "CZ": "Europe/Prague", "TR": "Europe/Istanbul", "KR": "Asia/Seoul", "HU": "Europe/Budapest", "FI": "Europe/Helsinki"}  # fmt: skip  # noqa: E501 - one thought, one line
ONE_COUNTRY = {"it": "IT", "sv": "SE", "el": "GR", "ja": "JP", "pl": "PL", "da": "DK", "nb": "NO", "no": "NO", "cs": "CZ", "tr": "TR", "ko": "KR", "hu": "HU", "fi": "FI"}  # fmt: skip  # noqa: E501 - one thought, one line
# These begin with a class, which is looked for many times quicker than a boundary.
POSTCODE_GB = re.compile(r"[A-Z](?<!\w.)[A-Z]?\d[A-Z\d]?\s?\d[A-Z]{2}\b")
PHONE_GB = re.compile(r"[0+](?<!\d.)(?:(?<=0)7\d{3}[\s-]?\d{3}[\s-]?\d{3}|(?<=0)20[\s-]?\d{4}[\s-]?\d{4}|(?<=\+)44)")
DIAL = {"+49": "DE", "+43": "AT", "+33": "FR", "+39": "IT", "+34": "ES", "+46": "SE", "+30": "GR", "+81": "JP", "+31": "NL", "+48": "PL", "+353": "IE", "+45": "DK", "+47": "NO"}  # fmt: skip  # noqa: E501 - one thought, one line
AMERICAN = {
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
}
ABBREVIATED = re.compile(r"[ECMP](?<!\w.)(?:(?<=[EP])[SD]?T\b(?!-)|(?<=[CM])[SD]T\b)")  # ET, EST, EDT …
CITIES = {"london": "Europe/London", "berlin": "Europe/Berlin", "paris": "Europe/Paris", "madrid": "Europe/Madrid", "roma": "Europe/Rome", "wien": "Europe/Vienna",  # noqa: E501 - one thought, one line
          "vienna": "Europe/Vienna", "lisboa": "Europe/Lisbon", "stockholm": "Europe/Stockholm", "москва": "Europe/Moscow", "москве": "Europe/Moscow",  # noqa: E501 - one thought, one line
          "new york": "America/New_York", "chicago": "America/Chicago", "los angeles": "America/Los_Angeles", "copenhagen": "Europe/Copenhagen", "dublin": "Europe/Dublin",  # noqa: E501 - one thought, one line
          "edinburgh": "Europe/London", "glasgow": "Europe/London", "oxford": "Europe/London", "zürich": "Europe/Zurich", "amsterdam": "Europe/Amsterdam"}  # fmt: skip  # noqa: E501 - one thought, one line
TIME_OF_CITY = re.compile(r"(\w{3,20}) time\b", re.I)


def zone_of(page: Page, names: Tongue) -> tuple[str, str]:
    """The country (ISO 3166) and zone (IANA) of a page; empty where it does not tell."""
    text = "\n".join([block.text for block in page.blocks])[:8000]
    plain = lowered(text)
    short = {match[0][0].lower() for match in ABBREVIATED.finditer(text)}
    for name, zone in AMERICAN.items():
        if name[0] in short or (name in text and re.search(rf"\b{name}\b", text)):
            return "US", zone
    if " time" in plain and (match := TIME_OF_CITY.search(text)):
        city = match[1].split()[-1].lower()
        if city in CITIES:
            return _country_of(CITIES[city]), CITIES[city]
    if names.code == "en" and (POSTCODE_GB.search(text) or PHONE_GB.search(text)):
        return "GB", BY_COUNTRY["GB"]
    for dial, country in DIAL.items() if "+" in text else ():
        if dial in text and re.search(rf"(?<![\d+]){re.escape(dial)}[\s(]*\d", text):
            return country, BY_COUNTRY[country]
    language, _, region = page.meta.get("lang", ("", 0))[0].replace("_", "-").partition("-")
    if region.upper() in BY_COUNTRY and language.lower() == names.code:
        return region.upper(), BY_COUNTRY[region.upper()]
    if names.code in ONE_COUNTRY:
        country = ONE_COUNTRY[names.code]
        return country, BY_COUNTRY[country]
    words = f" {plain} "
    named = {zone for city, zone in CITIES.items() if city in words and re.search(rf"(?<!\w){city}(?!\w)", words)}
    return (_country_of(zone), zone) if len(named) == 1 and (zone := named.pop()) else ("", "")


def _country_of(zone: str) -> str:
    return next((country for country, z in BY_COUNTRY.items() if z == zone), "")
