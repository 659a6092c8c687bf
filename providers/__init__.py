"""Where bytes live: one folder a kind of storage, one contract (dds_upload.core.storage).

A provider knows core and its own kind of storage, nothing else of the house. It turns the errors
of that storage into core's at its own edge and keeps their cause. Use providers.registry.
"""
