"""The address of the API: its options, its socket, and how gunicorn gets the socket."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Callable
from typing import TypeVar

from config.table import DDS_HOST, DDS_PORT
from dds_upload.core.settings.parsing import Malformed
from dds_upload.core.settings.rows import Setting

T = TypeVar("T")

#: How many connections may wait to be accepted; the kernel may allow fewer.
_BACKLOG = 2048

#: The descriptor of the first socket that a process was given: sd_listen_fds(3).
_FIRST_SOCKET = 3

#: Addresses that mean "all of this machine's", and one that reaches them from here.
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class CannotListen(Exception):
    """The address cannot be used: it is taken, privileged, or not this machine's."""


def add_address(parser: argparse.ArgumentParser) -> None:
    """The options for the settings of the address."""
    for option, setting in (("--host", DDS_HOST), ("--port", DDS_PORT)):
        parser.add_argument(
            option,
            dest=setting.name,
            type=_checked(setting),
            metavar=option.strip("-").upper(),
            help=f"{setting.purpose} (default: {setting.name}, or {setting.default})",
        )


def export_address(args: argparse.Namespace) -> None:
    """Write given options into the environment, from which gunicorn and all children read them."""
    for setting in (DDS_HOST, DDS_PORT):
        given = getattr(args, setting.name, None)
        if given is not None:
            os.environ[setting.name] = str(given)


def open_listener(host: str, port: int) -> socket.socket:
    """A socket that listens there; raises CannotListen with the reason in one line.

    No other program can share the address: of two servers each would answer some of the calls.
    """
    try:
        listener = socket.socket(_family(host), socket.SOCK_STREAM)
        try:
            # An address whose last connections only just ended is free. One in use is refused.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen(_BACKLOG)
        except BaseException:
            listener.close()
            raise
    except (OSError, UnicodeError) as error:  # the latter for names that no DNS can hold
        reason = getattr(error, "strerror", None) or "this is no name of a host"
        raise CannotListen(f"cannot listen at {url_of(host, port)}: {reason}") from None
    return listener


def was_handed_over() -> bool:
    """Whether this process was given listening sockets, by sd_listen_fds(3).

    They outlive it: while the service restarts, connections wait and are not refused. The settings
    of the address are not used then.
    """
    is_for_this = os.environ.get("LISTEN_PID") == str(os.getpid())
    return is_for_this and os.environ.get("LISTEN_FDS", "0") not in ("", "0")


def keep_first_socket() -> None:
    """From now on no file that this process opens gets the descriptor that `hand_over` uses."""
    try:
        os.fstat(_FIRST_SOCKET)
    except OSError:
        null = os.open(os.devnull, os.O_RDONLY)
        if null != _FIRST_SOCKET:
            os.dup2(null, _FIRST_SOCKET)
            os.close(null)


def hand_over(listener: socket.socket) -> None:
    """Leave the socket where gunicorn looks for it in this process, by sd_listen_fds(3).

    Gunicorn takes sockets in this way, and passes them on when it restarts itself.
    `keep_first_socket` must have kept the descriptor free: otherwise another file would have it,
    and its owner would close it.
    """
    os.dup2(listener.fileno(), _FIRST_SOCKET)
    os.set_inheritable(_FIRST_SOCKET, True)  # dup2 leaves this out where the two are the same
    os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}


def reachable(host: str) -> str:
    """An address at which this machine reaches a server that listens at `host`."""
    return _EVERYWHERE.get(host, host)


def url_of(host: str, port: int) -> str:
    """The address as a URL."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def print_error(error: CannotListen | str) -> int:
    """Print the error; gives the exit code."""
    print(f"error: {error}", file=sys.stderr)
    return 1


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _checked(setting: Setting[T]) -> Callable[[str], T]:
    def parse(text: str) -> T:
        try:
            return setting.parse(text)
        except Malformed as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return parse
