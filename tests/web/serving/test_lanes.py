"""How many may stream at once, and how many of them for one caller."""

from __future__ import annotations

from dds_upload.web.serving.lanes import Lane, Streams


def streaming(streams: Streams, caller: str | None = None) -> Lane:
    """A lane with a body that streams, of a caller who may have it."""
    lane = Lane(streams)
    lane.begin_stream()
    assert lane.is_stream
    assert caller is None or lane.belongs_to(caller)
    return lane


def test_one_stream_too_many_is_refused_until_another_ends() -> None:
    streams = Streams(2, of_one=2)
    first, _ = streaming(streams), streaming(streams)
    third = Lane(streams)
    third.begin_stream()
    assert third.is_refused
    assert not third.is_stream
    third.end()
    first.end()
    first.end()  # said twice, it counts once
    assert streams.taken == 1
    streaming(streams)


def test_a_caller_has_a_part_of_them() -> None:
    streams = Streams(3, of_one=1)
    first, other = streaming(streams, "a"), streaming(streams, "b")
    third = streaming(streams)
    assert not third.belongs_to("a")
    third.end()
    first.end()
    streaming(streams, "a")
    other.end()
    streaming(streams, "b")


def test_a_short_request_becomes_a_stream_for_its_answer() -> None:
    streams, told = Streams(2, of_one=1), []
    lane = Lane(streams, lambda: told.append(True))
    assert lane.belongs_to("a")
    assert streams.taken == 0
    assert lane.become_stream()
    assert lane.become_stream()
    assert (streams.taken, told) == (1, [True])
    again = Lane(streams)
    assert again.belongs_to("a")
    assert not again.become_stream()
    again.end()
    lane.end()
    assert streams.taken == 0


def test_without_room_an_answer_is_no_stream() -> None:
    streams = Streams(1, of_one=1)
    streaming(streams)
    lane = Lane(streams)
    assert not lane.become_stream()
    lane.end()
    assert streams.taken == 1
