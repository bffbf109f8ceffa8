import type { MachineEvent } from "../events/event-printer.js";
import { readRecording, type RecordedGap } from "./recording.js";

const prefix = "recording:";

/** Whether a target of `qmp events` is a file. */
export function isRecording(target: string): boolean {
  return target.startsWith(prefix);
}

/** The events of a recording, and where some may be missing. */
interface RecordedEvents {
  readonly target: string;
  readonly events: readonly MachineEvent[];
  readonly gaps: readonly RecordedGap[];
}

/** Reads the events of a recording. @throws UsageError if it cannot be read. */
export function readRecordedEvents(target: string): RecordedEvents {
  const { events, gaps } = readRecording(target.slice(prefix.length));
  const ofMachine = events.map(({ event, data, timestamp }) => ({
    machine: target,
    message: { event, data, timestamp },
  }));
  return { target, events: ofMachine, gaps };
}
