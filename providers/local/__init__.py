"""Storage on a disk that every host of the service mounts; clients come through the service."""
