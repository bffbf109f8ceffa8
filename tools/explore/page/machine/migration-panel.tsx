import type { VNode } from "preact";
import { events } from "../connection/event-log.js";
import type { OpenMachine } from "../connection/machine.js";
import { bytesText, percentOf, secondsText } from "./charts/amount-text.js";
import { migrationOf, type Migration } from "./answers.js";
import { Chart } from "./charts/chart.js";
import { CommandButton } from "./command-button.js";
import type { Line } from "./charts/plot.js";
import { usePoll } from "./use-poll.js";
import { useSeries } from "./charts/use-series.js";

const lines: readonly Line[] = [{ label: "transferred", color: "--accent" }];
const rateText = (value: number): string => `${bytesText(value)}/s`;
const ended: ReadonlySet<string> = new Set(["completed", "failed", "cancelled"]);

/** The migration of the machine: its progress and rate. */
export function MigrationPanel({ machine }: { readonly machine: OpenMachine }): VNode {
  const changes = events.value.findLast(({ name }) => name === "MIGRATION")?.number ?? 0;
  const polled = usePoll(machine.session, "query-migrate", 1_000, changes);
  const migration = migrationOf(polled.value);
  return (
    <section class="panel" aria-labelledby="migration-title">
      <h2 id="migration-title">Migration</h2>
      {migration === undefined ? (
        <p class="reply-status">{polled.error ?? "None."}</p>
      ) : (
        <MigrationState migration={migration} time={polled.time} machine={machine} />
      )}
    </section>
  );
}

interface StateProps {
  readonly migration: Migration;
  readonly time: number;
  readonly machine: OpenMachine;
}

function MigrationState({ migration, time, machine }: StateProps): VNode {
  const { status, transferred, remaining, total, error } = migration;
  const series = useSeries({ time, values: [transferred] }, 1, "rate");
  const rate = series.lines[0]?.at(-1) ?? 0;
  const isActive = !ended.has(status);
  const percent = status === "completed" ? 100 : percentOf(total - remaining, total);
  return (
    <>
      <p class="job-head">
        <span class="badge">{status}</span>
      </p>
      <progress aria-label="Progress of the migration" max={100} value={percent} />
      <p class="reply-status">
        {`${percent.toFixed(0)} %, ${bytesText(transferred)} sent, ${bytesText(remaining)} left`}
        {isActive && rate > 0 && `, ${rateText(rate)}, ${secondsText(remaining / rate)}`}
      </p>
      {error !== undefined && <p class="field-issue">{error}</p>}
      <Chart title="Rate of the migration" lines={lines} series={series} format={rateText} />
      {isActive && <CommandButton machine={machine} command="migrate_cancel" label="Cancel the migration" />}
    </>
  );
}
