"""The direction of imports, read from the import statements themselves (see docs/architecture.md)."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "studycircle"

# Each room and the rooms it may import from; errors.py is open to all.
MAY_IMPORT = {
    "documents": set(),
    "readers": {"documents"},
    "writers": {"documents"},
    "store": {"documents"},
    "publishing": {"documents", "writers", "store"},
    "library": {"documents", "readers", "store", "fetch"},
    "moving": {"documents", "readers", "writers", "store", "publishing", "discussion"},
    "handbook": {"documents", "readers"},
    "project": {"store", "publishing"},
    "members": {"documents", "writers", "store"},
    "discussion": {"documents", "writers", "store", "publishing", "members"},
}


def imported_rooms(file: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(file.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("studycircle.")}
    return rooms - {"errors"}


def test_imports_point_one_way():
    wrong = []
    for room, allowed in MAY_IMPORT.items():
        for file in sorted((SOURCE / room).rglob("*.py")):
            extra = imported_rooms(file) - allowed - {room}
            if extra:
                wrong.append((str(file.relative_to(SOURCE)), sorted(extra)))
    assert wrong == []


def test_the_documents_need_only_the_standard_library():
    import sys

    for file in (SOURCE / "documents").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            for name in names:
                top = name.split(".")[0]
                assert top == "studycircle" or top in sys.stdlib_module_names, f"{file}: {name}"
