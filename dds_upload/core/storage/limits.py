"""The limits of one provider, which are not known before its storage has said what it can hold."""

from __future__ import annotations

from collections.abc import Sequence

from dds_upload.core.errors import StorageRefused, StorageUnavailable
from dds_upload.core.storage.policy import EffectiveLimits, ProviderCapabilities, ProviderPolicy


class ProviderLimits:
    """Closed until the storage has answered and holds what the policy promises; then open for good.

    Reading it reaches nothing and costs nothing. One thread writes it, and any number read it.
    """

    def __init__(self, policy: ProviderPolicy) -> None:
        self._policy = policy
        self._known: EffectiveLimits | None = None
        #: What the policy promises and the storage cannot hold, a sentence each.
        self.faults: Sequence[str] = ()
        #: Whether the storage was asked last and did not answer.
        self.is_away = False

    def __call__(self) -> EffectiveLimits:
        """What a new upload is bound by.

        Raises StorageUnavailable while that is not known, and StorageRefused where it is known that
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
        """Why new uploads cannot begin; None where they can."""
        if self._known is not None:
            return None
        if self.faults:
            return "; ".join(self.faults)
        return "storage is away" if self.is_away else "storage was not asked what it can hold"

    def learn(self, can: ProviderCapabilities) -> None:
        """Take what the storage can do; only a policy without faults opens the provider."""
        self.refuse(can.faults_of(self._policy))
        if not self.faults:
            self._known = EffectiveLimits.of(self._policy, can)

    def refuse(self, faults: Sequence[str]) -> None:
        """Take it that the storage answered, and that this is wrong."""
        self.faults, self.is_away = tuple(faults), False

    def miss(self) -> None:
        """Take it that the storage did not answer."""
        self.is_away = True
