import type { MachineEvent } from "../events/event-printer.js";
import { readRecording } from "./recording.js";

const prefix = "recording:";

/** Whether a target of `qmp events` is a file. */
export function isRecording(target: string): boolean {
  return target.startsWith(prefix);
}

/** Returns the events of a recording. @throws UsageError if it cannot be read. */
export function readRecordedEvents(target: string): MachineEvent[] {
  const { events } = readRecording(target.slice(prefix.length));
  return events.map(({ event, data, timestamp }) => ({
    machine: target,
    message: { event, data, timestamp },
  }));
}
