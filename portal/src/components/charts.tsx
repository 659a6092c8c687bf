import { number } from '../format';

export interface Bar {
  key: string;
  /** The words of a row; the last but one is not needed to understand the others. */
  cells: string[];
  value: number;
  isBad?: boolean;
}

/** A table whose rows have a bar each: the chart and its numbers are one thing. */
export function BarTable({ head, bars, label }: { head: string[]; bars: Bar[]; label: string }) {
  const most = Math.max(1, ...bars.map((it) => it.value));
  return (
    <div class="table-scroll">
      <table class="bar-table" aria-label={label}>
        <thead>
          <tr>
            {head.map((it) => (
              <th key={it} scope="col">
                {it}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.key}>
              {bar.cells.map((cell, index) =>
                index === 0 ? (
                  <th key={head[index]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={head[index]}>{cell}</td>
                ),
              )}
              <td class="bar-cell" aria-hidden="true">
                <div
                  class={bar.isBad ? 'bar-fill bad' : 'bar-fill'}
                  style={{ width: `${(bar.value / most) * 100}%` }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export interface Series {
  name: string;
  kind: 'one' | 'many' | 'fail';
  values: number[];
}

/** The chart is stretched to its place, whatever these are. */
const WIDTH = 600;
const HEIGHT = 150;

/** Columns side by side for each day. The numbers stand in a table beside it. */
export function DayChart(props: { days: string[]; series: Series[]; label: string }) {
  const { days, series, label } = props;
  const most = Math.max(1, ...series.flatMap((it) => it.values));
  const slot = WIDTH / Math.max(1, days.length);
  const width = Math.max(1, (slot * 0.8) / series.length);
  const scale = HEIGHT / most;
  return (
    <figure class="day-chart">
      <p class="axis-words" aria-hidden="true">
        {number(most)}
      </p>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {series.map((one, index) =>
          one.values.map((value, day) => (
            <rect
              key={`${one.name} ${days[day]}`}
              class={`column ${one.kind}`}
              x={day * slot + slot * 0.1 + index * width}
              y={HEIGHT - value * scale}
              width={width}
              height={value * scale}
            />
          )),
        )}
      </svg>
      <p class="axis-words" aria-hidden="true">
        <span>{days[0]}</span>
        <span>{days.length > 1 ? days.at(-1) : ''}</span>
      </p>
      <figcaption class="ruler-key">
        {series.map((it) => (
          <span key={it.name} class={`key ${it.kind}`}>
            {it.name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
