import type { Clock } from "../clock.js";
import { nameWaiter } from "../errors/caller-stack.js";
import {
  CompletionAbortedError,
  CompletionLostError,
  CompletionTimeoutError,
  DisconnectedError,
  OutcomeUnknownError,
  QapiError,
} from "../errors/index.js";
import { sleep, watchLimits } from "../events/waiter.js";
import { type Int64, type JsonObject, objectOf } from "../json.js";
import type { Protocol } from "../protocol.js";
import { clockOf } from "../session/common-session.js";
import type { Session } from "../session/session.js";
import { fromBase64, integerOf, toBase64 } from "./guest-file.js";

/** A protocol with the commands that {@link guestExecAndWait} sends. */
export interface GuestExecProtocol extends Protocol {
  readonly commands: { readonly "guest-exec": unknown; readonly "guest-exec-status": unknown };
}

/** The program that {@link guestExecAndWait} runs. */
export interface GuestProgram {
  /** The path of the program in the guest. */
  readonly path: string;
  /** Its arguments, without its name. `arg`, the name in the schema, has the same meaning. Default: none. */
  readonly args?: readonly string[] | undefined;
  readonly arg?: readonly string[] | undefined;
  /** Its environment, as `NAME=VALUE`. Default: the agent's. */
  readonly env?: readonly string[] | undefined;
  /** Its standard input: bytes, or text, which is sent as UTF-8. Default: empty. */
  readonly input?: Uint8Array | string | undefined;
  /** What is returned of its output. The modes need QEMU 8.0. Default: true, both streams. */
  readonly "capture-output"?: boolean | "none" | "stdout" | "stderr" | "separated" | "merged" | undefined;
}

/** The limits of {@link guestExecAndWait}. */
export interface GuestExecOptions {
  /** The limit on the whole run, in milliseconds. Default: none. */
  readonly timeout?: number | undefined;
  /** Gives up waiting. The program continues in the guest, because the agent cannot end it. */
  readonly signal?: AbortSignal | undefined;
  /** Default: the session's clock. */
  readonly clock?: Clock | undefined;
}

/** How a program ended in the guest. */
export interface GuestExecResult {
  readonly pid: Int64;
  /** The exit status; undefined if a signal ended the program. */
  readonly exitCode: number | undefined;
  /** The number of the signal that ended the program (on Windows, of the exception). */
  readonly signal: number | undefined;
  /** The standard output; empty if it is not captured. */
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Whether the agent discarded output, of which it keeps 16 MiB for each stream. */
  readonly stdoutTruncated: boolean;
  readonly stderrTruncated: boolean;
}

const statusCommand = "guest-exec-status";

// The delay before each query, in milliseconds: a third of the time that the program has run so far.
const [firstDelay, delayGrowth, maxDelay] = [10, 1.5, 1_000];

/**
 * Runs a program in the guest and waits until it ends. Another exit status than 0 is not an error.
 * @throws CommandError (as a rejection) if the program cannot be started; CompletionTimeoutError or
 * CompletionAbortedError if the wait is given up; CompletionLostError if the session ends first; otherwise the errors of
 * `call`.
 */
export function guestExecAndWait<P extends GuestExecProtocol>(
  session: Session<P>,
  program: GuestProgram,
  options: GuestExecOptions = {},
): Promise<GuestExecResult> {
  const result = new GuestExecution(session, options).run(program);
  // The end of the session may come before the program awaits the result.
  return nameWaiter(result, (error) => error instanceof CompletionLostError);
}

class GuestExecution {
  readonly #session: Session;
  readonly #options: GuestExecOptions;
  readonly #clock: Clock;
  /** Aborted at a limit: gives up the call in flight. */
  readonly #over = new AbortController();
  /** Aborted to end the delay before a query. */
  #delay = new AbortController();
  /** Creates the error of the limit that was reached. */
  #limitError: (() => QapiError) | undefined;
  #serverMayHaveActed = false;
  #pid: Int64 | undefined;

