import { useState } from 'preact/hooks';
import { downloadOf } from '../api/directory';
import type { Entry, Project, Reference } from '../api/types';
import { number } from '../format';
import { t } from '../i18n';
import { type Attempt, useAttempt } from '../state/attempt';
import { useChosen } from '../state/chosen';
import { download } from '../state/download';
import type { Listing } from '../state/entries';
import { Move, moveTo, Remove, Rename } from './entry-dialogs';
import { Columns, type Deed, EntryCells } from './entry-row';
import { Failed, Fault, Waiting } from './notice';
import { VirtualTable } from './virtual';

interface Props {
  project: Project;
  listing: Listing;
  again: () => void;
  /** Whether entries of several folders are shown, which then say where they are. */
  isSearch: boolean;
}

interface Open {
  what: Deed;
  entries: Entry[];
}

export function EntryTable({ project, listing, again, isSearch }: Props) {
  const { items, total, isWhole, error } = listing;
  const chosen = useChosen(items);
  const [open, setOpen] = useState<Open>();
  const { fault, attempt } = useAttempt();
  if (total === null) {
    return error === undefined ? <Waiting lines={6} /> : <Failed error={error} again={again} />;
  }
  const close = () => setOpen(undefined);
  const clear = () => chosen.chooseAll(false);
  const drag = (entry: Entry) => (chosen.has(entry.id) ? chosen.items : [entry]);
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
      <Fault error={fault} />
      {error !== undefined && <Failed error={error} again={again} />}
      <div class="list-head">
        <p class="quiet-text" role="status">
          {words(listing, isSearch)}
        </p>
        {chosen.items.length > 0 && (
          <Selection
            selected={chosen.items}
            open={(what) => setOpen({ what, entries: chosen.items })}
            attempt={attempt}
            clear={clear}
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
          head={<Columns chosen={{ ...chosen, isAll: isWhole && chosen.isAll }} />}
        >
          {(entry) => (
            <EntryCells
              project={project}
              entry={entry}
              isSearch={isSearch}
              chosen={chosen}
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
        <Move project={project} entries={open.entries} onClose={close} onDone={clear} />
      )}
      {open?.what === 'remove' && <Remove entries={open.entries} onClose={close} onDone={clear} />}
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
  open: (what: Deed) => void;
  attempt: Attempt['attempt'];
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
