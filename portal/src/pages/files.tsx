import { useEffect, useState } from 'preact/hooks';
import { providers } from '../api/storage';
import type { Folder, Project, Provider, Reference } from '../api/types';
import { own } from '../api/uploads';
import { dropTarget } from '../components/drop-zone';
import { NewFolder } from '../components/entry-dialogs';
import { EntryTable } from '../components/entry-table';
import { Icon } from '../components/icon';
import { Failed } from '../components/notice';
import { OpenUploads } from '../components/open-uploads';
import { UploadBar } from '../components/upload-bar';
import { number } from '../format';
import { t } from '../i18n';
import { useEntries } from '../state/entries';
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
  const [typed, setTyped] = useState('');
  const wanted = useSettled(typed.trim());
  const listing = useEntries(here, wanted);
  return (
    <>
      <Path project={project} folder={folder} />
      <UploadHere project={project} here={here} name={folder?.name ?? project.name} />
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

/** A text once nobody types any more. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const later = setTimeout(() => setSettled(text), 200);
    return () => clearTimeout(later);
  }, [text]);
  return settled;
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
