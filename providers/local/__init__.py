"""Storage on a disk that every host of the service mounts; clients reach it through the service."""
