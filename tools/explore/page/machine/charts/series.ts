/** The most points that a chart shows. */
const maxPoints = 300;

/** Values over time, for a chart: the times in seconds, and a list of values for each line. */
export interface Series {
  readonly times: readonly number[];
  readonly lines: readonly (readonly number[])[];
}

/** Returns a series without points. */
export function emptySeries(lines: number): Series {
  return { times: [], lines: Array.from({ length: lines }, () => []) };
}

/** Returns a series with one more point. The oldest points are dropped. @param time - in milliseconds. */
export function addPoint(series: Series, time: number, values: readonly number[]): Series {
  const keep = <Item>(items: readonly Item[], item: Item): readonly Item[] =>
    [...items, item].slice(-maxPoints);
  return {
    times: keep(series.times, time / 1_000),
    lines: series.lines.map((line, index) => keep(line, values[index] ?? 0)),
  };
}

/** A counter at a moment in milliseconds. */
export interface Reading {
  readonly time: number;
  readonly values: readonly number[];
}

/** Returns the increase of counters for each second. A counter that starts again, as after a reset, has the rate 0. */
export function ratesOf(before: Reading, after: Reading): readonly number[] {
  const seconds = (after.time - before.time) / 1_000;
  return after.values.map((value, index) => {
    const increase = value - (before.values[index] ?? value);
    return seconds <= 0 || increase < 0 ? 0 : increase / seconds;
  });
}
