"""Finds where source text writes a column named `state`, by its syntax."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

#: What SQL by hand sets; where it goes on with WHERE it reads.
_SET = re.compile(r"\bSET\b(.*?)(?:\bWHERE\b|\Z)", re.IGNORECASE | re.DOTALL)
_INSERT = re.compile(r"\bINSERT\s+INTO\s+uploads\b", re.IGNORECASE)
_STATE = re.compile(r"\bstate\s*=", re.IGNORECASE)

#: Methods of queries that take columns by name.
_QUERIES = {"update", "insert", "replace", "create", "dict", "set"}


def state_writes(source: str) -> set[str]:
    """The functions that write it, by name; `<module>` outside of any."""
    return set(_writers(ast.parse(source), "<module>"))


def _writers(node: ast.AST, within: str) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef):
        within = node.name
    if _is_write(node):
        yield within
    for child in ast.iter_child_nodes(node):
        yield from _writers(child, within)


def _is_write(node: ast.AST) -> bool:
    match node:
        case ast.Dict(keys=keys):
            return any(key is not None and _is_state(key) for key in keys)
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), keywords=keywords):
            return name in _QUERIES and any(keyword.arg == "state" for keyword in keywords)
        case ast.Subscript(slice=key, ctx=ast.Store()):
            return _is_state(key)
        case ast.Attribute(attr="state", ctx=ast.Store()):
            return True
        case ast.Constant(value=str(text)):
            return bool(_INSERT.search(text)) or any(map(_STATE.search, _SET.findall(text)))
    return False


def _is_state(key: ast.expr) -> bool:
    match key:
        case ast.Constant(value="state") | ast.Attribute(attr="state"):
            return True
    return False
