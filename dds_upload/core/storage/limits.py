"""The limits of one provider.

They are not known until its storage has reported its capabilities.
"""

from __future__ import annotations

from collections.abc import Sequence

from dds_upload.core.errors import StorageRefused, StorageUnavailable
from dds_upload.core.storage.policy import EffectiveLimits, ProviderCapabilities, ProviderPolicy


class ProviderLimits:
    """Closed until the storage has answered and can hold what the policy promises.

    Then open for good.

    Reading it is cheap and connects to nothing. One thread writes it, any number read it.
    """

    def __init__(self, policy: ProviderPolicy) -> None:
        self._policy = policy
        self._known: EffectiveLimits | None = None
        #: The promises of the policy that the storage cannot keep, a sentence each.
        self.faults: Sequence[str] = ()
        #: Whether the storage did not answer the last time it was asked.
        self.is_away = False

    def __call__(self) -> EffectiveLimits:
        """The limits of a new upload.

        Raises StorageUnavailable while they are not known, and StorageRefused if it is known that
        the storage cannot hold what the policy promises.
        """
        known = self._known
        if known is None:
            kind = StorageRefused if self.faults else StorageUnavailable
            raise kind(f"new uploads cannot begin: {self.problem}")
        return known

    @property
    def is_known(self) -> bool:
        """Whether new uploads can begin."""
        return self._known is not None

    @property
    def problem(self) -> str | None:
        """The reason why new uploads cannot begin; None if they can."""
        if self._known is not None:
            return None
        if self.faults:
            return "; ".join(self.faults)
        return "storage is away" if self.is_away else "storage was not asked what it can hold"

    def learn(self, can: ProviderCapabilities) -> None:
        """Take the storage's capabilities; only a policy without faults opens the provider."""
        self.refuse(can.faults_of(self._policy))
        if not self.faults:
            self._known = EffectiveLimits.of(self._policy, can)

    def refuse(self, faults: Sequence[str]) -> None:
        """Remember that the storage answered, and that this is wrong."""
        self.faults, self.is_away = tuple(faults), False

    def miss(self) -> None:
        """Remember that the storage did not answer."""
        self.is_away = True
