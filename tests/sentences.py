"""What the house says where something went wrong, gathered from its source: the sentences of errors and problems.

Rooms that know nothing of Django say them in English; the desk's catalogue translates them by the list in
``web/sentences.py``. After a change of the sentences write it anew: ``python -m tests.sentences``.
"""

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import studycircle

HOUSE = Path(studycircle.__file__).parent
LIST = HOUSE / "web" / "sentences.py"
# The rooms whose errors and problems people see on pages; those of the command line alone stay as they are.
ROOMS = ("documents", "readers", "writers", "library", "store", "publishing", "moving", "fetch.py", "errors.py")
ERRORS = {"StudycircleError", "ReadError", "FetchError", "UnfetchableError", "WriteError"}
# What carries words to people, and which of its arguments are words.
CARRIERS = {
    **dict.fromkeys(("ReadError", "FetchError", "UnfetchableError"), slice(1, 3)),
    **dict.fromkeys(("StudycircleError", "WriteError"), slice(0, 2)),
    **dict.fromkeys(("Problem", "problem", "report"), slice(1, 2)),
    "flaw": slice(0, 1),
}
# Functions and tables that give words which others pass on or fill in.
GIVERS = {
    "documents/native.py": ('("programme", "text")',),
    "documents/values.py": ("fault_in()",),
    "readers/programme/markdown.py": ('("time", "length", "date")',),
    "readers/programme/source.py": ("BINARY_HEADS",),
}
TRANSLATED = {"_", "gettext", "gettext_lazy"}  # says it in the reader's language already
KEEP = {"rstrip", "strip", "lower", "format", "removeprefix"}


