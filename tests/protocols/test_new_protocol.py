"""A new protocol is one folder and one line: the recipe of CONTRIBUTING.md, followed with a toy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from tests.docs.markdown import ROOT, section, text_of
from tests.services.processes import clean_environment, run_to_end

_MOUNTS = "dds_upload/bootstrap/mounts.py"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of the project with the toy in it."""
    root = tmp_path / "tree"
    skipped = ignore_patterns("__pycache__")
    for name in ("dds_upload", "providers", "db", "config", "tests"):
        copytree(ROOT / name, root / name, ignore=skipped)
    (root / "pyproject.toml").write_text(text_of("pyproject.toml"))
    copytree(ROOT / "tests/protocols/toy", root / "dds_upload/protocols/toy", ignore=skipped)
    imported, _, mounted = section(text_of("CONTRIBUTING.md"), "mount").splitlines()
    insert(root / _MOUNTS, imported, "from dds_upload.web.app ")
    insert(root / _MOUNTS, f"        {mounted},", "        mount_storage_urls(")
    return root


def insert(file: Path, line: str, before: str) -> None:
    """Put a line before the only one that begins so."""
    text = file.read_text()
    assert text.count(f"\n{before}") == 1
    file.write_text(text.replace(f"\n{before}", f"\n{line}\n{before}"))


def run(tree: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return run_to_end(command, env=clean_environment(), folder=tree, timeout=120)


def check_contracts(tree: Path) -> subprocess.CompletedProcess[str]:
    return run(tree, Path(sys.executable).with_name("lint-imports"), "--no-cache")


def test_a_folder_and_a_line_are_a_protocol(tree: Path, tmp_path: Path) -> None:
    served = run(tree, sys.executable, "-m", "tests.protocols.toy_session", tmp_path)
    assert served.stdout == "the toy was served\n", served.stderr
    kept = check_contracts(tree)
    assert kept.returncode == 0, kept.stdout


def test_a_new_protocol_may_not_know_another_one(tree: Path) -> None:
    mount = tree / "dds_upload/protocols/toy/mount.py"
    mount.write_text(f"{mount.read_text()}\nfrom dds_upload.protocols.dds import errors as more\n")
    broken = check_contracts(tree)
    assert broken.returncode == 1
    assert "protocols do not know each other BROKEN" in broken.stdout
