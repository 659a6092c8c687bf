import { useEffect, useRef } from 'preact/hooks';
import { number } from '../format';
import { t } from '../i18n';
import { counted, type MapState, STATES } from './map-states';

interface Props {
  /** A state for each chunk, in the order of the file. */
  states: MapState[];
}

const CELL_MAX = 18;
const CELL_MIN = 3;

/** Every chunk as a square. Who cannot see it is told the numbers, which also stand below. */
export function ChunkMap({ states }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const counts = counted(states);
  const parts = STATES.filter((it) => counts[it] > 0).map(
    (it) => `${number(counts[it])} ${t.value.marks[it]}`,
  );
  const all = t.value.chunks(number(states.length), states.length === 1);

  useEffect(() => {
    const draw = () => canvas.current && paint(canvas.current, states);
    draw();
    const watch = new ResizeObserver(draw);
    if (canvas.current?.parentElement) {
      watch.observe(canvas.current.parentElement);
    }
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    return () => {
      watch.disconnect();
      scheme.removeEventListener('change', draw);
    };
  }, [states]);

  return (
    <div class="chunk-map">
      <div class="chunk-map-area">
        <canvas ref={canvas} role="img" aria-label={t.value.chunkMapLabel(all, parts.join(', '))} />
      </div>
      <dl class="chunk-key">
        {STATES.map((it) => (
          <div key={it} class={counts[it] ? '' : 'none'}>
            <dt class={`key map-${it}`}>{t.value.marks[it]}</dt>
            <dd>
              <strong>{number(counts[it])}</strong>
              <span class="quiet-text">{t.value.marksHelp[it]}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function paint(canvas: HTMLCanvasElement, states: MapState[]): void {
  const width = canvas.parentElement?.clientWidth ?? 0;
  const context = canvas.getContext('2d');
  if (!context || !width) {
    return;
  }
  // As large as lets all of them stand in an area of about 2 to 1.
  const fitting = Math.floor(Math.sqrt((width * width) / 2 / Math.max(1, states.length)));
  const cell = Math.max(CELL_MIN, Math.min(CELL_MAX, fitting));
  const columns = Math.max(1, Math.floor(width / cell));
  const height = Math.ceil(states.length / columns) * cell;
  const scale = devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const colours = Object.fromEntries(
    STATES.map((it) => [it, resolved(style.getPropertyValue(`--map-${it}`), canvas)]),
  );
  const gap = cell > 6 ? 2 : 1;
  states.forEach((state, index) => {
    const x = (index % columns) * cell;
    const y = Math.floor(index / columns) * cell;
    context.fillStyle = colours[state] ?? 'gray';
    context.fillRect(x, y, cell - gap, cell - gap);
  });
}

/** A colour of the style sheet as a canvas knows it. */
function resolved(colour: string, canvas: HTMLCanvasElement): string {
  canvas.style.color = colour;
  const found = getComputedStyle(canvas).color;
  canvas.style.color = '';
  return found;
}
