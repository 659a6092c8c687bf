"""docs/dds.md has every call of the DDS API, and no other."""

from __future__ import annotations

import re

from dds_upload.bootstrap.mounts import mounts
from tests.docs.markdown import text_of
from tests.house.setting import Lab

_CALL = re.compile(r"^\| `([A-Z]+) (/[^`]*)` \|", re.MULTILINE)


def shape(path: str) -> str:
    """A path without the names of its variables."""
    return re.sub(r"\{\w+\}", "{}", path)


def test_the_table_is_the_routes(lab: Lab) -> None:
    dds = mounts(lab.service.parts, lab.operations)[0]
    served = {
        (name.removeprefix("on_").upper(), shape(path))
        for path, resource in dds.routes.items()
        for name in dir(resource)
        if name.startswith("on_")
    }
    documented = [(method, shape(path)) for method, path in _CALL.findall(text_of("docs/dds.md"))]
    assert len(documented) == len(set(documented))
    assert set(documented) == served
