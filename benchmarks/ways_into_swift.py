"""The ways to bring a file into Swift: each is a command that runs to its end.

Swift and the file lie in memory where the machine lets them, so that no disk is measured. Digests
that are announced or sent along are known before; only the clients hash.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.bench import MIB, Bench
from benchmarks.client import Client
from benchmarks.finishing_on_swift import Owner
from benchmarks.peers.swift_upload import SwiftUpload
from benchmarks.processes import cpu_seconds
from providers.temp_url import signed_url
from tests.client.desk import Desk
from tests.e2e.installation import REPOSITORY, Installation
from tests.services.processes import clean_environment, run_to_end
from tests.services.swift import SwiftServer

#: How large the file is, and how many of its chunks are sent at a time.
SIZE, AT_ONCE = 1024 * MIB, 8

#: With URLs that were signed before and a manifest; with grants and completion; `swift upload`,
#: and the client of this project.
SIGNED, GRANTED, PEER, DDS = "signed", "granted", "peer", "dds"


#: Seconds in which the sender asked for URLs, and in which it finished; only ours says so.
Parts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of one run, and of CPU time: who sends, Swift, the service with PostgreSQL."""

    seconds: float
    sender: float
    swift: float
    service: float
    parts: Parts

    @property
    def cpu(self) -> float:
        """Of all."""
        return self.sender + self.swift + self.service


#: What each way took.
Round = Mapping[str, Took]


class WaysIntoSwift:
    """All of them for one Swift."""

    def __init__(
        self,
        bench: Bench,
        swift: SwiftServer,
        folder: Path,
        installation: Installation,
        client: Client,
    ) -> None:
        """`folder` is Swift's. Raises ToolError where `swift upload` cannot be installed."""
        self._folder, self._swift, self._client = bench.folder, swift, client
        self._stored = folder / "node-1" / "d1" / "objects"
        self._peer = SwiftUpload(swift)
        self._token = Owner(swift).token
        self._project = client.ready_project()
        self._key = installation.settings["SWIFT_PRIMARY_KEY"].encode()
        self._desk = Desk.at(installation, client.user, bench.folder / "desk")
        self._pids = (installation.api.pid, installation.worker.pid, bench.postgres.pid)
        self._file = _file(bench.memory / "sent.dat")
        self._digest = _digest(self._file.read_bytes())
        self._chunks = cache(lambda size: _chunks(self._file, size))

    def in_turn(self, size: int) -> Round:
        """Each once, with chunks of that many bytes."""
        self._client.close()  # the server has given it up if the last round took long
        chunks = self._chunks(size)
        ways = {
            SIGNED: self._sender(self._signed(chunks), "signed"),
            GRANTED: self._sender(self._granted(chunks), "granted"),
            PEER: self._swift_upload(size),
            DDS: self._dds(size),
        }
        return {name: self._took(way) for name, way in ways.items()}

    def _took(self, way: Callable[[], Parts]) -> Took:
        before, began = self._cpu(), time.perf_counter()
        parts = way()
        seconds = time.perf_counter() - began
        sender, swift, service = (
            after - earlier for earlier, after in zip(before, self._cpu(), strict=True)
        )
        shutil.rmtree(self._stored)  # nobody asks for these bytes again, and memory is dear
        return Took(seconds, sender, swift, service, parts)

    def _cpu(self) -> tuple[float, float, float]:
        times = os.times()
        sender = times.children_user + times.children_system
        swift, service = (sum(map(cpu_seconds, it)) for it in (self._swift.pids, self._pids))
        return sender, swift, service

    def _sender(self, way: dict[str, Any], name: str) -> Callable[[], Parts]:
        plan = self._folder / f"{name}.json"
        storage = urlsplit(self._swift.url).netloc
        text = {"file": str(self._file), "at_once": AT_ONCE, name: {"storage": storage, **way}}
        plan.write_text(json.dumps(text))

        def send() -> Parts:
            done = run_to_end(
                [sys.executable, "-m", "benchmarks.sender", plan],
                env=clean_environment(PYTHONPATH=str(REPOSITORY)),
                folder=REPOSITORY,
                timeout=300,
            )
            if done.returncode:
                raise RuntimeError(f"{done.stdout}{done.stderr}")
            parts: Parts = json.loads(done.stdout)
            return parts

        return send

    def _signed(self, chunks: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """What somebody needs who may write as they like."""
        container = f"/v1/{self._swift.tenant.account}/{self._project}"
        ends = int(time.time()) + 3600
        pieces, segments = [], []
        for chunk in chunks:
            name, size = f"bare/{chunk['number']}", chunk["size"]
            url = signed_url(self._key, "PUT", f"{container}/{name}", ends)
            pieces.append([(chunk["number"] - 1) * chunks[0]["size"], size, url])
            path, etag = f"/{self._project}/{name}", chunk["hash"]["value"]
            segments.append({"path": path, "etag": etag, "size_bytes": size})
        url = f"{container}/bare?multipart-manifest=put"
        manifest = {"url": url, "segments": segments, "token": self._token}
        return {"pieces": pieces, "manifest": manifest}

    def _granted(self, chunks: Sequence[dict[str, Any]]) -> dict[str, Any]:
        return {
            "api": f"{self._client.host}:{self._client.port}",
            "token": self._client.token,
            "upload": self._client.upload(self._project, SIZE),
            "digest": self._digest,
            "chunks": chunks,
            "at_a_time": AT_ONCE,
        }

    def _swift_upload(self, size: int) -> Callable[[], Parts]:
        def send() -> Parts:
            self._peer.run(self._file, size, AT_ONCE)
            return {}

        return send

    def _dds(self, size: int) -> Callable[[], Parts]:
        self._desk.sign_in(upload_bytes_per_chunk=str(size))
        file = self._folder / f"sent-{time.monotonic_ns()}.dat"  # one that was not sent before
        file.symlink_to(self._file)

        def send() -> Parts:
            self._desk.succeed("upload", "--quiet", "-p", "bench", file)
            return {}

        return send


def _file(path: Path) -> Path:
    """One that is there, and of which no two chunks are alike."""
    block = bytearray(random.Random(1).randbytes(MIB))
    with path.open("wb") as file:
        for number in range(SIZE // MIB):
            block[:8] = number.to_bytes(8)
            file.write(block)
    return path


def _chunks(file: Path, size: int) -> list[dict[str, Any]]:
    """Of that size, as they are announced."""
    with file.open("rb") as opened:
        return [
            {"number": number, "size": size, "hash": _digest(opened.read(size))}
            for number in range(1, SIZE // size + 1)
        ]


def _digest(content: bytes) -> dict[str, str]:
    value = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return {"value": value, "algorithm": "md5"}
