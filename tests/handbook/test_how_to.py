"""What the how-tos show works as they say."""

import re
from pathlib import Path

import pytest

from studycircle.documents.programme import Audience, DateState, Kind, Role
from studycircle.readers.programme.markdown import read_markdown

DOCS = Path(__file__).resolve().parents[2] / "docs"
OURS = [DOCS / "glossary.md", *sorted((DOCS / "how-to").glob("*.md"))]


def test_the_example_of_the_markdown_form_is_read_whole():
    page = (DOCS / "how-to" / "the-markdown-form-in-brief.md").read_text(encoding="utf-8")
    example = re.search(r"^```markdown\n(.*?)^```$", page, re.M | re.S)[1]
    programme, problems = read_markdown(example)
    assert problems == ()
    sessions = programme.series.sessions
    assert [(s.title, s.state, s.kind) for s in sessions] == [
        ("Introductory", DateState.FIXED, Kind.MEETING),
        ("Of thought and discussion", DateState.MOVED, Kind.MEETING),
        ("Half-term", DateState.FIXED, Kind.BREAK),
        ("Supper, and the next book", DateState.TBA, Kind.MEETING),
    ]
    assert [(r.minutes, r.role) for r in sessions[0].readings] == [(50, Role.MAIN), (10, Role.SHORTER)]
    assert [part.label for part in sessions[0].questions[1].parts] == ["a", "b"]
    assert sessions[0].questions[1].close == "<p>Compare your answers.</p>"
    assert programme.series.place.room_audience is Audience.MEMBERS
    assert [contact.audience for contact in programme.series.contacts] == [Audience.PUBLIC, Audience.MEMBERS]


@pytest.mark.parametrize("page", OURS, ids=lambda page: page.name)
def test_links_between_the_pages_lead_somewhere(page):
    targets = re.findall(r"\]\(((?!https?:|file:)[^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", OURS, ids=lambda page: page.name)
def test_every_command_shown_is_one_the_command_line_takes(page):
    from studycircle.cli import _parser

    commands = re.findall(r"^ *studycircle (.+)$", page.read_text(encoding="utf-8"), re.M)
    for command in commands:
        _parser().parse_args(command.split())  # exits where it does not understand
