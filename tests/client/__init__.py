"""The client `dds`: its rules by calling them, and the program against the real service.

Most tests need no service. Those that do share one installation a worker process, whose limits are
small enough to be reached; see `conftest.py`.
"""
