/** What the DDS API takes and gives, by the names that this page has for it.
 *
 * The OpenAPI document says what they are; portal/api_types.py makes types of it.
 */

import type { File, Folder, MadeUser, NewKeys, Upload } from '../../.types/api';

export type {
  AdminUser as Account,
  Ancestor,
  BegunUpload,
  CompletedUpload,
  Completion,
  CurrentUser,
  DeletedFile,
  Digest,
  Error as Envelope,
  FailedUpload,
  File,
  FileRevision,
  FileVersion,
  Folder,
  GrantResult,
  HeldChunk,
  IssuedToken,
  Keys,
  MadeUser as MadeAccount,
  ManyChunks,
  Member,
  Move,
  Named,
  NewChunk as Chunk,
  NewFile,
  NewFolder,
  NewProject,
  NewRole,
  NewUpload,
  NewUser as NewAccount,
  Parent as Reference,
  Plan,
  Project,
  ProjectChange,
  Rename,
  Role,
  SignedRequest,
  Statistics,
  StorageProvider as Provider,
  Upload,
  User,
  UserChange,
  VersionLabel,
} from '../../.types/api';

/** What lists have of an entry: where it is in the tree is only said of what a search has found. */
type Listed<E extends Folder | File> = Omit<E, 'project' | 'ancestors'> &
  Partial<Pick<E, 'ancestors'>>;

export type Entry = Listed<Folder> | Listed<File>;

/** What is shown once, and never again; a token only of a new user. */
export type Secrets = NewKeys & Partial<Pick<MadeUser, 'api_token'>>;

export type UploadState = Upload['state'];
