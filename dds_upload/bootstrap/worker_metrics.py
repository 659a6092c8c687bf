"""Serves the measurements of a worker, which has no server of its own."""

from __future__ import annotations

import socket
import socketserver
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import falcon

from dds_upload.bootstrap.application import metrics_page
from dds_upload.bootstrap.service import Service
from dds_upload.web.health import Liveness


def serve_metrics(service: Service, port: int) -> WSGIServer:
    """`/metrics` and `/healthz` at that port until the process ends; raises OSError if it is taken.

    One client at a time: a Prometheus and perhaps an operator.
    """
    app = falcon.App()
    app.add_route("/metrics", metrics_page(service))
    app.add_route("/healthz", Liveness())
    host = service.parts.settings.host
    server = (_ServerV6 if ":" in host else _Server)((host, port), _Quiet)
    server.set_app(app)
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server


class _Server(WSGIServer):
    def server_bind(self) -> None:
        """Do not look the host's name up, which could take long."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "worker", self.server_address[1]
        self.setup_environ()


class _ServerV6(_Server):
    address_family = socket.AF_INET6


class _Quiet(WSGIRequestHandler):
    """Logs no requests, and drops a client that is silent for that many seconds."""

    timeout = 5

    def log_message(self, format: str, *args: object) -> None:
        return
