"""Processes know who of them has more connections."""

from __future__ import annotations

import os

from dds_upload.web.serving.board import Board, Courtesy


def test_one_that_has_clearly_more_is_ahead() -> None:
    board = Board()
    assert not board.is_ahead(1)
    board.write(1, 5)
    assert not board.is_ahead(1)
    board.write(2, 4)
    assert not board.is_ahead(1)
    board.write(2, 3)
    assert board.is_ahead(1)
    assert not board.is_ahead(2)
    board.leave(2)
    assert not board.is_ahead(1)


def test_it_is_shared_over_a_fork() -> None:
    board = Board()
    board.write(1, 9)
    pid = os.fork()
    if not pid:
        board.write(2, 0)
        os._exit(0)
    os.waitpid(pid, 0)
    assert board.is_ahead(1)


def test_one_that_is_ahead_lets_another_accept_for_a_moment_and_then_not_for_a_while() -> None:
    board = Board()
    courtesy = Courtesy(board, 1)
    board.write(1, 5)
    board.write(2, 1)
    assert courtesy.begins(10)
    assert courtesy.is_on
    assert not courtesy.ends(10)
    assert courtesy.ends(10 + Courtesy.PAUSE)
    assert not courtesy.begins(10 + Courtesy.BETWEEN)
    board.write(2, 5)
    assert not courtesy.begins(20)
    board.write(2, 1)
    assert courtesy.begins(20)


def test_one_that_has_no_room_rests_before_it_accepts_again() -> None:
    courtesy = Courtesy(Board(), 1)
    courtesy.rest(10)
    assert courtesy.is_on
    assert not courtesy.ends(10 + Courtesy.REST / 2)
    assert courtesy.ends(10 + Courtesy.REST)
    assert not courtesy.is_on
