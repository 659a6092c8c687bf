"""Speaks the toy protocol to a service in which it is mounted.

python -m tests.protocols.toy_session FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.house.client import UNKNOWN, md5
from tests.house.fixtures import client
from tests.house.setting import Lab, open_lab, settings_for

DATA = b"as many bytes as a toy can carry"


def session(lab: Lab) -> None:
    """From the first request to the finished file, and the errors on the way."""
    api = client(lab, "researcher")
    project = api.project()

    def call(method: str, path: str, **headers: str) -> Any:
        sent = {"Token": str(api.token), **headers}
        return api.http.simulate_request(method, f"/toy{path}", headers=sent)

    begun = call("POST", f"/projects/{project}", Name="toy.txt", Size=str(len(DATA)))
    assert begun.status_code == 201, begun.text
    path = begun.headers["Location"].removeprefix("/toy")
    api.storage("PUT", begun.text, DATA, expect=201)
    assert call("GET", path).text == "open"
    assert call("PUT", path, MD5=md5(DATA)).status_code == 204
    lab.work()
    assert call("GET", path).text == "complete"

    for refused, status in (
        (call("GET", f"/uploads/{UNKNOWN}"), 404),
        (call("GET", path, Token="nonsense"), 401),
        (call("GET", "/nowhere"), 404),
        (call("DELETE", path), 405),
    ):
        assert (refused.status_code, refused.text[:5]) == (status, "toy: "), refused.text


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    opened = open_lab(settings_for(f"sqlite:///{folder}/dds.db", folder))
    session(opened)
    opened.close()
    print("the toy was served")
