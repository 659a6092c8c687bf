import type { ComponentChildren } from 'preact';
import { t } from '../i18n';
import type { Loaded } from '../state/load';
import { Failed, Waiting } from './notice';

interface Props<T> {
  of: Loaded<T>;
  /** How many lines stand in for what is to come. */
  lines: number;
  children: (value: T) => ComponentChildren;
}

/** What was loaded. A fault stands above what was there before it, or alone. */
export function WhenLoaded<T>({ of: { value, error, reload }, lines, children }: Props<T>) {
  return (
    <>
      {error !== undefined && <Failed error={error} again={reload} />}
      {value !== undefined && children(value)}
      {value === undefined && error === undefined && <Waiting lines={lines} />}
    </>
  );
}

/** The same for a whole page, which has a heading at any time; `title` is that of a fault. */
export function PageWhenLoaded<T>({ title, ...props }: Props<T> & { title: string }) {
  const { value, error } = props.of;
  return (
    <>
      {value === undefined && (
        <h1 class={error === undefined ? 'unseen' : undefined}>
          {error === undefined ? t.value.loading : title}
        </h1>
      )}
      <WhenLoaded {...props} />
    </>
  );
}
