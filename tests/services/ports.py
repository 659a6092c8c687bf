"""Loopback ports for servers that take a port number and no socket.

The usual trick, to bind port 0, close the socket and use its number, leaves a moment in which
another process is given the same port. Swift makes that worse: it listens with SO_REUSEPORT, so
two of them would share a port without an error and each answer some of the other's requests.
A ReservedPort therefore stays bound for as long as the server may want its port. It must never
listen: that is the server's part.
"""

import socket
from contextlib import closing
from http.client import HTTPConnection

LOOPBACK = "127.0.0.1"


class ReservedPort:
    """A port the kernel gives to nobody else until it is closed.

    The socket is bound but does not listen. With SO_REUSEADDR on both sides Linux lets one server
    listen on the port beside it, also several times in a row; while none does, connections are
    refused.
    """

    def __init__(self, host: str = LOOPBACK) -> None:
        """Bind a free port of an address of the loopback interface: all of 127.0.0.0/8 is."""
        self.host = host
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind((host, 0))
            self.number: int = self._socket.getsockname()[1]
        except BaseException:
            self._socket.close()
            raise

    def close(self) -> None:
        """Give the port back; may be repeated."""
        self._socket.close()


def is_healthy(port: int, path: str = "/health") -> bool:
    """Whether what listens there answers a GET of that path with 200."""
    with closing(HTTPConnection(LOOPBACK, port, timeout=10)) as connection:
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except OSError:
            return False


def is_open(port: int) -> bool:
    """Whether something takes connections there."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=10).close()
    except OSError:
        return False
    return True
