import type { Provider } from '../api/types';
import { size as words } from '../format';
import { t } from '../i18n';
import { placeOf, ticks } from './scale';

interface Props {
  provider: Provider;
  /** A file's place on it; none shows the limits alone. */
  size?: number | null;
  isSmall?: boolean;
}

/** What a provider can hold, on a logarithmic scale, and where a file of some size stands on it. */
export function Ruler({ provider, size = null, isSmall = false }: Props) {
  const chunk = provider.chunk_max_size_bytes;
  const largest = provider.file_max_size_bytes;
  const [a, b] = [placeOf(chunk, largest), placeOf(largest, largest)];
  const said =
    size === null
      ? t.value.rulerPlain(words(chunk), words(largest))
      : t.value.rulerLabel(words(size), words(chunk), words(largest));
  const isOver = size !== null && size > largest;
  return (
    <div class={isSmall ? 'ruler small' : 'ruler'} role="img" aria-label={said}>
      <div class="ruler-track">
        <div class="ruler-zone one" style={{ width: `${a}%` }} />
        <div class="ruler-zone many" style={{ left: `${a}%`, width: `${b - a}%` }} />
        <div class="ruler-zone over" style={{ left: `${b}%`, width: `${100 - b}%` }} />
        {size !== null && (
          <div
            class={isOver ? 'ruler-mark over' : 'ruler-mark'}
            style={{ left: `${placeOf(size, largest)}%` }}
          />
        )}
      </div>
      {!isSmall && (
        <>
          <div class="ruler-ticks">
            {ticks(largest).map((tick) => (
              <span key={tick} style={{ left: `${placeOf(tick, largest)}%` }}>
                {words(tick)}
              </span>
            ))}
          </div>
          <div class="ruler-key">
            <span class="key one">{`${t.value.oneChunk} ≤ ${words(chunk)}`}</span>
            <span class="key many">{`${t.value.manyChunks} ≤ ${words(largest)}`}</span>
            <span class="key over">{t.value.tooLarge}</span>
          </div>
        </>
      )}
    </div>
  );
}
