import { useLayoutEffect, useState } from 'preact/hooks';
import { folder as readFolder } from '../api/directory';
import { providers } from '../api/storage';
import type { Project, Provider, Reference } from '../api/types';
import { own } from '../api/uploads';
import { dropTarget } from '../components/drop-zone';
import { NewFolder } from '../components/entry-dialogs';
import { EntryTable } from '../components/entry-table';
import { Icon } from '../components/icon';
import { Failed } from '../components/notice';
import { OpenUploads } from '../components/open-uploads';
import { Path } from '../components/path';
import { UploadBar } from '../components/upload-bar';
import { number } from '../format';
import { t } from '../i18n';
import { useEntries } from '../state/entries';
import { useLoad } from '../state/load';
import { useSettled } from '../state/settled';
import type { Picked } from '../upload/drop';
import { add, transferOf, transfers } from '../upload/queue';

interface Props {
  project: Project;
  /** None for the root of the project. */
  folderId: string | undefined;
}

export function FilesSection({ project, folderId }: Props) {
  const folder = useLoad(`folder/${folderId}`, () =>
    folderId ? readFolder(folderId) : Promise.resolve(null),
  );
  if (folder.error !== undefined) {
    return <Failed error={folder.error} again={folder.reload} />;
  }
  const here: Reference = folderId
    ? { kind: 'dds-folder', id: folderId }
    : { kind: 'dds-project', id: project.id };
  const name = folderId ? folder.value?.name : project.name;
  return (
    <>
      {folderId && (
        <Path project={project} ancestors={folder.value?.ancestors ?? []} here={name ?? ''} />
      )}
      <UploadHere project={project} here={here} name={name} />
      <Contents key={here.id} project={project} here={here} />
    </>
  );
}

/** What lies in a folder, or is found below it. */
function Contents({ project, here }: { project: Project; here: Reference }) {
  const [isMaking, setMaking] = useState(false);
  const [typed, setTyped] = useState('');
  const wanted = useSettled(typed.trim());
  const listing = useEntries(here, wanted);
  return (
    <>
      <div class="bar">
        <button type="button" class="button" onClick={() => setMaking(true)}>
          <Icon name="plus" />
          {t.value.newFolder}
        </button>
        <input
          class="search"
          type="search"
          aria-label={`${t.value.search}. ${t.value.searchHelp}`}
          placeholder={t.value.search}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      <EntryTable
        key={wanted ? 'search' : 'all'}
        project={project}
        listing={listing}
        again={listing.reload}
        isSearch={wanted !== ''}
      />
      {isMaking && <NewFolder parent={here} onClose={() => setMaking(false)} />}
    </>
  );
}

interface HereProps {
  project: Project;
  here: Reference;
  /** How the folder is called, once that is known. */
  name: string | undefined;
}

/** Chosen or dropped files go here; so do those of other days that are taken up again.
 *
 * It stays while a person walks through folders, and so does the storage that they chose.
 */
function UploadHere({ project, here, name }: HereProps) {
  const { value: all, error, reload } = useLoad('providers', providers);
  const [chosen, setChosen] = useState<Provider>();
  const provider = chosen ?? all?.find((it) => it.is_default) ?? all?.[0];

  // With the page, not after it: what is dropped in between would go nowhere.
  useLayoutEffect(() => {
    if (!provider || !all || name === undefined) {
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
  return (
    <>
      <UploadBar
        providers={all}
        provider={provider}
        choose={setChosen}
        take={(picked) => add(picked, project.id, here, provider, all)}
      />
      <OpenHere project={project} providers={all} />
    </>
  );
}

/** The person's unfinished uploads of the project, but for those that this tab is sending.
 *
 * How much of each is in storage is asked for once somebody wants to know.
 */
function OpenHere({ project, providers: all }: { project: Project; providers: Provider[] }) {
  const read = (stop: AbortSignal) => own(project.id, 'open', stop);
  const { value, reload } = useLoad(`open/${project.id}`, read, transfers.value);
  const [isOpen, setOpen] = useState(false);
  const waiting = (value ?? []).filter((it) => !transferOf(it.id));
  if (!waiting.length) {
    return null;
  }
  return (
    <details class="open-uploads" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.value.openHere(number(waiting.length), waiting.length === 1)}</summary>
      <p class="quiet-text">{t.value.openUploadsHelp}</p>
      {isOpen && <OpenUploads uploads={waiting} providers={all} changed={reload} />}
    </details>
  );
}
