"""The words of a DOCX paragraph: runs, links, fields, notes, images, changes accepted."""

import re
from collections import Counter
from dataclasses import replace
from typing import Any

from lxml import etree

from studycircle.readers.text.docx_styles import Style, Styles
from studycircle.readers.text.formula import formula_words
from studycircle.readers.text.office import Office
from studycircle.readers.text.office_xml import child, is_on, local, number_of, value
from studycircle.readers.text.runs import Run, anchor, line_break, note_mark, picture

_SKIPPED = frozenset(
    ["pPr", "rPr", "del", "moveFrom", "delText", "instrText", "delInstrText", "sdtPr", "sdtEndPr", "footnoteRef",
     "endnoteRef", "annotationRef", "commentReference", "lastRenderedPageBreak", "proofErr", "smartTagPr",
     "customXmlPr", "fldSimplePr"]
)  # fmt: skip
_LETTERS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "‑", "softHyphen": "\u00ad"}
_HYPERLINK = re.compile(r'^\s*HYPERLINK\s+(?:\\\w\s+)*(?:"([^"]*)"|(\S+))?(?:.*?\\l\s+"([^"]*)")?', re.S)
_EASTERN = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")
_GREEK = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=False,
    )
)
_SYMBOLS = {0xB7: "•", 0xA7: "▪", 0xD8: "➢", 0xFC: "✓", 0xE0: "→", 0xA8: "□"}


