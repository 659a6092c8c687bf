import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n';
import { dropped, type Picked } from '../upload/drop';
import { Icon } from './icon';

interface Target {
  name: string;
  take: (picked: Picked[]) => void;
}

/** Where files go that are dropped on the page; the page of a project says so. */
export const dropTarget = signal<Target | null>(null);

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
        const picked = await dropped(event.dataTransfer);
        target?.take(picked);
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
