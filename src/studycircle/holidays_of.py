"""Public holidays, by country and region: the one place that asks the library for them.

It is imported when somebody plans dates or says where a group is, and not before: it takes half a second to load.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache

Years = tuple[int, ...]


def holidays_of(country: str, region: str, years: Iterable[int], language: str = "") -> Mapping[dt.date, str]:
    """The public holidays of ``country`` (ISO 3166-1) in these years, by date, with their names.

    ``region``: a code of ISO 3166-2 without the country, as ``regions_of`` gives them; empty for what holds in all of
    it. ``language``: of the names, if they are known in it. A country nobody knows of has none.
    """
    return _holidays_of(country, region, tuple(sorted(set(years))), language.partition("-")[0])


@lru_cache(maxsize=64)
def _holidays_of(country: str, region: str, years: Years, language: str) -> Mapping[dt.date, str]:
    import holidays

    known = {code for code, _ in regions_of(country)}
    names = holidays.country_holidays(country, years=years) if country in _countries() else None
    if names is None:
        return {}
    spoken = next((one for one in names.supported_languages if one.partition("_")[0] == language), None)
    wanted = region if region in known else None
    return dict(holidays.country_holidays(country, subdiv=wanted, years=years, language=spoken))


@lru_cache(maxsize=64)
def regions_of(country: str) -> tuple[tuple[str, str], ...]:
    """The regions of ``country`` whose holidays differ: code and name, by name."""
    if not country:
        return ()
    import holidays

    if country not in _countries():
        return ()
    whole = holidays.country_holidays(country)
    names = {code: name for name, code in reversed(whole.subdivisions_aliases.items())}
    return tuple(sorted(((code, names.get(code, code)) for code in whole.subdivisions), key=lambda one: one[1]))


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    import holidays

    return frozenset(holidays.list_supported_countries())
