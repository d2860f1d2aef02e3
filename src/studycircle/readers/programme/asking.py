"""Questions: whether a paragraph asks, and the questions of a list with what belongs to each."""

import re

from studycircle.readers.programme.blocks import Block, Shape
from studycircle.readers.programme.draft import Asked
from studycircle.readers.programme.language import Tongue

NUMBERED = re.compile(r"[(（]?(\d{1,3})[.)）]")
LETTERED = re.compile(r"[(]?([a-zа-я])[.)]")
ASKS = re.compile(r"[?？;\u037e؟][\s\"'”’»)\]*_」]*$|か[。」]\s*$|^Q[:.]\s")
WHO_OR_WHAT = re.compile("何|どん|どこ|どう(?!で)|どちら|どれ|誰|だれ|なぜ|いつ|いくつ|いくら")
INNER_QUESTION = re.compile(r"[^\W\d][\"”»]?\s?[?？][\s\"”»]")
TELLS = re.compile(r"[^?？]{30,}[^\W\d]{2}[.。]\s*\S")
INVITES = re.compile(  # whoever reads the page, to take part: no question about what is read
    r"(?:would|do)\s+you\s+(?:like|want|wish|have)\b|(?:want|interested|fancy|new|questions|suggestions)\b[^?]{0,40}\?"
    r"|(?:möchte(?:st|t|n)?|will(?:st)?|woll(?:t|en)|hast|habt|haben)\s+(?:du|ihr|sie)\b|(?:lust|interesse|interessiert|fragen)\b"
    r"|(?:vous\s+)?(?:souhaite|voule|avez-vous|envie)|(?:te|le|os)\s+(?:gustaría|interesa|apetece)|wer\s+(?:hat|hätte|möchte|will)\b|quieres|vuoi|volete|ti\s+va|quer\b|vill\s+du",
    re.I,
)
MAX_PROMPT = 160
# A task among questions: "Find the sentence in which …".
PROMPT = re.compile(
    r"(?:find|read|choose|pick|name|compare|look|list|describe|imagine|suchen?|sucht|les(?:t|en)|nennen?|nennt|cherchez"
    r"|relisez|lisez|citez|busca[dn]?|busquen?|leed|lean|nombr\w+|cercate|leggete|rileggete|trovate|procurem|leiam|escolham|läs"
    r"|leta|välj|zoek|lees|kies|znajdź\w*|przeczytaj\w*|найдите|перечитайте|прочтите|выберите|βρείτε|διαβάστε)\s",
    re.I,
)
MOTTO_END = re.compile(r"(?:[.!][”“\"»]|[”“\"»][.!])$")
MAX_QUOTED = 5  # words of a title in quotation marks that is followed by a stop
OPENS_QUOTE = re.compile(r"^\s*[\"“„«‘「『]")
CLOSES_QUOTE = re.compile(r"(?:[.!。][\"”“»’」』]|[\"”“»’」』][.。])$")  # what is said, and no title


def is_motto(text: str) -> bool:
    """Whether a paragraph is nothing but a sentence in quotation marks: "“All water comes to the weir at last.”"."""
    quoted = OPENS_QUOTE.match(text) is not None and MOTTO_END.search(text) is not None
    return quoted and len(text.split()) > MAX_QUOTED


def asks(text: str, names: Tongue) -> bool:
    """Whether a paragraph ends in a question."""
    last = text[-1:]
    if last == "?":  # as most questions end
        return True
    match = None if last == "." or last.isalnum() else ASKS.search(text[-16:])
    if match is None and text[:1] == "Q":
        match = ASKS.match(text)
    if match is None and names.code == "ja" and text.endswith(("でしょう。", "でしょう")):
        return WHO_OR_WHAT.search(text[-60:]) is not None
    return match is not None and (match[0][:1] != ";" or names.code == "el")


def is_question_heading(text: str, names: Tongue) -> bool:
    """Whether a line announces questions: "Questions", "To talk over"."""
    sentence = text
    text = text.strip(" :*_■●【】：.") if len(text) <= 90 else ""
    if not 0 < len(text) < 70 or text[-1] in "?？。" or "@" in text:
        return False
    match = names.words("questions").search(text)
    if match is None or (sentence.endswith(".") and len(text.split()) > 3):  # "There are no questions."
        return False
    return match.start() <= 12 or match.end() >= len(text) - 2


def opens_quotation(block: Block) -> bool:
    """Whether a numbered item only leads up to what stands below it: "3. Clare writes:"."""
    return NUMBERED.fullmatch(block.marker) is not None and block.text.endswith((":", "："))


def quotes_first(block: Block, following: Block | None, names: Tongue) -> bool:
    """Whether a numbered item is nothing but somebody's words, and what stands below it asks about them."""
    if following is None or following.marker or not NUMBERED.fullmatch(block.marker):
        return False
    quoted = OPENS_QUOTE.match(block.text) is not None and CLOSES_QUOTE.search(block.text[-4:]) is not None
    return quoted and asks(following.text, names)


