"""How gunicorn serves: addresses, processes, threads, patience and logs.

For `python -m dds_upload serve`, or `gunicorn -c config/gunicorn.conf.py` with the application.
Gunicorn itself reads FORWARDED_ALLOW_IPS: the proxies whose X-Forwarded-Proto it believes, by
default those of this host only.
"""

import os
import resource
from pathlib import Path
from typing import Any

from config import access_log
from config.expectations import continue_when_read
from config.forks import end_new_workers_at_once
from config.measurements import remove_measurements, share_measurements
from config.settings import ConfigurationError
from dds_upload.bootstrap.logs import log_config
from dds_upload.bootstrap.settings import load
from dds_upload.web.serving.patience import Patience
from dds_upload.web.serving.worker import serving

try:
    _settings = load(os.environ)
except ConfigurationError as error:
    raise SystemExit(str(error)) from None  # gunicorn would print a traceback

#: Each connection takes a file descriptor, and each file under way one more.
_FILES_MAX = 2**16


def _allowed_files() -> int:
    """As many descriptors as this account may have, up to _FILES_MAX."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _FILES_MAX if hard == resource.RLIM_INFINITY else min(hard, _FILES_MAX)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(soft, most)


_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host
bind = [f"{_host}:{_settings.port}"]
# All processes inherit one socket. So no other program can listen there and take some of the calls,
# and the socket can be handed over: by `serve`, by systemd, or by gunicorn to its successor (USR2).
reuse_port = False
workers = _settings.workers
# Longer than the 60 s of common proxies: so the proxy closes an idle connection, and never sends a
# request into one that the server is closing.
keepalive = 75
worker_class = serving(
    Patience(
        idle=keepalive,
        streams=_settings.serving.streams,
        streams_of_one=_settings.serving.streams_of_one,
        rate=_settings.serving.min_bytes_per_second,
        drain=_settings.serving.drain_seconds,
    )
)
threads = _settings.threads
# Waiting costs no thread. If all are taken, the connection that waits longest makes room.
worker_connections = max(min(4096, _allowed_files() // 4), 2 * threads)

# A process must show within this time that its main loop turns. The loop turns twice a second, also
# while threads wait for a chunk that takes hours.
timeout = 60
# How long a stopping process lets requests go on; clients send chunks again that were cut off.
graceful_timeout = 60 + _settings.serving.drain_seconds
# No header may move the paths of the service, as SCRIPT_NAME and PATH_INFO of a proxy would.
forwarder_headers = ""
# Gunicorn's heartbeats are times of files; on a disk that is busy with uploads they can block.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None

# A name of 1024 bytes is up to 3072 characters in a URL, and the signature comes on top.
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 8190

# The control socket lies outside of the installation's folder and would be shared by all servers of
# an account.
control_socket_disable = True

loglevel = _settings.log_level
logconfig_dict = log_config(_settings.log_level, _settings.serving.log_format)
logger_class = access_log.LeanLogger
access_log_format = access_log.FORMAT


def on_starting(server: Any) -> None:
    """Before the first process is made."""
    end_new_workers_at_once()
    share_measurements(worker_tmp_dir)


def pre_exec(server: Any) -> None:
    """Leave the sockets to a successor (USR2) where it looks for them, by sd_listen_fds(3).

    Gunicorn passes on only their number: it has moved the sockets that systemd gave it.
    """
    for number, listener in enumerate(server.LISTENERS if server.systemd else [], start=3):
        os.dup2(listener.fileno(), number)
        os.set_inheritable(number, True)


def pre_request(worker: Any, request: Any) -> None:
    """Let a client that waits for a 100 have it once the application reads the body."""
    continue_when_read(request)


def child_exit(server: Any, worker: Any) -> None:
    """Remove a process that ended from the board by which the others compare themselves."""
    worker.board.leave(worker.age)


def on_exit(server: Any) -> None:
    """Remove the folder of measurements, which no process reads any more."""
    remove_measurements()
