import { useEffect, useRef, useState } from 'preact/hooks';
import { deletedFiles, restoreFile } from '../api/directory';
import type { DeletedFile, File, Project } from '../api/types';
import { DeletedCells, DeletedColumns } from '../components/deleted-row';
import { WhenLoaded } from '../components/loaded';
import { Fault, Notice } from '../components/notice';
import { VirtualTable } from '../components/virtual';
import { number } from '../format';
import { t } from '../i18n';
import { useAttempt } from '../state/attempt';
import { useChosen } from '../state/chosen';
import { directoryChanged } from '../state/entries';
import { useLoad } from '../state/load';
import { linkTo } from '../state/route';

/** A row has a name, where it was, and until when it is kept. */
const ROW = 76;

/** So many links say enough of what came back. */
const LINKS = 5;

/** The files of a project that were deleted and can be brought back. */
export function DeletedSection({ project }: { project: Project }) {
  const found = useLoad(`deleted/${project.id}`, (stop) => deletedFiles(project.id, stop));
  const [back, setBack] = useState<File[]>([]);
  const { fault, attempt } = useAttempt();
  const restore = async (files: DeletedFile[]) => {
    const restored: File[] = [];
    try {
      for (const file of files) {
        restored.push(await restoreFile(file.id));
      }
    } finally {
      setBack(restored);
      directoryChanged();
      found.reload();
    }
  };
  return (
    <>
      <p class="quiet-text">{t.value.deletedLead}</p>
      <Fault error={fault} />
      {back.length > 0 && <Back files={back} />}
      <WhenLoaded of={found} lines={4}>
        {(files) => <Deleted files={files} restore={(some) => attempt(restore(some))} />}
      </WhenLoaded>
    </>
  );
}

/** What came back, and where it is: the row that had the focus is gone. */
function Back({ files }: { files: File[] }) {
  const first = useRef<HTMLAnchorElement>(null);
  useEffect(() => first.current?.focus(), [files]);
  return (
    <Notice kind="good">
      <p>{t.value.broughtBack(number(files.length), files.length === 1)}</p>
      <ul>
        {files.slice(0, LINKS).map((it, index) => (
          <li key={it.id}>
            <a ref={index === 0 ? first : null} href={linkTo('files', it.id)}>
              {it.name}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

interface Props {
  files: DeletedFile[];
  restore: (files: DeletedFile[]) => void;
}

function Deleted({ files, restore }: Props) {
  const chosen = useChosen(files);
  if (!files.length) {
    return (
      <div class="empty">
        <h2>{t.value.noDeleted}</h2>
      </div>
    );
  }
  return (
    <>
      <div class="list-head">
        <p class="quiet-text" role="status">
          {t.value.deletedCount(number(files.length), files.length === 1)}
        </p>
        {chosen.items.length > 0 && (
          <div class="selection">
            <strong>{t.value.chosen(number(chosen.items.length))}</strong>
            <button type="button" class="button small" onClick={() => restore(chosen.items)}>
              {t.value.bringBack}
            </button>
            <button
              type="button"
              class="button quiet small"
              onClick={() => chosen.chooseAll(false)}
            >
              {t.value.chooseNone}
            </button>
          </div>
        )}
      </div>
      <VirtualTable
        items={files}
        rowHeight={ROW}
        label={t.value.deletedFiles}
        keyOf={(it) => it.id}
        head={<DeletedColumns chosen={chosen} />}
      >
        {(file) => <DeletedCells file={file} chosen={chosen} restore={() => restore([file])} />}
      </VirtualTable>
    </>
  );
}
