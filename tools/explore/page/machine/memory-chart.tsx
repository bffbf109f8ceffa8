import type { VNode } from "preact";
import type { Session } from "qapi-ts";
import { bytesText } from "./charts/amount-text.js";
import { itemOf, numberOf } from "./answers.js";
import { Chart } from "./charts/chart.js";
import type { Line } from "./charts/plot.js";
import { usePoll } from "./use-poll.js";
import { useSeries } from "./charts/use-series.js";

const lines: readonly Line[] = [
  { label: "configured", color: "--info" },
  { label: "guest has", color: "--accent" },
];

/** The memory of the machine, and what its balloon leaves to the guest. */
export function MemoryChart({ session }: { readonly session: Session }): VNode {
  const size = usePoll(session, "query-memory-size-summary", 2_000);
  const balloon = usePoll(session, "query-balloon", 2_000);
  const { "base-memory": base, "plugged-memory": plugged } = itemOf(size.value);
  const configured = numberOf(base) + numberOf(plugged);
  // Without a balloon, the guest has all of it.
  const actual = balloon.value === undefined ? configured : numberOf(itemOf(balloon.value)["actual"]);
  const reading = size.value === undefined ? undefined : { time: size.time, values: [configured, actual] };
  const series = useSeries(reading, 2, "value");
  return (
    <section class="panel" aria-labelledby="memory-title">
      <h2 id="memory-title">Memory</h2>
      {size.error !== undefined && <p class="field-issue">{size.error}</p>}
      <Chart title="Memory" lines={lines} series={series} format={bytesText} />
      {balloon.value === undefined && <p class="reply-status">The machine has no active balloon.</p>}
    </section>
  );
}
