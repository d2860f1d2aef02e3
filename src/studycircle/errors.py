"""What can go wrong, as our own classes; the edge (cli, web) turns each into words and an exit code or a page.

Raise them with their cause: ``raise ReadError("talk.docx", "it is not a ZIP file") from error``.
"""


class StudycircleError(Exception):
    """The base of every error a user may see.

    ``what`` says what happened, in plain words; ``hint`` what to try next (may be empty).
    ``exit_code`` is the status the command line ends with.
    """

    exit_code = 1

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class ReadError(StudycircleError):
    """A source (``name``: a file's name or an address) cannot be read as a document."""

    exit_code = 3

    def __init__(self, name: str, what: str, hint: str = "") -> None:
        super().__init__(f"{name}: {what}" if name else what, hint)
        self.name = name


class FetchError(ReadError):
    """An address could not, or may not, be fetched."""

    exit_code = 4


class UnfetchableError(FetchError):
    """An address that is never fetched, whatever its server does: not of the web, private, or leading in a ring."""


class WriteError(StudycircleError):
    """An output could not be made."""

    exit_code = 5
