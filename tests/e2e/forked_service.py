"""Runs the service's commands in forks of one process, which has loaded them once.

Loading takes most of a second of a core, and most processes in tests are there for others. So a
fork stands for `python -m dds_upload` where neither loading nor memory is what is tested, nor a
command line, nor signals during the start.

As a program, it is the process that is forked.
"""

from __future__ import annotations

import importlib
import runpy
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.services.be_forked import be_forked
from tests.services.loaded import LoadedProgram
from tests.services.processes import clean_environment

_ROOT = Path(__file__).parents[2]

#: Variables that begin like this count while a program starts.
_EARLY = ("PYTHON", "LANG", "LC_", "LD_", "MALLOC_", "TZ")


@cache
def loaded_service() -> LoadedProgram:
    """The one of this process."""
    return LoadedProgram([sys.executable, "-m", __name__], env=_environment())


def can_fork(environ: Mapping[str, str], folder: Path) -> bool:
    """Whether Python itself would be the same with that environment, and find the same."""
    if (folder / "providers").exists():
        return False  # Python looks for modules in its working folder first
    own = _environment()
    early = {name for name in environ if name.startswith(_EARLY)}
    return all(environ[name] == own.get(name) for name in early)


def _environment() -> dict[str, str]:
    return clean_environment(PYTHONPATH=str(_ROOT))


def _run(arguments: list[str]) -> None:
    sys.path[0] = str(Path.cwd())
    # This one reads the environment and the working folder when it loads.
    importlib.reload(sys.modules["gunicorn.config"])
    sys.argv = ["dds_upload", *arguments]
    runpy.run_module("dds_upload", run_name="__main__", alter_sys=True)


def main() -> None:
    """Load the service, and be forked; in a fork, end as the command does."""
    import dds_upload.commands.parser  # noqa: F401 - what each fork then has

    be_forked(_run)


if __name__ == "__main__":
    main()
