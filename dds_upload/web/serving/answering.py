"""What a worker does in a thread: it answers a request, of which all is there that it waits for."""

from __future__ import annotations

from contextlib import nullcontext
from http import HTTPStatus
from typing import Any

from gunicorn.http.errors import LimitRequestHeaders
from gunicorn.workers.gthread import ThreadWorker

from dds_upload.core.storage.admission import bounded_otherwise
from dds_upload.web.serving.connection import Connection, unread
from dds_upload.web.serving.direct import read_directly
from dds_upload.web.serving.intake import Arrived
from dds_upload.web.serving.lanes import LANE, STOPPING
from dds_upload.web.serving.refusals import refusal, status_of

#: How much of a body that the application did not want is read before the next request; bytes. A
#: connection with more of it ends after the answer.
_UNREAD_MAX = 2**16


class AnsweringWorker(ThreadWorker):
    """gunicorn's gthread, as far as its threads go; its loop is another one (`worker`)."""

    wsgi: Any

    def load_wsgi(self) -> None:
        """The application, with the lane in its environment."""
        super().load_wsgi()
        application: Any = self.wsgi

        def with_lane(environ: dict[str, Any], start_response: Any) -> Any:
            environ[LANE] = environ["gunicorn.socket"].lane
            environ[STOPPING] = not self.alive

            def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
                answer = start_response.__self__
                if unread(answer.req) > _UNREAD_MAX:
                    answer.force_close()
                return start_response(status, headers, exc_info)

            return application(environ, start)

        self.wsgi = with_lane

    def handle(self, connection: Connection) -> bool:
        """Answer one request; gives whether the connection can have another."""
        assert connection.lane
        try:
            if connection.intake.arrived() is Arrived.TOO_MUCH:
                raise LimitRequestHeaders("the head of the request is too long")
            connection.parser.unreader.unread(bytes(connection.intake.data))
            with bounded_otherwise() if connection.lane.is_stream else nullcontext():
                return bool(super().handle(connection)) and not connection.lane.is_refused
        except LimitRequestHeaders as error:
            self.handle_error(None, connection.sock, connection.client, error)
            return False
        finally:
            connection.lane.end()

    def handle_request(self, req: Any, connection: Connection) -> bool:
        """As gunicorn, but the body of what is refused stays where it is."""
        if connection.lane and connection.lane.is_refused:
            req.force_close()
        if connection.lane and connection.lane.is_stream:
            read_directly(req)
        return bool(super().handle_request(req, connection))

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer to what is no request, or to a defect outside of the application."""
        status = status_of(exc)
        peer = addr[0] if isinstance(addr, tuple) and addr else addr
        if status < 500 or status == HTTPStatus.NOT_IMPLEMENTED:
            text = str(exc)
            self.log.warning("Invalid request from ip=%s: %s", peer, text)
        else:
            text = status.phrase
            asked = f"{req.method} {req.uri}" if req is not None else "(no URI read)"
            self.log.exception("Error handling request %s", asked)
        client.sendall(refusal(status, text))
