"""Foreign programs, each in a pinned virtual environment of its own below `<repo>/.tools`.

A program's dependencies need not meet the service's own pins, so they never share an environment.
Set DDS_TOOLS to let several checkouts share one folder. Nothing here names a package registry:
pip takes whatever the machine is configured for. A failing pip is an error, never a skipped test.

`python -m tests.services.tools` prepares them all.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PINS = Path(__file__).parent / "pins"
_REPOSITORY = Path(__file__).parents[2]


class ToolError(RuntimeError):
    """A tool could not be built; the message holds what was printed meanwhile."""


def build_venv(folder: Path, pins: Path) -> None:
    """Make a virtual environment in `folder` with exactly the packages that `pins` lists."""
    # A pip of its own and compiled modules that nobody imports would take most of the time.
    _run([sys.executable, "-m", "venv", "--without-pip", str(folder)])
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    into = ["--python", str(folder / "bin" / "python")]
    options = ["--quiet", "--no-deps", "--no-compile", "--requirement", str(pins)]
    _run([*pip, *into, "install", *options])


def tool(
    name: str,
    *,
    pins: Path = PINS,
    suffix: str = ".txt",
    build: Callable[[Path, Path], None] = build_venv,
) -> Path:
    """Return the environment of the tool `name`, built first where that has not happened yet.

    `build` is given the folder and the pin file, which has that name and `suffix` in `pins`.
    May be called by any number of processes at once: one builds, the others wait for it.
    Raises ToolError where the build fails; the next call tries again from nothing.
    """
    pin_file = pins / f"{name}{suffix}"
    folder = tools_folder() / _folder_name(name, pin_file)
    if not _is_complete(folder):
        with _locked(folder.with_name(f"{folder.name}.lock")):
            if not _is_complete(folder):
                _build(folder, pin_file, build)
    return folder


def tools_folder() -> Path:
    """Return where the environments live: $DDS_TOOLS or `.tools` in this checkout."""
    return Path(os.environ.get("DDS_TOOLS") or _REPOSITORY / ".tools").absolute()


def _folder_name(name: str, pin_file: Path) -> str:
    # The prefix is part of it since an environment only works with the interpreter that made it,
    # and a shared folder may be used with two builds of one Python version.
    key = pin_file.read_bytes() + b"\0" + os.fsencode(sys.base_prefix)
    digest = hashlib.sha256(key).hexdigest()[:10]
    return f"{name}-py{platform.python_version()}-{digest}"


def _build(folder: Path, pin_file: Path, build: Callable[[Path, Path], None]) -> None:
    # An environment cannot be moved, so it is built where it stays and marked when it is whole.
    shutil.rmtree(folder, ignore_errors=True)
    build(folder, pin_file)
    (folder / ".complete").touch()


def _is_complete(folder: Path) -> bool:
    return (folder / ".complete").is_file()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the kernel lets go when the holder dies
        yield


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        raise ToolError(f"exit status {done.returncode}: {' '.join(command)}\n{done.stdout}")


def main() -> None:
    """Prepare every tool there is a pin file for and print where it is."""
    for pin_file in sorted(PINS.glob("*.txt")):
        print(f"{pin_file.stem}: {tool(pin_file.stem)}")


if __name__ == "__main__":
    try:
        main()
    except ToolError as error:
        sys.exit(str(error))
