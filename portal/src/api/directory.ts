import { all, get, pages, post, put, remove } from './http';
import { keyed } from './request-key';
import type {
  DeletedFile,
  Entry,
  File,
  FileRevision,
  FileVersion,
  Folder,
  Member,
  Move,
  NewFile,
  NewFolder,
  NewProject,
  NewRole,
  Project,
  ProjectChange,
  Reference,
  Rename,
  Role,
  SignedRequest,
  VersionLabel,
} from './types';

export function projects(): Promise<Project[]> {
  return all('/projects');
}

export function project(id: string): Promise<Project> {
  return get(`/projects/${id}`);
}

/** Makes a project once, however often it is asked with the same `key`. */
export function createProject(name: string, description: string, key: string): Promise<Project> {
  return post('/projects', { name, description } satisfies NewProject, keyed(key));
}

export function changeProject(id: string, name: string, description: string): Promise<Project> {
  return put(`/projects/${id}`, { name, description } satisfies ProjectChange);
}

export function deleteProject(id: string): Promise<void> {
  return remove(`/projects/${id}`);
}

/** What lies directly in a project or folder; with `contains`, everything below of such a name. */
export function children(parent: Reference, contains?: string, signal?: AbortSignal) {
  const known = contains === undefined ? 'project ancestors' : 'project';
  const query = { exclude_response_fields: known, name_contains: contains };
  return pages<Entry>(`${pathOf(parent)}/children`, query, signal);
}

export function folder(id: string): Promise<Folder> {
  return get(`/folders/${id}`);
}

/** Makes a folder once, in the same way. */
export function createFolder(parent: Reference, name: string, key: string): Promise<Folder> {
  return post('/folders', { name, parent } satisfies NewFolder, keyed(key));
}

export function file(id: string): Promise<File> {
  return get(`/files/${id}`);
}

/** Makes an upload the content of a file that is there, as a new version. */
export function reviseFile(id: string, uploadId: string): Promise<File> {
  return put(`/files/${id}`, { upload: { id: uploadId } } satisfies FileRevision);
}

export function createFile(parent: Reference, uploadId: string): Promise<File> {
  return post('/files', { parent, upload: { id: uploadId } } satisfies NewFile);
}

export function rename(entry: Entry, name: string): Promise<Entry> {
  return put(`${entryPath(entry)}/rename`, { name } satisfies Rename);
}

export function move(entry: Entry, parent: Reference): Promise<Entry> {
  return put(`${entryPath(entry)}/move`, { parent } satisfies Move);
}

export function removeEntry(entry: Entry): Promise<void> {
  return remove(entryPath(entry));
}

/** The files of a project that can be brought back, the last that was deleted first. */
export async function deletedFiles(projectId: string, stop: AbortSignal): Promise<DeletedFile[]> {
  const found = await all<DeletedFile>(`/projects/${projectId}/deleted_files`, {}, stop);
  const at = (it: DeletedFile) => Date.parse(it.audit.deleted_on ?? '');
  return found.sort((a, b) => at(b) - at(a));
}

export function restoreFile(id: string): Promise<File> {
  return put(`/files/${id}/restore`, {});
}

export function downloadOf(fileId: string): Promise<SignedRequest> {
  return get(`/files/${fileId}/url`);
}

export async function versions(fileId: string): Promise<FileVersion[]> {
  return (await get<{ results: FileVersion[] }>(`/files/${fileId}/versions`)).results;
}

export function downloadOfVersion(id: string): Promise<SignedRequest> {
  return get(`/file_versions/${id}/url`);
}

export function labelVersion(id: string, label: string | null): Promise<FileVersion> {
  return put(`/file_versions/${id}`, { label } satisfies VersionLabel);
}

export function makeCurrent(id: string): Promise<FileVersion> {
  return post(`/file_versions/${id}/current`, {});
}

export function deleteVersion(id: string): Promise<void> {
  return remove(`/file_versions/${id}`);
}

export function members(projectId: string): Promise<Member[]> {
  return all(`/projects/${projectId}/permissions`);
}

export function setRole(projectId: string, userId: string, roleId: string): Promise<Member> {
  const body: NewRole = { auth_role: { id: roleId } };
  return put(`/projects/${projectId}/permissions/${userId}`, body);
}

export function removeMember(projectId: string, userId: string): Promise<void> {
  return remove(`/projects/${projectId}/permissions/${userId}`);
}

export async function roles(): Promise<Role[]> {
  return (await get<{ results: Role[] }>('/auth_roles')).results;
}

function pathOf(parent: Reference): string {
  return `/${parent.kind === 'dds-project' ? 'projects' : 'folders'}/${parent.id}`;
}

function entryPath(entry: Entry): string {
  return `/${entry.kind === 'dds-file' ? 'files' : 'folders'}/${entry.id}`;
}
