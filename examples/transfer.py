"""Upload a file with the DDS API and download it again; the standard library is enough.

    python examples/transfer.py URL upload FILE          prints the file's id
    python examples/transfer.py URL download ID FILE

It signs in with the token that `make run` keeps in var/ready-made-user.json. The file goes into the
project "First steps", which is made if it is not there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

PROJECT = "First steps"
KEYS_FILE = Path("var") / "ready-made-user.json"

#: How large chunks are, within the limits that the service names; bytes.
CHUNK = 16 * 2**20

#: How long to wait for what the service is still making; seconds.
PATIENCE = 60

_open = build_opener(ProxyHandler({})).open  # the service is near


class Service:
    """The DDS API, as one user calls it."""

    def __init__(self, url: str) -> None:
        """Take the token from the file of the ready-made user."""
        self._url = f"{url}/api/v1"
        self._token = json.loads(KEYS_FILE.read_text())["api_token"]

    def call(self, method: str, path: str, body: object = None) -> tuple[Any, Any]:
        """The answer's JSON and its headers; asks again for what is still being made."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": self._token, "Content-Type": "application/json"}
        request = Request(self._url + path, data, headers, method=method)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with _open(request) as answer:
                    return json.load(answer), answer.headers
            except HTTPError as error:
                text = error.read().decode()
                if "resource_not_consistent" not in text or time.monotonic() > deadline:
                    sys.exit(f"{method} {path}: {error.code} {text}")
            time.sleep(0.2)


def upload(service: Service, path: Path) -> str:
    """Send a file chunk by chunk, and put it into the project; gives its id."""
    project = project_id(service)
    size = path.stat().st_size
    begin = {"name": path.name, "content_type": "application/octet-stream", "size": size}
    begun, limits = service.call("POST", f"/projects/{project}/uploads", begin)
    upload_id, whole = begun["id"], hashlib.md5()
    # As few chunks as storage can join, none of them larger than it takes.
    smallest = int(limits["X-MIN-CHUNK-UPLOAD-SIZE"])
    chunk_size = min(max(CHUNK, smallest), int(limits["X-MAX-CHUNK-UPLOAD-SIZE"]))
    with path.open("rb") as file:
        number = 0
        while chunk := file.read(chunk_size):
            send_chunk(service, upload_id, number, chunk)
            whole.update(chunk)
            number += 1
    service.call("PUT", f"/uploads/{upload_id}/complete", {"hash": md5(whole.hexdigest())})
    parent = {"kind": "dds-project", "id": project}
    made, _ = service.call("POST", "/files", {"parent": parent, "upload": {"id": upload_id}})
    return str(made["id"])


def send_chunk(service: Service, upload_id: str, number: int, chunk: bytes) -> None:
    """Announce a chunk, then send it where the answer says."""
    digest = md5(hashlib.md5(chunk).hexdigest())
    offer = {"number": number, "size": len(chunk), "hash": digest}
    grant, _ = service.call("PUT", f"/uploads/{upload_id}/chunks", offer)
    with _open(Request(grant["host"] + grant["url"], chunk, method=grant["http_verb"])):
        pass


def download(service: Service, file_id: str, path: Path) -> None:
    """Fetch a file from where the answer says, once it is put together."""
    where, _ = service.call("GET", f"/files/{file_id}/url")
    with _open(where["host"] + where["url"]) as content, path.open("wb") as file:
        shutil.copyfileobj(content, file)


def project_id(service: Service) -> str:
    """The project, made where it is not there yet."""
    projects, _ = service.call("GET", "/projects?per_page=1000")
    for project in projects["results"]:
        if project["name"] == PROJECT:
            return str(project["id"])
    new = {"name": PROJECT, "description": "Made by an example"}
    made, _ = service.call("POST", "/projects", new)
    return str(made["id"])


def md5(value: str) -> dict[str, str]:
    """A digest as the API has it."""
    return {"value": value, "algorithm": "md5"}


def main(arguments: list[str]) -> None:
    """Do what the command line says."""
    match arguments:
        case [url, "upload", path]:
            print(upload(Service(url), Path(path)))
        case [url, "download", file_id, path]:
            download(Service(url), file_id, Path(path))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
