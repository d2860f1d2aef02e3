"""The words in which people say which part of a text they mean, and the tokens they make.

They fit what ``readers/programme`` takes for a part of a reading. One table holds all languages: a page in one
language names books in another.
"""

import re
from dataclasses import dataclass
from functools import cache

from studycircle.documents.numerals import IDEOGRAPHS, cardinals, fold, greek, ideographic, ordinals, roman

# A word that means more than one thing stands under each.
UNITS = {
    "chapter": "chapter chapters ch chs chap chaps kapitel kapiteln kap chapitre chapitres capítulo capítulos cap caps "
    "capitolo capitoli capp hoofdstuk hoofdstukken hfst hfdst kapitlet глава главы глав главу главе гл κεφάλαιο "
    "κεφάλαια κεφ 章 回 第章",
    "part": "part parts pt teil teile teils teilen partie parties parte partes parti deel delen del delar delen часть "
    "части частей ч μέρος μέρη 部 編 编 篇",
    "book": "book books bk bks buch bücher livre livres libro libros libri livro livros boek boeken bok böcker книга "
    "книги книге кн βιβλίο βιβλία 巻 卷",
    "volume": "volume volumes vol vols band bände bd bde tome tomes tomo tomos tomi volumen volúmenes volumi deel "
    "banden том тома т τόμος τόμοι 巻 卷 冊 册",
    "section": "section sections sec secs sect § abschnitt abschnitte abschnitten sección secciones sezione sezioni "
    "secção secções seção seções paragraaf sectie secties avsnitt раздел разделы параграф параграфы paragraphen "
    "ενότητα ενότητες 節 节",
    "act": "act acts akt akte acte actes acto actos atto atti ato atos bedrijf действие акт πράξη 幕",
    "scene": "scene scenes szene szenen scène scènes escena escenas scena cena cenas tafereel scen сцена явление σκηνή "
    "場 场",
    "canto": "canto cantos canti gesang gesänge chant chants zang sång песнь ραψωδία ραψωδίες 歌",
    "letter": "letter letters brief briefe lettre lettres carta cartas lettera lettere brieven brev письмо письма "
    "επιστολή επιστολές 信",
    "lesson": "lesson lessons lektion lektionen leçon leçons lección lecciones lezione lezioni lição lições урок уроки "
    "μάθημα 課 课",
    "lecture": "lecture lectures vorlesung vorlesungen conférence conférences lezing lezingen föreläsning "
    "лекция лекции διάλεξη 講 讲",
    "essay": "essay essays essai essais ensayo ensayos saggio saggi ensaio ensaios essä эссе δοκίμιο",
    "article": "article articles artikel art artículo artículos articolo articoli artigo artigos статья статьи "
    "άρθρο 条",
    "paragraph": "paragraph paragraphs par paras para ¶ absatz absätze abs paragraphe paragraphes párrafo párrafos "
    "paragrafo paragrafi parágrafo parágrafos alinea alinea's stycke stycken абзац абзацы παράγραφος παράγραφοι "
    "段落 段",
    "page": "page pages p pp pg pgs seite seiten s página páginas pág págs pagina pagine pag pags pagina's blz "
    "bladzijde bladzijden sida sidor sid страница страницы стр с σελίδα σελίδες σελ σσ 頁 页 ページ",
}
RANK = {"volume": 0, "part": 1, "book": 1, "act": 1, "section": 3, "paragraph": 4, "page": 4}  # others: 2
# The pieces of a book that have a name and no number.
NAMED = {
    "introduction": "introduction einleitung einführung introducción introduzione introdução inleiding inledning "
    "введение вступление εισαγωγή 序章 序論 序论 引言 导言 導言 はじめに",
    "preface": "preface vorwort préface prefacio prefazione prefácio voorwoord förord предисловие 序文 序言 前言 "
    "まえがき",
    "foreword": "foreword forethought geleitwort avant-propos prólogo proemio πρόλογος",
    "prologue": "prologue prolog prelude prólogo prologo proloog пролог πρόλογος",
    "epilogue": "epilogue epilog épilogue epílogo epilogo epiloog эпилог επίλογος 終章 尾声",
    "afterword": "afterword postscript nachwort postface posfacio postfazione posfácio nawoord efterord послесловие "
    "επίμετρο あとがき 后记 後記",
    "conclusion": "conclusion conclusions schluss schlussbetrachtung conclusión conclusiones conclusione conclusioni "
    "conclusão conclusie slutsats заключение συμπέρασμα συμπεράσματα 結論 结论 おわりに",
    "appendix": "appendix anhang appendice apéndice apêndice bijlage bilaga приложение παράρτημα 付録 附录 附錄",
}
# What stands beside the text: its chapters are not numbered on through these.
BESIDE = (
    "contents inhalt inhaltsverzeichnis sommaire notes note endnotes footnotes anmerkungen remarques notas noten noter "
    "примечания σημειώσεις index register indice índice указатель ευρετήριο bibliography bibliographie bibliografía "
    "bibliografia literatur glossary glossar glossaire vocabulary dedication widmung dédicace acknowledgements "
    "acknowledgments danksagung remerciements illustrations 索引 注 註 参考文献 目次 目录 目錄 谢辞 謝辞"
)
# Words between the numbers. One word may have several senses, and its place tells which: "bis 40", "12 bis 40".
SENSES = {
    "to": "to through thru bis à a al au alla till tot t/m по до έως ως μέχρι から 至 到 - ~",
    "and": "and und et y e och en и και & + с και と 和 及 ; ・ 、 ed i",
    "comma": ", :",
    "of": "of von des vom de du del della delle dell' dello dos do da dal di van av из"
    "  у του των της の 的 in im dans nel em",
    "skip": "the die das der den dem la le les l' el los las il lo gli i os as o het det τα η οι την τον το "
    "第 no nos nr в",
    "upto": "up-to until bis jusqu'à jusqu'au jusqu'aux hasta fino-a até tot till t/m до έως μέχρι",
    "whole": "inclusive including and-including included einschließlich einschliesslich inkl inclus compris y-compris "
    "incluido incluso compreso incluído incl en-met och-med включительно まで t/m",
    "from": "from desde från aus από с",
    "since": "ab vanaf à-partir-de à-partir-du a-partir-de a-partir-del a-partir-da från-och-med начиная-с",
    "onward": "on onward onwards から",
    "end": "end ende fin final fine fim einde slutet конца конец τέλος",
}
HALVES = {
    1: "first-half erste-hälfte ersten-hälfte première-moitié primera-mitad prima-metà primeira-metade eerste-helft "
    "första-hälften первая-половина πρώτο-μισό 前半",
    2: "second-half last-half latter-half zweite-hälfte zweiten-hälfte seconde-moitié deuxième-moitié segunda-mitad "
    "seconda-metà segunda-metade tweede-helft andra-hälften вторая-половина δεύτερο-μισό 後半 后半",
}

