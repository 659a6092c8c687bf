/** Sizes, times and numbers as the browser writes them in the page's language. */

import { language } from './i18n';

const numbers = remembered(
  (it, options: Intl.NumberFormatOptions | undefined) => new Intl.NumberFormat(it, options),
);

const dates = remembered(
  (it, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(it, options),
);

/** One format for each language and set of options: browsers make them slowly, and lists need many. */
function remembered<O, F>(make: (language: string, options: O) => F): (options: O) => F {
  const made = new Map<string, F>();
  return (options) => {
    const key = `${language.value} ${JSON.stringify(options)}`;
    const found = made.get(key) ?? make(language.value, options);
    made.set(key, found);
    return found;
  };
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** A number of bytes in binary units: exact below a KiB, else with three figures. */
export function size(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const maximumFractionDigits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${number(value, { maximumFractionDigits })} ${UNITS[unit]}`;
}

/** The same, rounded up to a tenth: what is at least needed must not look smaller than it is. */
export function sizeAtLeast(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  const unit = 1024 ** power;
  return size(power === 0 ? bytes : (Math.ceil((bytes / unit) * 10) / 10) * unit);
}

/** Two numbers of bytes that are compared: to the byte where they would look alike. */
export function sizesApart(one: number, other: number): [string, string] {
  const rounded: [string, string] = [size(one), size(other)];
  const alike = rounded[0] === rounded[1] && one !== other;
  return alike ? [`${number(one)} B`, `${number(other)} B`] : rounded;
}

export function number(value: number, options?: Intl.NumberFormatOptions): string {
  return numbers(options).format(value);
}

export function percent(part: number, whole: number): string {
  const share = whole > 0 ? Math.floor((part / whole) * 100) / 100 : 1;
  return number(share, { style: 'percent' });
}

export function moment(iso: string | null): string {
  if (iso === null) {
    return '';
  }
  return dates({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** A day such as 2026-11-27. */
export function day(iso: string): string {
  return dates({ dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(iso));
}

/** A time to wait, in its two largest units. */
export function duration(seconds: number): string {
  const total = Math.max(1, Math.round(seconds));
  const parts: [number, string][] = [
    [Math.floor(total / 86400), 'day'],
    [Math.floor(total / 3600) % 24, 'hour'],
    [Math.floor(total / 60) % 60, 'minute'],
    [total % 60, 'second'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => number(value, { style: 'unit', unit, unitDisplay: 'short' }))
    .join(' ');
}

const FACTORS: Record<string, number> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  t: 1e12,
  tb: 1e12,
  p: 1e15,
  pb: 1e15,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  pib: 2 ** 50,
};

/** The bytes that a person means by `1.5 TiB`, `300 MB`, `300m` or `7,5 GiB`; null if nothing. */
export function parseSize(text: string): number | null {
  const found = /^\s*(\d[\d\s.,]*)\s*([a-z]*)\s*$/i.exec(text);
  const factor = FACTORS[found?.[2]?.toLowerCase() ?? 'none'];
  if (!found?.[1] || factor === undefined) {
    return null;
  }
  const value = Number(plainNumber(found[1].replace(/\s/g, '')));
  return Number.isFinite(value) ? Math.round(value * factor) : null;
}

/** The last of several kinds of marks, or a single one, is the decimal mark. */
function plainNumber(digits: string): string {
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  const mark = digits[last];
  if (mark === undefined) {
    return digits;
  }
  const isGroup = digits.split(mark).length > 2; // 1.000.000
  const whole = digits.slice(0, last).replace(/[.,]/g, '');
  return isGroup ? digits.replace(/[.,]/g, '') : `${whole}.${digits.slice(last + 1)}`;
}
