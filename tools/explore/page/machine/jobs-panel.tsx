import type { VNode } from "preact";
import { events } from "../connection/event-log.js";
import type { OpenMachine } from "../connection/machine.js";
import { bytesText, percentOf, secondsText } from "./charts/amount-text.js";
import { commandsOfJob, jobsOf, type Job } from "./answers.js";
import { Chart } from "./charts/chart.js";
import { CommandButton } from "./command-button.js";
import type { Line } from "./charts/plot.js";
import { usePoll } from "./use-poll.js";
import { useSeries } from "./charts/use-series.js";

const lines: readonly Line[] = [{ label: "progress", color: "--accent" }];
const rateText = (value: number): string => `${bytesText(value)}/s`;

/** The jobs of the machine with their progress, and the commands that each accepts now. */
export function JobsPanel({ machine }: { readonly machine: OpenMachine }): VNode {
  const changes = events.value.findLast(({ name }) => name === "JOB_STATUS_CHANGE")?.number ?? 0;
  const polled = usePoll(machine.session, "query-jobs", 1_000, changes);
  const jobs = jobsOf(polled.value);
  return (
    <section class="panel" aria-labelledby="jobs-title">
      <h2 id="jobs-title">Jobs</h2>
      {jobs.length === 0 && <p class="reply-status">{polled.error ?? "None."}</p>}
      {jobs.map((job) => (
        <JobItem key={job.id} job={job} time={polled.time} machine={machine} />
      ))}
    </section>
  );
}

interface ItemProps {
  readonly job: Job;
  readonly time: number;
  readonly machine: OpenMachine;
}

function JobItem({ job, time, machine }: ItemProps): VNode {
  const { id, type, status, current, total, error } = job;
  const series = useSeries({ time, values: [current] }, 1, "rate");
  const rate = series.lines[0]?.at(-1) ?? 0;
  const percent = percentOf(current, total);
  return (
    <article class="job" aria-label={`Job ${id}`}>
      <p class="job-head">
        <strong>{id}</strong> {type} <span class="badge">{status}</span>
      </p>
      <progress aria-label={`Progress of ${id}`} max={100} value={percent} />
      <p class="reply-status">
        {`${percent.toFixed(0)} %, ${bytesText(current)} of ${bytesText(total)}, ${rateText(rate)}`}
        {status === "running" && rate > 0 && `, ${secondsText((total - current) / rate)} left`}
      </p>
      {error !== undefined && <p class="field-issue">{error}</p>}
      {status === "running" && (
        <Chart title={`Rate of ${id}`} lines={lines} series={series} format={rateText} />
      )}
      <div class="request-actions">
        {commandsOfJob(status).map((command) => (
          <CommandButton
            key={command}
            machine={machine}
            command={command}
            args={{ id }}
            label={`${command.replace("job-", "")} ${id}`}
          />
        ))}
      </div>
    </article>
  );
}
