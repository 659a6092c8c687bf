"""Load modules once, then run Python programs in forks of this process, see be_forked.py.

    python -P loaded_modules.py [MODULE...]

The standard library only: it runs in the environments of foreign programs.
"""

import importlib
import runpy
import sys
from pathlib import Path


def main(modules: list[str]) -> None:
    """Be forked; in a fork, return as the program does."""
    for module in modules:
        importlib.import_module(module)
    runpy.run_path(str(Path(__file__).with_name("be_forked.py")))["be_forked"](_become)


def _become(arguments: list[str]) -> None:
    """As `python` does it with these arguments: a file, `-m` and a module, or `-c` and a text."""
    source, *own = sys.argv = arguments
    if source not in ("-c", "-m"):
        runpy.run_path(source, run_name="__main__")
        return
    named, *own = own
    sys.argv = [source, *own]
    if source == "-m":
        runpy.run_module(named, run_name="__main__", alter_sys=True)
    else:
        exec(compile(named, "<string>", "exec"), {"__name__": "__main__"})


if __name__ == "__main__":
    main(sys.argv[1:])
