import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Props<T> {
  items: readonly T[];
  rowHeight: number;
  label: string;
  keyOf: (item: T) => string;
  /** The cells of a row. */
  children: (item: T, index: number) => ComponentChildren;
  head?: ComponentChildren;
}

/** Rows beyond the window that are there all the same, so that scrolling shows no gaps. */
const SPARE = 12;

/** Rows are exchanged by so many at once, not with each that scrolls by. */
const STEP = 6;

/** A table of rows of one height, of which only those in the window exist; 100,000 cost no more. */
export function VirtualTable<T>({ items, rowHeight, label, keyOf, children, head }: Props<T>) {
  const body = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const [count, setCount] = useState(Math.ceil(innerHeight / rowHeight) + 2 * SPARE);

  useLayoutEffect(() => {
    const look = () => {
      const above = -(body.current?.getBoundingClientRect().top ?? 0);
      setFirst(Math.max(0, Math.floor(above / rowHeight / STEP) * STEP - SPARE));
      setCount(Math.ceil(innerHeight / rowHeight) + 2 * SPARE);
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [rowHeight]);

  const start = Math.min(first, Math.max(0, items.length - count));
  const shown = items.slice(start, start + count);
  return (
    <div class="rows" role="table" aria-label={label} aria-rowcount={items.length + (head ? 1 : 0)}>
      {head && (
        <div class="row row-head" role="row" aria-rowindex={1}>
          {head}
        </div>
      )}
      <div
        ref={body}
        class="rows-body"
        role="rowgroup"
        style={{ height: `${items.length * rowHeight}px` }}
      >
        {shown.map((item, index) => (
          <div
            key={keyOf(item)}
            class="row"
            role="row"
            aria-rowindex={start + index + (head ? 2 : 1)}
            style={{ top: `${(start + index) * rowHeight}px`, height: `${rowHeight}px` }}
          >
            {children(item, start + index)}
          </div>
        ))}
      </div>
    </div>
  );
}
