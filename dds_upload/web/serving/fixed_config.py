"""gunicorn's configuration in a process that serves: read once.

gunicorn looks up some forty settings for each request, each in two tables, which took a fifth of
the time that it spends on one. None of them changes while a process lives.
"""

from __future__ import annotations

from typing import Any


class FixedConfig:
    """Has every setting as an attribute; what else is asked for is asked of gunicorn's own."""

    def __init__(self, cfg: Any) -> None:
        self._cfg = cfg
        self.is_ssl, self.forwarded_allow_networks = cfg.is_ssl, cfg.forwarded_allow_networks
        vars(self).update({name: getattr(cfg, name) for name in cfg.settings})

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cfg, name)