class Asking:
    """Gathers questions in order: numbered, lettered, bulleted or bare, with what belongs to each."""

    def __init__(self, names: Tongue) -> None:
        self.names = names
        self.questions: list[Asked] = []
        self.expected = False  # a heading announced questions: items need no question mark
        self.items_in_list = False

    def take(self, block: Block, following: Block | None) -> bool:
        """Whether ``block`` is a question, or part of the last one."""
        numbered = NUMBERED.fullmatch(block.marker) if block.marker else None
        lettered = LETTERED.fullmatch(block.marker) if block.marker and not numbered else None
        last = self.questions[-1] if self.questions else None
        if last and block.shape is Shape.QUOTE:
            (last.close if last.parts else last.blocks).append(block)
            return True
        if last and block.parent >= 0 and (block.marker == "" or self._inside(block, last)):
            self._continue(last, block, lettered)
            return True
        if last and lettered and not numbered and NUMBERED.fullmatch(self._marker(last)):
            last.parts.append((lettered[1], [block]))
            return True
        if block.marker and (
            asks(block.text, self.names)
            or self.expected
            or (last and self._like(last, block))
            or self.asks_within(block, following)
        ):
            self.questions.append(Asked(numbered[1] if numbered else lettered[1] if lettered else "", [block]))
            return True
        if (
            last
            and not block.marker
            and NUMBERED.fullmatch(self._marker(last))
            and self._continues(last, block, following)
        ):
            (last.close if last.parts else last.blocks).append(block)
            return True
        if (
            not block.marker
            and block.shape is Shape.PARAGRAPH
            and asks(block.text, self.names)
            and (last or self.expected or len(block.text) < 220)
            and (self.expected or not INVITES.match(block.text))
        ):
            self.questions.append(Asked("", [block]))
            return True
        if (
            last
            and not last.blocks[0].marker
            and not block.marker
            and following is not None
            and PROMPT.match(block.text)
        ):
            between = block.shape is Shape.PARAGRAPH and not following.marker and asks(following.text, self.names)
            if between and len(block.text) < MAX_PROMPT:
                self.questions.append(Asked("", [block]))
                return True
        spoken = not block.marker and block.shape is Shape.HEADING and block.level == 7
        if spoken and asks(block.text, self.names) and (self.expected or not INVITES.match(block.text)):
            self.questions.append(Asked("", [block]))
            return True
        return False

    def introduction(self) -> list[Block]:
        """A paragraph that tells before it asks, over a list of questions, introduces them: it is taken out."""
        if len(self.questions) < 2 or self.questions[0].blocks[0].marker or not self.questions[1].blocks[0].marker:
            return []
        if not TELLS.match(self.questions[0].blocks[0].text):
            return []
        return self.questions.pop(0).blocks

    def asks_within(self, block: Block, following: Block | None) -> bool:
        """Whether a numbered item asks first and then tells what to do, or is a quotation, or opens one."""
        number = NUMBERED.fullmatch(block.marker)
        if number and following is not None and opens_quotation(block) and not following.marker:
            return True
        if quotes_first(block, following, self.names):
            return True
        if (
            number
            and following is not None
            and LETTERED.fullmatch(following.marker)
            and asks(following.text, self.names)
        ):
            return True  # its parts ask
        listed = following is not None and following.marker == block.marker and not number
        if listed and following is not None:
            return asks(following.text, self.names) and bool(INNER_QUESTION.search(block.text))
        after = NUMBERED.fullmatch(following.marker) if following is not None else None
        if not number or not after or following is None or int(after[1]) != int(number[1]) + 1:
            return False
        told = block.text[-1:] in ".!。" or INNER_QUESTION.search(block.text)  # "1. Read it aloud." "2. Who speaks?"
        if told and asks(following.text, self.names):
            return True
        asks_on = INNER_QUESTION.search(following.text) or PROMPT.match(following.text)
        return asks_on is not None and INNER_QUESTION.search(block.text) is not None

    def _marker(self, asked: Asked) -> str:
        return asked.blocks[0].marker

    def _inside(self, block: Block, last: Asked) -> bool:
        return block.level > last.blocks[0].level

    def _like(self, last: Asked, block: Block) -> bool:
        """Whether an item goes on the list the last question stands in."""
        first = last.blocks[0]
        if first.level != block.level or not first.marker:
            return False
        one, two = NUMBERED.fullmatch(first.marker), NUMBERED.fullmatch(block.marker)
        if one and two:
            return int(two[1]) == int(one[1]) + 1
        return (
            bool(LETTERED.fullmatch(first.marker)) == bool(LETTERED.fullmatch(block.marker))
            and not (one or two)
            and first.box == block.box
        )

    def _continues(self, last: Asked, block: Block, following: Block | None) -> bool:
        """Whether a bare paragraph after a numbered question still belongs to it."""
        if block.gap >= 2 or (block.shape is Shape.HEADING and block.level < 7):
            return False
        if asks(block.text, self.names) or OPENS_QUOTE.match(block.text):
            return True
        number = NUMBERED.fullmatch(self._marker(last))
        after = NUMBERED.fullmatch(following.marker) if following is not None else None
        return bool(number and after and int(after[1]) == int(number[1]) + 1)

    def _continue(self, last: Asked, block: Block, lettered: re.Match[str] | None) -> None:
        if lettered:
            last.parts.append((lettered[1], [block]))
        elif last.parts:
            last.close.append(block)
        else:
            last.blocks.append(block)
