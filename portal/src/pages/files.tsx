import { useEffect, useState } from 'preact/hooks';
import { createFolder } from '../api/directory';
import { providers } from '../api/storage';
import type { Entry, Folder, Project, Provider, Reference } from '../api/types';
import { own } from '../api/uploads';
import { Dialog } from '../components/dialog';
import { dropTarget } from '../components/drop-zone';
import { Field, Form } from '../components/form';
import { Icon } from '../components/icon';
import { Failed, Waiting } from '../components/notice';
import { OpenUploads } from '../components/open-uploads';
import { UploadBar } from '../components/upload-bar';
import { VirtualTable } from '../components/virtual';
import { moment, number, size } from '../format';
import { t } from '../i18n';
import { directoryChanged, type Listing, useEntries } from '../state/entries';
import { useLoad } from '../state/load';
import { linkTo } from '../state/route';
import type { Picked } from '../upload/drop';
import { add, transferOf } from '../upload/queue';

interface Props {
  project: Project;
  /** Null for the root of the project. */
  folder: Folder | null;
}

export function FilesSection({ project, folder }: Props) {
  const here: Reference = folder
    ? { kind: 'dds-folder', id: folder.id }
    : { kind: 'dds-project', id: project.id };
  const [isMaking, setMaking] = useState(false);
  const listing = useEntries(here, '');
  return (
    <>
      <Path project={project} folder={folder} />
      <UploadHere project={project} here={here} name={folder?.name ?? project.name} />
      <div class="bar">
        <button type="button" class="button" onClick={() => setMaking(true)}>
          <Icon name="plus" />
          {t.value.newFolder}
        </button>
      </div>
      <EntryTable project={project} listing={listing} again={listing.reload} />
      {isMaking && <NewFolder parent={here} onClose={() => setMaking(false)} />}
    </>
  );
}

interface HereProps {
  project: Project;
  here: Reference;
  name: string;
}

/** Chosen or dropped files go here; so do those of other days that are taken up again. */
function UploadHere({ project, here, name }: HereProps) {
  const { value: all, error, reload } = useLoad('providers', providers);
  const [chosen, setChosen] = useState<Provider>();
  const open = useLoad(`open/${project.id}`, () => own(project.id, 'open'));
  const provider = chosen ?? all?.find((it) => it.is_default) ?? all?.[0];

  useEffect(() => {
    if (!provider || !all) {
      return;
    }
    const take = (picked: Picked[]) => add(picked, project.id, here, provider, all);
    dropTarget.value = { name, take };
    return () => {
      dropTarget.value = null;
    };
  }, [provider, all, project.id, here.id, name]);

  if (error !== undefined) {
    return <Failed error={error} again={reload} />;
  }
  if (!provider || !all) {
    return <div class="upload-bar bone" aria-hidden="true" />;
  }
  const waiting = (open.value ?? []).filter((it) => !transferOf(it.id));
  return (
    <>
      <UploadBar
        providers={all}
        provider={provider}
        choose={setChosen}
        take={(picked) => add(picked, project.id, here, provider, all)}
      />
      {waiting.length > 0 && (
        <details class="open-uploads">
          <summary>{t.value.openHere(number(waiting.length), waiting.length === 1)}</summary>
          <p class="quiet-text">{t.value.openUploadsHelp}</p>
          <OpenUploads uploads={waiting} providers={all} changed={open.reload} />
        </details>
      )}
    </>
  );
}

/** The way from the project down to here. */
function Path({ project, folder }: Props) {
  if (!folder) {
    return null;
  }
  const above = folder.ancestors.filter((it) => it.kind === 'dds-folder');
  return (
    <nav class="path" aria-label={t.value.path}>
      <ol>
        <li>
          <a href={linkTo('projects', project.id)}>{project.name}</a>
        </li>
        {above.map((it) => (
          <li key={it.id}>
            <a href={linkTo('projects', project.id, 'files', it.id)}>{it.name}</a>
          </li>
        ))}
        <li aria-current="page">{folder.name}</li>
      </ol>
    </nav>
  );
}

interface TableProps {
  project: Project;
  listing: Listing;
  again: () => void;
}

function EntryTable({ project, listing, again }: TableProps) {
  const { items, total, isWhole, error } = listing;
  if (error !== undefined) {
    return <Failed error={error} again={again} />;
  }
  if (total === null) {
    return <Waiting lines={6} />;
  }
  if (!items.length) {
    return (
      <div class="empty">
        <h2>{t.value.emptyFolder}</h2>
      </div>
    );
  }
  return (
    <>
      <p class="quiet-text" role="status">
        {isWhole
          ? t.value.entries(number(items.length))
          : t.value.entriesOf(number(items.length), number(total))}
      </p>
      <VirtualTable
        items={items}
        rowHeight={48}
        label={t.value.files}
        keyOf={(it) => it.id}
        head={
          <>
            <span role="columnheader" class="cell name">
              {t.value.columnName}
            </span>
            <span role="columnheader" class="cell size">
              {t.value.columnSize}
            </span>
            <span role="columnheader" class="cell when">
              {t.value.columnChanged}
            </span>
          </>
        }
      >
        {(entry) => <Cells project={project} entry={entry} />}
      </VirtualTable>
    </>
  );
}

function Cells({ project, entry }: { project: Project; entry: Entry }) {
  const isFile = entry.kind === 'dds-file';
  return (
    <>
      <span role="cell" class="cell name">
        <Icon name={isFile ? 'file' : 'folder'} />
        <span class="unseen">{isFile ? t.value.fileKind : t.value.folderKind}</span>
        {isFile ? (
          <span class="clip">{entry.name}</span>
        ) : (
          <a class="clip" href={linkTo('projects', project.id, 'files', entry.id)}>
            {entry.name}
          </a>
        )}
      </span>
      <span role="cell" class="cell size">
        {isFile ? size(entry.current_version.upload.size) : ''}
      </span>
      <span role="cell" class="cell when">
        {moment(entry.audit.last_updated_on ?? entry.audit.created_on)}
      </span>
    </>
  );
}

function NewFolder({ parent, onClose }: { parent: Reference; onClose: () => void }) {
  const [name, setName] = useState('');
  return (
    <Dialog title={t.value.newFolder} onClose={onClose}>
      <Form
        action={t.value.create}
        onCancel={onClose}
        onSubmit={async () => {
          await createFolder(parent, name);
          directoryChanged();
          onClose();
        }}
      >
        <Field label={t.value.folderName} required value={name} onValue={setName} />
      </Form>
    </Dialog>
  );
}
