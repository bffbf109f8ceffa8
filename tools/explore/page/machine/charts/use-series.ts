import { useEffect, useRef, useState } from "preact/hooks";
import { addPoint, emptySeries, ratesOf, type Reading, type Series } from "./series.js";

/** Readings that follow each other faster are not counted: their rates would be inexact. In milliseconds. */
const minGap = 400;

/**
 * Collects readings as a series.
 * @param reading - undefined while there is none. Its time distinguishes it from the last one.
 * @param kind - `rate` shows the increase for each second, `value` the values themselves.
 */
export function useSeries(reading: Reading | undefined, lines: number, kind: "rate" | "value"): Series {
  const [series, setSeries] = useState(() => emptySeries(lines));
  const last = useRef<Reading | undefined>(undefined);
  useEffect(() => {
    const before = last.current;
    if (reading === undefined || (before !== undefined && reading.time - before.time < minGap)) return;
    last.current = reading;
    // Charts show the time of day.
    const time = performance.timeOrigin + reading.time;
    if (kind === "value") setSeries((all) => addPoint(all, time, reading.values));
    else if (before !== undefined) setSeries((all) => addPoint(all, time, ratesOf(before, reading)));
  }, [reading?.time]);
  return series;
}
