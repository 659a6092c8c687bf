"""The abilities of a provider: those that it must have, and optional ones.

Three contracts are mandatory: ObjectStore, Presigner and Concatenator. The others are optional.
Each contract is in the file of the nouns that it uses. `Abilities` has a slot for each; operations
ask for the ability in a slot, never for a provider's class.

Every method raises StorageUnavailable if the storage cannot be reached or cannot work now, and
StorageRefused if it refuses for good. No method may be given a name that came from a client: keys
are made of ids and numbers (see ObjectKey).
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
    """The abilities of one configured provider.

    Every provider has the first three, which uploads need. The others are None if it does not have
    them.
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
        """Whether signed URLs lead to the storage itself, and are good until they expire.

        If they lead to this service, it looks at the upload first, so they end with the upload.
        """
        return self.verifier is None
