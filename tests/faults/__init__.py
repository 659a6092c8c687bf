"""What may break under uploads, and that nothing is lost, left behind or stuck by it.

A fault (`fault.py`) comes to a ground (`ground.py`): an installation as operators start it, to
which a real client (`senders.py`) uploads all the while. Afterwards all is read back and counted
(`judge.py`), and `make faults` prints one table (`table.py`). The faults are in `kills.py`,
`database.py`, `storage.py`, `network.py`, `disks.py` and `hosts.py`. Three nodes of Swift, of which
one is in trouble, have runs of their own: `life.py` and `trouble.py`.
"""
