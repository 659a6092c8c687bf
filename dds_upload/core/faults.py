"""Several checks of one request, whose faults are reported together."""

from __future__ import annotations

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Refusal


class Faults:
    """Collects the faults that several checks find, so that a caller learns all of them at once.

    Each check runs in its own `with faults:` block; `raise_any` ends the collecting.
    """

    def __init__(self) -> None:
        self._refusals: list[Refusal] = []

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, ValidationFailed):
            return False
        self._refusals.extend(error.refusals)
        return True

    def raise_any(self) -> None:
        """Raise ValidationFailed with all faults, if there are any."""
        if self._refusals:
            raise ValidationFailed(*self._refusals)
