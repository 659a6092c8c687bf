"""The Duke Data Service protocol, `/api/v1`, for the portal and DukeDSClient."""
