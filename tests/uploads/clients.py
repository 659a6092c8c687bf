"""Clients of a storage that is reached past the service."""

from __future__ import annotations

from typing import Any

import requests

from tests.house.client import Api
from tests.house.fixtures import client
from tests.house.setting import Lab

ADD_FILES, CHANGE_FILES = "file_uploader", "file_editor"


def send(signed: dict[str, Any], data: bytes, **headers: str) -> int:
    """PUT bytes to storage, as a client does; gives the status."""
    url = signed["host"] + signed["url"]
    answer = requests.request(signed["http_verb"], url, data=data, headers=headers, timeout=10)
    return answer.status_code


def read(api: Api, project: str, upload: str) -> bytes:
    """The content of a new file made of an upload, as storage gives it."""
    file = api.file(project, upload).json["id"]
    signed = api.get(f"/files/{file}/url").json
    found = requests.get(signed["host"] + signed["url"], timeout=10)
    assert found.status_code == 200, found.text
    return found.content


def member(lab: Lab, api: Api, project: str, role: str) -> Api:
    """A new member with that role."""
    one = client(lab, role)
    user = one.get("/current_user").json["id"]
    api.put(f"/projects/{project}/permissions/{user}", {"auth_role": {"id": role}}, 200)
    return one
