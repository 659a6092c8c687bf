"""The command `run`: everything on this machine, for trying out and for small installations."""

from __future__ import annotations

import argparse
import sys
import time
from http.client import HTTPConnection, HTTPException
from typing import Any

from config.logs import OWN_POLLS
from config.measurements import measurements_of_run
from dds_upload.bootstrap.installation import migrate_all, storage_faults
from dds_upload.bootstrap.service import Service
from dds_upload.commands.address import (
    CannotListen,
    add_address,
    open_listener,
    print_error,
    reachable,
    url_of,
)
from dds_upload.commands.children import TICK, CannotStart, Children, StopSignals
from dds_upload.commands.common import add_command, print_faults
from dds_upload.commands.ready_made_user import ready_made_user
from dds_upload.commands.welcome import welcome

#: After how long a line says that the API does not answer yet; seconds.
START_SECONDS = 30.0

#: How long both processes may take to end, besides the time for which the API drains; seconds. The
#: API lets requests go on for a minute (config/gunicorn.conf.py).
STOP_SECONDS = 65.0


def add_commands(subparsers: Any) -> None:
    """Add `run`, whose processes log requests and warnings, unless LOG_LEVEL says more."""
    help = "migrate, make a user, and serve with a worker until Ctrl-C"
    parser = add_command(subparsers, "run", run, help)
    parser.set_defaults(log_level="warning", keeps_first_socket=True)
    add_address(parser)


def run(service: Service, args: argparse.Namespace) -> int:
    """Prepare, start the children, and stay until one of them ends or a signal comes."""
    stop = StopSignals()
    host, port = service.parts.settings.host, service.parts.settings.port
    try:
        open_listener(host, port).close()  # the API opens it anew: this only finds out in time
    except CannotListen as error:
        return print_error(error)
    _say("Bringing the database to this release ...")
    migrate_all(service)
    if print_faults(storage_faults(service)):  # here, so that they are not said by each child
        return 1
    keys = ready_made_user(service.operations.accounts.users)
    service.parts.close()
    has_portal = (service.parts.settings.portal_root / "index.html").is_file()
    text = welcome(url_of(reachable(host), port), keys, has_portal=has_portal)
    patience = STOP_SECONDS + service.parts.settings.serving.drain_seconds
    return 0 if stop else _serve(stop, Api(reachable(host), port), text, patience)


class Api:
    """The API as a client on this machine sees it."""

    def __init__(self, host: str, port: int) -> None:
        """Nothing is asked yet."""
        self._host, self._port = host, port

    def answers(self) -> bool:
        """Whether it reports that it can serve; asked without a proxy."""
        connection = HTTPConnection(self._host, self._port, timeout=2)
        try:
            connection.request("GET", "/health", headers={"User-Agent": OWN_POLLS})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def _serve(stop: StopSignals, api: Api, text: str, patience: float) -> int:
    _say("Starting the API and a worker ...")
    children = Children()
    with measurements_of_run():  # of both children, so that the API shows all
        try:
            children.start("serve")
            children.start("worker")
            _welcome_when_up(stop, children, api, text)
            while not stop and not children.ended():
                time.sleep(TICK)
            if stop:
                _say("\nStopping; what is under way may end. Ctrl-C again ends it at once.")
            else:
                names = " and ".join(children.ended())
                print(f"error: {names} ended; stopping the rest", file=sys.stderr)
            return 0 if stop else 1
        except CannotStart as error:
            return print_error(str(error))
        finally:  # in a child there is none to end
            before = stop.interrupts
            children.stop(patience, in_haste=lambda: stop.interrupts > before)


def _welcome_when_up(stop: StopSignals, children: Children, api: Api, text: str) -> None:
    """Print the welcome once the API answers, however long that takes."""
    patient_until = time.monotonic() + START_SECONDS
    is_late = False
    while not stop and not children.ended():
        if api.answers():
            return _say(text)
        if time.monotonic() > patient_until and not is_late:
            is_late = True
            _say(
                f"The API does not answer yet, after {START_SECONDS:g} s; the welcome comes when it"
                " does. LOG_LEVEL=info shows more of the start."
            )
        time.sleep(TICK)
    return None


def _say(text: str) -> None:
    print(text, flush=True)
