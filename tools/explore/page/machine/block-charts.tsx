import type { VNode } from "preact";
import type { Session } from "qapi-ts";
import { bytesText } from "./charts/amount-text.js";
import { blockTotalsOf } from "./answers.js";
import { Chart } from "./charts/chart.js";
import type { Line } from "./charts/plot.js";
import { usePoll } from "./use-poll.js";
import { useSeries } from "./charts/use-series.js";

const lines: readonly Line[] = [
  { label: "read", color: "--read" },
  { label: "written", color: "--change" },
];
const rateText = (value: number): string => `${bytesText(value)}/s`;
const countText = (value: number): string => `${value.toFixed(0)}/s`;

/** The transfers of all block devices. */
export function BlockCharts({ session }: { readonly session: Session }): VNode {
  const { value, time, error } = usePoll(session, "query-blockstats", 1_000);
  const totals = value === undefined ? undefined : blockTotalsOf(value);
  const bytes = totals && { time, values: [totals.readBytes, totals.writtenBytes] };
  const operations = totals && { time, values: [totals.reads, totals.writes] };
  const byteSeries = useSeries(bytes, 2, "rate");
  const operationSeries = useSeries(operations, 2, "rate");
  return (
    <section class="panel" aria-labelledby="blocks-title">
      <h2 id="blocks-title">Block devices</h2>
      {error !== undefined && <p class="field-issue">{error}</p>}
      <Chart title="Bytes" lines={lines} series={byteSeries} format={rateText} />
      <Chart title="Operations" lines={lines} series={operationSeries} format={countText} isBytes={false} />
    </section>
  );
}