class Source:
    """One file, with what its names stand for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = ast.parse(path.read_text("utf-8"))
        self.within: dict[ast.AST, ast.AST] = {}
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                self.within[child] = node

    def function_of(self, node: ast.AST) -> ast.AST:
        """The function a node stands in, else the whole file."""
        while node in self.within:
            node = self.within[node]
            if isinstance(node, ast.FunctionDef):
                return node
        return self.tree

    def function(self, name: str) -> ast.FunctionDef | None:
        found = (one for one in ast.walk(self.tree) if isinstance(one, ast.FunctionDef) and one.name == name)
        return next(found, None)

    def imported(self, name: str) -> "tuple[Source, str] | None":
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("studycircle."):
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        path = HOUSE.joinpath(*(node.module or "").split(".")[1:]).with_suffix(".py")
                        return (Source(path), alias.name) if path.exists() else None
        return None


def templates(node: ast.AST, source: Source, unknown: set[str]) -> list[str]:
    """What that expression may say, with ``%(name)s`` for what is filled in."""
    match node:
        case ast.Constant(value=str(words)):
            return [words.replace("%", "%%")]
        case ast.Constant():
            return []
        case ast.JoinedStr(values=values):
            return [_filled(values)]
        case ast.IfExp(body=one, orelse=other):
            return templates(one, source, unknown) + templates(other, source, unknown)
        case ast.BoolOp(values=values) | ast.Tuple(elts=values) | ast.List(elts=values):
            return [found for value in values for found in templates(value, source, unknown)]
        case ast.Dict(values=values):
            return [found for value in values for found in templates(value, source, unknown)]
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            pairs = itertools.product(templates(left, source, unknown), templates(right, source, unknown))
            return ["".join(pair) for pair in pairs]
        case ast.Starred(value=value):
            return templates(value, source, unknown)
        case ast.Call(func=ast.Name(id=name)) if name in TRANSLATED:
            return []
        case ast.Call(func=ast.Attribute(attr=name, value=value)) if name in KEEP:
            return templates(value, source, unknown)
        case ast.Call(func=ast.Name(id=name)) if function := source.function(name):
            returned = [one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value]
            return [found for value in returned for found in templates(value, source, unknown)]
        case ast.Name(id=name):
            return _named(name, node, source, unknown)
    unknown.add(f"{source.path.relative_to(HOUSE)}: {ast.unparse(node)}")
    return []


def _filled(values: list[ast.expr]) -> str:
    words, taken = [], set()
    for value in values:
        if isinstance(value, ast.Constant):
            words.append(str(value.value).replace("%", "%%"))
            continue
        assert isinstance(value, ast.FormattedValue)
        name = (re.findall(r"[a-z_]+", ast.unparse(value.value).lower()) or ["value"])[-1].strip("_")
        name = next(one for one in (name, *(f"{name}_{at}" for at in range(2, 9))) if one not in taken)
        taken.add(name)
        words.append(f"%({name})s")
    return "".join(words)


def _named(name: str, node: ast.AST, source: Source, unknown: set[str]) -> list[str]:
    """What a name stands for: in its function, in its file, or in the file it is imported from."""
    function = source.function_of(node)
    if isinstance(function, ast.FunctionDef):
        arguments = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
        if name in arguments and function.name in CARRIERS:
            return []  # what it is called with is looked at there
        values = list(_assigned(name, function))
        if values:
            return [found for value in values for found in templates(value, source, unknown)]
    if (values := list(_assigned(name, source.tree))) and name not in _arguments(function):
        return [found for value in values for found in templates(value, source, unknown)]
    if imported := source.imported(name):
        return _named(imported[1], imported[0].tree, imported[0], unknown)
    unknown.add(f"{source.path.relative_to(HOUSE)}: {name} in {getattr(function, 'name', 'the file')}")
    return []


def _arguments(function: ast.AST) -> set[str]:
    return {one.arg for one in function.args.args} if isinstance(function, ast.FunctionDef) else set()


def _assigned(name: str, where: ast.AST) -> Iterator[ast.AST]:
    """The expressions whose value that name is given."""
    nodes = ast.walk(where) if isinstance(where, ast.FunctionDef) else getattr(where, "body", ())
    for node in nodes:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if not isinstance(node, ast.Assign | ast.AnnAssign | ast.For | ast.NamedExpr):
            continue
        value = node.iter if isinstance(node, ast.For) else node.value
        for target in targets:
            if isinstance(target, ast.Name) and target.id == name and value is not None:
                yield value
            elif isinstance(target, ast.Tuple):
                at = [getattr(one, "id", "") for one in target.elts]
                if name in at:
                    yield from _of_tuple(value, at.index(name), isinstance(node, ast.For), where)


def _of_tuple(value: ast.AST | None, at: int, many: bool, where: ast.AST) -> Iterator[ast.AST]:
    if isinstance(value, ast.Tuple | ast.List) and not many and len(value.elts) > at:
        yield value.elts[at]
    elif isinstance(value, ast.IfExp) and not many:
        yield from _of_tuple(value.body, at, many, where)
        yield from _of_tuple(value.orelse, at, many, where)
    elif value is not None:
        yield value  # a table: everything in it that is words


def said() -> tuple[list[str], set[str]]:
    """Every sentence, in order of its letters; and the expressions of which nobody can tell what they say."""
    found: set[str] = set()
    unknown: set[str] = set()
    for room in ROOMS:
        path = HOUSE / room
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            source = Source(file)
            for name in GIVERS.get(str(file.relative_to(HOUSE)), ()):
                found.update(templates(ast.parse(name, mode="eval").body, source, unknown))
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    for argument in node.args[CARRIERS[name]] if name in CARRIERS else ():
                        found.update(templates(argument, source, unknown))
    # What is all filled in says nothing by itself; its parts do.
    return sorted(one for one in found if re.search(r"[^\W\d_]", re.sub(r"%\(\w+\)s", "", one))), unknown


def listed(sentences: list[str]) -> str:
    """The file that lists them."""
    rows = "".join(f"    _({_quoted(one)}),\n" for one in sentences)
    return (
        '"""Every sentence of errors and problems that rooms without Django say in English, for the catalogues.\n\n'
        'Written by ``python -m tests.sentences``; a test holds that none is missing.\n"""\n\n'
        "from django.utils.translation import gettext_noop as _\n\n"
        f"SENTENCES = (\n{rows})\n"
    )


def _quoted(words: str) -> str:
    quoted = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{quoted}"' if '"' not in words or "'" in words else f"'{words}'"


if __name__ == "__main__":
    LIST.write_text(listed(said()[0]), "utf-8")
