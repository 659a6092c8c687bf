/** What a person chose or dropped: files, each with the folders that it lay in. */

export interface Picked {
  file: File;
  /** Names of folders, from the outermost one. */
  path: string[];
}

/** From an input; with `webkitdirectory` each file knows its folders. */
export function pickedFrom(files: Iterable<File>): Picked[] {
  return [...files].map((file) => ({
    file,
    path: (file.webkitRelativePath ?? '').split('/').slice(0, -1),
  }));
}

/** From a drop. The entries have to be taken at once: after the event there are none any more. */
export async function dropped(data: DataTransfer): Promise<Picked[]> {
  const entries = [...data.items]
    .filter((it) => it.kind === 'file')
    .map((it) => it.webkitGetAsEntry() ?? it.getAsFile());
  const found: Picked[] = [];
  for (const entry of entries) {
    if (entry instanceof File) {
      found.push({ file: entry, path: [] });
    } else if (entry) {
      await walk(entry, [], found);
    }
  }
  return found;
}

async function walk(entry: FileSystemEntry, path: string[], found: Picked[]): Promise<void> {
  if (entry.isFile) {
    found.push({ file: await fileOf(entry as FileSystemFileEntry), path });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await entriesOf(reader); // browsers give a hundred at a time
    if (!some.length) {
      return;
    }
    for (const each of some) {
      await walk(each, [...path, entry.name], found);
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}
