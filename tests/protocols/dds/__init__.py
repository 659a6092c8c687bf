"""Tests of the DDS protocol through a Falcon application."""
