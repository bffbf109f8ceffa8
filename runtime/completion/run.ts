import type { Clock } from "../clock.js";
import { CapabilityError, OutcomeUnknownError, QapiError } from "../errors/index.js";
import type { EventMessage } from "../events/event.js";
import { onAbort, type WaitLimits, watchLimits } from "../events/waiter.js";
import { objectOf } from "../json.js";
import type { EventGap, Subscriber } from "../events/subscription.js";
import type { RequestOptions } from "../session/call-options.js";
import { clockOf } from "../session/common-session.js";
import type { Session, SessionEnd } from "../session/session.js";
import { connectEvent } from "../signals/connect-accessor.js";
import {
  cancellationOf,
  checkedTimeout,
  type CommandTemplate,
  type Completion,
  type CompletionOptions,
  type Fallback,
  mayHaveActed,
  reportRefusal,
} from "./completion.js";
import {
  type Arguments,
  argumentsFor,
  EventWatch,
  type Reply,
  StateWatch,
  type Watch,
  type WatchContext,
} from "./watch.js";
import { jobConclusion, JobWatch } from "./job.js";
import { RunErrors } from "./run-errors.js";

const defaultFallbackTimeout = 10_000;

/** How long to wait for the end of a cancelled job, in milliseconds. */
const dismissTimeout = 60_000;

/** Sends one command and waits for its completion. */
export class CompletionRun implements WatchContext {
  readonly session: Session;
  readonly command: string;
  readonly args: Arguments;
  readonly clock: Clock;
  /** Fulfilled when the server has replied to the command. */
  readonly replied: Promise<void>;
  readonly #completion: Completion;
  readonly #options: CompletionOptions;
  readonly #errors: RunErrors;
  #cancel: CommandTemplate | undefined;
  readonly #over = new AbortController();
  #resolve: (value: unknown) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #watches: readonly Watch[] = [];
  #call: Promise<unknown> | undefined;
  #reply: Reply | undefined;
  #resolveReplied: () => void = () => undefined;
  /** The first end that a watch reported. */
  #outcome: { readonly error: QapiError | undefined } | undefined;
  #sessionEnd: SessionEnd | undefined;

