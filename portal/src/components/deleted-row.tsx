import type { DeletedFile } from '../api/types';
import { moment, size } from '../format';
import { t } from '../i18n';
import type { Chosen } from '../state/chosen';
import { Tick, TickAll } from './tick';

/** The heads of the columns. */
export function DeletedColumns({ chosen }: { chosen: Chosen }) {
  return (
    <>
      <TickAll {...chosen} />
      <span role="columnheader" class="cell name">
        {t.value.columnName}
      </span>
      <span role="columnheader" class="cell when">
        {t.value.columnDeleted}
      </span>
      <span role="columnheader" class="cell">
        <span class="unseen">{t.value.actions}</span>
        <span class="button small ghost" aria-hidden="true">
          {t.value.bringBack}
        </span>
      </span>
    </>
  );
}

interface CellsProps {
  file: DeletedFile;
  chosen: Chosen;
  restore: () => void;
}

export function DeletedCells({ file, chosen, restore }: CellsProps) {
  const { deleted_on, deleted_by } = file.audit;
  return (
    <>
      <Tick of={file} chosen={chosen} />
      <span role="cell" class="cell name">
        <span class="name-lines">
          <span class="clip">{file.name}</span>
          <span class="clip quiet-text">
            {size(file.size)} · {keptOf(file)}
          </span>
          <span class="clip quiet-text">{placeOf(file)}</span>
        </span>
      </span>
      <span role="cell" class="cell when">
        <span class="clip line">{moment(deleted_on)}</span>
        {deleted_by && <span class="clip line">{t.value.deletedBy(deleted_by.full_name)}</span>}
      </span>
      <span role="cell" class="cell">
        <button
          type="button"
          class="button small"
          aria-label={t.value.bringBackOf(file.name)}
          onClick={restore}
        >
          {t.value.bringBack}
        </button>
      </span>
    </>
  );
}

/** The folders that it lay in, and that it does not come back to them where they are gone. */
function placeOf(file: DeletedFile): string {
  const place = file.ancestors.map((it) => it.name).join(' / ');
  return file.parent_is_deleted ? `${t.value.toRoot} (${place})` : place;
}

function keptOf(file: DeletedFile): string {
  return file.kept_until === null
    ? t.value.keptForEver
    : t.value.keptUntil(moment(file.kept_until));
}
