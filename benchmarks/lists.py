"""Lists of a project that has very many files: single pages, all of them, and as DukeDSClient does.

It is filled on PostgreSQL, in folders of a hundred, each file with an upload of its own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.bench import Bench, client_of
from benchmarks.client import Client
from benchmarks.filling import FILES, IN_FOLDER, fill
from benchmarks.findings import Finding, at_most
from benchmarks.processes import cpu_seconds
from tests.e2e.installation import Installation
from tests.services.ddsclient import DukeDSClient

#: As clients ask for them, and the most that they can.
_PAGE, _LARGEST = 100, 1000

#: Every entry wherever it lies, as clients read it before they compare it with their own.
_EVERYTHING = "name_contains="

#: What DukeDSClient leaves out of them.
_LEAN = "&exclude_response_fields=audit+ancestors+project"

#: Of the pages that it reads, one of so many is measured: a later one costs as much as the first.
_SAMPLED = 10

#: The client itself compares each entry with each folder, so its own time grows with the square of
#: the project. It walks through a project with this part of the files, as no run has the time for
#: more.
_PART = 10

#: What the client does before it sends or fetches a folder; its own imports are not measured. It
#: reads all pages, and makes a tree of the entries.
_WALK = """
import json, time
from ddsc.config import create_config
from ddsc.core.remotestore import PROJECT_LIST_EXCLUDE_RESPONSE_FIELDS as EXCLUDED
from ddsc.core.remotestore import RemoteProjectChildren, RemoteStore
store, project = RemoteStore(create_config()), {project!r}
began, used = time.perf_counter(), time.process_time()
read = store.data_service.get_project_children(project, "", EXCLUDED).json()["results"]
pages, reading = time.perf_counter() - began, time.process_time() - used
RemoteProjectChildren(project, read).get_tree()
took, own = time.perf_counter() - began, time.process_time() - used
print(json.dumps([took, pages, reading, own - reading]))
"""


@dataclass(frozen=True, slots=True)
class _Read:
    """The seconds of each page, and the CPU seconds that they cost in all."""

    seconds: Sequence[float]
    service: float
    database: float

    @property
    def note(self) -> str:
        """The CPU time of one page."""
        each = 1e3 / len(self.seconds)
        return f"CPU of a page: {self.service * each:.0f} ms, PostgreSQL {self.database * each:.0f}"


@dataclass(frozen=True, slots=True)
class _Reader:
    """A client that reads pages, one after the other."""

    client: Client
    pids: tuple[int, int]

    def read(self, path: str, numbers: Sequence[int], size: int) -> _Read:
        """Pages of that size."""
        before = self._cpu()
        seconds = [self._page(f"{path}&page={number}&per_page={size}") for number in numbers]
        service, database = (now - then for now, then in zip(self._cpu(), before, strict=True))
        return _Read(seconds, service, database)

    def _cpu(self) -> list[float]:
        return [cpu_seconds(pid) for pid in self.pids]

    def _page(self, path: str) -> float:
        """Seconds until its JSON is read."""
        began = time.perf_counter()
        self.client.call("GET", path)
        return time.perf_counter() - began


def of_many_files(bench: Bench) -> Iterator[Finding]:
    """Each row in milliseconds or seconds of a client on the same machine."""
    url = bench.postgres.create_database()
    with bench.installation(url) as installation, client_of(installation) as client:
        large, smaller = (_filled(client, url, files) for files in (FILES, FILES // _PART))
        reader = _Reader(client, (installation.api.pid, bench.postgres.pid))
        lists = {"files": f"/projects/{large}/files?", "entries": _entries(large)}
        for name, path in lists.items():
            for which, number in (("first", 1), ("deep", FILES // _PAGE - 1)):
                read = reader.read(path, [number] * 9, _PAGE)
                what = f"list of {FILES:,} {name}: {which} page of {_PAGE}"
                yield Finding(what, [it * 1e3 for it in read.seconds], at_most(25), "ms", read.note)
        for name, path in lists.items():
            if bench.is_over:
                return
            what = f"list of {FILES:,} {name}: all, by {_LARGEST:,}"
            read = reader.read(path, range(1, FILES // _LARGEST + 1), _LARGEST)
            yield Finding(what, [sum(read.seconds)], at_most(8), "s", read.note)
        if not bench.is_over:
            yield from _as_dukedsclient(bench, installation, reader, large, smaller)


def _as_dukedsclient(
    bench: Bench, installation: Installation, reader: _Reader, large: str, smaller: str
) -> Iterator[Finding]:
    """Its whole walk through a smaller project, and the pages of a large one."""
    pages = range(1, (FILES + FILES // IN_FOLDER) // _PAGE + 1)
    read = reader.read(_entries(large) + _LEAN, pages[::_SAMPLED], _PAGE)
    served = sum(read.seconds) / len(read.seconds) * len(pages)
    what = f"DukeDSClient's walk of {FILES:,} files"
    note = f"{len(read.seconds)} of {len(pages):,} pages were read; {read.note}"
    yield Finding(f"{what}: its pages alone", [served], at_most(15), "s", note)
    user = reader.client.user
    folder = bench.folder / "ddsclient"
    original = DukeDSClient(folder, installation.api_url, user.user_key, user.agent_key)
    done = original.sdk(_WALK.format(project=smaller), timeout=120)
    took, waited, reading, comparing = json.loads(done.stdout)
    note = (
        f"pages {waited:.1f} s, of which the client's CPU {reading:.1f}; its tree {comparing:.1f}"
    )
    yield Finding(f"DukeDSClient's walk of {FILES // _PART:,} files", [took], None, "s", note)
    reading, comparing = reading * _PART, comparing * _PART**2
    note = (
        f"pages {served:.0f} s, client's CPU for them {reading:.0f}, for its tree {comparing:.0f}"
    )
    yield Finding(f"{what}, reckoned", [served + reading + comparing], at_most(15), "s", note)


def _filled(client: Client, url: str, files: int) -> str:
    project = client.ready_project()
    fill(url, client.file_in_folder(project), files)
    client.close()  # the server may have closed what was idle for as long as that took
    return project


def _entries(project: str) -> str:
    return f"/projects/{project}/children?{_EVERYTHING}"
