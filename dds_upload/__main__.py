"""The command line: `python -m dds_upload COMMAND`."""

# The builtin below `signal`, and nothing before it: that module and `__future__` take long to load.
import _signal as signal  # type: ignore[import-not-found]
import gc
import sys

# Ctrl-C ends a command by the signal: while modules load there is nothing to clean up, and every
# write survives that. Commands that start processes or threads say otherwise. `make run` holds the
# signal back until here, as a Python that is itself still starting answers it with a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])

# What modules are made of stays. To look for garbage in it would take an eighth of a start.
gc.disable()

from dds_upload.commands.parser import main  # noqa: E402 - after the signal, as this takes a while

gc.freeze()
gc.enable()

sys.exit(main())
