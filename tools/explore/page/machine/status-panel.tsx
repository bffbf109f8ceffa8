import type { VNode } from "preact";
import { events } from "../connection/event-log.js";
import type { OpenMachine } from "../connection/machine.js";
import { bytesText } from "./charts/amount-text.js";
import { itemOf, numberOf, textOf } from "./answers.js";
import { CommandButton } from "./command-button.js";
import { usePoll } from "./use-poll.js";

/** The events that a change of the status sends. */
const statusEvents =
  /^(STOP|RESUME|SHUTDOWN|RESET|SUSPEND.*|WAKEUP|POWERDOWN|GUEST_PANICKED|MIGRATION|JOB_STATUS_CHANGE)$/;

/** Returns a number that changes when the status may have changed. */
function statusChanges(): number {
  return events.value.findLast(({ name }) => statusEvents.test(name))?.number ?? 0;
}

/** Whether the machine runs, what it is, and the buttons that change it. */
export function StatusPanel({ machine }: { readonly machine: OpenMachine }): VNode {
  const { session } = machine;
  const status = usePoll(session, "query-status", 3_000, statusChanges());
  const { status: word, running } = itemOf(status.value);
  const isRunning = running === true;
  return (
    <section class="panel" aria-labelledby="status-title">
      <h2 id="status-title">Status</h2>
      <p class="status-word" role="status">
        <span class={`status-dot${isRunning ? " status-running" : ""}`} aria-hidden="true" />
        {status.error ?? textOf(word) ?? "unknown"}
      </p>
      <MachineFacts machine={machine} />
      <div class="request-actions">
        <CommandButton machine={machine} command="stop" label="Stop" disabled={!isRunning} />
        <CommandButton machine={machine} command="cont" label="Continue" disabled={isRunning} />
        <CommandButton machine={machine} command="system_powerdown" label="Power down" />
        <CommandButton machine={machine} command="system_reset" label="Reset" />
        <CommandButton machine={machine} command="quit" label="Quit" />
      </div>
    </section>
  );
}

function MachineFacts({ machine: { session, target, version } }: { readonly machine: OpenMachine }): VNode {
  const memory = itemOf(usePoll(session, "query-memory-size-summary", 10_000).value);
  const cpus = usePoll(session, "query-cpus-fast", 10_000).value;
  const own = textOf(itemOf(usePoll(session, "query-name", 60_000).value)["name"]);
  const kvm = itemOf(usePoll(session, "query-kvm", 60_000).value);
  return (
    <dl class="facts">
      <dt>Name</dt>
      <dd>{own ?? "none"}</dd>
      <dt>Target</dt>
      <dd>{target}</dd>
      <dt>QEMU</dt>
      <dd>{version}</dd>
      <dt>Memory</dt>
      <dd>{bytesText(numberOf(memory["base-memory"]) + numberOf(memory["plugged-memory"]))}</dd>
      <dt>Processors</dt>
      <dd>{Array.isArray(cpus) ? cpus.length : "unknown"}</dd>
      <dt>Accelerator</dt>
      <dd>{kvm["enabled"] === true ? "KVM" : "not KVM"}</dd>
    </dl>
  );
}
