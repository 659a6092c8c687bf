"""Makes the folders that settings name, or reports why it cannot."""

from __future__ import annotations

from pathlib import Path

from dds_upload.core.settings.reading import ConfigurationError


def make_folder(path: Path) -> None:
    """Make a folder and those above it, unless they exist; raises ConfigurationError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        obstacle = next(
            (it for it in (path, *path.parents) if it.exists() or it.is_symlink()), path
        )
        if obstacle.is_dir():
            raise ConfigurationError([f"{path} cannot be made: {error.strerror}"]) from error
        raise ConfigurationError([f"{obstacle} has to be a folder, and is none"]) from error
