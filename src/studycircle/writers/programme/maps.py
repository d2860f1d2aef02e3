"""Ways to a place: plain links, nothing of a map on our own pages."""

from urllib.parse import quote

from studycircle.documents.programme import Place
from studycircle.writers.programme.links import outward

SEARCH = "https://www.openstreetmap.org/search?query="


def map_link(place: Place) -> str:
    """The way to a map of ``place``: the group's own link, else a search for its address; "" where it has neither."""
    words = _words(place)
    return outward(place.map_link) or (SEARCH + quote(words, safe="") if words else "")


def geo_uri(place: Place) -> str:
    """What opens ``place`` in a phone's own map (RFC 5870, with the search words most of them understand), or ""."""
    words = _words(place)
    return f"geo:0,0?q={quote(words, safe='')}" if words else ""


def _words(place: Place) -> str:
    """What to search for. A name alone, "the library", would be found in another town."""
    name, address = (" ".join(part.encode(errors="replace").decode().split()) for part in (place.name, place.address))
    return ", ".join(filter(None, (name, address))) if address else ""