class Runs:
    """Reads paragraphs' words. ``relations``: what the part's links and images lead to, by identifier."""

    def __init__(self, styles: Styles, office: Office, relations: dict[str, tuple[str, bool]]) -> None:
        self._styles, self._office, self.relations = styles, office, relations
        self._heard: Counter[str] = Counter()
        self._fields: list[list[str]] = []  # of each open field its instruction, and whether its result has begun
        self.size = 0  # of the letters of the paragraph read last, where all of it is set in one

    def language(self) -> str:
        """The language most of the words are in."""
        return self._heard.most_common(1)[0][0] if self._heard else self._styles.language

    def of(self, paragraph: Any, style: Style) -> tuple[list[Run], list[Any]]:
        """The runs of a paragraph of ``style``, and the text boxes that hang on it."""
        runs: list[Run] = []
        boxes: list[Any] = []
        self._sizes: set[int] = set()
        self._gather(paragraph, Run(), runs, boxes, style)
        self.size = min(self._sizes, default=0)
        return [replace(run, lang=self._told(run.lang)) if run.lang else run for run in runs], boxes

    def _told(self, lang: str) -> str:
        """A language worth telling: not the one most is in, whatever its region."""
        return lang if lang.split("-")[0] != self.language().split("-")[0] else ""

    def _gather(self, element: Any, look: Run, runs: list[Run], boxes: list[Any], style: Style) -> None:
        for inner in element:
            name = local(inner)
            if name in _SKIPPED or not name:
                if name == "instrText" and self._fields:
                    self._fields[-1][0] += inner.text or ""
                continue
            if name == "r":
                own = self._look(inner, look, style)
                if own is not None:
                    self._gather(inner, own, runs, boxes, style)
            elif name == "hyperlink":
                self._gather(inner, replace(look, link=self._target(inner)), runs, boxes, style)
            elif name == "fldSimple":
                link = field_link(value(inner, "instr")) or look.link
                self._gather(inner, replace(look, link=link), runs, boxes, style)
            elif name == "AlternateContent":
                self._gather(_choice(inner), look, runs, boxes, style)
            elif name == "ruby":
                self._ruby(inner, look, runs, style)
            elif name in ("oMath", "oMathPara"):
                self._formula(inner, look, runs)
            elif name == "txbxContent":
                boxes.append(inner)
            else:
                self._piece(inner, name, look, runs, boxes, style)

    def _piece(self, inner: Any, name: str, look: Run, runs: list[Run], boxes: list[Any], style: Style) -> None:
        link = next((field[2] for field in reversed(self._fields) if field[2]), "") or look.link
        look = replace(look, link=link) if link != look.link else look
        if self._fields and not self._fields[-1][1] and name != "fldChar":
            return  # the instruction of a field is not shown
        if name == "t":
            self._say(inner.text or "", look, runs)
        elif name in _LETTERS:
            runs.append(replace(look, words=_LETTERS[name], lang=""))
        elif name in ("br", "cr"):
            ends = value(inner, "type") in ("page", "column")  # of these only the words around stay apart
            runs.append(replace(look, words=" ", lang="") if ends else replace(line_break(), link=look.link))
        elif name == "sym":
            runs.append(replace(look, words=_symbol(inner)))
        elif name == "fldChar":
            self._field(value(inner, "fldCharType"))
        elif name in ("footnoteReference", "endnoteReference"):
            self._note(f"note:{name.removesuffix('noteReference')}:{value(inner, 'id')}", runs)
        elif name == "bookmarkStart":
            if not value(inner, "name").startswith("_GoBack"):
                runs.append(anchor(value(inner, "name")))
        elif name in ("blip", "imagedata"):
            self._image(inner, look, runs)
        else:  # a content control, change, shape or other wrapper
            self._gather(inner, look, runs, boxes, style)

    def _say(self, words: str, look: Run, runs: list[Run]) -> None:
        letters = len(words.strip())
        if look.lang and letters:
            self._heard[look.lang] += letters
        runs.append(replace(look, words=words))

    def _look(self, run: Any, look: Run, style: Style) -> Run | None:
        """The look of a run over that of what it stands in; ``None`` where it is hidden."""
        said = child(run, "rPr")
        words = "".join(inner.text or "" for inner in run if local(inner) == "t")
        if said is None:
            if words.strip():
                self._sizes.add(style.size)
            return replace(look, lang=self._styles.language if words.strip() else "")
        switches = {local(one): one for one in said}
        if "vanish" in switches and is_on(switches["vanish"]):
            return None
        named = switches.get("rStyle")
        base = self._styles.of(value(named)) if named is not None else Style()
        if words.strip():
            self._sizes.add(number_of(value(switches["sz"])) if "sz" in switches else base.size or style.size)
        on = {name: is_on(switches[name]) for name in ("b", "i", "u", "rtl") if name in switches}
        shift = value(switches["vertAlign"]) if "vertAlign" in switches else ""
        underlined = on.get("u", False) and not look.link and "hyperlink" not in base.name
        return replace(
            look,
            lang=self._language(switches.get("lang"), words, on.get("rtl", False)),
            direction="rtl" if on.get("rtl") else look.direction,
            shift={"superscript": "sup", "subscript": "sub"}.get(shift, look.shift),
            strong=on.get("b", base.bold) or look.strong,
            em=on.get("i", base.italic) or underlined or look.em,
            code=base.code or look.code,
        )

    def _language(self, element: Any, words: str, rtl: bool) -> str:
        """One element names three languages: of right-to-left, East Asian and all other letters (§17.3.2.20)."""
        if not words.strip():
            return ""
        said = ""
        if element is not None:
            said = value(element, "bidi" if rtl else "eastAsia" if _EASTERN.search(words) else "val")
        said = said or ("" if rtl or _EASTERN.search(words) else self._styles.language)
        return said if _LANGUAGE.match(said) and not said.lower().startswith("x-") else ""

    def _target(self, element: Any) -> str:
        target, external = self.relations.get(value(element, "id"), ("", False))
        place = value(element, "anchor")
        if target and external:
            return f"{target}#{place}" if place and "#" not in target else target
        return f"#{place}" if place else ""

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(["", "", ""])
        elif kind == "separate" and self._fields:
            self._fields[-1][1] = "shown"
            self._fields[-1][2] = field_link(self._fields[-1][0])
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _note(self, key: str, runs: list[Run]) -> None:
        known = self._office.notes.get(key)
        runs.append(note_mark(key, known[0] if known else self._office.note(key)))

    def _image(self, element: Any, look: Run, runs: list[Run]) -> None:
        target, external = self.relations.get(
            value(element, "embed") or value(element, "id") or value(element, "link"), ("", False)
        )
        described = ""
        for above in element.iterancestors():
            if local(above) in ("inline", "anchor"):
                said = child(above, "docPr")
                described = (value(said, "descr") or value(said, "title")) if said is not None else ""
                break
            if local(above) == "shape":
                described = value(above, "alt")
                break
            if local(above) == "p":
                break
        if external:
            self._office.report("image-missing", "An image lies outside of the document and is not fetched.", target)
            target = ""
        shown = picture(target, described)
        runs.append(replace(shown, link=look.link))

    def _formula(self, element: Any, look: Run, runs: list[Run]) -> None:
        words = formula_words(element).strip()
        if words:
            self._office.report("formula-as-words", "A formula is kept as its words only.", words)
            runs.append(replace(look, words=words, code=True))

    def _ruby(self, element: Any, look: Run, runs: list[Run], style: Style) -> None:
        made = etree.Element("ruby")
        for name, tag in (("rubyBase", "rb"), ("rt", "rt")):
            part = child(element, name)
            inner: list[Run] = []
            if part is not None:
                self._gather(part, Run(), inner, [], style)
            etree.SubElement(made, tag).text = "".join(run.words for run in inner)
        runs.append(Run(element=made, link=look.link))


def _choice(element: Any) -> Any:
    """The branch of alternative content that says something, the first if all do (part 3, §10.2)."""
    branches = [inner for inner in element if local(inner) in ("Choice", "Fallback")]
    saying = (one for one in branches if any(local(inner) in ("t", "blip", "imagedata") for inner in one.iter()))
    return next(saying, element)


def field_link(instruction: str) -> str:
    found = _HYPERLINK.match(instruction)
    if not found:
        return ""
    target = found[1] or (found[2] if found[2] and not found[2].startswith("\\") else "") or ""
    return f"{target}#{found[3]}" if found[3] else target


def _symbol(element: Any) -> str:
    """A letter of a symbol font: Greek of Symbol, and the few signs people use."""
    code = value(element, "char")
    place = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{2,5}", code) else 0
    place = place - 0xF000 if 0xF000 <= place <= 0xF0FF else place
    if value(element, "font").lower().startswith("symbol") and chr(place) in _GREEK:
        return _GREEK[chr(place)]
    return _SYMBOLS.get(place, chr(place) if place > 0x1F and not 0xD800 <= place < 0xE000 else "")
