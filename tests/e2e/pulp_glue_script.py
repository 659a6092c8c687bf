"""What a user of pulp-glue may have written: chunks in any order, from many threads, and resumed.

    python pulp_glue_script.py send FILE CUT [UPLOAD] [--threads N] [--stop-after N | --die-after N]
    python pulp_glue_script.py commit UPLOAD SHA256
    python pulp_glue_script.py damage UPLOAD FILE CUT
    python pulp_glue_script.py walk SIZE

Runs in the clients' environment, which knows nothing of the service or its tests. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from pulp_glue.common.context import PulpContext  # type: ignore[import-not-found]
from pulp_glue.common.exceptions import PulpException  # type: ignore[import-not-found]
from pulp_glue.core.context import (  # type: ignore[import-not-found]
    PulpArtifactContext,
    PulpUploadContext,
)

Range = tuple[int, int]


def send(pulp: Any, options: argparse.Namespace) -> object:
    """Send what is missing of an upload, or of a new one."""
    data = Path(options.file).read_bytes()
    upload = PulpUploadContext(pulp)
    upload.pulp_href = options.upload or upload.create(body={"size": len(data)})["pulp_href"]
    found = upload.show()
    pieces = list(cut_up(found["missing_ranges"], options.cut))
    random.shuffle(pieces)
    pieces = pieces[: options.stop_after]
    done, lock = [], Lock()

    def send_one(piece: Range) -> None:
        first, last = piece
        upload.upload_chunk(data[first : last + 1], len(data), first)
        with lock:
            done.append(piece)
            if len(done) == options.die_after:
                os.kill(os.getpid(), signal.SIGKILL)

    with ThreadPoolExecutor(options.threads) as pool:
        list(pool.map(send_one, pieces))
    return {"found": found, "sent": sorted(done), "order": pieces, "left": upload.show()}


def cut_up(missing: list[dict[str, int]], cut: int) -> Iterator[Range]:
    """Pieces of `cut` bytes at the most; both ends are included."""
    for each in missing:
        for first in range(each["first"], each["last"] + 1, cut):
            yield first, min(first + cut - 1, each["last"])


def commit(pulp: Any, options: argparse.Namespace) -> object:
    """Commit, wait for the task, and give it with its artifact."""
    upload = PulpUploadContext(pulp, pulp_href=options.upload)
    task = upload.commit(options.sha256)
    (href,) = task["created_resources"]
    return {"task": task, "artifact": PulpArtifactContext(pulp, pulp_href=href).entity}


def damage(pulp: Any, options: argparse.Namespace) -> object:
    """Send each chunk with a bit turned on the way, then as it is; gives the refusals."""
    data = Path(options.file).read_bytes()
    upload = PulpUploadContext(pulp, pulp_href=options.upload)
    refusals = []
    for first in range(0, len(data), options.cut):
        chunk = data[first : first + options.cut]
        body = {"sha256": sha256(chunk).hexdigest(), "file": bytes([chunk[0] ^ 1]) + chunk[1:]}
        place = f"bytes {first}-{first + len(chunk) - 1}/{len(data)}"
        parameters = {upload.HREF: options.upload, "Content-Range": place}
        try:
            upload.call("update", parameters=parameters, body=body)
        except PulpException as error:
            refusals.append({"status": error.status_code, "text": str(error), "left": read(upload)})
        upload.upload_chunk(chunk, len(data), first)
    return {"refusals": refusals, "left": read(upload)}


def walk(pulp: Any, options: argparse.Namespace) -> object:
    """List all uploads in pages of a size; each second one is given up when it is read."""
    uploads, found = PulpUploadContext(pulp), []
    for number, upload in enumerate(uploads.list_iterator(batch_size=options.size)):
        found.append(upload["pulp_href"])
        if number % 2 == 0:
            PulpUploadContext(pulp, pulp_href=upload["pulp_href"]).delete()
    return found


def read(upload: Any) -> object:
    """What the service says of an upload now."""
    return upload.call("read", parameters={upload.HREF: upload.pulp_href})


def main() -> None:
    """Do as the command line says."""
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    sending = commands.add_parser("send")
    sending.set_defaults(do=send)
    sending.add_argument("file")
    sending.add_argument("cut", type=int)
    sending.add_argument("upload", nargs="?")
    sending.add_argument("--threads", type=int, default=8)
    sending.add_argument("--stop-after", type=int)
    sending.add_argument("--die-after", type=int)
    committing = commands.add_parser("commit")
    committing.set_defaults(do=commit)
    committing.add_argument("upload")
    committing.add_argument("sha256")
    damaging = commands.add_parser("damage")
    damaging.set_defaults(do=damage)
    damaging.add_argument("upload")
    damaging.add_argument("file")
    damaging.add_argument("cut", type=int)
    walking = commands.add_parser("walk")
    walking.set_defaults(do=walk)
    walking.add_argument("size", type=int)
    options = parser.parse_args()
    print(json.dumps(options.do(PulpContext.from_config_files(), options)))


if __name__ == "__main__":
    main()
