import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { number } from '../format';
import { t } from '../i18n';
import { owner } from '../state/session';
import { dropped, type Picked } from '../upload/drop';
import { Icon } from './icon';
import { Notice } from './notice';

interface Target {
  name: string;
  take: (picked: Picked[]) => void;
}

/** Where files go that are dropped on the page; the page of a project says so. */
export const dropTarget = signal<Target | null>(null);

/** What of the last drop could not be read. */
const unread = signal<string[]>([]);
owner.subscribe(() => {
  unread.value = []; // nobody else is told how these are called
});

/** So many names are told; whoever dropped a thousand such knows by then. */
const TOLD = 20;

/** Says what is left out of a drop, until that is read. */
export function Unread() {
  const names = unread.value;
  if (!names.length) {
    return null;
  }
  return (
    <Notice kind="bad">
      <p>{t.value.unread(number(names.length), names.length === 1)}</p>
      <ul>
        {names.slice(0, TOLD).map((it) => (
          <li key={it}>{it}</li>
        ))}
      </ul>
      <button
        type="button"
        class="button"
        onClick={() => {
          unread.value = [];
        }}
      >
        {t.value.close}
      </button>
    </Notice>
  );
}

/** Takes what is dropped anywhere; a browser would else leave the page and show the file. */
export function DropZone() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const isFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (isFiles(event)) {
        depth += 1;
        setOver(true);
      }
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      setOver(depth > 0);
    };
    const over = (event: DragEvent) => {
      if (isFiles(event)) {
        event.preventDefault();
      }
    };
    const drop = async (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (event.dataTransfer && isFiles(event)) {
        event.preventDefault();
        const target = dropTarget.value;
        const found = await dropped(event.dataTransfer);
        target?.take(found.picked);
        unread.value = target ? found.unread : [];
      }
    };
    addEventListener('dragenter', enter);
    addEventListener('dragleave', leave);
    addEventListener('dragover', over);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragleave', leave);
      removeEventListener('dragover', over);
      removeEventListener('drop', drop);
    };
  }, []);
  if (!isOver) {
    return null;
  }
  const target = dropTarget.value;
  return (
    <div class="drop-over" aria-hidden="true">
      <div>
        <Icon name="upload" />
        {target ? t.value.dropInto(target.name) : t.value.noDrop}
      </div>
    </div>
  );
}
