import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Loaded<T> {
  value: T | undefined;
  error: unknown;
  reload: () => void;
}

/** What `load` gives, anew whenever `key` or `again` changes, and when asked to.
 *
 * With another `key` it is something else, and the former value goes. Otherwise it stays until the
 * next is here, and beside a fault as well: what is shown, and who types in it, is not disturbed.
 */
export function useLoad<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  again?: unknown,
): Loaded<T> {
  const [state, setState] = useState<{ key: string; value?: T; error?: unknown }>({ key });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const stop = new AbortController();
    latest.current(stop.signal).then(
      (value) => stop.signal.aborted || setState({ key, value }),
      (error) =>
        stop.signal.aborted ||
        setState((it) => (it.key === key ? { ...it, error } : { key, error })),
    );
    return () => stop.abort();
  }, [key, round, again]);
  const reload = useCallback(() => setRound((it) => it + 1), []);
  const isCurrent = state.key === key;
  return {
    value: isCurrent ? state.value : undefined,
    error: isCurrent ? state.error : undefined,
    reload,
  };
}
