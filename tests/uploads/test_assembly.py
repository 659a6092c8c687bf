"""The worker: what it proves of the stored bytes, and what it finds wrong with them."""

from __future__ import annotations

import pytest

from tests.house.client import Api, digest_of, md5
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.providers.raw import RawLocal
from tests.uploads.clients import send
from tests.uploads.memory import store_chunk

CHUNK_DIFFERS = "reported chunk hash does not match that computed by StorageProvider"
SIZE_DIFFERS = "reported size does not match size computed by StorageProvider"
WHOLE_DIFFERS = "reported hash value does not match size computed by StorageProvider"
WHOLE_MISSING = "NonChunkedUpload not found in object store"

DATA = b"THIS\nIS\nA\nTEST\n"
CHUNKS = [b"THIS\n", b"IS\n", b"A\n", b"TEST\n"]


def integrity(api: Api, project: str, chunks: list[bytes]) -> str:
    """The 15 bytes of the project's own integrity report, in some pieces."""
    upload = api.upload(project, 15)
    for number, data in enumerate(chunks, 1):
        api.send_chunk(upload, number, data)
    return upload


def failure(lab: Lab, api: Api, upload: str) -> str:
    """Why it failed."""
    lab.work()
    status = api.status(upload)
    assert lab.state(upload) == "failed"
    assert status["error_on"] is not None
    assert status["is_consistent"] is True
    assert status["verified"] == "none"
    return str(status["error_message"])


def test_a_missing_chunk_is_refused_at_once(api: Api, project: str) -> None:
    upload = integrity(api, project, CHUNKS[:3])
    answer = api.complete(upload, DATA, 400).json
    assert answer["reason"] == "upload is incomplete - 5 bytes are missing"


@pytest.mark.parametrize("chunks", [CHUNKS, CHUNKS[::-1]], ids=["in order", "in wrong order"])
@pytest.mark.parametrize("claimed", [DATA, b"wrong"], ids=["right md5", "wrong md5"])
def test_of_a_file_in_chunks_each_chunk_is_proven(
    lab: Lab, api: Api, project: str, chunks: list[bytes], claimed: bytes
) -> None:
    upload = integrity(api, project, chunks)
    api.complete(upload, claimed)
    lab.work()
    status = api.status(upload)
    assert (status["error_on"], status["verified"]) == (None, "chunks")
    assert [it["value"] for it in api.get(f"/uploads/{upload}").json["hashes"]] == [md5(claimed)]
    assert api.download(project, upload).content == b"".join(chunks)


def test_a_chunk_granted_anew_and_not_sent_again_is_the_error(
    lab: Lab, api: Api, project: str
) -> None:
    upload = integrity(api, project, CHUNKS)
    api.offer(upload, 2, 3, **digest_of(b"is\n"))
    api.complete(upload, DATA)
    assert failure(lab, api, upload) == SIZE_DIFFERS
    made = api.file(project, upload, 400)
    assert made.json["errors"] == [{"upload": "cannot have an error"}]


def test_a_chunk_of_other_bytes_than_were_announced(swift_lab: Lab) -> None:
    api = client(swift_lab, "researcher")
    upload = api.upload(api.project(), len(DATA))
    granted = api.offer(upload, 1, len(DATA), **digest_of(DATA)).json
    assert send(granted, DATA.lower()) == 201
    api.complete(upload, DATA)
    assert failure(swift_lab, api, upload) == CHUNK_DIFFERS


def test_a_chunk_granted_and_never_sent_is_missing_size(lab: Lab, api: Api, project: str) -> None:
    upload = integrity(api, project, CHUNKS[:3])
    api.offer(upload, 4, 5)
    api.complete(upload, DATA)
    assert failure(lab, api, upload) == SIZE_DIFFERS


def test_a_chunk_cut_in_storage_has_another_size(
    lab: Lab, api: Api, project: str, local_storage: RawLocal
) -> None:
    upload = integrity(api, project, CHUNKS)
    local_storage.damage(project, f"{upload}/3-{md5(CHUNKS[2])}", b"A")
    api.complete(upload, DATA)
    assert failure(lab, api, upload) == SIZE_DIFFERS


