"""A client for the Duke Data Service API that keeps to the policy and resumes uploads by itself."""

from dds_client.client import Client
from dds_client.settings.settings import Settings
from dds_client.transfer.progress import Progress
from dds_client.version import __version__
from dds_client.wire.session import Credentials

__all__ = ["Client", "Credentials", "Progress", "Settings", "__version__"]
