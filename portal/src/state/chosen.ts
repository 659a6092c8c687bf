import { useState } from 'preact/hooks';

/** Which of some items a person has ticked; what is not there any more counts as not ticked. */
export interface Chosen<T = unknown> {
  items: T[];
  /** Whether that is all there are. */
  isAll: boolean;
  has: (id: string) => boolean;
  choose: (id: string, isChosen: boolean) => void;
  chooseAll: (all: boolean) => void;
}

export function useChosen<T extends { id: string }>(all: T[]): Chosen<T> {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const items = ids.size ? all.filter((it) => ids.has(it.id)) : [];
  return {
    items,
    isAll: items.length === all.length,
    has: (id) => ids.has(id),
    choose: (id, isChosen) => {
      const next = new Set(ids);
      next[isChosen ? 'add' : 'delete'](id);
      setIds(next);
    },
    chooseAll: (isAll) => setIds(new Set(isAll ? all.map((it) => it.id) : [])),
  };
}
