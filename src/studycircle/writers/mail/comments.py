"""The letters about comments: that there is a new one, and whether it was they who wrote one."""

from dataclasses import dataclass

from studycircle.writers.mail.letter import Item, Letter, Link, Part
from studycircle.writers.mail.sessions import Ways, foot
from studycircle.writers.programme.words import Words


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as a letter tells it. ``about``: the session's title; ``page``: the comment on its page; ``answer``:
    where to answer it; ``by_mail``: an answer to the mail is one to the comment."""

    name: str
    words: str
    about: str
    page: str
    answer: str = ""
    by_mail: bool = False


def new_comment(group: str, remark: Remark, ways: Ways, words: Words) -> Letter:
    """That somebody said something."""
    named = {"name": remark.name, "title": remark.about}
    acts = [Link(words.gettext("Read the conversation"), remark.page)]
    if remark.answer:
        acts.append(Link(words.gettext("Answer"), remark.answer))
    warning = words.gettext("You can also answer this mail. What you write stands on the public page then.")
    return Letter(
        subject=words.gettext("%(name)s on %(title)s") % named,
        title=words.gettext("%(name)s on “%(title)s”") % named,
        over=group,
        parts=(
            Part(words=remark.words),
            Part(words=warning if remark.by_mail else "", acts=tuple(acts)),
        ),
        why=words.gettext("You get this because you wish to hear of new comments at %(group)s.") % {"group": group},
        foot=foot(ways, words),
    )


def was_it_you(group: str, about: str, link: str, words: Words, *, hours: int) -> Letter:
    """The question whether a comment is theirs whose address was given with it; ``about``: the session's title.

    What was written is not in it: nobody shall send words of theirs to a stranger through us.
    """
    return Letter(
        subject=words.gettext("Is this comment yours? %(group)s") % {"group": group},
        title=words.gettext("Is this comment yours?"),
        over=group,
        parts=(
            Part(
                words=words.gettext("Somebody gave this address with a comment on “%(title)s”. If it was you, say so:")
                % {"title": about},
                acts=(Link(words.gettext("Yes, it is mine"), link),),
            ),
            Part(
                words=words.ngettext(
                    "The link is good for %(number)s hour. If it was not you, do nothing, and it is forgotten.",
                    "The link is good for %(number)s hours. If it was not you, do nothing, and it is forgotten.",
                    hours,
                )
            ),
        ),
    )


def talked_about(remark: Remark, number: int, words: Words) -> Item:
    """A line of the weekly letter: how much was said on a session."""
    said = words.ngettext("%(number)s new comment", "%(number)s new comments", number)
    return Item(remark.about, said, (Link(words.gettext("Read the conversation"), remark.page),))
