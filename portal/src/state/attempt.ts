import { useState } from 'preact/hooks';

export interface Attempt {
  /** What went wrong with the last one; undefined where nothing did. */
  fault: unknown;
  attempt: (work: Promise<unknown>) => void;
}

/** Work that a page begins and does not wait for; `done` comes after each that went well. */
export function useAttempt(done: () => void = () => {}): Attempt {
  const [fault, setFault] = useState<unknown>();
  const attempt = (work: Promise<unknown>) => {
    setFault(undefined);
    work.then(done, setFault);
  };
  return { fault, attempt };
}