def test_a_file_in_one_piece_that_was_never_sent(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 15, chunked=False)
    api.complete(upload, DATA)
    assert failure(lab, api, upload) == WHOLE_MISSING


def test_a_file_in_one_piece_of_other_bytes(lab: Lab, api: Api, project: str) -> None:
    begun = api.begin(project, 15, chunked=False).json
    api.send(begun["signed_url"], DATA.lower())
    api.complete(begun["id"], DATA)
    assert failure(lab, api, begun["id"]) == WHOLE_DIFFERS


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_another_digest_than_md5_is_verified_over_all_bytes(
    lab: Lab, api: Api, project: str, algorithm: str
) -> None:
    upload = integrity(api, project, CHUNKS)
    api.complete(upload, DATA, **digest_of(DATA, algorithm))
    lab.work()
    shown = api.get(f"/uploads/{upload}").json
    assert shown["status"]["verified"] == "whole"
    found = {it["algorithm"]: it for it in shown["hashes"]}
    assert found.keys() == {algorithm, "md5"}
    assert found["md5"]["value"] == md5(DATA)
    assert found["md5"]["audit"]["created_by"] is None


def test_another_digest_than_md5_that_is_wrong_is_found(lab: Lab, api: Api, project: str) -> None:
    upload = integrity(api, project, CHUNKS[::-1])
    api.complete(upload, DATA, **digest_of(DATA, "sha256"))
    assert failure(lab, api, upload) == WHOLE_DIFFERS


@pytest.mark.parametrize("trailing", [False, True], ids=["alone", "with an empty chunk behind"])
def test_the_md5_of_the_only_chunk_with_bytes_is_that_of_the_file(
    lab: Lab, api: Api, project: str, trailing: bool
) -> None:
    for claimed, verified in ((DATA, "whole"), (b"wrong", "none")):
        upload = integrity(api, project, [DATA, b""] if trailing else [DATA])
        api.complete(upload, claimed)
        lab.work()
        status = api.status(upload)
        assert status["verified"] == verified
        assert status["error_message"] == (None if claimed == DATA else WHOLE_DIFFERS)


@pytest.mark.parametrize("chunks", [[], [b""]], ids=["no chunk", "an empty chunk"])
@pytest.mark.parametrize("algorithm", ["md5", "sha256"])
def test_the_digest_of_an_empty_file_is_known(
    lab: Lab, api: Api, project: str, chunks: list[bytes], algorithm: str
) -> None:
    for claimed, verified in ((b"", "whole"), (b"wrong", "none")):
        upload = api.upload(project, 0)
        for data in chunks:
            api.send_chunk(upload, 1, data)
        api.complete(upload, claimed, **digest_of(claimed, algorithm))
        lab.work()
        shown = api.get(f"/uploads/{upload}").json
        assert shown["status"]["verified"] == verified
        has_md5 = "md5" in {it["algorithm"] for it in shown["hashes"]}
        assert has_md5 or verified == "none"


def test_no_connection_is_held_while_the_worker_reads(memory_lab: Lab) -> None:
    seen: list[int] = []
    store = memory_lab.providers.default.abilities.store
    opened = store.open

    def watched(*args: object) -> object:
        seen.append(memory_lab.database.connections_in_use())
        return opened(*args)  # type: ignore[arg-type]

    store.open = watched  # type: ignore[method-assign, assignment]
    api, upload = store_chunk(memory_lab, DATA[:5], DATA[5:])
    api.complete(upload, DATA, **digest_of(DATA, "sha256"))
    memory_lab.work()
    assert memory_lab.state(upload) == "complete"
    assert seen == [0]


def test_a_finished_file_is_not_consistent_before_the_worker_was_there(
    lab: Lab, api: Api, project: str
) -> None:
    upload = integrity(api, project, CHUNKS)
    refused = api.file(project, upload, 400)
    assert refused.json["errors"] == [{"upload": "must be completed successfully"}]
    api.complete(upload, DATA)
    file = api.file(project, upload).json["id"]
    assert api.get(f"/files/{file}/url", 404).json["code"] == "resource_not_consistent"
    lab.work()
    assert client(lab, "root", admin=True).get(f"/files/{file}/url").json["http_verb"] == "GET"
