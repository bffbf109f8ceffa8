import type { CommandFailure } from "./handler.js";
import type { Request } from "./request.js";

/** A recorded command. `return` or `error` is set when the command is answered. */
export interface RecordedCommand {
  /** The number of the client; the first one to connect is 1. */
  readonly client: number;
  readonly command: string;
  readonly arguments: object;
  readonly oob: boolean;
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
}

/** A recorded event, once for each connection over which it was sent. */
export interface RecordedEvent {
  readonly client: number;
  readonly event: string;
  readonly data: unknown;
  readonly tag?: string;
}

/** The commands and events of a server, in order. Empty unless the option `record` is set. */
export interface Recording {
  readonly commands: readonly RecordedCommand[];
  readonly events: readonly RecordedEvent[];
  /** Removes all entries. */
  clear(): void;
}

/** The outcome of a recorded command. */
export type Outcome = { readonly value: unknown } | { readonly failure: CommandFailure };

export class Recorder implements Recording {
  readonly commands: RecordedCommand[] = [];
  readonly events: RecordedEvent[] = [];
  readonly #enabled: boolean;

  constructor(enabled: boolean) {
    this.#enabled = enabled;
  }

  clear(): void {
    this.commands.length = 0;
    this.events.length = 0;
  }

  /** Records a command. Returns a function that records its outcome. */
  recordCommand(client: number, { command, args, oob }: Request): (outcome: Outcome) => void {
    const entry = { client, command, arguments: args, oob };
    if (this.#enabled) this.commands.push(entry);
    return (outcome) => {
      if ("failure" in outcome) {
        const { errorClass, message } = outcome.failure;
        Object.assign(entry, { error: { class: errorClass, desc: message } });
      } else Object.assign(entry, { return: outcome.value });
    };
  }

  recordEvent(entry: RecordedEvent): void {
    if (this.#enabled) this.events.push(entry);
  }
}
