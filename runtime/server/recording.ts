import type { CommandFailure } from "./failure.js";
import type { Request } from "./request.js";

/** A command that a client sent; `return` or `error` is there once it was answered. */
export interface RecordedCommand {
  /** Which client: 1 for the first that came. */
  readonly client: number;
  readonly command: string;
  readonly arguments: object;
  readonly oob: boolean;
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
}

/** An event that was raised, once for each connection that it was sent over. */
export interface RecordedEvent {
  readonly client: number;
  readonly event: string;
  readonly data: unknown;
  readonly tag?: string;
}

/** What clients asked and were told, in order. It stays empty unless the server was told to `record`. */
export interface Recording {
  readonly commands: readonly RecordedCommand[];
  readonly events: readonly RecordedEvent[];
  /** Forgets what was recorded. */
  clear(): void;
}

/** Notes what goes by, or nothing. */
export class Recorder implements Recording {
  readonly commands: RecordedCommand[] = [];
  readonly events: RecordedEvent[] = [];
  readonly #records: boolean;

  constructor(records: boolean) {
    this.#records = records;
  }

  clear(): void {
    this.commands.length = 0;
    this.events.length = 0;
  }

  /** @returns what notes the answer. */
  command(client: number, { command, args, oob }: Request): (answer: Answer) => void {
    const entry = { client, command, arguments: args, oob };
    if (this.#records) this.commands.push(entry);
    return (answer) => {
      if ("failure" in answer) {
        const { errorClass, message } = answer.failure;
        Object.assign(entry, { error: { class: errorClass, desc: message } });
      } else Object.assign(entry, { return: answer.value });
    };
  }

  event(entry: RecordedEvent): void {
    if (this.#records) this.events.push(entry);
  }
}

/** What a command came to. */
export type Answer = { readonly value: unknown } | { readonly failure: CommandFailure };
