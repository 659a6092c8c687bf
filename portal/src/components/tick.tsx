import { t } from '../i18n';
import type { Chosen } from '../state/chosen';

/** The head of the column in which rows are chosen. */
export function TickAll({ isAll, chooseAll }: Pick<Chosen, 'isAll' | 'chooseAll'>) {
  return (
    <span role="columnheader" class="cell tick-cell">
      <input
        type="checkbox"
        aria-label={t.value.chooseAll}
        checked={isAll}
        onChange={(event) => chooseAll(event.currentTarget.checked)}
      />
    </span>
  );
}

interface Props {
  of: { id: string; name: string };
  chosen: Chosen;
}

/** The cell in which a row is chosen. */
export function Tick({ of: { id, name }, chosen }: Props) {
  return (
    <span role="cell" class="cell tick-cell">
      <input
        type="checkbox"
        aria-label={t.value.choose(name)}
        checked={chosen.has(id)}
        onChange={(event) => chosen.choose(id, event.currentTarget.checked)}
      />
    </span>
  );
}
