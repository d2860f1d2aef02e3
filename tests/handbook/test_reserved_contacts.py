"""No telephone rings and no letter box fills on account of an example of ours.

Numbers 07700 900000 to 900999 are kept free for drama by Ofcom, and Berlin's 030 23125000 to 23125999 by the
Bundesnetzagentur; example.org and its like by RFC 2606.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {"node_modules", "__pycache__", "build", "dist", "var"}

PHONE = re.compile(r"(?<![\w.,/#+=-])(?<!\d:)(?:(?:\+|00)[1-9]|0[1-9])(?:[ \-/()]{0,2}\d){8,12}(?![\w{-]|[.:,]\d)")
RESERVED_PHONE = re.compile(r"(?:0|(?:\+|00)?440?)7700900\d{3,4}|(?:0|(?:\+|00)?490?)3023125\d{3}")
# What ends in a longer word than a domain does is a key in a calendar UID.
MAIL = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,6})\b", re.I)
RESERVED_HOST = re.compile(
    r"(?:.+\.)?example(?:\.(?:org|com|net)(?:\.uk)?)?|.+\.(?:example|test|invalid|localhost)", re.I
)


def text_files() -> Iterator[tuple[Path, str]]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and (not name.startswith(".") or name == ".ci")]
        for name in names:
            content = (Path(folder) / name).read_bytes()
            try:
                yield (Path(folder) / name).relative_to(ROOT), content.decode("utf-8")
            except UnicodeDecodeError:
                continue  # a picture, an archive


def phones(text: str) -> list[str]:
    """Telephone numbers in ``text`` that are not reserved."""
    found = set(PHONE.findall(text)) - {"0123456789"}  # the digits themselves
    return sorted(number for number in found if not RESERVED_PHONE.fullmatch(re.sub(r"[^\d+]", "", number)))


def mails(text: str) -> list[str]:
    """Mail addresses in ``text`` that are not reserved."""
    return [match[0] for match in MAIL.finditer(text) if not RESERVED_HOST.fullmatch(match[1])]


def test_no_file_holds_a_number_or_address_that_could_be_somebody_s():
    wrong = [(str(path), found) for path, text in text_files() for found in phones(text) + mails(text)]
    assert wrong == []


def test_the_search_goes_through_code_chapters_and_documentation():
    names = {path.as_posix() for path, _ in text_files()}
    assert {"src/studycircle/handbook/chapter-1.md", "docs/glossary.md", "README.md", "tests/conftest.py"} <= names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call 07700 900123 or +44 7700 900999, or tel:07700900000", []),
        # Written in pieces, lest the first test find them here.
        ("call 020 " + "7679 2000.", ["020 " + "7679 2000"]),
        ("tel:0207" + "6792000", ["0207" + "6792000"]),
        ("+49 (30) " + "901820-14", ["+49 (30) " + "901820-14"]),
        ("0033 1 " + "44 39 04 00", ["0033 1 " + "44 39 04 00"]),
        ("on 04.11.2013 at 18:30, 2013-11-04, ISBN 978-0-14-043207-7, 5,600 of 16,700", []),
    ],
)
def test_telephone_numbers_are_recognised(text, expected):
    assert phones(text) == expected


def test_mail_addresses_are_recognised():
    strange = "dan@" + "ucl.ac.uk"
    assert mails(f"ruth@example.org, uid@lamplighters.example.org, <{strange}>, a@b.invalid") == [strange]
