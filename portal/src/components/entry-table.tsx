import { useState } from 'preact/hooks';
import { downloadOf } from '../api/directory';
import type { Entry, Project, Reference } from '../api/types';
import { moment, number, size } from '../format';
import { t } from '../i18n';
import { say } from '../say';
import { download } from '../state/download';
import type { Listing } from '../state/entries';
import { linkTo } from '../state/route';
import { Move, moveTo, Remove, Rename } from './entry-dialogs';
import { Icon } from './icon';
import { Menu, type MenuItem } from './menu';
import { Failed, Notice, Waiting } from './notice';
import { VirtualTable } from './virtual';

/** What is dragged from one folder to another; files from elsewhere have another type. */
const DRAGGED = 'application/x-dds-entries';

interface Props {
  project: Project;
  listing: Listing;
  again: () => void;
  /** Whether entries of several folders are shown, which then say where they are. */
  isSearch: boolean;
}

interface Open {
  what: 'rename' | 'move' | 'remove';
  entries: Entry[];
}

export function EntryTable({ project, listing, again, isSearch }: Props) {
  const { items, total, isWhole, error } = listing;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open>();
  const [fault, setFault] = useState<unknown>();
  const attempt = (work: Promise<void>) => {
    setFault(undefined);
    work.catch(setFault);
  };
  if (error !== undefined) {
    return <Failed error={error} again={again} />;
  }
  if (total === null) {
    return <Waiting lines={6} />;
  }
  const selected = items.filter((it) => chosen.has(it.id));
  const close = () => setOpen(undefined);
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(chosen);
    next[isChosen ? 'add' : 'delete'](id);
    setChosen(next);
  };
  const drag = (entry: Entry) => (chosen.has(entry.id) ? selected : [entry]);
  const drop = (ids: string, target: Reference) => {
    const wanted = new Set(ids.split(' '));
    attempt(
      moveTo(
        items.filter((it) => wanted.has(it.id)),
        target,
      ),
    );
  };
  return (
    <>
      {fault !== undefined && <Notice kind="bad">{say(fault)}</Notice>}
      <div class="list-head">
        <p class="quiet-text" role="status">
          {words(listing, isSearch)}
        </p>
        {selected.length > 0 && (
          <Selection
            selected={selected}
            open={(what) => setOpen({ what, entries: selected })}
            attempt={attempt}
            clear={() => setChosen(new Set())}
          />
        )}
      </div>
      {items.length === 0 ? (
        <div class="empty">
          <h2>{isSearch ? t.value.noMatch : t.value.emptyFolder}</h2>
        </div>
      ) : (
        <VirtualTable
          items={items}
          rowHeight={isSearch ? 64 : 48}
          label={t.value.files}
          keyOf={(it) => it.id}
          head={
            <Columns
              isAll={isWhole && selected.length === items.length}
              chooseAll={(all) => setChosen(new Set(all ? items.map((it) => it.id) : []))}
            />
          }
        >
          {(entry) => (
            <Cells
              project={project}
              entry={entry}
              isSearch={isSearch}
              isChosen={chosen.has(entry.id)}
              choose={choose}
              open={(what) => setOpen({ what, entries: [entry] })}
              attempt={attempt}
              drag={() => drag(entry)}
              drop={drop}
            />
          )}
        </VirtualTable>
      )}
      {open?.what === 'rename' && open.entries[0] && (
        <Rename entry={open.entries[0]} onClose={close} />
      )}
      {open?.what === 'move' && (
        <Move
          project={project}
          entries={open.entries}
          onClose={close}
          onDone={() => setChosen(new Set())}
        />
      )}
      {open?.what === 'remove' && (
        <Remove entries={open.entries} onClose={close} onDone={() => setChosen(new Set())} />
      )}
    </>
  );
}

function words({ items, total, isWhole }: Listing, isSearch: boolean): string {
  if (!isWhole) {
    return t.value.entriesOf(number(items.length), number(total ?? 0));
  }
  return (isSearch ? t.value.found : t.value.entries)(number(items.length));
}

interface SelectionProps {
  selected: Entry[];
  open: (what: Open['what']) => void;
  attempt: (work: Promise<void>) => void;
  clear: () => void;
}

