"""Formulas in one line: the same one from Office Math and from MathML."""

import pytest
from lxml import etree

from studycircle.readers.text.formula import formula_words


def run(words: str) -> str:
    return f"<r><t>{words}</t></r>"


OFFICE = [
    (f"<sSup><e>{run('x')}</e><sup>{run('2')}</sup></sSup>", "x²"),
    (f"<sSubSup><e>{run('x')}</e><sub>{run('i')}</sub><sup>{run('n+1')}</sup></sSubSup>", "x_i^(n+1)"),
    (f"<sPre><sub>{run('2')}</sub><sup>{run('4')}</sup><e>{run('He')}</e></sPre>", "₂⁴He"),
    (f"<sSub><e>{run('x')}</e><sub>{run('-10')}</sub></sSub>", "x₋₁₀"),
    (f"<f><num>{run('a+b')}</num><den>{run('2')}</den></f>", "(a+b)/2"),
    (f"<rad><deg/><e>{run('n')}</e></rad>", "√n"),
    (f"<rad><deg>{run('3')}</deg><e>{run('n+1')}</e></rad>", "3√(n+1)"),
    (f"{run('f')}<d><e>{run('x')}</e></d>", "f(x)"),
    (f"<d><dPr><begChr val='['/><sepChr val=';'/><endChr val=''/></dPr><e>{run('a')}</e><e>{run('b')}</e></d>", "[a;b"),
    (f"<nary><sub>{run('0')}</sub><sup/><e>{run('x')}</e></nary>", "∫₀ x"),
    (f"<nary><naryPr><chr val='∑'/></naryPr><sub>{run('i=1')}</sub><sup>{run('n')}</sup><e>{run('i')}</e></nary>", "∑_(i=1)^n i"),
    (f"<m><mr><e>{run('1')}</e><e>{run('2')}</e></mr><mr><e>{run('3')}</e><e>{run('4')}</e></mr></m>", "1, 2; 3, 4"),
    (f"<eqArr><e>{run('x=1')}</e><e>{run('y=2')}</e></eqArr>", "x=1; y=2"),
    (f"<func><fName>{run('sin')}</fName><e>{run('x')}</e></func>", "sin x"),
    (f"<limLow><e>{run('lim')}</e><lim>{run('n')}</lim></limLow>", "lim_n"),
    (f"<acc><e>{run('x')}</e></acc>", "x\u0302"),
    (f"<unknown>{run('kept')}</unknown>", "kept"),
]  # fmt: skip
MATHML = [
    ("<msup><mi>x</mi><mn>2</mn></msup>", "x²"),
    ("<msup><mi>x</mi></msup>", "x"),
    ("<msubsup><mi>x</mi><mi>i</mi><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msubsup>", "x_i^(n+1)"),
    ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a+b)/2"),
    ("<msqrt><mi>n</mi></msqrt>", "√n"),
    ("<mroot><mi>n</mi><mn>3</mn></mroot>", "3√n"),
    ("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>", "∑_(i=1)^ni"),
    ("<mover><mi>x</mi><mo>¯</mo></mover><mover><mi>y</mi><mi>n</mi></mover>", "x¯y^n"),
    ("<mi>sin</mi><mo>\u2061</mo><mi>x</mi><mo>\u2062</mo><mi>y</mi>", "sin xy"),
    ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable>", "1, 2; 3"),
    ("<semantics><mi>x</mi><annotation>\\x</annotation></semantics>", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "words"), [*OFFICE, *MATHML])
def test_a_formula_is_told_in_one_line(formula: str, words: str) -> None:
    assert formula_words(etree.fromstring(f"<math>{formula}</math>")) == words


@pytest.mark.parametrize("name", ["d", "nary", "m", "mtable", "mover", "sSup", "msqrt", "rad"])
def test_a_formula_in_itself_many_times_over_takes_no_longer_than_it_is_long(name: str) -> None:
    opened, closed = {"m": ("<m><mr><e>", "</e></mr></m>"), "mtable": ("<mtable><mtr><mtd>", "</mtd></mtr></mtable>"),
                      "mover": ("<mover><mi>x</mi>", "</mover>"), "msqrt": ("<msqrt>", "</msqrt>")}.get(
                          name, (f"<{name}><e>", f"</e></{name}>"))  # fmt: skip
    formula = etree.fromstring(f"<math>{opened * 60}<mi>y</mi>{closed * 60}</math>")
    assert "y" in formula_words(formula)
