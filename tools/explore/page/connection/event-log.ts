import { effect, signal, type ReadonlySignal } from "@preact/signals";
import type { EventMessage } from "qapi-ts";
import { machine } from "./machine.js";

/** An event of the machine. */
export interface LoggedEvent {
  /** Increases with each event of the page. */
  readonly number: number;
  /** When the machine sent it, in milliseconds since 1970. */
  readonly time: number;
  readonly name: string;
  readonly data: unknown;
}

/** The most events that are kept. */
const maxEvents = 2_000;

const current = signal<readonly LoggedEvent[]>([]);

/** The events since the page was opened, the latest last. */
export const events: ReadonlySignal<readonly LoggedEvent[]> = current;

let waiting: LoggedEvent[] = [];
let count = 0;

/** Records the events of the machine from now on, also over later connections. */
export function recordEvents(): void {
  effect(() => {
    if (machine.value.state !== "open") return undefined;
    const subscription = machine.value.session.subscribe({ names: undefined, deliver: record });
    return () => {
      subscription.end();
    };
  });
}

/** Forgets all events. */
export function clearEvents(): void {
  current.value = [];
}

/** A burst of events is shown at once, with the next frame. */
function record({ event, data, timestamp }: EventMessage): void {
  const time =
    timestamp === undefined ? Date.now() : timestamp.seconds * 1_000 + timestamp.microseconds / 1_000;
  if (waiting.length === 0) setTimeout(publish, 16);
  waiting.push({ number: ++count, time, name: event, data });
  if (waiting.length > maxEvents) waiting.shift();
}

function publish(): void {
  current.value = [...current.value, ...waiting].slice(-maxEvents);
  waiting = [];
}
