"""docs/dds.md has every call of the DDS API, and no other."""

from __future__ import annotations

import re

from tests.docs.markdown import text_of
from tests.house.client import Api
from tests.house.routes import routes_of

_PREFIX = "/api/v1"
_CALL = re.compile(r"^\| `([A-Z]+) (/[^`]*)` \|", re.MULTILINE)


def shape(path: str) -> str:
    """A path without the names of its variables."""
    return re.sub(r"\{\w+\}", "{}", path)


def test_the_table_is_the_routes(wire: Api) -> None:
    served = {
        (method, shape(path.removeprefix(_PREFIX)))
        for method, path in routes_of(wire.http.app)
        if path.startswith(_PREFIX)
    }
    documented = [(method, shape(path)) for method, path in _CALL.findall(text_of("docs/dds.md"))]
    assert len(documented) == len(set(documented))
    assert set(documented) == served
