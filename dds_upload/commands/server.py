"""The commands `serve`, `worker` and `migrate`: the kinds of processes of an installation."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import gunicorn
from gunicorn.app.wsgiapp import WSGIApplication

from dds_upload.adapters.monitor import Monitor
from dds_upload.bootstrap.background import build_job_takers, build_readers, build_sweeper
from dds_upload.bootstrap.installation import (
    migrate_all,
    schema_faults,
    storage_faults,
    sync_providers,
)
from dds_upload.bootstrap.service import Service
from dds_upload.bootstrap.storages import ProviderOpener
from dds_upload.bootstrap.worker_metrics import serve_metrics
from dds_upload.commands.address import (
    CannotListen,
    add_address,
    hand_over,
    open_listener,
    print_error,
    was_handed_over,
)
from dds_upload.commands.children import StopSignals, add_end_with_stdin
from dds_upload.commands.common import add_command, print_faults

log = logging.getLogger(__name__)

_ROOT = Path(__file__).parents[2]

#: How long a stopping worker waits for its work, in seconds; what is cut off is begun again.
_PATIENCE = 30

#: How often a worker reports that it is alive; seconds.
_BEAT = 15.0


def add_commands(subparsers: Any) -> None:
    """Add the three commands."""
    parser = add_command(subparsers, "serve", serve, "serve the API with gunicorn")
    add_address(parser)
    add_end_with_stdin(parser)
    parser.set_defaults(keeps_first_socket=True)
    help = "join finished uploads, make containers, sweep"
    add_end_with_stdin(add_command(subparsers, "worker", worker, help))
    help = "bring the database to this release; repeatable"
    add_command(subparsers, "migrate", migrate, help)


def serve(service: Service, args: argparse.Namespace) -> int:
    """Check the installation, then become gunicorn."""
    if was_handed_over():
        listener = None
    else:
        try:
            listener = open_listener(service.parts.settings.host, service.parts.settings.port)
        except CannotListen as error:
            return print_error(error)
    if _may_start(service):
        service.parts.close()
        if listener is not None:
            hand_over(listener)
        _become_gunicorn()
    return 1


def _become_gunicorn() -> NoReturn:
    """Run gunicorn in this process: its children share the imported modules."""
    config = str(_ROOT / "config" / "gunicorn.conf.py")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")])
    # Started anew (USR2), gunicorn is a script, beside which lies a module `config` of its own.
    os.environ["PYTHONSAFEPATH"] = "1"
    script = str(Path(gunicorn.__file__).with_name("__main__.py"))
    sys.argv = [script, "-c", config, "dds_upload.bootstrap.application:create_wsgi_app()"]
    gc.freeze()  # what is there stays, so no process has to write to it, and gets a copy, for that
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]", prog="gunicorn").run()
    raise SystemExit(0)


def worker(service: Service, args: argparse.Namespace) -> int:
    """Work until asked to stop; SIGTERM lets jobs under way end."""
    if not _may_start(service):
        return 1
    port = service.parts.settings.serving.worker_metrics_port
    try:
        if port:
            serve_metrics(service, port)
    except OSError as error:
        return print_error(f"cannot serve metrics at port {port}: {error.strerror}")
    jobs = build_job_takers(service.parts)
    sweeper = build_sweeper(service.parts, service.operations)
    readers = build_readers(service.parts, service.operations)
    opener = ProviderOpener()
    heart = Monitor({"database": service.operations.health.worker_lives}, pause=_BEAT)
    opener.start(service.parts.providers)
    heart.start()
    sweeper.start()
    readers.start()
    jobs.start()
    stop = StopSignals()
    log.info("takes jobs")
    stop.wait()
    busy = (jobs, readers, sweeper)
    for each in busy:
        each.ask_to_stop()
    log.info("takes no more jobs")
    until = time.monotonic() + _PATIENCE
    for each in busy:
        each.stop(until - time.monotonic(), lambda: stop.interrupts > 0 or stop.count > 1)
    opener.stop()
    heart.stop()
    return 0


def migrate(service: Service, args: argparse.Namespace) -> int:
    """Apply migrations and write the providers' rows."""
    for name in migrate_all(service):
        print(f"applied {name}")
    print("the database is at head")
    return 0


def _may_start(service: Service) -> bool:
    faults = schema_faults(service) or storage_faults(service)
    if print_faults(faults):
        return False
    sync_providers(service)
    return True
