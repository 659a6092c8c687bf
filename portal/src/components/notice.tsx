import type { ComponentChildren } from 'preact';
import { t } from '../i18n';
import { say } from '../say';
import { Icon } from './icon';

interface Props {
  kind: 'bad' | 'plain' | 'good';
  children: ComponentChildren;
}

/** Something to know, where it belongs; a fault is read out at once. */
export function Notice({ kind, children }: Props) {
  return (
    <div class={`notice ${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
      <Icon name={kind === 'good' ? 'check' : 'alert'} />
      <div>{children}</div>
    </div>
  );
}

/** What went wrong, if anything did. */
export function Fault({ error }: { error: unknown }) {
  return error === undefined ? null : <Notice kind="bad">{say(error)}</Notice>;
}

export function Failed({ error, again }: { error: unknown; again: () => void }) {
  return (
    <Notice kind="bad">
      <p>{say(error)}</p>
      <button type="button" class="button" onClick={again}>
        {t.value.tryAgain}
      </button>
    </Notice>
  );
}

/** Said only to those who would not see the skeleton. */
export function Waiting({ lines = 3 }: { lines?: number }) {
  return (
    <div class="waiting" role="status">
      <span class="unseen">{t.value.loading}</span>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} class="bone" aria-hidden="true" />
      ))}
    </div>
  );
}
