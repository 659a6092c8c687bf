"""How the composition root is written: each table is made once, and many arguments have names."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import db
import dds_upload
from dds_upload.bootstrap import records

SERVICE, DB = Path(dds_upload.__file__).parent, Path(db.__file__).parent

TABLE = re.compile(r"\w+Tables?$")


def calls(*folders: Path) -> Iterator[tuple[Path, ast.Call]]:
    """Every call in the source of these folders."""
    for path in (path for folder in folders for path in folder.rglob("*.py")):
        tree = ast.walk(ast.parse(path.read_text()))
        yield from ((path, node) for node in tree if isinstance(node, ast.Call))


def test_each_table_is_made_in_one_place() -> None:
    made = defaultdict(list)
    for path, call in calls(SERVICE, DB):
        if TABLE.match(ast.unparse(call.func)):
            made[ast.unparse(call.func)].append(path)
    tables = {name for name in vars(records) if TABLE.match(name)}
    assert made == {name: [Path(records.__file__)] for name in tables}


def test_more_than_four_arguments_have_their_names() -> None:
    found = calls(SERVICE / "bootstrap")
    assert [(path, ast.unparse(call)) for path, call in found if len(call.args) > 4] == []
