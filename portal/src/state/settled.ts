import { useEffect, useState } from 'preact/hooks';

/** Nobody who types pauses for so long within a word; milliseconds. */
const PAUSE = 200;

/** A text once nobody types any more. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const later = setTimeout(() => setSettled(text), PAUSE);
    return () => clearTimeout(later);
  }, [text]);
  return settled;
}
