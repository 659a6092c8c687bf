/** What the DDS API says, as docs/dds.md describes it. Sizes are in bytes, times are ISO 8601. */

export interface Named {
  id: string;
  name: string;
}

export interface Person {
  id: string;
  username: string;
  full_name: string;
}

export interface Audit {
  created_on: string | null;
  created_by: Person | null;
  last_updated_on: string | null;
  last_updated_by: Person | null;
  deleted_on: string | null;
  deleted_by: Person | null;
}

export interface User extends Person {
  email: string;
  /** Only of the current user. */
  is_admin?: boolean;
}

export interface Project extends Named {
  slug: string;
  description: string;
  audit: Audit;
}

export interface Reference {
  kind: 'dds-project' | 'dds-folder';
  id: string;
}

export interface Ancestor extends Reference {
  name: string;
}

export interface Digest {
  algorithm: string;
  value: string;
}

export interface Content {
  id: string;
  size: number;
  storage_provider: Named;
  hashes: Digest[];
}

/** A folder as lists have it. */
export interface FolderEntry extends Named {
  kind: 'dds-folder';
  parent: Reference;
  /** Only of what a search has found. */
  ancestors?: Ancestor[];
  audit: Audit;
}

/** A file as lists have it. */
export interface FileEntry extends Named {
  kind: 'dds-file';
  parent: Reference;
  /** Only of what a search has found. */
  ancestors?: Ancestor[];
  audit: Audit;
  current_version: { id: string; version: number; label: string | null; upload: Content };
}

export type Entry = FolderEntry | FileEntry;

export interface Folder extends FolderEntry {
  project: Named;
  ancestors: Ancestor[];
}

export interface File extends FileEntry {
  project: Named;
  ancestors: Ancestor[];
}

/** A file that can be brought back, where it was. */
export interface DeletedFile extends Named {
  parent: Reference;
  /** Whether it comes back to the project's root, since its folder is not there any more. */
  parent_is_deleted: boolean;
  size: number;
  /** When its bytes go; null: never. */
  kept_until: string | null;
  ancestors: Ancestor[];
  audit: Audit;
}

export interface FileVersion {
  id: string;
  version: number;
  label: string | null;
  audit: Audit;
  upload: Content;
}

export interface Role extends Named {
  description: string;
  permissions: { id: string }[];
}

export interface Member {
  user: Person;
  auth_role: Named;
}

export interface Provider extends Named {
  description: string;
  chunk_hash_algorithm: string;
  chunk_max_size_bytes: number;
  chunk_max_number: number;
  file_max_size_bytes: number;
  is_default: boolean;
  is_deprecated: boolean;
}

/** How a file would be cut; the last three are null where it does not fit. */
export interface Plan {
  fits: boolean;
  chunk_max_size_bytes: number;
  chunk_min_size_bytes: number | null;
  chunk_size_bytes: number | null;
  chunk_count: number | null;
  /** What the caller has that is not finished, and the most there may be; null: no bound. */
  open: {
    uploads: number;
    uploads_max: number | null;
    bytes: number;
    bytes_max: number | null;
  };
}

export type UploadState =
  | 'open'
  | 'assembling'
  | 'complete'
  | 'failed'
  | 'aborted'
  | 'expired'
  | 'purged';

export interface Chunk {
  number: number;
  size: number;
  hash: Digest;
}

export interface Upload extends Named {
  size: number;
  state: UploadState;
  status: {
    initiated_on: string;
    completed_on: string | null;
    sealed_on: string | null;
    error_on: string | null;
    error_message: string | null;
  };
  audit: Audit;
  project: Named | null;
  storage_provider: Named;
  chunks?: Chunk[];
  granted?: GrantResult[];
  file?: File | null;
}

export type HeldState = 'stored' | 'differs' | 'granted';

export interface HeldChunk extends Chunk {
  state: HeldState;
}

export interface HeldChunks {
  results: HeldChunk[];
  missing_bytes: number;
}

export interface SignedRequest {
  http_verb: string;
  host: string;
  url: string;
  /** An empty list where there are none. */
  http_headers: Record<string, string> | [];
  expires_on?: string;
}

/** The envelope of every refusal; docs/errors.md lists the codes. */
export interface Envelope {
  error: string;
  reason?: string;
  reason_code?: string;
  suggestion?: string;
  limits?: Record<string, number>;
  errors?: Record<string, string>[];
}

export type GrantResult = SignedRequest & { number: number | null; error?: Envelope };
