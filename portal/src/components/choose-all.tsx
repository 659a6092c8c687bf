import { t } from '../i18n';

/** The head of the column in which rows are chosen. */
export function ChooseAll(props: { isAll: boolean; chooseAll: (all: boolean) => void }) {
  return (
    <span role="columnheader" class="cell tick-cell">
      <input
        type="checkbox"
        aria-label={t.value.chooseAll}
        checked={props.isAll}
        onChange={(event) => props.chooseAll(event.currentTarget.checked)}
      />
    </span>
  );
}
