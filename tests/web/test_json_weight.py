"""Whatever shape a body has, its memory and time are bounded; what clients send passes."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

import falcon
import pytest
from falcon import testing

from dds_upload.core.errors import BadRequest
from dds_upload.protocols.sentry.assemble_messages import BODY_MAX, WEIGHT_MAX
from dds_upload.web.bodies import read_json, read_object
from dds_upload.web.json_weight import TooHeavy, check_weight

LARGE = 31 * 2**20


def shape(part: bytes, weight: int, *, most: int = WEIGHT_MAX) -> bytes:
    """As many parts as may be, which weigh so much each, and a long text behind them."""
    parts = part * ((most - 20) // weight)
    return b'{"":[' + parts + b'"' + b"a" * (LARGE - len(parts)) + b'"]}'


def keys() -> bytes:
    names = b",".join(b'"%x":0' % n for n in range((WEIGHT_MAX - 20) // 4))
    return b"{" + names + b',"":"' + b"a" * (LARGE - len(names)) + b'"}'


def request(body: bytes) -> falcon.Request:
    environ = testing.create_environ(method="POST", headers={"Content-Type": "application/json"})
    environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    return falcon.Request(environ)


def assemble(files: int, chunks: int, name: str = "libc.so") -> bytes:
    """What sentry-cli sends for so many files of so many chunks each."""
    return json.dumps(
        {
            f"{file:040x}": {
                "name": name,
                "debug_id": "67e9247c-814e-392b-a027-dbde6748fcbf",
                "chunks": [f"{file * chunks + n:040x}" for n in range(chunks)],
            }
            for file in range(files)
        },
        separators=(",", ":"),
    ).encode()


#: Shapes that become many times what they are, as much of each as passes, and more than that.
HOSTILE: dict[str, Callable[[], bytes]] = {
    "lists": lambda: shape(b"[],", 5),
    "objects": lambda: shape(b"{},", 5),
    "objects in objects": lambda: shape(b'{"a":{}},', 12),
    "numbers": lambda: shape(b"999,", 1),
    "texts": lambda: shape(b'"ab",', 2),
    "keys": keys,
    "too many lists": lambda: b'{"":[' + b"[]," * (LARGE // 3) + b"0]}",
    "too many texts": lambda: b'{"":[' + b'"a",' * (LARGE // 4) + b"0]}",
    "a text without an end": lambda: b'{"":"' + b'\\"' * (LARGE // 2),
    "quotation marks": lambda: b'{"' + b'"' * LARGE,
    "backslashes": lambda: b'{"":"' + b"\\" * LARGE,
    "one rare character": lambda: '{"":"\U0001f600'.encode() + b"a" * LARGE + b'"}',
    "a text of commas": lambda: b'{"":"' + b",[" * (LARGE // 2) + b'"}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_shape_takes_much_memory_or_time(name: str) -> None:
    body = HOSTILE[name]()
    begun = time.process_time()
    with suppress(BadRequest, TooHeavy):
        read_json(request(body), BODY_MAX, WEIGHT_MAX)
    assert time.process_time() - begun < 2
    tracemalloc.start()
    with suppress(BadRequest, TooHeavy):
        read_json(request(body), BODY_MAX, WEIGHT_MAX)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # The test's own stream, which a server's socket is not, holds the body once more.
    assert peak - len(body) < 100 * 10**6


@pytest.mark.parametrize(("files", "chunks"), [(5_000, 3), (75, 1000)])
def test_the_largest_commands_pass(files: int, chunks: int) -> None:
    read = read_json(request(assemble(files, chunks)), BODY_MAX, WEIGHT_MAX)
    assert sum(len(file["chunks"]) for file in read.values()) == files * chunks


def test_what_stands_in_texts_weighs_nothing() -> None:
    check_weight(json.dumps({"a": '[,{:\\"' * 1000}), 10)
    with pytest.raises(TooHeavy):
        check_weight(json.dumps({"a": [[]] * 1000}), 1000)


@pytest.mark.parametrize(
    ("value", "weight"),
    [({}, 4), ([], 4), ({"a": 1}, 7), ([1, 2], 5), (["a", "b"], 7), ({"a": {"b": []}}, 18)],
)
def test_a_weight_is_the_sum_of_its_parts(value: Any, weight: int) -> None:
    check_weight(json.dumps(value), weight)
    with pytest.raises(TooHeavy):
        check_weight(json.dumps(value), weight - 1)


def test_small_bodies_are_bounded_alike() -> None:
    with pytest.raises(BadRequest, match="too many values"):
        read_object(request(b'{"":[' + b"[]," * 300_000 + b"0]}"))


@pytest.mark.parametrize("before", range(2**18 - 6, 2**18 + 3))
def test_an_escape_at_the_end_of_a_block_is_read_as_one(before: int) -> None:
    """Blocks end in the middle of a row of backslashes before a quotation mark."""
    text = json.dumps({"a": "x" * before + '\\\\" , [ \\" , ["'} | {"b": [1] * 10})
    weight = 4 + 3 + 2 * 2 + 1 + 4 + 9
    check_weight(text, weight)
    with pytest.raises(TooHeavy):
        check_weight(text, weight - 1)
