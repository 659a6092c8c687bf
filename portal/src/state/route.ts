import { computed, signal } from '@preact/signals';

const address = signal(location.hash);
addEventListener('hashchange', () => {
  address.value = location.hash;
});

/** The parts of the address behind `#/`; the projects where there are none. */
export const route = computed<string[]>(() => {
  const parts = address.value.replace(/^#\/?/, '').split('/').filter(Boolean).map(decoded);
  return parts.length ? parts : ['projects'];
});

export function linkTo(...parts: string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

export function go(...parts: string[]): void {
  location.hash = linkTo(...parts);
}

/** Reads the address again after the history was changed without an event. */
export function syncRoute(): void {
  address.value = location.hash;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
