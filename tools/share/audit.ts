import type { Effect } from "qapi-ts/qmp/effects";
import { Redactor } from "qapi-ts/observe";

/** The outcome of a command. */
export type Outcome =
  /** The machine executed it. */
  | "done"
  /** The machine answered with an error. */
  | "failed"
  /** The policy refused it. */
  | "refused"
  /** It was sent, and the machine ended before it answered. */
  | "unknown"
  /** It was not sent: the machine was not connected, or the client had gone. */
  | "not-sent";

/** The `error` of a reply: for programs and for people. */
export interface AuditError {
  readonly class: string;
  readonly desc: string;
}

/** The client that an entry is about. */
export interface AuditClient {
  readonly id: number;
  /** Who it is, as far as is known: the name in its certificate, its address, or the name that a program gave it. */
  readonly name: string;
  /** The address at which it connected; `in-process` for a client in this program. */
  readonly address: string;
}

/** A command that a client sent. */
export interface AuditedCommand {
  readonly kind: "command";
  readonly command: string;
  readonly effect: Effect;
  readonly oob: boolean;
  /** The client's own id of the request; absent if it has none. */
  readonly id?: unknown;
  /** Absent if there are none. Secrets are redacted. */
  readonly arguments?: unknown;
  readonly outcome: Outcome;
  readonly error?: AuditError;
  /** The time from the request to the outcome. */
  readonly milliseconds: number;
}

/** A client that has connected or disconnected. */
export type AuditedClient =
  { readonly kind: "connected" } | { readonly kind: "disconnected"; readonly reason: string };

/** An entry of the audit log. */
export type AuditEntry = {
  /** In ISO 8601, with milliseconds. */
  readonly time: string;
  /** The name of the shared machine. */
  readonly machine: string;
  readonly client: AuditClient;
} & (AuditedCommand | AuditedClient);

/** A command before its secrets are redacted. */
type CommandRecord = Omit<AuditedCommand, "kind" | "arguments"> & { readonly args: object };

/** Reports to an audit log. */
export class Auditor {
  readonly #machine: string;
  readonly #write: ((entry: AuditEntry) => void) | undefined;
  readonly #failed: (cause: unknown) => void;
  readonly #redactor = new Redactor();
  #isBroken = false;

  /**
   * @param write - receives the entries.
   * @param failed - receives what `write` throws.
   */
  constructor(
    machine: string,
    write: ((entry: AuditEntry) => void) | undefined,
    failed: (cause: unknown) => void,
  ) {
    this.#machine = machine;
    this.#write = write;
    this.#failed = failed;
  }

  /** Whether an entry could not be written. No command may be executed then. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** @param createRecord - called only if there is an audit log. */
  command(client: AuditClient, createRecord: () => CommandRecord): void {
    if (this.#write === undefined) return;
    const { args, error, ...record } = createRecord();
    const redacted = this.#redactor.arguments(record.command, args);
    this.#report(client, {
      kind: "command",
      ...record,
      ...(Object.keys(args).length > 0 && { arguments: redacted }),
      ...(error !== undefined && { error: { ...error, desc: this.#redactor.text(error.desc) } }),
    });
  }

  client(client: AuditClient, entry: AuditedClient): void {
    if (this.#write !== undefined) this.#report(client, entry);
  }

  #report(client: AuditClient, entry: AuditedCommand | AuditedClient): void {
    try {
      this.#write?.({ time: new Date().toISOString(), machine: this.#machine, client, ...entry });
    } catch (cause) {
      this.#isBroken = true;
      this.#failed(cause);
    }
  }
}
