"""The health of an installation: its checks, its measurements, and which processes are alive."""
