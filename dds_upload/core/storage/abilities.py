"""What storage must be able to do, what it may be able to do, and what was resolved at start-up.

Three contracts are mandatory: ObjectStore, Presigner and Concatenator. The others are optional.
Each lies beside its nouns. `Abilities` has a slot for each; operations ask what is in a slot, never
what a provider is an instance of.

Every method raises StorageUnavailable when the storage cannot be reached or cannot now, and
StorageRefused when it refuses for good. No method may be given a name that came from a client:
keys are made of ids and numbers (see ObjectKey).
"""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.storage.drafts import Drafts
from dds_upload.core.storage.handover import Handover
from dds_upload.core.storage.inventory import Inventory
from dds_upload.core.storage.joining import Concatenator, SegmentCheck
from dds_upload.core.storage.object_store import ObjectStore
from dds_upload.core.storage.quota import Quotas
from dds_upload.core.storage.signing import Presigner, SignedUrlVerifier
from dds_upload.core.storage.upkeep import Inspector, Janitor, SelfCheck, StorageMark


@dataclass(frozen=True, slots=True)
class Abilities:
    """What one configured provider can do.

    Uploads need the first three of every provider; the others are None where it has no such thing.
    """

    store: ObjectStore
    presigner: Presigner
    concatenator: Concatenator
    drafts: Drafts | None = None
    segment_check: SegmentCheck | None = None
    verifier: SignedUrlVerifier | None = None
    quotas: Quotas | None = None
    inspector: Inspector | None = None
    janitor: Janitor | None = None
    self_check: SelfCheck | None = None
    mark: StorageMark | None = None
    inventory: Inventory | None = None
    handover: Handover | None = None

    @property
    def takes_bytes_by_itself(self) -> bool:
        """Whether a signed URL is good until it expires, whatever became of its upload meanwhile.

        It is not where the URLs lead to this service, which looks at the upload first.
        """
        return self.verifier is None
