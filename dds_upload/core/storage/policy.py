"""The limits of files: the operator's policy, the storage's capabilities, and both together.

All sizes are in bytes, and all arithmetic is in integers: a file of 2^53 + 1 bytes counts, too.
"""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Field, Reason, Refusal

#: The largest number the schema's 64-bit columns hold.
SIZE_MAX = 2**63 - 1

#: Storage may slow the reading of segments below this size, and each request has its cost.
GOOD_CHUNK_SIZE_MIN = 2**20
GOOD_CHUNK_SIZE = 16 * 2**20


@dataclass(frozen=True, slots=True)
class ProviderPolicy:
    """The operator's limits at one provider."""

    chunk_hash_algorithm: str
    chunk_max_number: int
    chunk_max_size_bytes: int

    @property
    def file_max_size_bytes(self) -> int:
        """The size of the largest file: as many chunks as allowed, each as large as allowed."""
        return self.chunk_max_number * self.chunk_max_size_bytes


@dataclass(frozen=True, slots=True)
class ProviderCapabilities:
    """The storage's own limits; None means that it sets no bound.

    The smallest segment that it joins has 1 byte, unless it reports another size. A file's last
    segment may be smaller, and may be its only one.
    """

    segment_max_number: int | None = None
    segment_max_size_bytes: int | None = None
    segment_min_size_bytes: int = 1

    def faults_of(self, policy: ProviderPolicy) -> list[str]:
        """The promises of `policy` that the storage cannot keep, a sentence each."""
        faults = self._too_small(policy)
        if (
            self.segment_max_number is not None
            and policy.chunk_max_number > self.segment_max_number
        ):
            faults.append(
                f"chunk_max_number is {policy.chunk_max_number}, "
                f"the storage joins at most {self.segment_max_number} segments"
            )
        size = self.segment_max_size_bytes
        if size is not None and policy.chunk_max_size_bytes > size:
            faults.append(
                f"chunk_max_size_bytes is {policy.chunk_max_size_bytes}, "
                f"the storage holds objects of at most {size} bytes"
            )
        return faults

    def _too_small(self, policy: ProviderPolicy) -> list[str]:
        """The fault of a policy whose limits have no power of two between them.

        Chunks by content have a power of two as their size.
        """
        allowed, smallest = policy.chunk_max_size_bytes, self.segment_min_size_bytes
        power = power_of_two_from(smallest)
        if allowed >= power:
            return []
        least = f"the storage joins segments of at least {smallest} bytes"
        if allowed >= smallest:
            least += f", and chunks by content would have {power}"
        return [f"chunk_max_size_bytes is {allowed}, {least}"]


@dataclass(frozen=True, slots=True)
class ChunkLimits:
    """The bounds that one upload was begun with; later settings bind new uploads only."""

    chunk_min_size_bytes: int
    chunk_max_size_bytes: int
    chunk_max_number: int

    @property
    def short_below_bytes(self) -> int:
        """A chunk smaller than this is short, and can only be the last of a file."""
        return max(self.chunk_min_size_bytes, 1)

    @property
    def too_many(self) -> Refusal:
        """The refusal of one chunk more than allowed."""
        return too_many_chunks(self.chunk_max_number)

    def wrong_size(self, field: Field | None = None) -> Refusal:
        """The refusal of a chunk that is too large, or too small and not the last."""
        least, most = self.chunk_min_size_bytes, self.chunk_max_size_bytes
        return Refusal.of(Reason.CHUNK_SIZE_OUT_OF_RANGE, field, min=least, max=most)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file of some size would be cut; the last three fields are None if it does not fit.

    It fits if the limits of the provider allow it. Whether an upload of it is taken at the moment
    also depends on the caller's unfinished uploads and on quotas.
    """

    fits: bool
    chunk_max_size_bytes: int
    chunk_min_size_bytes: int | None = None
    chunk_size_bytes: int | None = None
    chunk_count: int | None = None


@dataclass(frozen=True, slots=True)
class EffectiveLimits:
    """The stricter of policy and capabilities, computed once for each provider.

    `chunk_min_size_bytes` is the smallest chunk that storage can join; a file's last may be
    smaller.
    """

    chunk_max_number: int
    chunk_max_size_bytes: int
    chunk_min_size_bytes: int = 1

    @classmethod
    def of(cls, policy: ProviderPolicy, can: ProviderCapabilities) -> EffectiveLimits:
        """Combine the policy with the capabilities."""
        numbers = (policy.chunk_max_number, can.segment_max_number)
        sizes = (policy.chunk_max_size_bytes, can.segment_max_size_bytes)
        return cls(
            min(number for number in numbers if number is not None),
            min(size for size in sizes if size is not None),
            can.segment_min_size_bytes,
        )

    @property
    def file_max_size_bytes(self) -> int:
        """The largest file that can be promised."""
        return self.chunk_max_number * self.chunk_max_size_bytes

    def chunk_limits(self, size: int) -> ChunkLimits:
        """The bounds for the chunks of a file of `size` bytes.

        The smallest chunk that suffices is ceil(size / chunk_max_number), and no smaller than
        storage can join. It may be larger than the file, whose only chunk is then its last. Raises
        ValidationFailed (field `size`) for a file that is too large, however it is cut.
        """
        self._refuse_larger(size, self.file_max_size_bytes)
        least = max(-(-size // self.chunk_max_number), self.chunk_min_size_bytes)
        # A file without bytes has no chunk that could be too small.
        return ChunkLimits(least if size else 0, self.chunk_max_size_bytes, self.chunk_max_number)

    def whole_limits(self, size: int) -> ChunkLimits:
        """The bounds for a file sent as one piece; raises ValidationFailed like `chunk_limits`.

        The only piece is the last, so storage joins it however small it is.
        """
        self._refuse_larger(size, self.chunk_max_size_bytes)
        return ChunkLimits(size, self.chunk_max_size_bytes, 1)

    def plan(self, size: int) -> Plan:
        """A good way to cut a file of `size` bytes; it is cheap and raises nothing."""
        if size > self.file_max_size_bytes:
            return Plan(False, self.chunk_max_size_bytes)
        smallest = self.chunk_limits(size).chunk_min_size_bytes
        rounded = -(-smallest // GOOD_CHUNK_SIZE_MIN) * GOOD_CHUNK_SIZE_MIN
        good = min(max(rounded, GOOD_CHUNK_SIZE), self.chunk_max_size_bytes)
        return Plan(True, self.chunk_max_size_bytes, smallest, good, -(-size // good))

    def _refuse_larger(self, size: int, largest: int) -> None:
        if size > largest:
            raise ValidationFailed(too_large(largest, Field.SIZE))


def power_of_two_from(smallest: int) -> int:
    """The smallest power of two that is not less than `smallest`, which is at least 1."""
    return 1 << (smallest - 1).bit_length()


def too_large(largest: int, field: str | None = None) -> Refusal:
    """The refusal of a file that has more than `largest` bytes."""
    return Refusal.of(Reason.FILE_TOO_LARGE, field, max=largest)


def too_many_chunks(number: int) -> Refusal:
    """The refusal of a file that has more than `number` chunks."""
    return Refusal.of(Reason.TOO_MANY_CHUNKS, number=number)
