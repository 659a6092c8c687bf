import { useState } from 'preact/hooks';
import { downloadOf } from '../api/directory';
import type { Entry, Project, Reference } from '../api/types';
import { moment, size } from '../format';
import { t } from '../i18n';
import type { Attempt } from '../state/attempt';
import type { Chosen } from '../state/chosen';
import { download } from '../state/download';
import { linkTo } from '../state/route';
import { Icon } from './icon';
import { Menu, type MenuItem } from './menu';
import { Tick, TickAll } from './tick';

/** What is dragged from one folder to another; files from elsewhere have another type. */
const DRAGGED = 'application/x-dds-entries';

/** What a dialog is opened for. */
export type Deed = 'rename' | 'move' | 'remove';

/** The heads of the columns. */
export function Columns({ chosen }: { chosen: Chosen }) {
  return (
    <>
      <TickAll {...chosen} />
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
  chosen: Chosen;
  open: (what: Deed) => void;
  attempt: Attempt['attempt'];
  drag: () => Entry[];
  drop: (ids: string, target: Reference) => void;
}

export function EntryCells(props: CellsProps) {
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
      <Tick of={entry} chosen={props.chosen} />
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
  return (entry.ancestors ?? []).map((it) => it.name).join(' / ');
}
