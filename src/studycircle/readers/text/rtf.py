"""RTF, by a small reader of our own (Rich Text Format specification 1.9.1)."""

import re
from binascii import unhexlify
from dataclasses import dataclass, field, replace

from studycircle.documents.problem import Problem
from studycircle.documents.text import Text
from studycircle.errors import ReadError
from studycircle.readers.text.docx_runs import field_link
from studycircle.readers.text.html import Beside
from studycircle.readers.text.office import Office, office_text
from studycircle.readers.text.page import Page, PageCell, Setting
from studycircle.readers.text.rtf_tokens import CHARSETS, LETTERS, Token, code_page, tokens
from studycircle.readers.text.runs import Run, anchor, line_break, note_mark, picture

LARGEST = 64_000_000  # bytes
DEEPEST = 500  # groups within one another
_DESTINATIONS = frozenset(
    ["fonttbl", "colortbl", "stylesheet", "info", "listtable", "listoverridetable", "pict", "fldinst", "footnote",
     "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "listtext", "pntext",
     "bkmkstart", "bkmkend", "annotation", "atnid", "atnauthor", "atnref", "xe", "tc", "rxe", "nonshppict", "objdata",
     "object", "pn", "pnseclvl", "themedata", "colorschememapping", "latentstyles", "datastore", "generator", "title",
     "author", "filetbl", "revtbl", "rsidtbl", "do", "private", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "xmlnstbl",
     "mmathPr", "template", "fldtype", "datafield", "formfield", "userprops", "blipuid", "picprop", "pntxta", "pntxtb",
     "sp", "shptxt", "shprslt", "nonesttables", "upr", "result"]
)  # fmt: skip
_SHOWN = frozenset(["footnote", "shppict", "shpinst", "shptxt", "fldrslt"])
_WITHIN = {"result": "object", "ud": "upr"}  # what is shown of something that is not
_PARAGRAPH = {
    "s": "style", "qc": "align", "qr": "align", "ql": "align", "qj": "align", "rtlpar": "direction",
    "ltrpar": "direction", "ls": "list", "ilvl": "level", "pnlvl": "level", "outlinelevel": "outline",
    "intbl": "table", "li": "left", "ri": "right",
}  # fmt: skip
_SAID = {"qc": "centre", "qr": "right", "ql": "", "qj": "", "rtlpar": "rtl", "ltrpar": "", "intbl": True}
_BULLETS = frozenset("o·§-–\uf0b7\uf0a7\uf0d8")
_STYLE_LEVEL = re.compile(r"^(?:heading|überschrift|titre|título) ?(\d)", re.I)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The properties \\pard resets."""

    style: int = 0
    align: str = ""
    direction: str = ""
    list: int = 0
    level: int = 0
    outline: int = 9
    table: bool = False
    left: int = 0
    right: int = 0


@dataclass(slots=True)
class _State:
    """What a group inherits from the one around it."""

    look: Run = field(default_factory=Run)
    place: str = ""  # the destination the group writes to; empty for the text itself
    skip: int = 1  # letters that follow a \u
    page: str = "cp1252"
    hidden: bool = False
    size: int = 24
    paragraph: _Paragraph = field(default_factory=_Paragraph)


@dataclass(slots=True)
class _Flow:
    """Where paragraphs go: the text or a note, with the table that is open in it."""

    page: Page
    runs: list[Run] = field(default_factory=list)
    marker: str = ""
    rows: list[list[PageCell]] = field(default_factory=list)
    row: list[PageCell] = field(default_factory=list)
    cell: Page | None = None
    sizes: set[int] = field(default_factory=set)


def read_rtf(
    data: bytes, name: str = "", *, address: str = "", beside: Beside | None = None
) -> tuple[Text, list[Problem]]:
    """The text of an RTF. Raises ``ReadError``."""
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        raise ReadError(name, "it is not an RTF document", "Open it in the program it came from and save it again.")
    if len(data) > LARGEST:
        raise ReadError(name, "it is too large", "Take its images out, or save it as plain text.")
    office = Office()
    office.about.source = address
    reader = _Rtf(office, name)
    for token in tokens(data):
        reader.take(token)
    reader.end()
    return office_text(office, name, reader.images.get)


class _Rtf:
    """Takes the tokens of one document, one by one."""

    def __init__(self, office: Office, name: str) -> None:
        self.office, self.name = office, name
        self.images: dict[str, bytes] = {}
        self._states = [_State()]
        self._flows = [_Flow(office.page)]
        self._gathered: list[str] = [""]  # what each group wrote to a destination that is not text
        self._depths: list[int] = []  # of the groups that are notes
        self._fonts: dict[int, str] = {}
        self._styles: dict[int, str] = {}
        self._font = self._style = 0
        self._links: list[tuple[int, str]] = []  # the group of each open field, and where it leads
        self._ansi = "cp1252"
        self._raw = b""
        self._unread = 0  # letters still to be skipped after \u
        self._star = False
        self._size = 24
        self._table_open = False

    @property
    def state(self) -> _State:
        return self._states[-1]

    @property
    def flow(self) -> _Flow:
        return self._flows[-1]

    def take(self, token: Token) -> None:
        """One token."""
        if token.kind == "text":
            self._text(token.data)
            return
        self._flush()
        if token.kind == "open":
            if len(self._states) > DEEPEST:
                raise ReadError(self.name, "its groups are nested too deeply")
            state = self.state
            self._states.append(replace(state))
            self._gathered.append("")
            self._star, self._unread, self._style = False, 0, -1
        elif token.kind == "close":
            self._close()
        elif token.kind == "sign":
            self._sign(token.word)
        else:
            self._word(token.word, token.number)

    def end(self) -> None:
        """The end of the file, which may come before the end of its groups."""
        self._flush()
        while len(self._states) > 1:
            self._close()
        self._paragraph()
        self._finish_table(self.flow)

    def _text(self, data: bytes) -> None:
        if self._unread:
            dropped = min(self._unread, len(data))
            self._unread -= dropped
            data = data[dropped:]
        self._raw += data

    def _flush(self) -> None:
        if self._raw:
            raw, self._raw = self._raw, b""
            try:
                self._write(raw.decode(self.state.page, "replace"))
            except LookupError:
                self._write(raw.decode("cp1252", "replace"))

    def _write(self, words: str) -> None:
        state = self.state
        if state.place:
            self._gathered[-1] += words
        elif not state.hidden:
            if words.strip():
                self.flow.sizes.add(state.size)
            link = self._links[-1][1] if self._links else ""
            self.flow.runs.append(replace(state.look, words=words, link=link))

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._star = True
        elif sign in "\n\r":
            self._paragraph()
        elif sign in "{}\\" or sign in LETTERS:
            if self._unread:
                self._unread -= 1
            else:
                self._write(LETTERS.get(sign, sign))

    def _close(self) -> None:
        if len(self._states) == 1:
            return
        state, said = self._states.pop(), self._gathered.pop()
        self._unread = 0
        depth = len(self._states)
        if self._depths and self._depths[-1] == depth:
            self._depths.pop()
            self._paragraph()
            self._finish_table(self.flow)
            self._flows.pop()
        elif state.place and state.place != self.state.place:
            self._destination(state.place, said)
        elif state.place == "stylesheet":
            self._styles[self._style] = said.strip(" ;")
        else:
            self._gathered[-1] += said
        if self._links and self._links[-1][0] > depth:
            self._links.pop()

    def _destination(self, place: str, said: str) -> None:
        """What a group that is not text has said."""
        about = self.office.about
        if place == "title":
            about.title = said.strip()
        elif place == "author":
            about.author = said.strip()
        elif place in ("listtext", "pntext"):
            marker = said.strip()
            self.flow.marker = "•" if not marker or marker in _BULLETS else marker
        elif place == "bkmkstart" and said.strip():
            self.flow.runs.append(anchor(said.strip()))
        elif place == "fldinst":
            target = field_link(said)
            if target:
                self._links.append((len(self._states), target))
        elif place == "pict":
            self._picture(said)
        elif place == "annotation":
            self.office.report("comments-left-out", "The comments in its margin are not kept.")
        elif place == "object":
            self.office.report("left-out", "An object put into the document is not kept.")

    def _picture(self, said: str) -> None:
        digits = re.sub(r"[^0-9A-Fa-f]", "", said)
        data = unhexlify(digits[: len(digits) // 2 * 2])
        source = f"pict{len(self.images) + 1}"
        if data.startswith((b"\xff\xd8\xff", b"\x89PNG")):
            self.images[source] = data
            self.flow.runs.append(picture(source, ""))
        elif data:
            self.office.report("image-missing", "An image is of a kind we cannot show.", source)

    def _word(self, word: str, number: int | None) -> None:
        starred, self._star = self._star, False
        state = self.state
        if word == "u" and number is not None:
            self._write(chr(number % 65536))
            self._unread = state.skip
            return
        if self._unread and word in LETTERS:
            self._unread -= 1
            return
        if word in _DESTINATIONS or starred:
            self._enter(word, number)
        elif word in LETTERS:
            self._write(LETTERS[word])
        elif not self._table_word(word) and not self._look_word(word, number):
            self._paragraph_word(word, number)

    def _enter(self, word: str, number: int | None) -> None:
        state = self.state
        if word == "footnote":
            if state.place or len(self._flows) > 5:
                return
            key = f"note:{len(self.office.notes)}"
            self.flow.runs.append(note_mark(key, self.office.note(key)))
            self._flows.append(_Flow(self.office.notes[key][1]))
            self._depths.append(len(self._states) - 1)
            state.look = Run()
        elif word == "cs":
            return
        elif word in _WITHIN and state.place == _WITHIN[word]:
            state.place = ""
        elif word not in _SHOWN:
            state.place = word if not state.place or word not in ("sp", "picprop") else "left out"

    def _look_word(self, word: str, number: int | None) -> bool:
        state, on = self.state, number != 0
        look = state.look
        if word == "b":
            state.look = replace(look, strong=on)
        elif word in ("i", "ul"):
            state.look = replace(look, em=on)
        elif word == "ulnone":
            state.look = replace(look, em=False)
        elif word in ("super", "sub", "nosupersub"):
            state.look = replace(look, shift={"super": "sup", "sub": "sub"}.get(word, "") if on else "")
        elif word == "plain":
            state.look, state.hidden, state.size = Run(), False, 24
        elif word in ("v", "deleted"):
            state.hidden = on
        elif word == "fs":
            state.size = number or 24
        elif word == "rtlch":
            state.look = replace(look, direction="rtl")
        elif word == "ltrch":
            state.look = replace(look, direction="")
        elif word == "f":
            self._font = number or 0
            state.page = self._fonts.get(self._font, self._ansi)
        elif word == "fcharset":
            if number in CHARSETS:
                self._fonts[self._font] = CHARSETS[number]
        elif word in ("ansicpg", "mac", "pc"):
            self._ansi = state.page = {"mac": "mac-roman", "pc": "cp437"}.get(word) or code_page(number or 0)
            self._states[0].page = self._ansi
        elif word == "uc":
            state.skip = min(max(number or 0, 0), 20)
        else:
            return False
        return True

    def _paragraph_word(self, word: str, number: int | None) -> None:
        if self.state.place == "stylesheet":
            self._style = number or 0 if word == "s" else self._style
            return
        state, value = self.state, number or 0
        if word in ("par", "sect", "page"):
            self._paragraph()
        elif word in ("line", "lbr"):
            self.flow.runs.append(line_break())
        elif word == "pard":
            state.paragraph = _Paragraph()
        elif word in _PARAGRAPH:
            said = {_PARAGRAPH[word]: _SAID.get(word, value)}
            state.paragraph = replace(state.paragraph, **said)  # type: ignore[arg-type]

    def _table_word(self, word: str) -> bool:
        flow = self.flow
        if word in ("cell", "nestcell"):
            self._paragraph(table=True)
            flow.row.append(PageCell(flow.cell or Page()))
            flow.cell = None
        elif word in ("row", "nestrow"):
            if flow.row:
                flow.rows.append(flow.row)
            flow.row = []
        else:
            return False
        return True

    def _paragraph(self, table: bool = False) -> None:
        """The end of a paragraph."""
        flow = self.flow
        runs, flow.runs, marker, flow.marker = flow.runs, [], flow.marker, ""
        size, flow.sizes = min(flow.sizes, default=0), set()
        if self.state.place:
            return
        if table or self.state.paragraph.table:
            flow.cell = flow.cell or Page()
            page = flow.cell
        else:
            self._finish_table(flow)
            page = flow.page
        page.add(_joined(runs), self._setting(self.state.paragraph, marker, size))

    def _finish_table(self, flow: _Flow) -> None:
        if flow.row:
            flow.rows.append(flow.row)
        if flow.rows:
            flow.page.table(flow.rows)
        if flow.cell is not None:
            flow.page.extend(flow.cell)
        flow.rows, flow.row, flow.cell = [], [], None

    def _setting(self, paragraph: _Paragraph, marker: str, size: int) -> Setting:
        name = self._styles.get(paragraph.style, "")
        setting = Setting(align=paragraph.align, direction=paragraph.direction, large=size > 28)
        if found := _STYLE_LEVEL.match(name):
            return replace(setting, role="heading", level=int(found[1]))
        if paragraph.outline < 9:
            return replace(setting, role="heading", level=paragraph.outline + 1)
        if re.match(r"(?:sub)?title\b", name, re.I):
            return replace(setting, role="title")
        if marker or paragraph.list:
            return replace(setting, role="item", level=paragraph.level + 1, marker=marker)
        if re.match(r"quot|block ?text", name, re.I) or min(paragraph.left, paragraph.right) >= 360:
            return replace(setting, role="quote")
        return setting


def _joined(runs: list[Run]) -> list[Run]:
    """Letters beyond the Basic Multilingual Plane come as two halves in two runs: make them one."""
    made: list[Run] = []
    for run in runs:
        if made and run.words[:1] and "\udc00" <= run.words[0] <= "\udfff" and made[-1].words[-1:] >= "\ud800":
            made[-1] = replace(made[-1], words=made[-1].words + run.words)
        else:
            made.append(run)
    return [replace(run, words=_whole(run.words)) for run in made]


def _whole(words: str) -> str:
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not words.isprintable() else words