  constructor(
    session: Session,
    completion: Completion,
    args: object | undefined,
    options: CompletionOptions,
  ) {
    this.session = session;
    this.command = completion.command;
    this.args = copyOf(args);
    this.clock = options.clock ?? clockOf(session);
    this.replied = new Promise((resolve) => {
      this.#resolveReplied = resolve;
    });
    this.#completion = completion;
    this.#options = options;
    this.#errors = new RunErrors(completion.command);
  }

  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Sends the command and waits for its end. @returns what the command returned. */
  async run(): Promise<unknown> {
    this.#cancel = cancellationOf(this.#completion, this.#options);
    const { forced } = this.#completion;
    const { signal } = this.#options;
    const timeout = checkedTimeout(this.#completion, this.#options);
    const fallback = this.#options.forced === true ? forced : undefined;
    if (signal?.aborted === true) throw this.#errors.aborted(signal.reason);
    const limits = { clock: this.clock, signal, timeout: fallback === undefined ? timeout : undefined };
    return await new Promise((resolve, reject) => {
      this.#resolve = this.#settling(resolve);
      this.#reject = this.#settling(reject);
      this.#watchLimits(limits);
      this.#execute().catch((error: unknown) => {
        if (!this.over.aborted) this.#reject(error);
      });
      if (fallback !== undefined && timeout !== undefined) {
        this.after(timeout, () => {
          this.#force(fallback, timeout).catch(this.#reject);
        });
      }
    });
  }

  #settling<T>(settle: (value: T) => void): (value: T) => void {
    return (value) => {
      this.#over.abort();
      settle(value);
    };
  }

  succeed(): void {
    this.#conclude(undefined);
  }

  fail(error: QapiError): void {
    this.#conclude(error);
  }

  readonly query = async (command: string, args?: object): Promise<Reply | undefined> => {
    try {
      const options: RequestOptions = { signal: this.over, isPoll: true };
      return { value: await this.session.call(command, args, options) };
    } catch (error) {
      // The end of the session is reported instead of the failed query.
      const isFailure = this.session.state === "connected" && !this.over.aborted;
      if (isFailure && error instanceof QapiError) this.fail(error);
      return undefined;
    }
  };

  after(milliseconds: number, callback: () => void): void {
    const limits = { clock: this.clock, timeout: milliseconds, signal: this.over };
    watchLimits(limits, { timedOut: callback, aborted: () => undefined });
  }

  /** Sends the command before it returns, so that commands leave in the order in which functions were called. */
  async #execute(): Promise<void> {
    this.#watches = this.#createWatches();
    for (const watch of this.#watches) this.#connect(watch);
    this.#subscribe([], {
      ended: (error) => {
        this.#sessionEnd = { error };
        if (this.#reply !== undefined) this.#reject(this.#errors.lost(error));
      },
    });
    this.#reply = { value: await this.#send() };
    this.#errors.serverMayHaveActed = true;
    this.#resolveReplied();
    for (const watch of this.#watches) watch.replied?.();
    this.#settleOutcome();
    if (this.#sessionEnd !== undefined) this.#reject(this.#errors.lost(this.#sessionEnd.error));
  }

  #createWatches(): readonly Watch[] {
    const { done, failed, state, job } = this.#completion;
    return [
      ...(job === undefined ? [] : [new JobWatch(this, job, this.#options)]),
      ...(done === undefined && failed === undefined ? [] : [new EventWatch(this, done, failed)]),
      ...(state === undefined ? [] : [new StateWatch(this, state)]),
    ];
  }

  #connect(watch: Watch): void {
    this.#subscribe([...new Set(watch.events)], {
      deliver: (event) => watch.receive(event),
      gap: this.#onGap,
      ended: (error) => {
        if (error instanceof CapabilityError) this.#connectAccessors(watch);
      },
    });
  }

  /** Connects to the events of a session that has dropped the default connections. */
  #connectAccessors(watch: Watch): void {
    const receive = (event: EventMessage): void => watch.receive(event);
    const options = { signal: this.over, onGap: this.#onGap };
    for (const name of new Set(watch.events)) {
      connectEvent(this.session, name, receive, options).catch((error: unknown) => {
        // A watch that queries the state does not depend on events.
        if (watch.missed === undefined && !this.over.aborted)
          void this.#giveUp(() => this.#errors.unobservable(error));
      });
    }
  }

  #subscribe(names: readonly string[], handlers: Partial<Subscriber>): void {
    const subscription = this.session.subscribe({ names, deliver: () => undefined, ...handlers });
    onAbort(this.over, () => subscription.end());
  }

  /** After a reconnect, only a watch that does not depend on each event can still detect the end. */
  readonly #onGap = ({ cause }: EventGap): void => {
    const watches = this.#watches.filter((watch) => watch.missed !== undefined);
    for (const watch of watches) watch.missed?.();
    if (watches.length === 0) void this.#giveUp(() => this.#errors.lost(cause));
  };

  async #send(): Promise<unknown> {
    this.#call = this.session.call(this.command, this.args, { signal: this.over });
    try {
      return await this.#call;
    } catch (error) {
      if (!(error instanceof OutcomeUnknownError)) throw error;
      this.#errors.serverMayHaveActed = true;
      throw this.#errors.lost(error);
    }
  }

  /** Sends the fallback, unless the command itself has no reply yet. */
  async #force(fallback: Fallback, elapsed: number): Promise<void> {
    const { command, done, timeout = defaultFallbackTimeout } = fallback;
    if (this.#reply === undefined) {
      await this.#cancelAndReject((cancel) => this.#errors.timedOut(`within ${elapsed} ms`, cancel));
      return;
    }
    this.after(timeout, () => {
      const when = `within ${timeout} ms after ${command}`;
      void this.#cancelAndReject((cancel) => this.#errors.timedOut(when, cancel));
    });
    if (done !== undefined) this.#connect(new EventWatch(this, done));
    await this.query(command, argumentsFor(fallback, this.args));
  }

  /** Ends the wait at a limit. */
  #watchLimits(limits: WaitLimits): void {
    const stop = watchLimits(limits, {
      timedOut: (timeout) =>
        void this.#cancelAndReject((cancel) => this.#errors.timedOut(`within ${timeout} ms`, cancel)),
      aborted: (reason) => void this.#cancelAndReject((cancel) => this.#errors.aborted(reason, cancel)),
    });
    onAbort(this.over, stop);
  }

  /** Gives up the call, whose outcome shows whether the server may have acted, and rejects. */
  async #giveUp(errorFor: () => unknown): Promise<void> {
    this.#over.abort();
    this.#errors.serverMayHaveActed = await mayHaveActed(this.#call);
    this.#reject(errorFor());
  }

  /**
   * Gives up the call, and sends the command that cancels if the caller wishes. Not if the connection is lost: a later one may
   * be to a server that did not execute the command.
   */
  async #cancelAndReject(errorFor: (cancel: CommandTemplate | undefined) => QapiError): Promise<void> {
    await this.#giveUp(() => {
      const isPossible = this.#errors.serverMayHaveActed && this.session.state === "connected";
      const cancel = isPossible ? this.#cancel : undefined;
      if (cancel !== undefined) this.#sendCancel(cancel);
      return errorFor(cancel);
    });
  }

  #sendCancel(cancel: CommandTemplate): void {
    const { job, cancel: annotated } = this.#completion;
    const args = argumentsFor(cancel, this.args);
    const cancelling = this.session.call(cancel.command, args);
    reportRefusal(this.session, cancelling);
    if (annotated !== undefined || job?.dismiss !== "client") return;
    // A job that has already ended refuses to be cancelled, and must be dismissed too.
    const settled = cancelling.catch(() => undefined);
    reportRefusal(
      this.session,
      settled.then(() => this.#dismiss(args?.["id"])),
    );
  }

  /** Dismisses a job when it has ended, as the wait for the command would have done. */
  async #dismiss(id: unknown): Promise<void> {
    const options = { clock: this.clock, timeout: dismissTimeout };
    await new CompletionRun(this.session, jobConclusion(id), undefined, options).run();
    await this.session.call("job-dismiss", { id });
  }

  #conclude(error: QapiError | undefined): void {
    this.#outcome ??= { error };
    this.#settleOutcome();
  }

  /** An end that was detected before the command's reply takes effect with the reply. */
  #settleOutcome(): void {
    if (this.#outcome === undefined || this.#reply === undefined) return;
    const { error } = this.#outcome;
    if (error === undefined) this.#resolve(this.#reply.value);
    else this.#reject(error);
  }
}

/** Copies arguments, because the caller may change them during the wait. The call refuses those that cannot be read. */
function copyOf(args: object | undefined): Arguments {
  try {
    return { ...objectOf(args) };
  } catch {
    return objectOf(args);
  }
}
