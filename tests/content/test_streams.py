"""Downloads of files that were made by content count for the project that they are read in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from dds_upload.web.serving.lanes import LANE, Lane, Streams
from tests.content.client import Sender

DATA = bytes(range(250))


def named(name: str) -> str:
    """A name whose content is never looked into."""
    return f"/proguard/{name}.txt"


def url_of(sender: Sender, project: str, name: str) -> str:
    """The signed URL of a file."""
    (file,) = [it for it in sender.files(project) if it["name"] == f"{name}.txt"]
    return str(sender.api.get(f"/files/{file['id']}/url").json["url"])


class Reader:
    """Reads through a server with three streams, of which two may be one caller's."""

    def __init__(self, sender: Sender) -> None:
        self._http = sender.http
        self._streams = Streams(3, of_one=2)

    def begin(self, url: str) -> int:
        """The status of a download that does not end."""
        lane = Lane(self._streams)
        lane.begin_stream()
        parts = urlsplit(url)
        extras: dict[str, Any] = {LANE: lane}
        answer = self._http.simulate_get(parts.path, query_string=parts.query, extras=extras)
        if answer.status_code != 200:
            lane.end()
        return answer.status_code


def test_a_reader_of_one_project_does_not_shut_out_those_of_another(
    sender: Sender, project: str
) -> None:
    """Both files are one content, so they lie in one container."""
    other = sender.api.project("Rats")
    sender.deliver(project, DATA, named("a"))
    assert sender.ask(other, DATA, named("a"))["state"] == "ok"
    reader = Reader(sender)
    first, second = url_of(sender, project, "a"), url_of(sender, other, "a")
    assert [reader.begin(first) for _ in range(3)] == [200, 200, 503]
    assert reader.begin(second) == 200


def test_files_in_several_containers_of_storage_count_together(
    sender: Sender, project: str
) -> None:
    for number in range(3):
        sender.deliver(project, DATA[number:], named(str(number)))
    reader = Reader(sender)
    urls = [url_of(sender, project, str(number)) for number in range(3)]
    assert [reader.begin(url) for url in urls] == [200, 200, 503]


def test_a_url_counts_for_no_other_project(sender: Sender, project: str) -> None:
    sender.deliver(project, DATA, named("a"))
    url = url_of(sender, project, "a")
    signed, _, rest = url.partition("&temp_url_project=")
    assert rest.startswith(project)
    reader = Reader(sender)
    assert reader.begin(signed + rest.removeprefix(project)) == 403
    assert reader.begin(url.replace(project, sender.api.project("Rats"))) == 403
    assert reader.begin(f"{url}&temp_url_project={project}") == 403
    assert reader.begin(url) == 200
