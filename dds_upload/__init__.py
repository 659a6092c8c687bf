"""dds_upload: an upload service that never accepts a file its storage cannot hold."""

__version__ = "0.1.0"
