"""What a worker does in a thread: it answers a request, of which all is there that it waits for."""

from __future__ import annotations

import errno
import time
from contextlib import nullcontext
from datetime import datetime
from http import HTTPStatus
from typing import Any

from gunicorn.http import wsgi
from gunicorn.http.errors import LimitRequestHeaders, NoMoreData
from gunicorn.workers.gthread import DEFAULT_WORKER_DATA_TIMEOUT, ThreadWorker

from dds_upload.core.storage.admission import bounded_otherwise
from dds_upload.web.serving.answer import Answer
from dds_upload.web.serving.connection import Connection, unread
from dds_upload.web.serving.direct import read_directly
from dds_upload.web.serving.intake import Arrived
from dds_upload.web.serving.lanes import LANE, STOPPING
from dds_upload.web.serving.refusals import refusal, status_of

#: What a client does that goes away; nothing is wrong then.
_GONE = frozenset({errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN})


class AnsweringWorker(ThreadWorker):
    """gunicorn's gthread, as far as its threads go; its loop is another one (`worker`).

    gunicorn parses what was received, makes the environment of it, checks the answer and writes it
    down. What happens between is done here: of what gunicorn's own worker does, it leaves out
    HTTP/2, TLS and whatever waits.
    """

    wsgi: Any
    cfg: Any
    alive: bool

    def handle(self, connection: Connection) -> bool:
        """Answer one request; gives whether the connection can have another."""
        assert connection.lane
        request = None
        try:
            if connection.intake.arrived() is Arrived.TOO_MUCH:
                raise LimitRequestHeaders("the head of the request is too long")
            connection.parser.unreader.unread(bytes(connection.intake.data))
            with bounded_otherwise() if connection.lane.is_stream else nullcontext():
                request = next(connection.parser)
                return self.handle_request(request, connection) and _is_read(connection)
        except (NoMoreData, StopIteration) as error:
            self.log.debug("A connection ended early: %s", error)
        except OSError as error:
            if error.errno not in _GONE:
                self.log.exception("Socket error processing request.")
        except Exception as error:
            self.handle_error(request, connection.sock, connection.client, error)
        finally:
            connection.lane.end()
        return False

    def handle_request(self, request: Any, connection: Connection) -> bool:
        """Call the application, and send what it answers; whether there can be another request."""
        lane, cfg = connection.lane, self.cfg
        assert lane
        if lane.is_refused:  # the body of what is refused stays where it is
            request.force_close()
        read_directly(request)
        cfg.pre_request(self, request)
        began_at = datetime.now()
        answer, environ = wsgi.create(
            request, connection.sock, connection.client, connection.server, cfg, Answer
        )
        try:
            environ |= {"wsgi.multithread": True, LANE: lane, STOPPING: not self.alive}
            self._count(answer)
            try:
                self._send(answer, self.wsgi(environ, answer.start_response))
            finally:
                self.log.access(answer, request, environ, datetime.now() - began_at)
        except OSError:
            raise
        except Exception:
            if not answer.headers_sent:
                raise
            # Another answer would be read as the rest of this one.
            self.log.exception("Error handling request")
            return False
        finally:
            cfg.post_request(self, request, environ, answer)
        return not answer.should_close() and not lane.is_refused

    def _count(self, answer: Answer) -> None:
        """The answer to another request; after the last one the process is to be replaced."""
        self.nr += 1
        if self.nr >= self.max_requests and self.alive:
            self.log.info("Autorestarting worker after current request.")
            self.alive = False
        if not self.alive or not self.cfg.keepalive:
            answer.force_close()

    def _send(self, answer: Answer, body: Any) -> None:
        try:
            if isinstance(body, wsgi.FileWrapper):
                answer.write_file(body)
            else:
                for block in body:
                    answer.write(block)
            answer.close()
        finally:
            if hasattr(body, "close"):
                body.close()

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


def _is_read(connection: Connection) -> bool:
    """Whether the next request begins where the reading stands; reads what little is left."""
    if not unread(connection.parser.mesg):
        return True
    deadline = time.monotonic() + DEFAULT_WORKER_DATA_TIMEOUT
    return bool(connection.parser.finish_body(deadline=deadline))
