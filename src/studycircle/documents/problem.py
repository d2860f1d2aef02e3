"""What a reader could not place, or a writer could not express: reported, never dropped in silence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person should look at.

    ``code``: a short kebab-case name ("left-over", "question-without-session");
    ``words``: one sentence for the organiser; ``line``: 1-based line of the source, if it has one;
    ``excerpt``: the words of the source concerned.
    """

    code: str
    words: str = ""
    line: int | None = None
    excerpt: str = ""
