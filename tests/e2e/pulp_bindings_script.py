"""What Pulp's own tests do to uploads and artifacts with the generated bindings, replayed.

    python pulp_bindings_script.py

Runs in the clients' environment, which knows nothing of the service or its tests. Each condition is
a function that tells what was answered; all of that is printed as JSON, and the tests judge it.
"""

from __future__ import annotations

import json
import os
import random
import tomllib
import traceback
from collections.abc import Callable, Sequence
from hashlib import md5, sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

from pulpcore.client.pulpcore import (  # type: ignore[import-not-found]
    ApiClient,
    ApiException,
    ArtifactsApi,
    Configuration,
    TasksApi,
    Upload,
    UploadCommit,
    UploadsApi,
)

NONSENSE = "nonsense" * 8


def digest_of(data: bytes) -> str:
    """As Pulp spells it."""
    return sha256(data).hexdigest()


class Service:
    """The service, by the bindings."""

    def __init__(self) -> None:
        config = Path(os.environ["XDG_CONFIG_HOME"], "pulp/cli.toml")
        cli = tomllib.loads(config.read_text())["cli"]
        names = {"username": cli["username"], "password": cli["password"]}
        client = ApiClient(Configuration(host=cli["base_url"], **names))
        self.uploads, self.artifacts = UploadsApi(client), ArtifactsApi(client)
        self.tasks = TasksApi(client)

    def begin(self, size: int) -> Any:
        """A new upload."""
        return self.uploads.create(Upload(size=size))

    def send(
        self, upload: Any, chunks: Sequence[bytes], claim: Callable[[bytes], str] | None
    ) -> list[Any]:
        """Send the chunks of a file in any order; gives the answers in theirs."""
        firsts = list(accumulate(map(len, chunks), initial=0))
        answers: dict[int, Any] = {}
        for number in random.sample(range(len(chunks)), len(chunks)):
            chunk, first = chunks[number], firsts[number]
            place = f"bytes {first}-{first + len(chunk) - 1}/{firsts[-1]}"
            claimed = {"sha256": claim(chunk)} if claim else {}
            sent = (place, upload.pulp_href, chunk)
            answers[number] = answer_of(self.uploads.update, *sent, **claimed)
        return [answers[number] for number in range(len(chunks))]

    def commit(self, upload: Any, data: bytes) -> Any:
        """The task; nothing waits for it, as it has ended by then."""
        begun = self.uploads.commit(upload.pulp_href, UploadCommit(sha256=digest_of(data)))
        return self.tasks.read(begun.task)

    def uploaded(
        self, chunks: Sequence[bytes], claim: Callable[[bytes], str] | None = None
    ) -> dict[str, Any]:
        """What became of a file, from its beginning to its artifact."""
        upload = self.begin(sum(map(len, chunks)))
        self.send(upload, chunks, claim)
        data = b"".join(chunks)
        return {**self.made(self.commit(upload, data)), "upload": self.read(upload)}

    def made(self, task: Any) -> dict[str, Any]:
        """A task and its artifacts."""
        artifacts = [plain(self.artifacts.read(href)) for href in task.created_resources]
        return {"task": plain(task), "artifacts": artifacts}

    def read(self, upload: Any) -> Any:
        """What reading an upload gives."""
        return answer_of(self.uploads.read, upload.pulp_href)


