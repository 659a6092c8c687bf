"""Lists of a project that has very many files: single pages, all of them, and as DukeDSClient does.

It is filled on PostgreSQL, in folders of a hundred, each file with an upload of its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.bench import Bench, client_of
from benchmarks.client import Client
from benchmarks.filling import FILES, fill
from benchmarks.findings import Finding, at_most
from tests.services.ddsclient import DukeDSClient

#: As clients ask for them, and the most that they can.
_PAGE, _LARGEST = 100, 1000

#: Every entry wherever it lies, as clients read it before they compare it with their own.
_EVERYTHING = "name_contains="

#: What the client does before it sends or fetches a folder; its own imports are not measured.
_WALK = """
import time
from ddsc.config import create_config
from ddsc.core.remotestore import ProjectNameOrId, RemoteStore
store, project = RemoteStore(create_config()), ProjectNameOrId.create_from_project_id({project!r})
began = time.perf_counter()
store.fetch_remote_project(project, must_exist=True)
print(time.perf_counter() - began)
"""


def of_many_files(bench: Bench) -> Iterator[Finding]:
    """Each row in milliseconds or seconds of a client on the same machine."""
    url = bench.postgres.create_database()
    with bench.installation(url) as installation, client_of(installation) as client:
        project = client.ready_project()
        file = client.file_in_folder(project)
        client.close()  # no connection is kept for as long as that takes
        fill(url, file)
        lists = {"files": f"/projects/{project}/files?", "entries": _entries(project)}
        for name, path in lists.items():
            for which, number in (("first", 1), ("deep", FILES // _PAGE - 1)):
                times = [_page(client, path, number, _PAGE) * 1e3 for _ in range(9)]
                what = f"list of {FILES:,} {name}: {which} page of {_PAGE}"
                yield Finding(what, times, at_most(25), "ms")
        for name, path in lists.items():
            what = f"list of {FILES:,} {name}: all, by {_LARGEST:,}"
            pages = range(1, FILES // _LARGEST + 1)
            took = sum(_page(client, path, number, _LARGEST) for number in pages)
            yield Finding(what, [took], at_most(8), "s")
        folder = bench.folder / "ddsclient"
        keys = client.user.user_key, client.user.agent_key
        original = DukeDSClient(folder, installation.api_url, *keys)
        done = original.sdk(_WALK.format(project=project), timeout=300)
        yield Finding(
            f"list of {FILES:,} files: DukeDSClient's walk",
            [float(done.stdout)],
            at_most(15),
            "s",
        )


def _entries(project: str) -> str:
    return f"/projects/{project}/children?{_EVERYTHING}"


def _page(client: Client, path: str, number: int, size: int) -> float:
    """Seconds until its JSON is read."""
    began = time.perf_counter()
    client.call("GET", f"{path}&page={number}&per_page={size}")
    return time.perf_counter() - began