_TAIL = "st|nd|rd|th|er|ere|re|eme|e|me|o|a|os|as|:a|:e|-?(?:я|и|е|ая|ыи|ое|го)|°"
_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign. ``number``: its value, (2, 3) of "2.3"; ``label``: as written, "46a", "xii".

    ``ordinal``: it says which one, and never how many: "third", "3rd", "III", but not "three" or "3".
    """

    label: str
    start: int
    end: int
    units: frozenset[str] = frozenset()
    senses: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    number: tuple[int, ...] = ()
    ordinal: bool = False
    half: int = 0
    first: bool = False  # "first", as in "the first three chapters"


def _spaced(table: dict[str, str]) -> dict[str, set[str]]:
    """From each folded word to what it stands under."""
    found: dict[str, set[str]] = {}
    for name, words in table.items():
        for word in words.split():
            found.setdefault(fold(word), set()).add(name)
    return found


@cache
def _tables() -> tuple[dict[str, set[str]], dict[str, set[str]], dict[str, set[str]], dict[str, int]]:
    halves = {fold(word): which for which, words in HALVES.items() for word in words.split()}
    return _spaced(UNITS), _spaced(SENSES), _spaced(NAMED), halves


@cache
def _pattern() -> re.Pattern[str]:
    units, senses, named, halves = _tables()
    known = {*units, *senses, *named, *halves}
    many = {word for word in known if re.search(r"[^\W_][-/][^\W_]", word)} | {
        word for word in (*cardinals(), *ordinals()) if "-" in word
    }
    phrases = "|".join(re.escape(word).replace(r"\-", r"[\s-]+") for word in sorted(many, key=len, reverse=True))
    ideographs = "|".join(
        re.escape(word)
        for word in sorted((word for word in known if re.match(f"[{_CJK}]", word)), key=len, reverse=True)
    )
    return re.compile(
        rf"(?P<phrase>(?<!\w)(?:{phrases})(?!\w))|(?P<cjk>{ideographs})|(?P<han>[{IDEOGRAPHS}]+)"
        rf"|(?P<digits>\d+(?:\.\d+)*)(?P<tail>(?:{_TAIL})(?![^\W\d_{_CJK}])|[^\W\d_{_CJK}]+|\.(?=\s*(?:$|[^\s\d])))?"
        rf"|(?P<elided>[a-z]{{1,4}}'(?=[^\W\d_]))|(?P<word>[^\W\d_{_CJK}]+(?:'[^\W\d_]+)*)(?P<keraia>'(?!\w))?"
        r"|(?P<dash>[-‐‑‒–—―~〜～]+)|(?P<sign>[^\s.\"“”„«»'])"
    )


def tokens(words: str) -> list[Token]:
    """The tokens of folded ``words``; a word that means nothing here is a token without any meaning."""
    return [_token(found) for found in _pattern().finditer(words)]


def _token(found: re.Match[str]) -> Token:
    start, end = found.span()
    label = found[0]
    if found["digits"]:
        number = tuple(map(int, found["digits"].split("."))) if len(found["digits"]) < 12 else ()
        tail = found["tail"] or ""
        ordinal = tail == "." or bool(re.fullmatch(_TAIL, tail))
        return Token(label.rstrip("."), start, end, number=number, ordinal=ordinal)
    if found["han"]:
        value = ideographic(label)
        return Token(label, start, end, number=(value,) if value else ())
    if found["dash"]:
        return Token("-", start, end, senses=frozenset({"to"}))
    if found["elided"]:
        return Token(label, start, end, senses=frozenset({"of", "skip"}) if label[0] == "d" else frozenset({"skip"}))
    word = found["word"] or (re.sub(r"\s+", "-", label) if found["phrase"] else label)
    if found["keraia"] and (value := greek(word)):
        return Token(label, start, end, number=(value,), ordinal=True)
    units, senses, named, halves = _tables()
    value = ordinals().get(word) or cardinals().get(word)
    numeral = None if value or (len(word) == 1 and word not in "ivx") else roman(word)
    return Token(
        word,
        start,
        end,
        frozenset(units.get(word, ())),
        frozenset(senses.get(word, ())),
        frozenset(named.get(word, ())),
        tuple(one for one in (value or numeral,) if one),
        bool(numeral) or word in ordinals(),
        halves.get(word, 0),
        ordinals().get(word) == 1,
    )