  constructor(session: Session, options: GuestExecOptions) {
    this.#session = session;
    this.#options = options;
    this.#clock = options.clock ?? clockOf(session);
  }

  async run(program: GuestProgram): Promise<GuestExecResult> {
    const { timeout, signal } = this.#options;
    const stop = watchLimits(
      { clock: this.#clock, timeout, signal },
      {
        timedOut: (elapsed) => this.#giveUp(() => this.#timedOut(elapsed)),
        aborted: (reason) => this.#giveUp(() => this.#aborted(reason)),
      },
    );
    try {
      const pid = await this.#start(program, this.#over.signal);
      return resultOf(pid, await this.#end(pid, this.#over.signal));
    } catch (error) {
      if (this.#limitError === undefined) throw error;
      // The error of the call that was given up shows whether it was sent.
      this.#serverMayHaveActed ||= error instanceof QapiError && error.serverMayHaveActed;
      throw this.#limitError();
    } finally {
      stop();
    }
  }

  #giveUp(errorFor: () => QapiError): void {
    this.#limitError = errorFor;
    this.#over.abort();
    this.#delay.abort();
  }

  /** Queries the process until it has ended. The end of the session causes the last query, which fails. */
  async #end(pid: Int64, signal: AbortSignal): Promise<JsonObject> {
    const ended = (): void => this.#delay.abort();
    const subscription = this.#session.subscribe({ names: [], deliver: () => undefined, ended });
    try {
      for (let delay = firstDelay; ; delay = Math.min(delay * delayGrowth, maxDelay)) {
        if (!signal.aborted) await sleep(this.#clock, delay, this.#delay.signal);
        this.#delay = new AbortController();
        const status = await this.#status(pid, signal);
        if (status["exited"] === true) return status;
      }
    } finally {
      subscription.end();
    }
  }

  #timedOut(timeout: number): CompletionTimeoutError {
    const text = `guest-exec did not complete within ${timeout} ms${this.#process}`;
    return new CompletionTimeoutError(text, this.#facts(undefined));
  }

  #aborted(cause: unknown): CompletionAbortedError {
    return new CompletionAbortedError(
      `the wait for guest-exec was aborted${this.#process}`,
      this.#facts(cause),
    );
  }

  async #start(program: GuestProgram, signal: AbortSignal): Promise<Int64> {
    const { path, args, arg = args, env, input, "capture-output": capture = true } = program;
    const data = input === undefined ? {} : { "input-data": toBase64(input) };
    const request = { path, arg, env, ...data, "capture-output": capture };
    const { pid } = objectOf(await this.#session.call("guest-exec", request, { signal }));
    this.#serverMayHaveActed = true;
    return (this.#pid = integerOf("guest-exec", pid));
  }

  async #status(pid: Int64, signal: AbortSignal): Promise<JsonObject> {
    try {
      return objectOf(await this.#session.call(statusCommand, { pid }, { signal }));
    } catch (cause) {
      if (!(cause instanceof DisconnectedError || cause instanceof OutcomeUnknownError)) throw cause;
      const text = `the session was lost before guest-exec was complete${this.#process}`;
      throw new CompletionLostError(text, this.#facts(cause));
    }
  }

  get #process(): string {
    return this.#pid === undefined ? "" : `: process ${this.#pid} may continue in the guest`;
  }

  #facts(cause: unknown): { command: string; serverMayHaveActed: boolean; cause: unknown } {
    return { command: "guest-exec", serverMayHaveActed: this.#serverMayHaveActed, cause };
  }
}

function resultOf(pid: Int64, status: JsonObject): GuestExecResult {
  const { exitcode, signal } = status;
  return {
    pid,
    exitCode: typeof exitcode === "number" ? exitcode : undefined,
    signal: typeof signal === "number" ? signal : undefined,
    stdout: fromBase64(status["out-data"], statusCommand),
    stderr: fromBase64(status["err-data"], statusCommand),
    stdoutTruncated: status["out-truncated"] === true,
    stderrTruncated: status["err-truncated"] === true,
  };
}
