import type { QapiError } from "../errors/index.js";
import type { Call } from "../session/call.js";
import type { Calls, RequestOutput } from "../session/call-table.js";
import { connectionEnded, descriptorsNotPassed, oobNotNegotiated } from "../session/errors.js";
import type { ErrorMessage, Message } from "../session/message.js";
import type { ProblemReporter } from "../observe/session-observer.js";

/**
 * Whether the next reply answers the next call. After a call was given up, or may have a late error reply, it does not
 * until the session has synchronised again.
 */
type Phase = "synchronising" | "in-step" | "out-of-step";

/** The calls of a guest agent's session. Replies carry no ids, so one call is in flight at a time. */
export class AgentCalls implements Calls {
  readonly #output: RequestOutput;
  readonly #problems: ProblemReporter;
  readonly #synchronise: () => void;
  readonly #queue = new Set<Call>();
  #phase: Phase = "synchronising";
  #current: Call | undefined;
  /** The call that was cancelled while it was in flight; its reply may follow, before the synchronisation ends. */
  #cancelled: Call | undefined;
  /** The call without a success reply that was written last; an error reply may follow. */
  #withoutReply: Call | undefined;
  #sequence = 0;
  #end: { readonly cause: QapiError | undefined } | undefined;

  /** @param synchronise - begins a synchronisation; `synchronised` is called when it has succeeded. */
  constructor(output: RequestOutput, problems: ProblemReporter, synchronise: () => void) {
    this.#output = output;
    this.#problems = problems;
    this.#synchronise = synchronise;
  }

  get idle(): boolean {
    return this.#current === undefined && this.#queue.size === 0;
  }

  get current(): Call | undefined {
    return this.#current;
  }

  submit(call: Call): void {
    if (this.#end !== undefined) {
      call.fail(connectionEnded(call, this.#end.cause));
    } else if (call.request.fds !== undefined) {
      call.fail(descriptorsNotPassed(call, new Error("a guest agent does not accept file descriptors")));
    } else if (call.request.oob) call.fail(oobNotNegotiated(call));
    else {
      call.markQueued();
      this.#queue.add(call);
      this.#sendNext();
    }
  }

  cancel(call: Call, error: QapiError): void {
    this.#queue.delete(call);
    call.fail(error);
    if (this.#current !== call) return;
    this.#current = undefined;
    this.#cancelled = call;
    this.#phase = "out-of-step";
    // The late reply of a call that reserved something is read by synchronising at once.
    if (call.request.onLateReply === undefined) this.#sendNext();
    else this.#beginSynchronising();
  }

  /** Receives a message that arrived during a synchronisation. Only the reply to an earlier call is of interest. */
  outOfStep(message: Message, errorFor: (call: Call, error: ErrorMessage) => QapiError): void {
    const cancelled = this.#cancelled;
    if (message.kind === "return") {
      this.#cancelled = undefined;
      cancelled?.request.onLateReply?.(message.value);
    } else if (message.kind === "error" && !isParseError(message)) {
      this.#cancelled = undefined;
      if (this.#withoutReply !== undefined)
        this.#problems.reportProblem(errorFor(this.#withoutReply, message));
      this.#withoutReply = undefined;
    }
  }

  synchronised(): void {
    this.#withoutReply = this.#cancelled = undefined;
    this.#phase = "in-step";
    this.#sendNext();
  }

  /** Settles the current call. @returns false if there is none. */
  returned(value: unknown): boolean {
    const call = this.#current;
    if (call === undefined) return false;
    this.#current = undefined;
    call.succeed(value);
    this.#sendNext();
    return true;
  }

  /** Settles the current call, or reports the error of a call without a success reply. */
  failed(errorFor: (call: Call | undefined, inferred: boolean) => QapiError): void {
    const call = this.#current;
    const error = errorFor(call ?? this.#withoutReply, call === undefined);
    this.#current = undefined;
    this.#withoutReply = undefined;
    if (call?.fail(error) !== true) this.#problems.reportProblem(error);
    this.#sendNext();
  }

  /** Settles all calls: the session has ended. */
  end(cause: QapiError | undefined): void {
    this.#end = { cause };
    const calls = [...(this.#current === undefined ? [] : [this.#current]), ...this.#queue];
    this.#current = undefined;
    this.#queue.clear();
    for (const call of calls) call.fail(connectionEnded(call, cause));
  }

  #sendNext(): void {
    const [call] = this.#queue;
    if (call === undefined || this.#current !== undefined || this.#phase === "synchronising") return;
    if (this.#phase === "in-step") this.#send(call);
    else this.#beginSynchronising();
  }

  #beginSynchronising(): void {
    this.#phase = "synchronising";
    this.#synchronise();
  }

  #send(call: Call): void {
    this.#queue.delete(call);
    this.#current = call;
    const text = call.markSent(undefined, ++this.#sequence);
    if (call.request.reply) this.#output.send(text);
    else {
      this.#output.send(text, () => this.#written(call));
    }
  }

  /** A call without a success reply was written. An error may follow, so the next reply may not be the next call's. */
  #written(call: Call): void {
    if (this.#current !== call) return;
    this.#current = undefined;
    this.#withoutReply = call;
    this.#phase = "out-of-step";
    call.succeed(undefined);
    this.#sendNext();
  }
}

/** Whether an error answers the byte 0xFF of a synchronisation, which is not valid JSON, rather than a request. */
function isParseError({ error }: ErrorMessage): boolean {
  return error.description.includes("JSON");
}
