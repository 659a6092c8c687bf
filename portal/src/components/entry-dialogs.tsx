import { useState } from 'preact/hooks';
import { createFolder, folder, move, removeEntry, rename } from '../api/directory';
import { RequestKeys } from '../api/request-key';
import type { Ancestor, Entry, Project, Reference } from '../api/types';
import { number } from '../format';
import { t } from '../i18n';
import { directoryChanged, useEntries } from '../state/entries';
import { useLoad } from '../state/load';
import { Dialog } from './dialog';
import { Field, Form } from './form';
import { Icon } from './icon';
import { Failed, Waiting } from './notice';

interface Props {
  entries: Entry[];
  onClose: () => void;
  onDone?: () => void;
}

/** How one thing, or several, are called in a sentence. */
function called(entries: Entry[]): string {
  const [first] = entries;
  return entries.length === 1 && first ? first.name : t.value.entries(number(entries.length));
}

export function NewFolder({ parent, onClose }: { parent: Reference; onClose: () => void }) {
  const [name, setName] = useState('');
  const [keys] = useState(() => new RequestKeys());
  return (
    <Dialog title={t.value.newFolder} onClose={onClose}>
      <Form
        action={t.value.create}
        onCancel={onClose}
        onSubmit={async () => {
          await keys.once([parent.id, name], (key) => createFolder(parent, name, key));
          directoryChanged();
          onClose();
        }}
      >
        <Field label={t.value.folderName} required value={name} onValue={setName} />
      </Form>
    </Dialog>
  );
}

export function Rename({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const [name, setName] = useState(entry.name);
  return (
    <Dialog title={t.value.renameOf(entry.name)} onClose={onClose}>
      <Form
        action={t.value.rename}
        onCancel={onClose}
        onSubmit={async () => {
          await rename(entry, name);
          directoryChanged();
          onClose();
        }}
      >
        <Field label={t.value.newName} required value={name} onValue={setName} />
      </Form>
    </Dialog>
  );
}

export function Remove({ entries, onClose, onDone }: Props) {
  return (
    <Dialog title={t.value.deleteOf(called(entries))} onClose={onClose}>
      <Form
        action={t.value.delete}
        isDangerous
        onCancel={onClose}
        onSubmit={async () => {
          await removeAll(entries);
          onDone?.();
          onClose();
        }}
      >
        <p>{t.value.deleteSure(called(entries))}</p>
      </Form>
    </Dialog>
  );
}

/** Deletes what may be deleted; raises what the first refusal was. */
async function removeAll(entries: Entry[]): Promise<void> {
  try {
    for (const entry of entries) {
      await removeEntry(entry);
    }
  } finally {
    directoryChanged();
  }
}

/** Moves what may be moved; raises what the first refusal was. */
export async function moveTo(entries: Entry[], target: Reference): Promise<void> {
  try {
    for (const entry of entries) {
      if (entry.id !== target.id && entry.parent.id !== target.id) {
        await move(entry, target);
      }
    }
  } finally {
    directoryChanged();
  }
}

/** Walks through the folders of the project, by links alone, to where the entries shall go. */
export function Move({ project, entries, onClose, onDone }: Props & { project: Project }) {
  const root: Ancestor = { kind: 'dds-project', id: project.id, name: project.name };
  const [way, setWay] = useState<Ancestor[]>([root]);
  const here = way.at(-1) ?? root;
  const start = entries[0]?.parent;
  useLoad(`way/${start?.id}`, async () => {
    if (start?.kind === 'dds-folder') {
      const found = await folder(start.id);
      setWay([...found.ancestors, { kind: 'dds-folder', id: found.id, name: found.name }]);
    }
  });
  return (
    <Dialog title={t.value.moveOf(called(entries))} onClose={onClose}>
      <nav class="path" aria-label={t.value.moveWhere}>
        <ol>
          {way.map((it, index) => (
            <li key={it.id}>
              <button
                type="button"
                class="link"
                aria-current={it === here ? 'true' : undefined}
                onClick={() => setWay(way.slice(0, index + 1))}
              >
                {it.name}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <Folders
        key={here.id}
        parent={here}
        without={entries}
        enter={(it) => setWay([...way, { kind: 'dds-folder', id: it.id, name: it.name }])}
      />
      <Form
        action={t.value.moveHere(here.name)}
        onCancel={onClose}
        disabled={entries.every((it) => it.parent.id === here.id)}
        onSubmit={async () => {
          await moveTo(entries, { kind: here.kind, id: here.id });
          onDone?.();
          onClose();
        }}
      />
    </Dialog>
  );
}

interface FoldersProps {
  parent: Reference;
  without: Entry[];
  enter: (folder: Entry) => void;
}

function Folders({ parent, without, enter }: FoldersProps) {
  const { items, total, error, reload } = useEntries(parent, '');
  if (total === null) {
    return error === undefined ? <Waiting lines={2} /> : <Failed error={error} again={reload} />;
  }
  const moving = new Set(without.map((it) => it.id));
  const folders = items.filter((it) => it.kind === 'dds-folder' && !moving.has(it.id));
  if (!folders.length) {
    return <p class="quiet-text folder-choice">{t.value.noFolders}</p>;
  }
  return (
    <ul class="folder-choice">
      {folders.map((it) => (
        <li key={it.id}>
          <button type="button" class="menu-item" onClick={() => enter(it)}>
            <Icon name="folder" />
            <span class="clip">{it.name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
