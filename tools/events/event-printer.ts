import type { EventMessage } from "qapi-ts";
import { singleLine } from "qapi-ts-generator/text";
import type { Terminal } from "../cli/terminal.js";
import { stringifyExactly } from "../output/json.js";

/** An event of one machine. */
export interface MachineEvent {
  /** The target as the user wrote it. */
  readonly machine: string;
  readonly message: EventMessage;
}

/** The width of the column of the event's name. Longer names move the data. */
const nameWidth = 24;

/** Prints events in columns, or as lines of JSON. */
export class EventPrinter {
  readonly #terminal: Terminal;
  readonly #isJson: boolean;
  readonly #machineWidth: number;

  constructor(terminal: Terminal, isJson: boolean, machines: readonly string[]) {
    this.#terminal = terminal;
    this.#isJson = isJson;
    this.#machineWidth = Math.min(40, Math.max(...machines.map((machine) => singleLine(machine).length)));
  }

  print({ machine, message: { event, data, timestamp } }: MachineEvent): void {
    const time = new Date(timestamp === undefined ? Date.now() : millisecondsOf(timestamp)).toISOString();
    if (this.#isJson) {
      this.#terminal.out(`${stringifyExactly({ time, machine, event, data, timestamp })}\n`);
      return;
    }
    const columns = [
      time,
      singleLine(machine).padEnd(this.#machineWidth),
      singleLine(event).padEnd(nameWidth),
    ];
    const text = data === undefined ? "" : singleLine(stringifyExactly(data));
    this.#terminal.out(`${[...columns, text].join("  ").trimEnd()}\n`);
  }

  /** Prints a remark about a machine to standard error. */
  remark(machine: string, text: string): void {
    this.#terminal.error(`${singleLine(machine)}: ${singleLine(text)}\n`);
  }
}

/** Returns the time of an event in milliseconds. */
export function millisecondsOf({ seconds, microseconds }: NonNullable<EventMessage["timestamp"]>): number {
  return seconds * 1000 + Math.floor(microseconds / 1000);
}