/** What can be done with all that is ticked. */
function Selection({ selected, open, attempt, clear }: SelectionProps) {
  const files = selected.filter((it) => it.kind === 'dds-file');
  return (
    <div class="selection">
      <strong>{t.value.chosen(number(selected.length))}</strong>
      {files.length > 0 && (
        <button
          type="button"
          class="button small"
          onClick={() => attempt(download(files.map((it) => () => downloadOf(it.id))))}
        >
          {t.value.download}
        </button>
      )}
      <button type="button" class="button small" onClick={() => open('move')}>
        {t.value.move}
      </button>
      <button type="button" class="button small" onClick={() => open('remove')}>
        {t.value.delete}
      </button>
      <button type="button" class="button quiet small" onClick={clear}>
        {t.value.chooseNone}
      </button>
    </div>
  );
}

function Columns(props: { isAll: boolean; chooseAll: (all: boolean) => void }) {
  return (
    <>
      <span role="columnheader" class="cell tick-cell">
        <input
          type="checkbox"
          aria-label={t.value.chooseAll}
          checked={props.isAll}
          onChange={(event) => props.chooseAll(event.currentTarget.checked)}
        />
      </span>
      <span role="columnheader" class="cell name">
        {t.value.columnName}
      </span>
      <span role="columnheader" class="cell size">
        {t.value.columnSize}
      </span>
      <span role="columnheader" class="cell when">
        {t.value.columnChanged}
      </span>
      <span role="columnheader" class="cell act">
        <span class="unseen">{t.value.actions}</span>
      </span>
    </>
  );
}

interface CellsProps {
  project: Project;
  entry: Entry;
  isSearch: boolean;
  isChosen: boolean;
  choose: (id: string, isChosen: boolean) => void;
  open: (what: Open['what']) => void;
  attempt: (work: Promise<void>) => void;
  drag: () => Entry[];
  drop: (ids: string, target: Reference) => void;
}

function Cells(props: CellsProps) {
  const { project, entry, isSearch } = props;
  const isFile = entry.kind === 'dds-file';
  const [isTarget, setTarget] = useState(false);
  const target = isFile
    ? {}
    : {
        onDragOver: (event: DragEvent) => {
          if (event.dataTransfer?.types.includes(DRAGGED)) {
            event.preventDefault();
            setTarget(true);
          }
        },
        onDragLeave: () => setTarget(false),
        onDrop: (event: DragEvent) => {
          setTarget(false);
          const ids = event.dataTransfer?.getData(DRAGGED);
          if (ids) {
            event.preventDefault();
            event.stopPropagation();
            props.drop(ids, { kind: 'dds-folder', id: entry.id });
          }
        },
      };
  const link = isFile
    ? linkTo('files', entry.id)
    : linkTo('projects', project.id, 'files', entry.id);
  return (
    <>
      <span role="cell" class="cell tick-cell">
        <input
          type="checkbox"
          aria-label={t.value.choose(entry.name)}
          checked={props.isChosen}
          onChange={(event) => props.choose(entry.id, event.currentTarget.checked)}
        />
      </span>
      <span role="cell" class={isTarget ? 'cell name target' : 'cell name'} {...target}>
        <Icon name={isFile ? 'file' : 'folder'} />
        <span class="unseen">{isFile ? t.value.fileKind : t.value.folderKind}</span>
        <span class="name-lines">
          <a
            class="clip"
            href={link}
            draggable
            onDragStart={(event) => {
              const ids = props.drag().map((it) => it.id);
              event.dataTransfer?.setData(DRAGGED, ids.join(' '));
            }}
          >
            {entry.name}
          </a>
          {isSearch && <span class="clip quiet-text">{placeOf(entry)}</span>}
        </span>
      </span>
      <span role="cell" class="cell size">
        {isFile ? size(entry.current_version.upload.size) : ''}
      </span>
      <span role="cell" class="cell when">
        {moment(entry.audit.last_updated_on ?? entry.audit.created_on)}
      </span>
      <span role="cell" class="cell act">
        <Menu label={`${t.value.actions}: ${entry.name}`} items={itemsFor(props)} />
      </span>
    </>
  );
}

function itemsFor({ entry, open, attempt }: CellsProps): MenuItem[] {
  const rest: MenuItem[] = [
    { label: t.value.rename, icon: 'edit', act: () => open('rename') },
    { label: t.value.move, icon: 'right', act: () => open('move') },
    { label: t.value.delete, icon: 'close', isDangerous: true, act: () => open('remove') },
  ];
  if (entry.kind !== 'dds-file') {
    return rest;
  }
  const get = () => attempt(download([() => downloadOf(entry.id)]));
  return [{ label: t.value.download, icon: 'download', act: get }, ...rest];
}

/** The folders that it lies in. */
function placeOf(entry: Entry): string {
  return entry.ancestors.map((it) => it.name).join(' / ');
}
