import UPlot from "uplot";
import type { Series } from "./series.js";

/** A line of a chart. */
export interface Line {
  readonly label: string;
  /** The name of a color of the theme, such as `--read`. */
  readonly color: string;
}

interface PlotOptions {
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  /** Whether the values are bytes, whose marks are powers of two. */
  readonly isBytes: boolean;
}

/** A chart that is drawn. */
export interface Plot {
  update(series: Series): void;
  resize(width: number): void;
  end(): void;
}

const powersOfTwo = Array.from({ length: 62 }, (_, exponent) => 2 ** exponent);

/** The height in CSS pixels. */
const height = 170;

/** Draws a chart in an element, in the colors of the theme. */
export function drawPlot(element: HTMLElement, { lines, format, isBytes }: PlotOptions): Plot {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color("--muted"),
    grid: { stroke: color("--border"), width: 1 },
    ticks: { stroke: color("--border"), width: 1 },
    font: `12px ${color("--sans")}`,
  };
  const plot = new UPlot(
    {
      width: Math.max(100, element.clientWidth),
      height,
      // The last time is centered below the right end.
      padding: [8, 32, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { y: { range: (_plot, _least, most) => [0, Math.max(4, most * 1.1)] } },
      axes: [
        { ...axis, space: 80, size: 32, values: (_plot, times) => times.map(timeOfDay) },
        {
          ...axis,
          size: 80,
          values: (_plot, values) => values.map(format),
          ...(isBytes && { incrs: powersOfTwo }),
        },
      ],
      series: [
        {},
        ...lines.map((line) => ({
          label: line.label,
          stroke: color(line.color),
          width: 2,
          points: { show: false },
        })),
      ],
    },
    [[], ...lines.map(() => [])],
    element,
  );
  return {
    update: ({ times, lines: values }) => {
      plot.setData([[...times], ...values.map((line) => [...line])]);
    },
    resize: (width) => {
      plot.setSize({ width: Math.max(100, width), height });
    },
    end: () => {
      plot.destroy();
    },
  };
}

function timeOfDay(seconds: number): string {
  return new Date(seconds * 1_000).toTimeString().slice(0, 8);
}
