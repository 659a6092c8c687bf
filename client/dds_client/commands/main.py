"""Runs one command, and turns whatever ends it into an exit code."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

from dds_client.commands.command import Run
from dds_client.commands.options import fill
from dds_client.commands.parser import build_parser
from dds_client.errors import ApiRefused, DdsError, ExitCode, Interrupted
from dds_client.terminal.output import Output
from dds_client.terminal.text import shell_line

#: Commands that go on where they were cut off when they are given again.
_RESUMABLE = frozenset({"upload", "download", "uploads"})


def main() -> NoReturn:
    """The command `dds`."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.stderr.flush()
    # Threads may still be in a system call that takes minutes on a slow link; nothing that they
    # hold is lost by a process that ends.
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """The exit code of one command line."""
    output = Output(as_json="--json" in arguments, quiet=False)
    try:
        parsed = build_parser().parse_args(arguments)
        fill(parsed, os.environ)
        output = Output(
            as_json=getattr(parsed, "json", False), quiet=getattr(parsed, "quiet", False)
        )
        return int(parsed.action(Run(parsed, output)))
    except (KeyboardInterrupt, Interrupted):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return _interrupted(output, arguments)
    except DdsError as error:
        return _failed(output, error)
    except BrokenPipeError:
        return int(ExitCode.DONE)
    except SystemExit as end:  # argparse has printed help or the version
        return int(end.code or 0)
    except Exception as error:
        traceback.print_exc()
        return _failed(output, DdsError(f"a defect of dds: {type(error).__name__}: {error}"))


def _interrupted(output: Output, arguments: Sequence[str]) -> int:
    line = shell_line(("dds", *arguments))
    output.document({"error": {"message": "interrupted"}, "resume": line, "exit_code": 130})
    if arguments and arguments[0] in _RESUMABLE:
        output.complain("Interrupted. This goes on where it stopped:")
    else:
        output.complain("Interrupted. This begins again:")
    output.complain(line)
    return int(ExitCode.INTERRUPTED)


def _failed(output: Output, error: DdsError) -> int:
    problem = error.problem if isinstance(error, ApiRefused) else None
    output.document(
        {
            "error": {
                "message": str(error),
                "code": problem.code if problem else "",
                "limits": dict(problem.limits) if problem else {},
            },
            "exit_code": int(error.exit_code),
        }
    )
    for line in str(error).splitlines():
        output.complain(f"dds: {line}" if line == str(error).splitlines()[0] else line)
    return int(error.exit_code)
