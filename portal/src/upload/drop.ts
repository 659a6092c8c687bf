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

export interface Dropped {
  picked: Picked[];
  /** What the browser could not read, by its path: a link that leads nowhere, a folder's own lock. */
  unread: string[];
}

/** From a drop. The entries have to be taken at once: after the event there are none any more. */
export async function dropped(data: DataTransfer): Promise<Dropped> {
  const entries = [...data.items]
    .filter((it) => it.kind === 'file')
    .map((it) => it.webkitGetAsEntry() ?? it.getAsFile());
  const found: Dropped = { picked: [], unread: [] };
  for (const entry of entries) {
    if (entry instanceof File) {
      found.picked.push({ file: entry, path: [] });
    } else if (entry) {
      await walk(entry, [], found);
    }
  }
  return found;
}

/** Takes what is below an entry; what cannot be read keeps nothing else from being taken. */
async function walk(entry: FileSystemEntry, path: string[], found: Dropped): Promise<void> {
  try {
    if (entry.isFile) {
      found.picked.push({ file: await fileOf(entry as FileSystemFileEntry), path });
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
  } catch {
    found.unread.push([...path, entry.name].join('/'));
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}
