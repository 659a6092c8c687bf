"""An audit as its command does it, and where chunks are on a disk."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from dds_upload.commands.audit import audit
from dds_upload.core.storage.manifest import ObjectKey
from tests.house.client import md5
from tests.house.setting import Lab

DATA = bytes(range(150))


def audited(
    lab: Lab,
    capsys: pytest.CaptureFixture[str],
    *,
    repair: bool = False,
    content: bool = False,
    discard: bool = False,
    after: ObjectKey | None = None,
    provider: str | None = None,
) -> tuple[int, list[str]]:
    """The exit code, and the lines without the last, which sums up."""
    capsys.readouterr()
    args = Namespace(
        repair=repair, content=content, discard=discard, after=after, provider=provider
    )
    code = audit(lab.service, args)
    return code, capsys.readouterr().out.splitlines()[:-1]


def chunk(lab: Lab, project: str, upload: str, number: int = 1) -> Path:
    """The file of one of the two chunks of DATA."""
    data = DATA[:100] if number == 1 else DATA[100:]
    digest = md5(data)
    return lab.root / "containers" / project / upload / f"{number}-{digest}.md5-{digest}"


def flip(path: Path) -> None:
    """Change one bit, and nothing else that anybody sees."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
