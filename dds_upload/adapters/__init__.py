"""Ports of core that are neither storage nor database: tokens, jobs, clocks. Knows core only."""
