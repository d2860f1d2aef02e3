"""The sign for the door: printed once, and right on every evening, since its code leads to where the group is now."""

from typing import Any

from studycircle.documents.programme import Programme
from studycircle.documents.schedule import language_of
from studycircle.errors import WriteError
from studycircle.writers.programme import paper as print_
from studycircle.writers.programme.pages import slot_of
from studycircle.writers.programme.words import Words
from studycircle.writers.typeset import typeset

PAPERS = ("a4", "letter")


def write_sign(programme: Programme, *, paper: str = "a4", address: str) -> bytes:
    """The sign as PDF of one page; ``address``: that of the door page (``links.door_address``). Raises ``WriteError``
    where it is not known: without it the sign would say nothing that stays true."""
    return typeset("sign", sign_data(programme, paper, address), language_of(programme))


def sign_data(programme: Programme, paper: str, address: str) -> dict[str, Any]:
    """What the template is given."""
    if paper not in PAPERS:
        raise WriteError(f"a sign cannot be printed on {paper!r}", f"Choose one of {', '.join(PAPERS)}.")
    if not print_.web_link(address):
        raise WriteError("the address of the site is not known", "Tell the installation its address, and try again.")
    words, group = Words(language_of(programme)), programme.group.name
    title = print_.visible(programme.series.title) or print_.visible(group) or words.gettext("Reading group")
    when = slot_of(programme, words)
    return {
        **print_.frame(programme, title, address),
        "paper": paper,
        "name": title,
        "kicker": group if group != title else "",
        "usual": [when] if when else [],  # not where: that changes, and the page knows
        "qr": {"svg": print_.qr_code(address)},
        "say": {
            "where": words.gettext("Nobody here? This always leads to the place and hour of the moment:"),
            "qr": words.gettext("QR code of the address"),
        },
    }
