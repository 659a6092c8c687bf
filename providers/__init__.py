"""Storage: one folder for each kind, and one contract for all (dds_upload.core.storage).

A provider imports core and its own kind of storage, and no other room. It turns the errors of that
storage into core's at its own edge, and keeps their cause. Use providers.registry.
"""
