import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { theme } from "../../app/theme.js";
import type { Line, Plot } from "./plot.js";
import { useColorScheme } from "./use-color-scheme.js";
import type { Series } from "./series.js";

interface Props {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly series: Series;
  readonly format: (value: number) => string;
  /** Whether the values are bytes. Default: true. */
  readonly isBytes?: boolean;
}

/** A chart of values over time. The legend has the latest values as text. */
export function Chart({ title, lines, series, format, isBytes = true }: Props): VNode {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | undefined>(undefined);
  const latest = useRef(series);
  latest.current = series;
  useEffect(() => {
    let isCurrent = true;
    const observer = new ResizeObserver(() => plot.current?.resize(element.current?.clientWidth ?? 0));
    // The library is loaded with the first chart.
    import("./plot.js").then(({ drawPlot }) => {
      if (!isCurrent || element.current === null) return;
      plot.current = drawPlot(element.current, { lines, format, isBytes });
      plot.current.update(latest.current);
      observer.observe(element.current);
    }, reportError);
    return () => {
      isCurrent = false;
      observer.disconnect();
      plot.current?.end();
      plot.current = undefined;
    };
  }, [theme.value, useColorScheme()]);
  useEffect(() => {
    plot.current?.update(series);
  }, [series]);
  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong>
        {lines.map(({ label, color }, index) => (
          <span key={label} class="legend">
            <span class="legend-color" style={{ background: `var(${color})` }} aria-hidden="true" />
            {`${label}: ${format(series.lines[index]?.at(-1) ?? 0)}`}
          </span>
        ))}
      </figcaption>
      <div ref={element} role="img" aria-label={`Chart of ${title}`} class="chart-area" />
    </figure>
  );
}