def answer_of(call: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
    """What a call gives, or the status and the body it is refused with."""
    try:
        return plain(call(*arguments, **more))
    except ApiException as error:
        return {"status": error.status, "body": json.loads(error.body)}


def plain(model: Any) -> Any:
    """A model as JSON knows it."""
    return json.loads(model.model_dump_json())


def chunks_of(*sizes: int) -> list[bytes]:
    """None like another."""
    return [os.urandom(size) for size in sizes]


def about(chunks: Sequence[bytes]) -> dict[str, Any]:
    """What there is to know of a file and its chunks."""
    firsts = accumulate(map(len, chunks), initial=0)
    placed = [
        {"offset": first, "size": len(chunk), "sha256": digest_of(chunk)}
        for first, chunk in zip(firsts, chunks, strict=False)
    ]
    return {"sha256": digest_of(b"".join(chunks)), "chunks": placed}


def two_chunks_without_digests(service: Service) -> object:
    chunks = chunks_of(512, 512)
    return {**about(chunks), **service.uploaded(chunks)}


def five_chunks_with_digests(service: Service) -> object:
    chunks = chunks_of(*[512] * 5)
    return {**about(chunks), **service.uploaded(chunks, digest_of)}


def two_chunks_with_nonsense_for_digests(service: Service) -> object:
    chunks, upload = chunks_of(512, 512), service.begin(1024)
    nonsense = service.send(upload, chunks, lambda chunk: NONSENSE)
    others = service.send(upload, chunks, lambda chunk: digest_of(b"other"))
    return {"answers": nonsense + others, "upload": service.read(upload)}


def two_chunks_of_two_sizes(service: Service) -> object:
    chunks, upload = chunks_of(600_000, 400_000), service.begin(1_000_000)
    answers = [plain(upload), *service.send(upload, chunks, None)]
    return {**about(chunks), "answers": answers, "upload": read_whole(service, upload)}


def one_chunk_twice(service: Service) -> object:
    chunks, upload = chunks_of(512), service.begin(512)
    for _ in range(2):
        service.send(upload, chunks, digest_of)
    found = read_whole(service, upload)
    task = service.commit(upload, b"".join(chunks))
    return {**about(chunks), **service.made(task), "upload": found}


def one_file_three_times(service: Service) -> object:
    chunks = chunks_of(128, 128)
    data = b"".join(chunks)
    answers = [service.uploaded(chunks), service.uploaded(chunks)]
    whole = plain(service.artifacts.create(file=data))
    found = service.artifacts.list(sha256=digest_of(data))
    return {**about(chunks), "answers": answers, "whole": whole, "found": plain(found)}


def one_file_with_every_claim(service: Service, data: bytes = b"a file of some bytes") -> object:
    name = "upload.dat"
    Path(name).write_bytes(data)
    right = {"sha256": digest_of(data), "size": len(data)}
    wrong = {"sha256": digest_of(b"other"), "size": len(data) + 1}

    def create(**claimed: Any) -> Any:
        answer = answer_of(service.artifacts.create, name, **claimed)
        if "pulp_href" in answer:
            assert plain(service.artifacts.read(answer["pulp_href"])) == answer
            service.artifacts.delete(answer["pulp_href"])
        return answer

    def created(*hows: str) -> Any:
        """One entry for each field: whether its claim is right, wrong, or not made at all."""
        values = {"right": right, "wrong": wrong}
        claims = zip(right, hows, strict=True)
        return create(**{field: values[how][field] for field, how in claims if how in values})

    hows = ("right", "wrong", "none")
    return {
        **about([data]),
        "answers": {f"{one} {two}": created(one, two) for one in hows for two in hows},
        "md5": create(**right, md5=md5(data).hexdigest()),
        "found": plain(service.artifacts.list(sha256=right["sha256"])),
    }


def an_empty_file_with_every_claim(service: Service) -> object:
    return one_file_with_every_claim(service, b"")


def read_whole(service: Service, upload: Any) -> Any:
    """What reading an upload gives, with what the models of the bindings leave out."""
    answer = service.uploads.read_without_preload_content(upload.pulp_href)
    return {**json.loads(answer.data), **service.read(upload)}


CONDITIONS: Sequence[Callable[[Service], object]] = (
    two_chunks_without_digests,
    five_chunks_with_digests,
    two_chunks_with_nonsense_for_digests,
    two_chunks_of_two_sizes,
    one_chunk_twice,
    one_file_three_times,
    one_file_with_every_claim,
    an_empty_file_with_every_claim,
)


def told(condition: Callable[[Service], object], service: Service) -> object:
    """One that fails must not hide the others."""
    try:
        return condition(service)
    except Exception:
        return {"raised": traceback.format_exc()}


if __name__ == "__main__":
    service = Service()
    print(json.dumps({each.__name__: told(each, service) for each in CONDITIONS}))
